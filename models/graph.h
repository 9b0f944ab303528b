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
  kAdd,
  kAveragePool2d,
  kReshape,
  kQuantize,
  kDequantize,
  kSoftmax,
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

struct ConvOptions {  // CONV_2D and DEPTHWISE_CONV_2D; explicit pads are computed by the importer
  std::int64_t stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  std::int64_t pad_top = 0, pad_left = 0;  // SAME: floor(total/2); VALID: 0
  std::int64_t depth_multiplier = 1;
  Activation activation = Activation::kNone;
};
struct PoolOptions {
  std::int64_t stride_h = 1, stride_w = 1, kernel_h = 1, kernel_w = 1, pad_top = 0, pad_left = 0;
  Activation activation = Activation::kNone;
};
struct FullyConnectedOptions {
  Activation activation = Activation::kNone;
};
struct AddOptions {
  Activation activation = Activation::kNone;
};
struct SoftmaxOptions {
  float beta = 1;
};
using NodeOptions =
    std::variant<std::monostate, ConvOptions, PoolOptions, FullyConnectedOptions, AddOptions, SoftmaxOptions>;

struct Node {
  Operator op = Operator::kUnsupported;
  std::string op_name;               // TFLite's name: "CONV_2D"; custom operators: their custom code
  int index = 0;                     // position in the file's operator list
  std::vector<int> inputs, outputs;  // tensor numbers; -1: optional input left out
  NodeOptions options;
  std::string refusal;  // why this node cannot run; empty: it can. Names constraint and offending value.
};

struct Graph {
  std::string name;        // file name without folder and extension
  std::uint64_t hash = 0;  // xxh64 of the file
  std::int64_t file_bytes = 0;
  bool has_values = true;       // false: shapes only (topology CSV)
  std::vector<Tensor> tensors;  // index = tensor number in the file's subgraph 0
  std::vector<Node> nodes;      // in execution order
  std::vector<int> inputs, outputs;
};

std::string_view name_of(Operator op);

// Reads a .tflite file. Throws Error(kModel): unreadable, not a TFLite model, failed verification, or a
// semantic check (index range, buffer size, scale length) with the node or tensor named. Unsupported
// nodes do not throw: they carry a refusal.
Graph import_tflite(const std::string& path);
Graph import_tflite_bytes(const std::vector<std::uint8_t>& bytes, const std::string& name);
// Reads a SCALE-Sim topology CSV (conv or GEMM form); each row becomes an independent layer.
Graph import_topology_csv(const std::string& path);
// By extension: .tflite, .csv.
Graph import_model(const std::string& path);
// Throws Error(kModel) listing all refused nodes at once, if any.
void require_supported(const Graph& graph);

}  // namespace octet
