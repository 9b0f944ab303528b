// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operands of a network's convolutions as the array sees them, as JSON: layer_tiles MODEL PICTURE CONVOLUTION...
// (counted from 0 in the file's order). rtl/synth/export_operands.py calls it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "models/layerwise.h"
#include "models/model_inputs.h"

namespace octet {
namespace {

constexpr std::int64_t kTiles = 4, kRows = 16, kPixels = 28;

std::string hex(const std::vector<std::uint8_t>& codes) {
  std::string text;
  for (const std::uint8_t code : codes) text += fmt::format("{:02x}", code);
  return text;
}

// A convolution as C[MxN] = A[MxK] * W[KxN]: pixels, window and input channels, output channels.
struct Layer {
  const Graph& graph;
  const Node& node;
  const TensorBytes& values;
  ConvOptions options = std::get<ConvOptions>(node.options);
  const Tensor& input = tensor(node.inputs.at(0));
  const Tensor& weights = tensor(node.inputs.at(1));
  const Tensor& output = tensor(node.outputs.at(0));

  const Tensor& tensor(int number) const { return graph.tensors.at(static_cast<std::size_t>(number)); }
  std::int64_t pixels() const { return output.shape[1] * output.shape[2]; }
  std::int64_t columns() const { return weights.shape[0]; }
  std::int64_t depth() const { return weights.shape[1] * weights.shape[2] * weights.shape[3]; }

  // Outside the picture the input's zero point.
  std::uint8_t activation(std::int64_t m, std::int64_t k) const {
    const std::int64_t channels = weights.shape[3], tap = k / channels;
    const std::int64_t y = m / output.shape[2] * options.stride_h - options.pad_top + tap / weights.shape[2];
    const std::int64_t x = m % output.shape[2] * options.stride_w - options.pad_left + tap % weights.shape[2];
    if (y < 0 || y >= input.shape[1] || x < 0 || x >= input.shape[2])
      return static_cast<std::uint8_t>(input.quantization.zero_points.at(0));
    return values[static_cast<std::size_t>((y * input.shape[2] + x) * channels + k % channels)];
  }
};

// `kRows` rows of a fold, one column of it, and the pixels that stream past; tiles are spread over the layer.
nlohmann::json tile(const Layer& layer, std::int64_t number) {
  const std::int64_t folds = (layer.depth() + kRows - 1) / kRows, k0 = number * folds / kTiles * kRows;
  const std::int64_t rows = std::min(kRows, layer.depth() - k0);
  const std::int64_t m0 = std::max<std::int64_t>(0, (2 * number + 1) * layer.pixels() / (2 * kTiles) - kPixels / 2);
  const std::int64_t n = (2 * number + 1) * layer.columns() / (2 * kTiles);
  std::vector<std::string> activations;
  std::vector<std::uint8_t> weights;
  for (std::int64_t k = k0; k < k0 + rows; ++k) {
    std::vector<std::uint8_t> codes;
    for (std::int64_t m = m0; m < m0 + kPixels; ++m) codes.push_back(layer.activation(m, k));
    activations.push_back(hex(codes));
    weights.push_back(layer.weights.data.at(static_cast<std::size_t>(n * layer.depth() + k)));
  }
  const auto& scales = layer.weights.quantization.scales;
  return {{"pixel", m0},
          {"depth", k0},
          {"column", n},
          {"weights", hex(weights)},
          {"activations", activations},
          {"weight_scale", scales.at(scales.size() == 1 ? 0 : static_cast<std::size_t>(n))}};
}

nlohmann::json layer_json(const Layer& layer) {
  const auto& w = layer.weights.shape;
  nlohmann::json tiles = nlohmann::json::array();
  for (std::int64_t t = 0; t < kTiles; ++t) tiles.push_back(tile(layer, t));
  return {{"node", layer.node.index},
          {"kernel", {w[1], w[2]}},
          {"channels", {w[3], w[0]}},
          {"stride", layer.options.stride_h},
          {"zero_point", layer.input.quantization.zero_points.at(0)},
          {"scale", layer.input.quantization.scales.at(0)},
          {"tiles", tiles}};
}

int run(int count, char** arguments) {
  if (count < 4) fail(ErrorKind::kUsage, "layer_tiles MODEL PICTURE CONVOLUTION...");
  const Graph graph = import_tflite(arguments[1]);
  const std::vector<TensorBytes> values = run_layerwise_tensors(graph, read_inputs(graph, arguments[2]));
  std::vector<const Node*> convolutions;
  for (const Node& node : graph.nodes)
    if (node.op == Operator::kConv2d) convolutions.push_back(&node);
  nlohmann::json layers = nlohmann::json::array();
  for (int i = 3; i < count; ++i) {
    const Node& node = *convolutions.at(std::stoul(arguments[i]));
    layers.push_back(layer_json(Layer{graph, node, values.at(static_cast<std::size_t>(node.inputs.at(0)))}));
  }
  std::puts(layers.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace octet

int main(int count, char** arguments) {
  try {
    return octet::run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "layer_tiles: %s\n", error.what());
    return 1;
  }
}
