// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// import_topology_csv: each row a layer of its own, with its own graph input, weights without values
// and graph output. Quantization is a placeholder (scale 1, zero point 0).
#include <filesystem>

#include "base/error.h"
#include "models/import_file.h"
#include "models/import_text.h"
#include "models/inspect.h"
#include "models/topology.h"

namespace octet {
namespace {

constexpr std::int64_t kMaxElements = std::int64_t{1} << 31;

class GraphBuilder {
 public:
  explicit GraphBuilder(std::string file) : file_(std::move(file)) { graph_.has_values = false; }

  void add(const TopologyLayer& layer) {
    if (const auto* gemm = std::get_if<TopologyGemm>(&layer.shape)) {
      add_gemm(layer, *gemm);
    } else {
      add_conv(layer, std::get<TopologyConv>(layer.shape));
    }
    macs_ += macs_of(graph_, graph_.nodes.back());
    if (macs_ > kMaxMacs)
      fail(ErrorKind::kModel, "{}:{}:1: {} MACs up to here, allowed: at most {}", file_, layer.line, macs_, kMaxMacs);
  }

  Graph finish() { return std::move(graph_); }

 private:
  void add_gemm(const TopologyLayer& layer, const TopologyGemm& g) {
    add_node(layer, Operator::kFullyConnected, FullyConnectedOptions{}, {g.m, g.k}, {g.n, g.k}, {g.m, g.n});
  }

  void add_conv(const TopologyLayer& layer, const TopologyConv& c) {
    ConvOptions options;
    options.stride_h = options.stride_w = c.stride;
    const std::int64_t out_h = topology_output_extent(c.input_h, c.kernel_h, c.stride);
    const std::int64_t out_w = topology_output_extent(c.input_w, c.kernel_w, c.stride);
    const std::vector<std::int64_t> input = {1, c.input_h, c.input_w, c.channels};
    if (!c.depthwise) {
      add_node(layer, Operator::kConv2d, options, input, {c.filters, c.kernel_h, c.kernel_w, c.channels},
               {1, out_h, out_w, c.filters});
      return;
    }
    options.depth_multiplier = c.filters;
    const std::int64_t channels = c.channels * c.filters;
    add_node(layer, Operator::kDepthwiseConv2d, options, input, {1, c.kernel_h, c.kernel_w, channels},
             {1, out_h, out_w, channels});
  }

  void add_node(const TopologyLayer& layer, Operator op, const NodeOptions& options, std::vector<std::int64_t> input,
                std::vector<std::int64_t> weights, std::vector<std::int64_t> output) {
    Node node;
    node.op = op;
    node.op_name = name_of(op);
    node.index = static_cast<int>(graph_.nodes.size());
    node.options = options;
    const int in = add_tensor(layer, "input", std::move(input));
    const int w = add_tensor(layer, "weights", std::move(weights));
    const int out = add_tensor(layer, "output", std::move(output));
    graph_.tensors[static_cast<std::size_t>(w)].constant = true;
    node.inputs = {in, w, -1};
    node.outputs = {out};
    graph_.inputs.push_back(in);
    graph_.outputs.push_back(out);
    graph_.nodes.push_back(std::move(node));
  }

  int add_tensor(const TopologyLayer& layer, std::string_view role, std::vector<std::int64_t> shape) {
    std::int64_t elements = 1;
    for (const std::int64_t extent : shape) {
      if (extent > kMaxElements / elements)
        fail(ErrorKind::kModel, "{}:{}:1: layer {}: {} of shape {}, allowed: at most {} elements", file_, layer.line,
             shown(layer.name), role, shape_text(shape), kMaxElements);
      elements *= extent;
    }
    Tensor tensor;
    tensor.name = fmt::format("{}/{}", layer.name, role);
    tensor.shape = std::move(shape);
    tensor.quantization = {{1.0f}, {0}, 0};
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  std::string file_;
  Graph graph_;
  std::int64_t macs_ = 0;
};

}  // namespace

Graph import_topology_text(std::string_view text, const std::string& source) {
  GraphBuilder builder(source);
  for (const TopologyLayer& layer : parse_topology(text, source)) builder.add(layer);
  Graph graph = builder.finish();
  graph.name = std::filesystem::path(source).stem().string();
  graph.hash = model_hash({text.begin(), text.end()});
  graph.file_bytes = static_cast<std::int64_t>(text.size());
  return graph;
}

Graph import_topology_csv(const std::string& path) {
  const std::vector<std::uint8_t> bytes = read_model_file(path);
  return import_topology_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

}  // namespace octet
