// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "compiler/float_parameters.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/float_arithmetic.h"
#include "base/softmax.h"
#include "models/plain_range.h"
#include "models/strided_copy.h"

namespace octet {
namespace {

const Tensor& tensor_of(const Graph& graph, int t) { return graph.tensors.at(static_cast<std::size_t>(t)); }

std::vector<float> floats_of(const Tensor& t) {
  OCTET_CHECK(t.type == DataType::kFloat32, "{} is {}", t.name, name_of(t.type));
  std::vector<float> values(t.data.size() / sizeof(float));
  std::memcpy(values.data(), t.data.data(), t.data.size());
  return values;
}

// The node of the dequantized network that computes tensor t; null: an input or a constant.
const Node* producer_of(const Graph& real, int t) {
  for (const Node& node : real.nodes)
    if (std::find(node.outputs.begin(), node.outputs.end(), t) != node.outputs.end()) return &node;
  return nullptr;
}

// The node itself, and the range its output was cut to by two steps behind it, if it was (models/dequantized.h).
struct RealNode {
  const Node* node;
  float low, high;
};
RealNode real_node_of(const Graph& real, const Node& node) {
  const auto [low, high] = plain_range<float>(activation_of(node.options));
  RealNode found{producer_of(real, node.outputs.at(0)), low, high};
  OCTET_CHECK(found.node, "node {} {}", node.index, node.op_name);
  if (found.node->op == node.op || found.node->op != Operator::kMinimum) return found;
  const Node* const raise = producer_of(real, found.node->inputs.at(0));
  OCTET_CHECK(raise && raise->op == Operator::kMaximum, "node {} {}", node.index, node.op_name);
  found.high = std::min(high, floats_of(tensor_of(real, found.node->inputs.at(1))).at(0));
  found.low = std::max(low, floats_of(tensor_of(real, raise->inputs.at(1))).at(0));
  found.node = producer_of(real, raise->inputs.at(0));
  return found;
}

// Weights as the layer has them: [n][taps][c], depthwise [taps][n].
void fold_weights(const Graph& real, const Machine& machine, const Node& node, const FloatRecord& bounds,
                  Layer& layer) {
  const std::vector<float> values = floats_of(tensor_of(real, node.inputs.at(1)));
  const std::int64_t channels = layer.out.c, k = static_cast<std::int64_t>(values.size()) / channels;
  const bool turned = node.op == Operator::kDepthwiseConv2d && layer.kind == LayerKind::kConvolution;
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < channels * k; ++i)
    append_element(machine, values[static_cast<std::size_t>(turned ? i % k * channels + i / k : i)], bytes);
  layer.weights.assign(bytes.begin(), bytes.end());
  layer.float_records.assign(static_cast<std::size_t>(channels), bounds);
  if (node.inputs.size() < 3 || node.inputs[2] < 0) return;
  const std::vector<float> bias = floats_of(tensor_of(real, node.inputs[2]));
  for (std::size_t i = 0; i < bias.size(); ++i) layer.float_records.at(i).bias = bias[i];
}

void fold_mean_of(const Machine& machine, std::int64_t taps, const FloatRecord& bounds, Layer& layer) {
  const std::int64_t count = layer.kind == LayerKind::kDepthwise ? taps * layer.out.c : taps;
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < count; ++i) append_element(machine, 1, bytes);
  layer.weights.assign(bytes.begin(), bytes.end());
  layer.float_records.assign(static_cast<std::size_t>(layer.parameter_count), bounds);
  for (FloatRecord& r : layer.float_records) r.scale = 1 / static_cast<float>(taps);
}

}  // namespace

bool has_float_form(const Graph& graph, const Node& node) {
  constexpr Operator kWeighted[] = {Operator::kConv2d, Operator::kDepthwiseConv2d, Operator::kFullyConnected};
  constexpr Operator kOthers[] = {Operator::kAveragePool2d, Operator::kMaxPool2d, Operator::kMean,
                                  Operator::kReduceMax,     Operator::kPad,       Operator::kSoftmax,
                                  Operator::kAdd,           Operator::kSub,       Operator::kMul,
                                  Operator::kMinimum,       Operator::kMaximum,   Operator::kPRelu};
  if (std::ranges::find(kWeighted, node.op) != std::end(kWeighted)) return tensor_of(graph, node.inputs.at(1)).constant;
  if (std::ranges::find(kOthers, node.op) != std::end(kOthers)) return true;
  // Of a concatenation the range of an output may act.
  return is_strided_copy(node.op) && node.op != Operator::kConcatenation && node.op != Operator::kPadV2;
}

void append_element(const Machine& machine, float value, std::vector<std::uint8_t>& bytes) {
  const std::uint32_t bits = machine.array_pe == PeKind::kBf16 ? narrowed(value) : std::bit_cast<std::uint32_t>(value);
  for (std::int64_t b = 0; b < machine.element_bytes(); ++b) bytes.push_back(static_cast<std::uint8_t>(bits >> 8 * b));
}

void fold_floats(const Graph& graph, const Graph& real, const Machine& machine, const Node& node, std::int64_t taps,
                 Layer& layer) {
  OCTET_CHECK(has_float_form(graph, node), "node {} {}", node.index, node.op_name);
  const RealNode found = real_node_of(real, node);
  const FloatRecord bounds{.low = found.low, .high = found.high};
  if (layer.kind == LayerKind::kSoftmax) {
    const auto record = encode(FloatRecord{.scale = std::get<SoftmaxOptions>(node.options).beta});
    layer.table.assign(static_cast<std::size_t>(layer.parameter_count * Machine::kParameterRecordBytes), 0);
    std::copy(record.begin(), record.end(), layer.table.begin());
  } else if (node.op == Operator::kMean) {
    fold_mean_of(machine, taps, bounds, layer);
  } else if (layer.kind == LayerKind::kConvolution || layer.kind == LayerKind::kDepthwise) {
    fold_weights(real, machine, *found.node, bounds, layer);
  } else {
    layer.float_records.assign(static_cast<std::size_t>(layer.parameter_count), bounds);
  }
}

void fold_float_block(const Machine& machine, const Layer& whole, std::int64_t c0, std::int64_t c, Layer& part) {
  const std::int64_t multiplier = whole.depth_multiplier, n = c * multiplier, taps = whole.taps();
  const std::int64_t e = machine.element_bytes();
  const auto first = whole.float_records.begin() + c0 * multiplier;
  part.float_records.assign(first, first + n);
  part.weights.assign(static_cast<std::size_t>(n * taps * c * e), 0);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t t = 0; t < taps; ++t)
      std::copy_n(whole.weights.begin() + (t * whole.out.c + c0 * multiplier + i) * e, e,
                  part.weights.begin() + ((i * taps + t) * c + i / multiplier) * e);
}

}  // namespace octet
