// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "models/operator_table.h"

#include <fmt/format.h>

namespace octet {
namespace {

constexpr std::string_view kCodes = "int8, uint8", kBroadcast = "operands broadcast as in numpy; one may be constant";
constexpr std::string_view kFloats = "int8, uint8, float32";
constexpr std::string_view kTable = "one table of 256 codes";
constexpr std::string_view kMoved = "other types move on the host";
constexpr std::string_view kWeights =
    "constant weights (int8: per tensor or per channel, zero point 0; uint8: per tensor) and bias";

}  // namespace

const std::vector<OperatorSupport>& operator_table() {
  using enum Operator;
  static const std::vector<OperatorSupport> kEntries{
      {kConv2d, kFloats, "array/host",
       "constant weights (int8: per tensor or per channel, zero point 0; uint8: per tensor), "
       "no groups"},
      {kDepthwiseConv2d, kFloats, "vector/host", kWeights},
      {kFullyConnected, kFloats, "array/host", kWeights},
      {kTransposeConv, kFloats, "array/host",
       "constant weights and output shape; one convolution per phase of the stride"},
      {kBatchMatMul, "int8, float32", "array/host",
       "both operands computed, or the second constant; a zero point of the first that is not 0 takes a second pass; "
       "more than 4096 products of matrices, or a dimension beyond 32767: host"},
      {kAveragePool2d, kFloats, "vector/host", "input and output of one scale"},
      {kMaxPool2d, kFloats, "vector/host", "input and output of one scale"},
      {kMean, "int8, uint8, int32, int64, float32", "array/vector/host",
       "8 bits: reduced dimensions must be neighbours (else host); along the last one it is a product on the array"},
      {kSum, "int32, int64, float32", "host", "8 bits: refused, the reference kernel is wrong"},
      {kReduceMax, "int8, uint8, int32, int64, float32", "vector/host",
       "8 bits: reduced dimensions must be neighbours"},
      {kReduceMin, "int8, uint8, int32, int64, float32", "host", ""},
      {kAdd, "int8, uint8, int32, int64, float32", "vector/host", kBroadcast},
      {kSub, "int8, uint8, int32, int64, float32", "vector/host", kBroadcast},
      {kMul, "int8, uint8, int32, int64, float32", "vector/host", kBroadcast},
      {kDiv, "int32, float32", "host", ""},
      {kFloorDiv, "int32, float32", "host", ""},
      {kMinimum, "int8, uint8, int32, int64, float32", "vector/host", kBroadcast},
      {kMaximum, "int8, uint8, int32, int64, float32", "vector/host", kBroadcast},
      {kPRelu, "int8, uint8, float32", "vector/host", "the factors may be computed or constant, and broadcast"},
      {kRelu, "int8, uint8, float32", "vector/host", kTable},
      {kRelu6, "int8, uint8, float32", "vector/host", kTable},
      {kReluN1To1, "int8, uint8, float32", "vector/host", kTable},
      {kLeakyRelu, "int8, uint8, float32", "vector/host", "8 bits: alpha of 0 or more; one table of 256 codes"},
      {kHardSwish, "int8, uint8, float32", "vector/host", kTable},
      {kLogistic, "int8, uint8, float32", "vector/host", kTable},
      {kTanh, "int8, uint8, float32", "vector/host", kTable},
      {kAbs, "int8, int32, int64, float32", "vector/host", kTable},
      {kNeg, "int32, int64, float32", "host", ""},
      {kSqrt, "float32", "host", ""},
      {kRsqrt, "float32", "host", ""},
      {kExp, "float32", "host", ""},
      {kLog, "float32", "host", ""},
      {kSquare, "float32", "host", ""},
      {kFloor, "float32", "host", ""},
      {kRound, "float32", "host", ""},
      {kSoftmax, "int8, uint8, float32", "vector/host",
       "8 bits: output scale 1/256; on the host where a row is longer than a scratchpad bank or 32,768, or with fewer "
       "than 64 parameter channels"},
      {kResizeBilinear, "int8, uint8, float32", "vector/host",
       "on the machine where the weights of a window fit 8 bits (enlarging by small whole factors)"},
      {kResizeNearestNeighbor, "any", "moves", kMoved},
      {kReshape, "any", "moves", "moves nothing"},
      {kSqueeze, "any", "moves", "moves nothing"},
      {kExpandDims, "any", "moves", "moves nothing"},
      {kPad, "any", "moves",
       "constant amounts; at most 4 dimensions, one image, pixels or channels (else host); free before "
       "convolutions"},
      {kPadV2, "any", "moves", "as PAD"},
      {kConcatenation, "any", "moves",
       "uint8 inputs of other scales are rescaled; a fused activation is ignored, as in TFLite"},
      {kTranspose, "any", "moves", kMoved},
      {kSplit, "any", "moves", kMoved},
      {kSplitV, "any", "moves", kMoved},
      {kSlice, "any", "moves", "constant begin and size"},
      {kStridedSlice, "any", "moves",
       "constant begin, end and strides; every mask, but no ellipsis for no dimension; no offset"},
      {kPack, "any", "moves", kMoved},
      {kUnpack, "any", "moves", kMoved},
      {kTile, "any", "moves", "constant multiples"},
      {kGather, "any", "host", "int32 or int64 indices"},
      {kGatherNd, "any", "host", "int32 or int64 indices"},
      {kQuantize, "int8, uint8, float32", "vector/host", "from float32: host"},
      {kDequantize, "int8, uint8", "host", "to float32"},
      {kCast, "int8, uint8, int32, int64, float32, bool", "host", ""},
      {kShape, "any", "folded", "computed at import"},
      {kArgMax, "int8, uint8, int32, float32", "host", "int32 or int64 result"},
      {kArgMin, "int8, uint8, int32, float32", "host", "int32 or int64 result"},
      {kLstm, "int8", "array/host",
       "constant weights, int16 cell state; no layer normalisation, no coupled gates; products of the gates on the "
       "array, "
       "the rest on the host"},
      {kLstmStep, "int8", "host", "of no file: what the host does in a step of an LSTM"},
      {kDetectionPostProcess, "uint8, float32", "host", "fast and regular suppression"},
      {kCallOnce, "-", "folded", "constant initial values of variables"},
      {kVarHandle, "-", "folded", ""},
      {kReadVariable, "any", "moves", "the state lies in DRAM and is kept between inferences"},
      {kAssignVariable, "any", "moves", "once in an inference"}};
  return kEntries;
}

std::string format_operator_list() {
  std::string text = fmt::format("{:<30} {:<18} {}\n", "operator", "where", "types");
  for (const OperatorSupport& entry : operator_table())
    text += fmt::format("{:<30} {:<18} {}\n", name_of(entry.op), entry.place, entry.types);
  return text + "limits: docs/operators.md; of a model's nodes: octet inspect MODEL\n";
}

std::string operators_document() {
  std::string text =
      "# Operators\n"
      "Made from the table behind `octet list operators`. Every operator is exact: on each node octet gives the bytes "
      "of\n"
      "TensorFlow Lite's reference kernels (docs/numerics.md). `octet inspect MODEL` says of every node of a model "
      "where it\n"
      "runs and, if it does not, which constraint it breaks.\n\n"
      "Where: *array* and *vector* name the unit of the machine; *moves* copies with strides through the vector unit "
      "(8 bits)\n"
      "or on the host (other types); *host* runs on the modelled host and is charged (docs/timing.md, section 9); "
      "*folded*\n"
      "costs nothing at run time. A node on the machine has 8-bit tensors only; any other type sends it to the "
      "host.\n\n"
      "| operator | types | where | limits |\n|---|---|---|---|\n";
  for (const OperatorSupport& entry : operator_table())
    text += fmt::format("| {} | {} | {} | {} |\n", name_of(entry.op), entry.types, entry.place, entry.limits);
  return text +
         "\nRefused in all of them: 16-bit activations, rescaling factors of 2^31 and more, unknown custom "
         "operators.\n";
}

}  // namespace octet
