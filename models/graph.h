// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Graph: what a network is. The importer makes it, the compiler and reports read it.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/data_type.h"

namespace octet {

enum class Operator {
  kConv2d,
  kDepthwiseConv2d,
  kFullyConnected,
  kTransposeConv,
  kBatchMatMul,
  kAveragePool2d,
  kMaxPool2d,
  kMean,
  kSum,
  kReduceMax,
  kReduceMin,
  kAdd,
  kSub,
  kMul,
  kDiv,
  kFloorDiv,
  kMinimum,
  kMaximum,
  kPRelu,
  kRelu,
  kRelu6,
  kReluN1To1,
  kLeakyRelu,
  kHardSwish,
  kLogistic,
  kTanh,
  kAbs,
  kNeg,
  kSqrt,
  kRsqrt,
  kExp,
  kLog,
  kSquare,
  kFloor,
  kRound,
  kSoftmax,
  kResizeBilinear,
  kResizeNearestNeighbor,
  kReshape,
  kSqueeze,
  kExpandDims,
  kPad,
  kPadV2,
  kConcatenation,
  kTranspose,
  kSplit,
  kSplitV,
  kSlice,
  kStridedSlice,
  kPack,
  kUnpack,
  kTile,
  kGather,
  kGatherNd,
  kQuantize,
  kDequantize,
  kCast,
  kShape,
  kArgMax,
  kArgMin,
  kLstm,
  kLstmStep,  // models/lstm_step.h
  kDetectionPostProcess,
  kCallOnce,
  kVarHandle,
  kReadVariable,
  kAssignVariable,
  kUnsupported
};
enum class Activation { kNone, kRelu, kReluN1To1, kRelu6 };

// Quantization: one scale and zero point per tensor, or one per index of dimension `dimension`.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;  // as many as scales
  int dimension = 0;
  bool per_channel() const { return scales.size() > 1; }
};

struct Tensor {
  std::string name;
  DataType type = DataType::kInt8;
  std::vector<std::int64_t> shape;  // all positive, 0 only next to refused nodes; empty: scalar
  Quantization quantization;
  std::vector<std::uint8_t> data;  // constants: little-endian, C order; empty: computed
  bool constant = false;
  std::string foreign_type;  // TFLite's name of a type that DataType lacks ("STRING"), `type` then says nothing
  std::int64_t elements() const {
    std::int64_t n = 1;
    for (auto d : shape) n *= d;
    return n;
  }
};

struct ConvOptions {  // CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV; explicit pads are computed by the importer
  std::int64_t stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  std::int64_t pad_top = 0, pad_left = 0;  // SAME: floor(total/2); VALID: 0
  std::int64_t depth_multiplier = 1;
  Activation activation = Activation::kNone;
};
struct PoolOptions {  // AVERAGE_POOL_2D, MAX_POOL_2D
  std::int64_t stride_h = 1, stride_w = 1, kernel_h = 1, kernel_w = 1, pad_top = 0, pad_left = 0;
  Activation activation = Activation::kNone;
};
struct FullyConnectedOptions {
  Activation activation = Activation::kNone;
};
struct BinaryOptions {  // ADD, SUB, MUL, DIV: operands broadcast as in numpy
  Activation activation = Activation::kNone;
};
struct SoftmaxOptions {
  float beta = 1;
};
struct LeakyReluOptions {
  float alpha = 0;
};
// Axes and dimensions are counted from 0 and checked; what a constant operand says is in the options.
struct ReduceOptions {    // MEAN, SUM, REDUCE_MAX, REDUCE_MIN
  std::vector<int> axes;  // ascending, each once
};
struct PadOptions {                  // PAD, PADV2
  std::vector<std::int64_t> before;  // per dimension; what follows is in the output's shape
};
struct AxisOptions {  // CONCATENATION, SPLIT, SPLIT_V, PACK, UNPACK, GATHER, ARG_MAX, ARG_MIN
  int axis = 0;
  Activation activation = Activation::kNone;  // CONCATENATION
};
struct TransposeOptions {
  std::vector<int> permutation;  // output dimension i is input dimension permutation[i]
};
struct SliceOptions {                               // SLICE, STRIDED_SLICE: per input dimension, before any is dropped
  std::vector<std::int64_t> begin, stride, extent;  // stride may be negative
};
struct ResizeOptions {  // RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR
  bool align_corners = false, half_pixel_centers = false;
};
struct MatMulOptions {  // BATCH_MATMUL
  bool adjoint_x = false, adjoint_y = false;
};
struct LstmOptions {  // UNIDIRECTIONAL_SEQUENCE_LSTM, LSTM_STEP
  float cell_clip = 0, projection_clip = 0;
  bool time_major = false;
  float hidden_scale = 0;  // of the hidden state, which no operand holds
  std::int64_t hidden_zero_point = 0;
};
struct DetectionOptions {  // the custom operator TFLite_Detection_PostProcess
  std::int64_t max_detections = 0, max_classes_per_detection = 1, detections_per_class = 100, classes = 0;
  float score_threshold = 0, iou_threshold = 0;
  float y_scale = 1, x_scale = 1, h_scale = 1, w_scale = 1;
  bool regular_nms = false;
};
struct VariableOptions {  // VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE
  int variable = -1;      // index in Graph::variables
};
using NodeOptions =
    std::variant<std::monostate, ConvOptions, PoolOptions, FullyConnectedOptions, BinaryOptions, SoftmaxOptions,
                 LeakyReluOptions, ReduceOptions, PadOptions, AxisOptions, TransposeOptions, SliceOptions,
                 ResizeOptions, MatMulOptions, LstmOptions, DetectionOptions, VariableOptions>;

struct Node {
  Operator op = Operator::kUnsupported;
  std::string op_name;               // TFLite's name: "CONV_2D"; custom operators: their custom code
  int index = 0;                     // position in the file's operator list
  std::vector<int> inputs, outputs;  // tensor numbers; -1: optional input left out
  NodeOptions options;
  bool folded = false;  // its outputs are constants that the importer computed: nothing is left to run
  std::string refusal;  // why this node cannot run; empty: it can. Names constraint and offending value.
};

// A resource variable of a streaming network: keeps its value from one inference to the next.
struct Variable {
  std::string name;
  int tensor = -1;                    // a tensor of its type, shape and quantization
  std::vector<std::uint8_t> initial;  // value before the first inference
};

struct Graph {
  std::string name;        // file name without folder and extension
  std::uint64_t hash = 0;  // xxh64 of the file
  std::int64_t file_bytes = 0;
  bool has_values = true;       // false: shapes only (topology CSV)
  std::vector<Tensor> tensors;  // index = tensor number in the file's subgraph 0
  std::vector<Node> nodes;      // in execution order
  std::vector<int> inputs, outputs;
  std::vector<Variable> variables;
};

std::string_view name_of(Operator op);
Operator operator_named(std::string_view name);  // kUnsupported: none
// The fused activation; kNone for options without one.
Activation activation_of(const NodeOptions& options);

// Reads a .tflite file. Throws Error(kModel): unreadable, not a TFLite model, failed verification, or a
// semantic check (index range, buffer size, scale length) with the node or tensor named. Unsupported
// nodes do not throw: they carry a refusal.
Graph import_tflite(const std::string& path);
Graph import_tflite_bytes(const std::vector<std::uint8_t>& bytes, const std::string& name);
// Reads a SCALE-Sim topology CSV (conv or GEMM form); each row becomes an independent layer.
Graph import_topology_csv(const std::string& path);
// Likewise of a text; `source` names it in messages, its stem is the network's name.
Graph import_topology_text(std::string_view text, const std::string& source);
// By extension: .tflite, .csv.
Graph import_model(const std::string& path);
// Throws Error(kModel) listing all refused nodes at once, if any.
void require_supported(const Graph& graph);

}  // namespace octet
