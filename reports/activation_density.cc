// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/activation_density.h"

#include <algorithm>

#include "models/layerwise.h"

namespace octet {
namespace {

// The tensor that streams through the array: the first input that is computed. -1 if there is none.
int streamed_input(const Graph& graph, const Node& node) {
  for (const int input : node.inputs)
    if (input >= 0 && !graph.tensors.at(static_cast<std::size_t>(input)).constant) return input;
  return -1;
}

}  // namespace

double density_of(const Tensor& tensor, const std::vector<std::uint8_t>& codes) {
  const bool bytes = tensor.type == DataType::kInt8 || tensor.type == DataType::kUint8;
  if (!bytes || codes.empty()) return 1;
  const auto& zero_points = tensor.quantization.zero_points;
  const auto zero = static_cast<std::uint8_t>(zero_points.empty() ? 0 : zero_points[0]);
  const auto zeros = std::count(codes.begin(), codes.end(), zero);
  return 1 - static_cast<double>(zeros) / static_cast<double>(codes.size());
}

double activation_density(const Graph& graph, const Program& program, const RunResult& run,
                          const std::vector<std::vector<std::uint8_t>>& inputs) {
  const std::vector<TensorBytes> values = run_layerwise_tensors(graph, inputs);
  double macs = 0, dense = 0;
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    const auto node = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                   [&](const Node& n) { return n.index == program.layers.at(i).node; });
    const auto done = static_cast<double>(run.layers[i].actions.macs);
    const int input = node == graph.nodes.end() ? -1 : streamed_input(graph, *node);
    const auto at = static_cast<std::size_t>(std::max(input, 0));
    macs += done;
    dense += done * (input < 0 ? 1 : density_of(graph.tensors[at], values[at]));
  }
  return macs > 0 ? dense / macs : 1;
}

}  // namespace octet
