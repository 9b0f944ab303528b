// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators without a window, and the dispatch over all of them.
#include "models/import_operators.h"

#include <cmath>

#include "base/fixed_point.h"
#include "models/evaluate_host.h"
#include "models/import_checks.h"
#include "models/import_codes.h"
#include "models/import_host.h"
#include "models/import_moves.h"
#include "models/import_text.h"
#include "models/import_windows.h"
#include "models/strided_copy.h"
#include "models/tables.h"

namespace octet {
namespace {

using Code = tflite::BuiltinOperator;
struct CodeOfOperator {
  Code code;
  Operator op;
};
constexpr CodeOfOperator kOperators[] = {
    {Code::ADD, Operator::kAdd},
    {Code::AVERAGE_POOL_2D, Operator::kAveragePool2d},
    {Code::CONCATENATION, Operator::kConcatenation},
    {Code::CONV_2D, Operator::kConv2d},
    {Code::DEPTHWISE_CONV_2D, Operator::kDepthwiseConv2d},
    {Code::DEQUANTIZE, Operator::kDequantize},
    {Code::FLOOR, Operator::kFloor},
    {Code::FULLY_CONNECTED, Operator::kFullyConnected},
    {Code::LOGISTIC, Operator::kLogistic},
    {Code::MAX_POOL_2D, Operator::kMaxPool2d},
    {Code::MUL, Operator::kMul},
    {Code::RELU, Operator::kRelu},
    {Code::RELU_N1_TO_1, Operator::kReluN1To1},
    {Code::RELU6, Operator::kRelu6},
    {Code::RESHAPE, Operator::kReshape},
    {Code::RESIZE_BILINEAR, Operator::kResizeBilinear},
    {Code::SOFTMAX, Operator::kSoftmax},
    {Code::TANH, Operator::kTanh},
    {Code::PAD, Operator::kPad},
    {Code::GATHER, Operator::kGather},
    {Code::TRANSPOSE, Operator::kTranspose},
    {Code::MEAN, Operator::kMean},
    {Code::SUB, Operator::kSub},
    {Code::DIV, Operator::kDiv},
    {Code::SQUEEZE, Operator::kSqueeze},
    {Code::UNIDIRECTIONAL_SEQUENCE_LSTM, Operator::kLstm},
    {Code::STRIDED_SLICE, Operator::kStridedSlice},
    {Code::EXP, Operator::kExp},
    {Code::SPLIT, Operator::kSplit},
    {Code::CAST, Operator::kCast},
    {Code::PRELU, Operator::kPRelu},
    {Code::MAXIMUM, Operator::kMaximum},
    {Code::ARG_MAX, Operator::kArgMax},
    {Code::MINIMUM, Operator::kMinimum},
    {Code::NEG, Operator::kNeg},
    {Code::PADV2, Operator::kPadV2},
    {Code::SLICE, Operator::kSlice},
    {Code::TRANSPOSE_CONV, Operator::kTransposeConv},
    {Code::TILE, Operator::kTile},
    {Code::EXPAND_DIMS, Operator::kExpandDims},
    {Code::LOG, Operator::kLog},
    {Code::SUM, Operator::kSum},
    {Code::SQRT, Operator::kSqrt},
    {Code::RSQRT, Operator::kRsqrt},
    {Code::SHAPE, Operator::kShape},
    {Code::ARG_MIN, Operator::kArgMin},
    {Code::REDUCE_MAX, Operator::kReduceMax},
    {Code::PACK, Operator::kPack},
    {Code::UNPACK, Operator::kUnpack},
    {Code::REDUCE_MIN, Operator::kReduceMin},
    {Code::FLOOR_DIV, Operator::kFloorDiv},
    {Code::SQUARE, Operator::kSquare},
    {Code::RESIZE_NEAREST_NEIGHBOR, Operator::kResizeNearestNeighbor},
    {Code::LEAKY_RELU, Operator::kLeakyRelu},
    {Code::ABS, Operator::kAbs},
    {Code::SPLIT_V, Operator::kSplitV},
    {Code::GATHER_ND, Operator::kGatherNd},
    {Code::QUANTIZE, Operator::kQuantize},
    {Code::ROUND, Operator::kRound},
    {Code::HARD_SWISH, Operator::kHardSwish},
    {Code::BATCH_MATMUL, Operator::kBatchMatMul},
    {Code::CALL_ONCE, Operator::kCallOnce},
    {Code::VAR_HANDLE, Operator::kVarHandle},
    {Code::READ_VARIABLE, Operator::kReadVariable},
    {Code::ASSIGN_VARIABLE, Operator::kAssignVariable},
};

// The factor of every channel must be one that TFLite defines (shift at most 31).
void require_fully_connected_factors(const Operand& input, const Operand& weights, const Operand& output) {
  for (const float scale : weights.tensor.quantization.scales) {
    const double factor =
        fully_connected_factor(input.tensor.quantization.scales[0], scale, output.tensor.quantization.scales[0]);
    if (!std::isfinite(factor) || quantize_multiplier_40(factor).shift > 31)
      refuse("scale factor {} with {} of scale {}, allowed: below 2^31", factor, weights.label, scale);
  }
}

FullyConnectedOptions read_fully_connected(NodeImport& n) {
  require_operand_count(n, 2, 3);
  require_value_flow(n);
  const Operand input = n.input(0), weights = n.input(1), output = n.output();
  require_rank(weights, 2);
  require_weights(weights, input, 0);
  const std::int64_t channels = weights.tensor.shape[0], depth = weights.tensor.shape[1];
  if (input.tensor.elements() % depth != 0)
    refuse("{} has {} elements, allowed: a multiple of the {} that {} reads", input.label, input.tensor.elements(),
           depth, weights.label);
  const std::int64_t rows = input.tensor.elements() / depth;
  if (output.tensor.shape.empty() || output.tensor.shape.back() != channels ||
      output.tensor.elements() / channels != rows)
    refuse("{} has shape {}, allowed: {} rows of {}", output.label, shape_text(output.tensor.shape), rows, channels);
  if (n.has_input(2)) require_bias(n.input(2), input, channels);
  if (!is_float(input)) require_fully_connected_factors(input, weights, output);
  if (n.source.builtin_options_type() == tflite::BuiltinOptions::NONE) return {};
  const auto& source = require_options(n.source.builtin_options_as_FullyConnectedOptions(), n);
  if (source.weights_format() != tflite::FullyConnectedOptionsWeightsFormat::DEFAULT)
    refuse("weights format {}, allowed: DEFAULT (0)", static_cast<int>(source.weights_format()));
  return {activation_of(source.fused_activation_function())};
}

void read_quantize(NodeImport& n) {
  require_operand_count(n, 1, 1);
  const Operand input = n.input(0), output = n.output();
  require_computed(input);
  require_codes(output);
  if (input.tensor.shape != output.tensor.shape)
    refuse("{} has shape {}, allowed: {}", output.label, shape_text(output.tensor.shape),
           shape_text(input.tensor.shape));
  if (input.tensor.foreign_type.empty() && input.tensor.type == DataType::kFloat32) return;
  require_codes(input);
  require_factor(static_cast<double>(input.tensor.quantization.scales[0]) / output.tensor.quantization.scales[0]);
}

void read_dequantize(NodeImport& n) {
  require_operand_count(n, 1, 1);
  const Operand input = n.input(0), output = n.output();
  require_computed(input);
  require_codes(input);
  require_float(output);
  if (input.tensor.shape != output.tensor.shape)
    refuse("{} has shape {}, allowed: {}", output.label, shape_text(output.tensor.shape),
           shape_text(input.tensor.shape));
}

// TFLite's softmax writes probabilities in steps of 1/256 from the lowest code.
SoftmaxOptions read_softmax(NodeImport& n) {
  require_operand_count(n, 1, 1);
  require_code_flow(n);
  const Operand input = n.input(0), output = n.output();
  if (input.tensor.shape.empty() || input.tensor.shape != output.tensor.shape)
    refuse("{} has shape {} for an input of shape {}, allowed: the same, 1 dimension or more", output.label,
           shape_text(output.tensor.shape), shape_text(input.tensor.shape));
  const Quantization& out = output.tensor.quantization;
  const std::int64_t lowest = output.tensor.type == DataType::kInt8 ? -128 : 0;
  if (std::abs(out.scales[0] - 1.0f / 256) > 0.001f / 256 || out.zero_points[0] != lowest)
    refuse("{} has scale {} and zero point {}, allowed: 1/256 and {}", output.label, out.scales[0], out.zero_points[0],
           lowest);
  const float beta = require_options(n.source.builtin_options_as_SoftmaxOptions(), n).beta();
  const double factor = static_cast<double>(beta) * input.tensor.quantization.scales[0] * (1 << 26);
  if (!std::isfinite(beta) || !(factor > 1))
    refuse("beta {} x input scale {}, allowed: above 2^-26", beta, input.tensor.quantization.scales[0]);
  return {beta};
}

NodeOptions read_options(NodeImport& n) {
  const Operator op = n.node.op;
  if (is_strided_copy(op)) return read_move(n);
  if (is_host_operator(n.graph, n.node)) return read_host(n);
  if (op == Operator::kConv2d) return read_conv(n);
  if (op == Operator::kDepthwiseConv2d) return read_depthwise(n);
  if (op == Operator::kAveragePool2d) return read_pool(n);
  if (op == Operator::kTransposeConv) return read_transpose_conv(n);
  if (op == Operator::kBatchMatMul) return read_batch_matmul(n);
  if (op == Operator::kResizeBilinear) return read_resize_bilinear(n);
  if (op == Operator::kFullyConnected) return read_fully_connected(n);
  if (op == Operator::kMaxPool2d) return read_pool(n);
  if (op == Operator::kAdd || op == Operator::kSub || op == Operator::kMul) return read_binary(n);
  if (op == Operator::kPRelu) return read_prelu(n), NodeOptions{};
  if (op == Operator::kMinimum || op == Operator::kMaximum) return read_extreme(n), NodeOptions{};
  if (op == Operator::kMean || op == Operator::kSum) return read_reduction(n);
  if (op == Operator::kReduceMax || op == Operator::kReduceMin) return read_reduction(n);
  if (op == Operator::kQuantize) return read_quantize(n), NodeOptions{};
  if (is_table(op)) return read_table(n);
  if (op == Operator::kSoftmax) return read_softmax(n);
  if (op == Operator::kDequantize) return read_dequantize(n), NodeOptions{};
  refuse("operator {} is not supported, allowed: those of `octet list operators`", n.node.op_name);
}

}  // namespace

Operator operator_of(tflite::BuiltinOperator code) {
  for (const CodeOfOperator& entry : kOperators)
    if (entry.code == code) return entry.op;
  return Operator::kUnsupported;
}

void read_operator(const tflite::Operator& source, const Graph& graph, const std::vector<TensorTraits>& traits,
                   Node& node) {
  NodeImport import{source, graph, traits, node};
  try {
    node.options = read_options(import);
  } catch (const Refusal& refusal) {
    node.refusal = refusal.reason;
  }
}

}  // namespace octet
