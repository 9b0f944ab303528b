// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Each probe is one node; random scales are drawn until they show what the probe is for.
#include "tests/models/support/probes.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "base/fixed_point.h"
#include "tests/models/support/probe_parts.h"

namespace octet::test {
namespace {

using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Bytes = std::vector<std::uint8_t>;

constexpr std::int32_t kBeside = 2;  // accumulators this far from the one next to a tie

const char* name_of(Type type) { return tflite::EnumNameTensorType(type); }

template <class T>
Bytes bytes_of(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

OracleCase finish(TfliteWriter& writer, std::vector<std::int32_t> inputs, std::int32_t output,
                  std::vector<Bytes> values, std::string text) {
  writer.set_inputs_and_outputs(std::move(inputs), {output});
  return {std::move(text), writer.bytes(), {std::move(values)}};
}

void add_weighted_node(TfliteWriter& w, Weighted op, std::int32_t channels) {
  const std::vector<std::int32_t> inputs{0, 1, 2}, outputs{3};
  if (op == Weighted::kConv) {
    tflite::Conv2DOptionsT o;
    o.stride_h = o.stride_w = 1;
    w.add_node(Code::CONV_2D, inputs, outputs, options_union(o));
  } else if (op == Weighted::kDepthwise) {
    tflite::DepthwiseConv2DOptionsT o;
    o.stride_h = o.stride_w = 1;
    o.depth_multiplier = channels;
    w.add_node(Code::DEPTHWISE_CONV_2D, inputs, outputs, options_union(o));
  } else {
    w.add_node(Code::FULLY_CONNECTED, inputs, outputs, options_union(tflite::FullyConnectedOptionsT()));
  }
}

// The factor that the operator of a file of `type` uses.
double factor_of(Weighted op, Type type, float in, float weight, float out) {
  if (op == Weighted::kFullyConnected) return fully_connected_factor(in, weight, out);
  return convolution_factor(type == Type::UINT8 ? DataType::kUint8 : DataType::kInt8, in, weight, out);
}

// Scales of a weighted operator and biases that lie at ties between its output codes.
struct TieScales {
  float in, out;
  std::vector<float> weights;
  std::vector<std::int32_t> biases;
};

// Convolutions of some seeds have factors 2^-e * (1 - 2^-44), whose significand rounds up to one.
bool carries(Weighted op, std::uint64_t seed) { return op != Weighted::kFullyConnected && seed % 8 == 7; }

TieScales tie_scales(Weighted op, Type type, RandomSource& random, std::int32_t channels, bool carry,
                     int smallest_exponent) {
  TieScales t;
  t.in = carry ? 1 + 0x1p-22f : positive(random, -9, -1);
  t.out = carry ? 1 : positive(random, -9, -1);
  const std::int32_t count = type == Type::UINT8 ? 1 : channels;
  for (std::int32_t i = 0; i < count; ++i)
    t.weights.push_back(carry ? std::ldexp(1 - 0x1p-22f, static_cast<int>(random.between(smallest_exponent, -1)))
                              : positive(random, smallest_exponent, -1) * t.out / t.in);
  for (std::int32_t i = 0; i < channels; ++i) {
    const double factor = factor_of(op, type, t.in, t.weights[static_cast<std::size_t>(i % count)], t.out);
    t.biases.push_back(static_cast<std::int32_t>(std::llround((random.between(-128, 127) + 0.5) / factor)));
  }
  return t;
}

// Whether rounding the factor to float moves some of the 511 differences of codes to another code.
bool float_shows(double factor) {
  const Multiplier31 exact = quantize_multiplier(factor);
  const Multiplier31 rounded = quantize_multiplier(static_cast<double>(static_cast<float>(factor)));
  for (std::int32_t d = -255; d <= 255; ++d)
    if (multiply_by_quantized_multiplier(d, exact.value, exact.shift) !=
        multiply_by_quantized_multiplier(d, rounded.value, rounded.shift))
      return true;
  return false;
}

// Whether a sum of two codes, divided by `scale`, is so close to a tie that fixed point may take the other side.
bool beside_a_tie(float scale) {
  for (int sum = 1; sum <= 255; ++sum) {
    const double code = sum / static_cast<double>(scale);
    if (std::abs(code - std::floor(code) - 0.5) < 1e-7) return true;
  }
  return false;
}

// Whether a probability of the row, in steps of 1/256, is beside a tie.
bool beside_a_tie(const std::vector<int>& codes, float scale) {
  double total = 0;
  for (const int code : codes) total += std::exp(static_cast<double>(code) * scale);
  for (const int code : codes) {
    const double steps = 256 * std::exp(static_cast<double>(code) * scale) / total;
    if (std::abs(steps - std::floor(steps) - 0.5) < 2e-5) return true;
  }
  return false;
}

// Pixels of a few codes around the input's zero point, through weights of one, so that biases are accumulators.
OracleCase biases_beside(Weighted op, Type type, RandomSource& random, const TieScales& ties, std::string text) {
  const auto channels = static_cast<std::int32_t>(ties.biases.size());
  const std::int32_t pixels = 2 * kBeside + 1;
  const std::int64_t in_zero = random.between(-120, 120) + offset_of(type);
  const std::int64_t weight_zero = type == Type::UINT8 ? random.between(0, 254) : 0;
  const std::size_t scales = ties.weights.size();
  std::vector<std::int32_t> in_shape{1, 1, pixels, 1}, out_shape{1, 1, pixels, channels},
      weight_shape{channels, 1, 1, 1};
  if (op == Weighted::kFullyConnected)
    in_shape = {pixels, 1}, out_shape = {pixels, channels}, weight_shape = {channels, 1};
  if (op == Weighted::kDepthwise) weight_shape = {1, 1, 1, channels};
  TfliteWriter w;
  w.add_tensor("in", type, in_shape, {ties.in}, {in_zero});
  w.make_constant(w.add_tensor("w", type, weight_shape, ties.weights, std::vector<std::int64_t>(scales, weight_zero),
                               op == Weighted::kDepthwise ? 3 : 0),
                  Bytes(static_cast<std::size_t>(channels), static_cast<std::uint8_t>(weight_zero + 1)));
  std::vector<float> bias_scales;
  for (const float scale : ties.weights) bias_scales.push_back(ties.in * scale);
  w.make_constant(w.add_tensor("b", Type::INT32, {channels}, bias_scales, std::vector<std::int64_t>(scales, 0)),
                  bytes_of(ties.biases));
  w.add_tensor("out", type, out_shape, {ties.out}, {offset_of(type)});
  add_weighted_node(w, op, channels);
  Bytes input;
  for (std::int32_t d = -kBeside; d <= kBeside; ++d) input.push_back(static_cast<std::uint8_t>(in_zero + d));
  return finish(w, {0}, 3, {input}, std::move(text));
}

}  // namespace

OracleCase near_ties(Weighted op, Type type, std::uint64_t seed, int smallest_exponent) {
  RandomSource random(seed);
  const std::int32_t channels = op == Weighted::kDepthwise ? 128 : 256;
  const TieScales ties = tie_scales(op, type, random, channels, carries(op, seed), smallest_exponent);
  return biases_beside(op, type, random, ties,
                       fmt::format("ties of {} {} seed {}", static_cast<int>(op), name_of(type), seed));
}

OracleCase wrapping_shifts(Type type, std::uint64_t seed) {
  RandomSource random(seed);
  constexpr std::int32_t kChannels = 256;
  TieScales s{positive(random, -3, -1), positive(random, -9, -7), {positive(random, 0, 3)}, {}};
  for (std::int32_t i = 0; i < kChannels; ++i)
    s.biases.push_back(static_cast<std::int32_t>(random.between(-(std::int64_t{1} << 30), std::int64_t{1} << 30)));
  return biases_beside(Weighted::kConv, type, random, s, fmt::format("wrapping {} seed {}", name_of(type), seed));
}

OracleCase all_sums(Type type, std::uint64_t seed) {
  RandomSource random(seed);
  float a = positive(random, -9, -2), b = a * positive(random, -3, 2), out = std::max(a, b) * positive(random, -1, 1);
  if (seed % 2 == 0) {
    a = b = 1;
    do out = positive(random, 0, 1);
    while (!beside_a_tie(out));
  }
  TfliteWriter w;
  w.add_tensor("a", type, {256, 256}, {a}, {zero_point(random, type)});
  w.add_tensor("b", type, {256, 256}, {b}, {zero_point(random, type)});
  w.add_tensor("out", type, {256, 256}, {out}, {zero_point(random, type)});
  w.add_node(Code::ADD, {0, 1}, {2}, options_union(tflite::AddOptionsT()));
  Bytes rows;
  for (int i = 0; i < 65536; ++i) rows.push_back(static_cast<std::uint8_t>(i / 256));
  return finish(w, {0, 1}, 2, {rows, ascending(65536)}, fmt::format("sums {} seed {}", name_of(type), seed));
}

OracleCase softmax_ties(Type type, std::uint64_t seed) {
  constexpr std::int32_t kRows = 16, kDepth = 3;
  RandomSource random(seed);
  const float scale = positive(random, -7, -5);
  Bytes rows;
  while (rows.size() < kRows * kDepth) {
    std::vector<int> codes;
    for (int i = 0; i < kDepth; ++i) codes.push_back(static_cast<int>(random.between(-128, 127)));
    if (!beside_a_tie(codes, scale)) continue;
    for (const int code : codes) rows.push_back(static_cast<std::uint8_t>(code + offset_of(type)));
  }
  TfliteWriter w;
  w.add_tensor("in", type, {kRows, kDepth}, {scale}, {offset_of(type)});
  w.add_tensor("out", type, {kRows, kDepth}, {1.0f / 256}, {offset_of(type) - 128});
  tflite::SoftmaxOptionsT o;
  o.beta = 1;
  w.add_node(Code::SOFTMAX, {0}, {1}, options_union(o));
  return finish(w, {0}, 1, {rows}, fmt::format("softmax {} seed {}", name_of(type), seed));
}

OracleCase all_means(Type type) {
  TfliteWriter w;
  w.add_tensor("in", type, {1, 256, 512, 1}, {0.5f}, {offset_of(type)});
  w.add_tensor("out", type, {1, 256, 256, 1}, {0.5f}, {offset_of(type)});
  tflite::Pool2DOptionsT o;
  o.padding = tflite::Padding::VALID;
  o.stride_h = o.filter_height = 1;
  o.stride_w = o.filter_width = 2;
  w.add_node(Code::AVERAGE_POOL_2D, {0}, {1}, options_union(o));
  Bytes pairs;
  for (int i = 0; i < 65536; ++i) {
    pairs.push_back(static_cast<std::uint8_t>(i / 256));
    pairs.push_back(static_cast<std::uint8_t>(i));
  }
  return finish(w, {0}, 1, {pairs}, fmt::format("means {}", name_of(type)));
}

OracleCase all_codes(Type from, Type to, std::uint64_t seed) {
  RandomSource random(seed);
  float in = 0.5f, out = std::ldexp(in, static_cast<int>(random.between(-2, 4)));  // powers of two: ties
  while (seed % 4 != 0) {
    in = positive(random, -9, -1), out = in * positive(random, -2, 1);
    if (float_shows(static_cast<double>(in) / out)) break;
  }
  TfliteWriter w;
  w.add_tensor("in", from, {256}, {in}, {zero_point(random, from)});
  w.add_tensor("out", to, {256}, {out}, {zero_point(random, to)});
  w.add_node(Code::QUANTIZE, {0}, {1});
  return finish(w, {0}, 1, {ascending(256)}, fmt::format("codes {} to {} seed {}", name_of(from), name_of(to), seed));
}

OracleCase float_ties(Type to, std::uint64_t seed) {
  RandomSource random(seed);
  const float scale =
      random.chance(30) ? std::ldexp(1.0f, static_cast<int>(random.between(-9, 0))) : positive(random, -9, 0);
  const std::int64_t zero = zero_point(random, to);
  std::vector<float> values;
  for (int k = -260; k <= 260; ++k) {
    const float tie = (static_cast<float>(k) + 0.5f) * scale;
    values.insert(values.end(), {tie, std::nextafter(tie, -1e9f), std::nextafter(tie, 1e9f)});
  }
  TfliteWriter w;
  w.add_tensor("in", Type::FLOAT32, {static_cast<std::int32_t>(values.size())}, {});
  w.add_tensor("out", to, {static_cast<std::int32_t>(values.size())}, {scale}, {zero});
  w.add_node(Code::QUANTIZE, {0}, {1});
  return finish(w, {0}, 1, {bytes_of(values)}, fmt::format("floats to {} seed {}", name_of(to), seed));
}

OracleCase all_values(Type from, std::uint64_t seed) {
  RandomSource random(seed);
  const float scale = positive(random, -12, 3);
  TfliteWriter w;
  w.add_tensor("in", from, {256}, {scale}, {zero_point(random, from)});
  w.add_tensor("out", Type::FLOAT32, {256}, {});
  w.add_node(Code::DEQUANTIZE, {0}, {1});
  return finish(w, {0}, 1, {ascending(256)}, fmt::format("values of {} seed {}", name_of(from), seed));
}

OracleCase clamp_edge(Type type, std::uint64_t seed) {
  RandomSource random(seed);
  float scale = 0;
  do {  // about one scale in 100,000
    scale = positive(random, -6, -4);
  } while (std::round(6.0f / scale) == std::round(6.0 / static_cast<double>(scale)));
  const std::int64_t zero = -128 + offset_of(type);
  TfliteWriter w;
  w.add_tensor("a", type, {256}, {1.0f}, {offset_of(type)});
  w.add_tensor("b", type, {256}, {1.0f}, {offset_of(type)});
  w.add_tensor("out", type, {256}, {scale}, {zero});
  tflite::AddOptionsT o;
  o.fused_activation_function = tflite::ActivationFunctionType::RELU6;
  w.add_node(Code::ADD, {0, 1}, {2}, options_union(o));
  return finish(w, {0, 1}, 2, {ascending(256), ascending(256)}, fmt::format("RELU6 {} scale {}", name_of(type), scale));
}

}  // namespace octet::test
