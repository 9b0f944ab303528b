// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Folds a node's constants into weights and parameter records of the canonical form.
// sum((x-zx)(w-zw)) = sum(x*w) - zw*sum(x) - zx*sum(w) + K*zx*zw: on the array only the first two
// depend on data; the rest joins the bias. The vector unit subtracts zero points itself.
#include "compiler/parameters.h"

#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/fixed_point.h"
#include "models/factors.h"
#include "models/host_operators.h"

namespace octet {
namespace {

constexpr int kMaxShift = 31;  // beyond it the fixed-point arithmetic is undefined

bool is_uint8(const Tensor& t) { return t.type == DataType::kUint8; }

float scale_of(const Tensor& t, std::int64_t channel = 0) {
  const auto& scales = t.quantization.scales;
  return scales.size() > 1 ? scales.at(static_cast<std::size_t>(channel)) : scales.at(0);
}

std::int8_t int8_of(std::int64_t value, const char* what, const Node& node) {
  if (value < -128 || value > 127)
    fail(ErrorKind::kModel, "node {} {}: {} is {}, outside int8", node.index, node.op_name, what, value);
  return static_cast<std::int8_t>(value);
}

void set_multiplier(ParameterRecord& r, double factor, Rounding rounding, const Node& node) {
  int shift = 0;
  if (rounding == Rounding::kSingle) {
    const Multiplier40 m = quantize_multiplier_40(factor);
    r.multiplier = m.value;
    shift = m.shift;
  } else {
    const Multiplier31 m = quantize_multiplier(factor);
    r.multiplier = m.value;
    shift = m.shift;
  }
  if (shift > kMaxShift)
    fail(ErrorKind::kModel, "node {} {}: rescaling factor {:g} needs a shift of {}, at most {} is defined", node.index,
         node.op_name, factor, shift, kMaxShift);
  r.shift = static_cast<std::int8_t>(std::max(shift, -128));
}

// Output clamp and zero points of a record, from the fused activation and the tensors.
ParameterRecord output_record(const Node& node, const Tensor& in, const Tensor& out, Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  float low = -kInfinity, high = kInfinity;
  switch (activation) {
    case Activation::kNone:
      break;
    case Activation::kRelu:
      low = 0;
      break;
    case Activation::kReluN1To1:
      low = -1;
      high = 1;
      break;
    case Activation::kRelu6:
      low = 0;
      high = 6;
      break;
  }
  const auto zero_point = static_cast<std::int32_t>(out.quantization.zero_points.at(0));
  const ClampRange range = clamp_range(out.type, scale_of(out), zero_point, low, high);
  const int offset = is_uint8(out) ? 128 : 0;
  ParameterRecord r;
  r.clamp_min = int8_of(range.min - offset, "lower clamp", node);
  r.clamp_max = int8_of(range.max - offset, "upper clamp", node);
  r.zero_point_out = int8_of(canonical_zero_point(out), "output zero point", node);
  r.zero_point_in = int8_of(canonical_zero_point(in), "input zero point", node);
  r.source_uint8 = is_uint8(out);
  return r;
}

// Weight codes in canonical int8: uint8 codes less 128 is a flip of the top bit.
std::vector<std::int8_t> canonical_weights(const Tensor& weights) {
  std::vector<std::int8_t> codes(weights.data.begin(), weights.data.end());
  if (is_uint8(weights))
    for (std::int8_t& code : codes) code = static_cast<std::int8_t>(code ^ -128);
  return codes;
}

struct Constants {
  const Tensor &in, &weights, &out;
  const Tensor* bias;
  std::int32_t bias_of(std::int64_t channel) const {
    if (!bias || bias->data.empty()) return 0;
    std::int32_t v;
    std::memcpy(&v, bias->data.data() + channel * 4, 4);
    return v;
  }
};

Constants constants_of(const Graph& graph, const Node& node) {
  auto tensor = [&](int i) -> const Tensor& { return graph.tensors.at(static_cast<std::size_t>(i)); };
  // A transposed convolution has its output's shape first and its input third.
  const std::size_t input = node.op == Operator::kTransposeConv ? 2 : 0, bias = input == 0 ? 2 : 3;
  const bool has_bias = node.inputs.size() > bias && node.inputs[bias] >= 0;
  return {tensor(node.inputs.at(input)), tensor(node.inputs.at(1)), tensor(node.outputs.at(0)),
          has_bias ? &tensor(node.inputs[bias]) : nullptr};
}

// Records of a weighted layer; `fold`: the zero-point terms go into the bias (array). weight(channel, k)
// is layer.weights[channel*channel_stride + k*k_stride].
void weighted_records(const Node& node, const Constants& c, Activation activation, bool fold, std::int64_t channels,
                      std::int64_t k_count, std::int64_t channel_stride, std::int64_t k_stride, Layer& layer) {
  const auto zx = static_cast<std::uint32_t>(canonical_zero_point(c.in));
  const auto zw = static_cast<std::uint32_t>(canonical_zero_point(c.weights));
  const ParameterRecord base = output_record(node, c.in, c.out, activation);
  layer.parameters.assign(static_cast<std::size_t>(channels), base);
  for (std::int64_t ch = 0; ch < channels; ++ch) {
    ParameterRecord& r = layer.parameters[static_cast<std::size_t>(ch)];
    r.zero_point_weight = int8_of(canonical_zero_point(c.weights), "weight zero point", node);
    auto bias = static_cast<std::uint32_t>(c.bias_of(ch));  // wraps like the accumulator
    if (fold) {
      std::uint32_t sum = 0;
      for (std::int64_t k = 0; k < k_count; ++k)
        sum += static_cast<std::uint32_t>(
            std::int32_t{layer.weights[static_cast<std::size_t>(ch * channel_stride + k * k_stride)]});
      bias += static_cast<std::uint32_t>(k_count) * zx * zw - zx * sum;
    }
    r.bias = static_cast<std::int32_t>(bias);
    const double factor = layer.rounding == Rounding::kDouble
                              ? convolution_factor(c.in.type, scale_of(c.in), scale_of(c.weights, ch), scale_of(c.out))
                              : fully_connected_factor(scale_of(c.in), scale_of(c.weights, ch), scale_of(c.out));
    set_multiplier(r, factor, layer.rounding, node);
  }
}

void fold_convolution(const Graph& graph, const Node& node, Activation activation, Layer& layer) {
  const Constants c = constants_of(graph, node);
  layer.weights = canonical_weights(c.weights);
  const std::int64_t channels = layer.out.c, k = layer.taps() * layer.in[0].c;
  if (node.op == Operator::kDepthwiseConv2d) {  // one input channel: [taps][n] becomes [n][taps]
    std::vector<std::int8_t> turned(layer.weights.size());
    for (std::int64_t t = 0; t < k; ++t)
      for (std::int64_t n = 0; n < channels; ++n)
        turned[static_cast<std::size_t>(n * k + t)] = layer.weights[static_cast<std::size_t>(t * channels + n)];
    layer.weights = std::move(turned);
  }
  weighted_records(node, c, activation, true, channels, k, k, 1, layer);
}

// Records of a, b and the output, as BinaryCommand says (arch/isa.h).
void fold_binary(const Graph& graph, const Node& node, Activation activation, Layer& layer) {
  auto tensor = [&](int i) -> const Tensor& { return graph.tensors.at(static_cast<std::size_t>(i)); };
  const Tensor &a = tensor(node.inputs.at(0)), &b = tensor(node.inputs.at(1)), &out = tensor(node.outputs.at(0));
  auto input = [&](const Tensor& t) {
    ParameterRecord r;
    r.zero_point_in = int8_of(canonical_zero_point(t), "input zero point", node);
    return r;
  };
  layer.parameters = {input(a), input(b), output_record(node, a, out, activation)};
  auto set = [&](std::size_t record, const Multiplier31& m) {
    layer.parameters[record].multiplier = m.value;
    layer.parameters[record].shift = static_cast<std::int8_t>(m.shift);
  };
  if (layer.function == BinaryFunction::kAdd || layer.function == BinaryFunction::kSubtract) {
    const AddMultipliers m = add_multipliers(scale_of(a), scale_of(b), scale_of(out));
    set(0, m.a);
    set(1, m.b);
    set(2, m.output);
  } else if (layer.function == BinaryFunction::kMultiply) {
    set(2, quantize_multiplier(mul_factor(scale_of(a), scale_of(b), scale_of(out))));
  } else if (layer.function == BinaryFunction::kPrelu) {
    set(0, quantize_multiplier(rescale_factor(scale_of(a), scale_of(out))));
    set(1, quantize_multiplier(slope_factor(scale_of(a), scale_of(b), scale_of(out))));
  }
}

void fold_move(const Graph& graph, const Node& node, Layer& layer) {
  const Tensor& in = graph.tensors.at(static_cast<std::size_t>(node.inputs.at(0)));
  const Tensor& out = graph.tensors.at(static_cast<std::size_t>(node.outputs.at(0)));
  ParameterRecord r = output_record(node, in, out, Activation::kNone);
  set_multiplier(r, static_cast<double>(scale_of(in)) / static_cast<double>(scale_of(out)), Rounding::kDouble, node);
  layer.parameters = {r};
}

}  // namespace

void fold_transpose_convolution(const Graph& graph, const Node& node, const TapSelection& s, Layer& layer) {
  const Constants c = constants_of(graph, node);
  const std::vector<std::int8_t> all = canonical_weights(c.weights);
  const auto& shape = c.weights.shape;  // output channels, rows, columns, input channels
  const std::int64_t k = layer.taps() * shape[3];
  const auto nothing = static_cast<std::int8_t>(canonical_zero_point(c.weights));
  layer.weights.assign(static_cast<std::size_t>(shape[0] * k), nothing);
  for (std::int64_t n = 0; n < shape[0]; ++n)
    for (std::int64_t y = 0; y < s.rows; ++y)
      for (std::int64_t x = 0; x < s.columns; ++x) {
        const std::int64_t ky = s.first_row + (s.rows - 1 - y) * s.stride_h;
        const std::int64_t kx = s.first_column + (s.columns - 1 - x) * s.stride_w;
        const auto from = all.begin() + ((n * shape[1] + ky) * shape[2] + kx) * shape[3];
        std::copy_n(from, shape[3], layer.weights.begin() + n * k + (y * s.columns + x) * shape[3]);
      }
  weighted_records(node, c, activation_of(node.options), true, shape[0], k, k, 1, layer);
}

void fold_matmul(const Graph& graph, const Node& node, Layer& layer) {
  const Constants c = constants_of(graph, node);
  ParameterRecord r = output_record(node, c.in, c.out, Activation::kNone);
  r.zero_point_weight = int8_of(canonical_zero_point(c.weights), "weight zero point", node);
  set_multiplier(r, batch_matmul_factor(scale_of(c.in), scale_of(c.weights), scale_of(c.out)), Rounding::kDouble, node);
  layer.parameters.assign(static_cast<std::size_t>(layer.parameter_count), r);
}

void fold_mean(const Graph& graph, const Node& node, std::int64_t taps, Layer& layer) {
  const Tensor &in = graph.tensors.at(static_cast<std::size_t>(node.inputs.at(0))),
               &out = graph.tensors.at(static_cast<std::size_t>(node.outputs.at(0)));
  const bool depthwise = layer.kind == LayerKind::kDepthwise;
  layer.weights.assign(static_cast<std::size_t>(depthwise ? taps * layer.out.c : taps), 1);
  ParameterRecord r = output_record(node, in, out, Activation::kNone);
  const Multiplier31 m = mean_multiplier(scale_of(in), scale_of(out), taps);
  r.multiplier = m.value;
  r.shift = static_cast<std::int8_t>(m.shift);
  if (!depthwise) r.bias = static_cast<std::int32_t>(-taps * r.zero_point_in);
  layer.parameters.assign(static_cast<std::size_t>(layer.parameter_count), r);
}

// Weights up to 255 as codes and a zero point of -128. The source's codes themselves are weighed: a uint8 code is
// 128 above the canonical one.
void fold_bilinear(const Graph& graph, const Node& node, const BilinearRun& rows, const BilinearRun& columns,
                   Layer& layer) {
  const Tensor& out = graph.tensors.at(static_cast<std::size_t>(node.outputs.at(0)));
  layer.rounding = Rounding::kSingle;
  for (std::int64_t y = 0; y < rows.taps; ++y)
    for (std::int64_t x = 0; x < columns.taps; ++x) {
      const std::int64_t weight = rows.weights[y] * columns.weights[x] - 128;
      layer.weights.insert(layer.weights.end(), static_cast<std::size_t>(layer.out.c),
                           int8_of(weight, "interpolation weight", node));
    }
  ParameterRecord r;
  r.zero_point_weight = -128;
  r.zero_point_in = r.zero_point_out = is_uint8(out) ? -128 : 0;
  set_multiplier(r, 1.0 / static_cast<double>(rows.sum() * columns.sum()), Rounding::kSingle, node);
  layer.parameters.assign(static_cast<std::size_t>(layer.parameter_count), r);
}

void fold_table(const Tensor& in, const Tensor& out, const std::array<std::uint8_t, 256>& table, Layer& layer) {
  // Entry 0 is that of the lowest code in either type.
  OCTET_CHECK(in.type == DataType::kInt8 || in.type == DataType::kUint8, "{}", name_of(in.type));
  layer.table.assign(table.begin(), table.end());
  if (is_uint8(out))
    for (std::uint8_t& code : layer.table) code ^= 0x80;
}

void fold_exponentials(const Node& node, const Tensor& in, Layer& layer) {
  const SoftmaxScaling scaling = softmax_scaling(std::get<SoftmaxOptions>(node.options).beta, scale_of(in));
  layer.table.clear();
  for (const std::int32_t exponential : softmax_exponentials(scaling))
    for (int bit = 0; bit < 32; bit += 8) layer.table.push_back(static_cast<std::uint8_t>(exponential >> bit));
}

std::int32_t canonical_zero_point(const Tensor& tensor) {
  const auto& points = tensor.quantization.zero_points;
  const std::int64_t zero_point = points.empty() ? 0 : points[0];
  return static_cast<std::int32_t>(zero_point - (is_uint8(tensor) ? 128 : 0));
}

void fold_parameters(const Graph& graph, const Node& node, const CompileOptions& options, Layer& layer) {
  const Activation activation = activation_of(node.options);
  if (node.op == Operator::kFullyConnected)
    layer.rounding = options.legacy_fully_connected ? Rounding::kDoubleLegacy : Rounding::kSingle;
  switch (layer.kind) {
    case LayerKind::kConvolution:
      fold_convolution(graph, node, activation, layer);
      break;
    case LayerKind::kDepthwise: {
      const Constants c = constants_of(graph, node);
      layer.weights = canonical_weights(c.weights);
      weighted_records(node, c, activation, false, layer.out.c, layer.taps(), 1, layer.out.c, layer);
      break;
    }
    case LayerKind::kPool: {
      const Tensor& in = graph.tensors.at(static_cast<std::size_t>(node.inputs.at(0)));
      layer.parameters = {
          output_record(node, in, graph.tensors.at(static_cast<std::size_t>(node.outputs.at(0))), activation)};
      break;
    }
    case LayerKind::kBinary:
      fold_binary(graph, node, activation, layer);
      break;
    case LayerKind::kMove:
      if (layer.mode == MoveMode::kRequantize) fold_move(graph, node, layer);
      break;
    case LayerKind::kSoftmax:
    case LayerKind::kHost:
      break;
  }
}

}  // namespace octet
