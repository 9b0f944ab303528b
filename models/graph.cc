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
  switch (op) {
    case Operator::kConv2d:
      return "CONV_2D";
    case Operator::kDepthwiseConv2d:
      return "DEPTHWISE_CONV_2D";
    case Operator::kFullyConnected:
      return "FULLY_CONNECTED";
    case Operator::kAdd:
      return "ADD";
    case Operator::kAveragePool2d:
      return "AVERAGE_POOL_2D";
    case Operator::kReshape:
      return "RESHAPE";
    case Operator::kQuantize:
      return "QUANTIZE";
    case Operator::kDequantize:
      return "DEQUANTIZE";
    case Operator::kSoftmax:
      return "SOFTMAX";
    case Operator::kUnsupported:
      return "UNSUPPORTED";
  }
  return "";
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
