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

Activity activity_of(const Tensor& tensor, const std::vector<std::uint8_t>& codes) {
  const bool bytes = tensor.type == DataType::kInt8 || tensor.type == DataType::kUint8;
  if (!bytes || codes.empty()) return {};
  const auto& zero_points = tensor.quantization.zero_points;
  const auto zero = static_cast<std::uint8_t>(zero_points.empty() ? 0 : zero_points[0]);
  const auto share = [](std::ptrdiff_t part, std::size_t of) {
    return static_cast<double>(part) / static_cast<double>(of);
  };
  const double density = 1 - share(std::count(codes.begin(), codes.end(), zero), codes.size());
  const auto channels = static_cast<std::size_t>(tensor.shape.empty() ? 1 : tensor.shape.back());
  if (codes.size() <= channels) return random_activity(density);
  std::ptrdiff_t changes = 0;
  for (std::size_t i = channels; i < codes.size(); ++i) changes += (codes[i] == zero) != (codes[i - channels] == zero);
  // Pixels at the ends are in fewer pairs than the others.
  return {density, std::min({share(changes, codes.size() - channels), 2 * density, 2 * (1 - density)})};
}

Activity measured_activity(const Graph& graph, const Program& program, const RunResult& run,
                           const std::vector<std::vector<std::uint8_t>>& inputs) {
  const std::vector<TensorBytes> values = run_layerwise_tensors(graph, inputs);
  double macs = 0;
  Activity sum{0, 0};
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    const auto node = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                   [&](const Node& n) { return n.index == program.layers.at(i).node; });
    const auto done = static_cast<double>(run.layers[i].actions.macs);
    const int input = node == graph.nodes.end() ? -1 : streamed_input(graph, *node);
    const auto at = static_cast<std::size_t>(std::max(input, 0));
    macs += done;
    const Activity layer = input < 0 ? Activity{} : activity_of(graph.tensors[at], values[at]);
    sum.density += done * layer.density;
    sum.changes += done * layer.changes;
  }
  return macs > 0 ? Activity{sum.density / macs, sum.changes / macs} : Activity{};
}

}  // namespace octet
