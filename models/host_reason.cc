// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "models/host_reason.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/bilinear_plan.h"
#include "models/lstm_operands.h"
#include "models/reduction_window.h"
#include "models/strided_copy.h"
#include "models/tables.h"

namespace octet {
namespace {

constexpr std::int64_t kMostTaps = 255;      // rows or columns of a window, as a command holds them
constexpr std::int64_t kMostPixels = 32767;  // rows or columns of a tensor, likewise
constexpr std::int64_t kMostMatrices = 4096, kMostSteps = 4096;

const Tensor& at(const Graph& graph, int t) { return graph.tensors.at(static_cast<std::size_t>(t)); }

bool is_code(const Tensor& t) {
  return t.foreign_type.empty() && (t.type == DataType::kInt8 || t.type == DataType::kUint8);
}

std::string_view type_of(const Tensor& t) { return t.type == DataType::kFloat32 ? "floating-point" : name_of(t.type); }

// The first tensor that is not of 8 bits; biases, axes and other constants of the operator do not count.
std::string foreign_type(const Graph& graph, const Node& node) {
  for (const int t : node.outputs)
    if (!is_code(at(graph, t))) return fmt::format("{} output", type_of(at(graph, t)));
  for (const int t : node.inputs)
    if (t >= 0 && !is_code(at(graph, t)) && !at(graph, t).constant)
      return fmt::format("{} input", type_of(at(graph, t)));
  return "";
}

std::string reduction_reason(const Graph& graph, const Node& node) {
  const auto window = reduction_window(at(graph, node.inputs.at(0)).shape, std::get<ReduceOptions>(node.options).axes);
  if (!window) return "the reduced dimensions are not neighbours";
  const bool on_array = node.op == Operator::kMean && window->c == 1;
  if (!on_array && (window->kernel_h > kMostTaps || window->kernel_w > kMostTaps))
    return fmt::format("a window of {}x{} elements, the machine's are at most {}x{}", window->kernel_h,
                       window->kernel_w, kMostTaps, kMostTaps);
  if (!on_array && std::max({window->h, window->w, window->c}) > kMostPixels)
    return fmt::format("a dimension beyond {}", kMostPixels);
  return "";
}

std::string resize_reason(const Graph& graph, const Node& node) {
  const auto plan =
      bilinear_plan(at(graph, node.inputs.at(0)), at(graph, node.outputs.at(0)), std::get<ResizeOptions>(node.options));
  return plan ? "" : "interpolation weights beyond 8 bits, or too many different ones";
}

// Steps are unrolled: one layer and one step of the host each.
std::string lstm_reason(const Graph& graph, const Node& node) {
  for (const std::size_t first : {kLstmInputWeights, kLstmRecurrentWeights, kLstmBiases})
    for (std::size_t gate = 0; gate < 4; ++gate)
      if (!at(graph, node.inputs.at(first + gate)).constant) return "computed weights";
  const LstmShape s = lstm_shape(graph, node);
  const auto steps = static_cast<std::int64_t>(s.time_major ? s.time : s.time * s.batch);
  if (steps > kMostSteps) return fmt::format("{} steps, at most {}", steps, kMostSteps);
  if (static_cast<std::int64_t>(std::max({s.depth, 16 * s.cells, s.batch})) > kMostPixels)
    return fmt::format("{} inputs, {} cells and a batch of {}, at most {}, {} and {}", s.depth, s.cells, s.batch,
                       kMostPixels, kMostPixels / 16, kMostPixels);
  return "";
}

// Products are unrolled: one layer per pair of matrices.
std::string matmul_reason(const Graph& graph, const Node& node) {
  const auto& shape = at(graph, node.outputs.at(0)).shape;
  std::int64_t matrices = 1;
  for (std::size_t i = 0; i + 2 < shape.size(); ++i) matrices *= shape[i];
  if (matrices > kMostMatrices) return fmt::format("{} products of matrices, at most {}", matrices, kMostMatrices);
  for (const std::size_t input : {0, 1}) {
    const auto& s = at(graph, node.inputs.at(input)).shape;
    if (std::max(s[s.size() - 2], s[s.size() - 1]) > kMostPixels)
      return fmt::format("a dimension beyond {}", kMostPixels);
  }
  return "";
}

std::string pad_reason(const Graph& graph, const Node& node) {
  const auto &from = at(graph, node.inputs.at(0)).shape, &to = at(graph, node.outputs.at(0)).shape;
  const std::size_t d = from.size();
  if (d > 4) return fmt::format("{} dimensions, at most 4 on the machine", d);
  if (d == 4 && from[0] != to[0]) return "pads the batch";
  const bool channels = d > 0 && from[d - 1] != to[d - 1];
  const bool pixels = (d > 1 && from[d - 2] != to[d - 2]) || (d > 2 && from[d - 3] != to[d - 3]);
  return channels && pixels ? "pads channels and pixels at once" : "";
}

bool combines(Operator op) {
  static constexpr Operator kBinaries[] = {Operator::kAdd,     Operator::kSub,     Operator::kMul,
                                           Operator::kMinimum, Operator::kMaximum, Operator::kPRelu};
  return std::find(std::begin(kBinaries), std::end(kBinaries), op) != std::end(kBinaries);
}

bool is_variable(Operator op) {
  return op == Operator::kCallOnce || op == Operator::kVarHandle || op == Operator::kReadVariable ||
         op == Operator::kAssignVariable;
}

bool is_window(Operator op) {
  static constexpr Operator kWindows[] = {Operator::kConv2d,         Operator::kDepthwiseConv2d,
                                          Operator::kFullyConnected, Operator::kTransposeConv,
                                          Operator::kAveragePool2d,  Operator::kMaxPool2d};
  return std::find(std::begin(kWindows), std::end(kWindows), op) != std::end(kWindows);
}

}  // namespace

std::string host_reason(const Graph& graph, const Node& node) {
  if (is_variable(node.op)) return "";
  if (node.op == Operator::kLstm) return lstm_reason(graph, node);
  if (std::string reason = foreign_type(graph, node); !reason.empty()) return reason;
  if (node.op == Operator::kMean || node.op == Operator::kReduceMax) return reduction_reason(graph, node);
  if (node.op == Operator::kResizeBilinear) return resize_reason(graph, node);
  if (node.op == Operator::kBatchMatMul) return matmul_reason(graph, node);
  if (node.op == Operator::kPad || node.op == Operator::kPadV2) return pad_reason(graph, node);
  if (node.op == Operator::kSoftmax) return "";
  if (is_window(node.op) || combines(node.op) || is_table(node.op) || is_strided_copy(node.op)) return "";
  return fmt::format("no machine command computes {}", node.op_name);
}

}  // namespace octet
