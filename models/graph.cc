// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What all importers share: the choice by extension, operator names, the check before a run.
#include "models/graph.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/error.h"
#include "models/import_text.h"

namespace octet {

std::string_view name_of(Operator op) {
  // In the order of the enumeration.
  static constexpr std::string_view kNames[] = {"CONV_2D",
                                                "DEPTHWISE_CONV_2D",
                                                "FULLY_CONNECTED",
                                                "TRANSPOSE_CONV",
                                                "BATCH_MATMUL",
                                                "AVERAGE_POOL_2D",
                                                "MAX_POOL_2D",
                                                "MEAN",
                                                "SUM",
                                                "REDUCE_MAX",
                                                "REDUCE_MIN",
                                                "ADD",
                                                "SUB",
                                                "MUL",
                                                "DIV",
                                                "FLOOR_DIV",
                                                "MINIMUM",
                                                "MAXIMUM",
                                                "PRELU",
                                                "RELU",
                                                "RELU6",
                                                "RELU_N1_TO_1",
                                                "LEAKY_RELU",
                                                "HARD_SWISH",
                                                "LOGISTIC",
                                                "TANH",
                                                "ABS",
                                                "NEG",
                                                "SQRT",
                                                "RSQRT",
                                                "EXP",
                                                "LOG",
                                                "SQUARE",
                                                "FLOOR",
                                                "ROUND",
                                                "SOFTMAX",
                                                "RESIZE_BILINEAR",
                                                "RESIZE_NEAREST_NEIGHBOR",
                                                "RESHAPE",
                                                "SQUEEZE",
                                                "EXPAND_DIMS",
                                                "PAD",
                                                "PADV2",
                                                "CONCATENATION",
                                                "TRANSPOSE",
                                                "SPLIT",
                                                "SPLIT_V",
                                                "SLICE",
                                                "STRIDED_SLICE",
                                                "PACK",
                                                "UNPACK",
                                                "TILE",
                                                "GATHER",
                                                "GATHER_ND",
                                                "QUANTIZE",
                                                "DEQUANTIZE",
                                                "CAST",
                                                "SHAPE",
                                                "ARG_MAX",
                                                "ARG_MIN",
                                                "UNIDIRECTIONAL_SEQUENCE_LSTM",
                                                "LSTM_STEP",
                                                "TFLite_Detection_PostProcess",
                                                "CALL_ONCE",
                                                "VAR_HANDLE",
                                                "READ_VARIABLE",
                                                "ASSIGN_VARIABLE",
                                                "UNSUPPORTED"};
  return kNames[static_cast<std::size_t>(op)];
}

Operator operator_named(std::string_view name) {
  for (int i = 0; i < static_cast<int>(Operator::kUnsupported); ++i)
    if (name_of(static_cast<Operator>(i)) == name) return static_cast<Operator>(i);
  return Operator::kUnsupported;
}

Activation activation_of(const NodeOptions& options) {
  return std::visit(
      [](const auto& o) {
        if constexpr (requires { o.activation; }) return o.activation;
        return Activation::kNone;
      },
      options);
}

Graph import_model(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension == ".tflite") return import_tflite(path);
  if (extension == ".csv") return import_topology_csv(path);
  fail(ErrorKind::kModel, "{}: extension '{}', allowed: .tflite, .csv", path, extension);
}

void require_supported(const Graph& graph) {
  std::string problems;
  int count = 0;
  for (const Node& node : graph.nodes) {
    if (node.refusal.empty()) continue;
    problems += fmt::format("\n  {}: {}", node_text(graph, node), node.refusal);
    ++count;
  }
  if (count > 0)
    fail(ErrorKind::kModel, "{}: {} of {} nodes cannot run:{}", graph.name, count, graph.nodes.size(), problems);
  for (const int input : graph.inputs) {
    const Tensor& tensor = graph.tensors.at(static_cast<std::size_t>(input));
    if (!tensor.foreign_type.empty() || tensor.elements() == 0)
      fail(ErrorKind::kModel, "{}: graph input tensor {} {} has type {} and shape {}, allowed: numbers, at least one",
           graph.name, input, shown(tensor.name), type_text(tensor), shape_text(tensor.shape));
  }
  for (const int output : graph.outputs) {
    const bool computed = std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& n) {
      return std::find(n.outputs.begin(), n.outputs.end(), output) != n.outputs.end();
    });
    if (!computed)
      fail(ErrorKind::kModel, "{}: graph output tensor {} {} is no node's output, allowed: computed tensors",
           graph.name, output, shown(graph.tensors.at(static_cast<std::size_t>(output)).name));
  }
}

}  // namespace octet
