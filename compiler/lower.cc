// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering: each node becomes layers or an alias; each group of aliases one value.
#include "compiler/lower.h"

#include <algorithm>
#include <map>

#include "arch/timing.h"
#include "base/units.h"
#include "compiler/depthwise.h"
#include "compiler/float_parameters.h"
#include "compiler/lowering.h"
#include "compiler/parameters.h"
#include "models/dequantized.h"
#include "models/host_reason.h"

namespace octet {
namespace {

View view_of(const std::vector<std::int64_t>& s, int value) {
  const std::size_t d = s.size();
  std::int64_t n = 1;
  for (std::size_t i = 0; i + 3 < d; ++i) n *= s[i];
  return View::dense(value, n, d > 2 ? s[d - 3] : 1, d > 1 ? s[d - 2] : 1, d > 0 ? s[d - 1] : 1);
}

bool quantized(const Tensor& t) { return t.type == DataType::kInt8 || t.type == DataType::kUint8; }

bool same_scale(const Tensor& a, const Tensor& b) {
  return a.quantization.scales == b.quantization.scales && canonical_zero_point(a) == canonical_zero_point(b);
}

}  // namespace

// Values of a float machine: if wanted, and every node has a float form on the machine.
void Lowering::find_float_values() {
  if (!values_ || !floats() || !options_.float_values || !graph_.has_values || !graph_.variables.empty()) return;
  for (const Node& node : graph_.nodes) {
    if (node.folded || is_alias(node)) continue;
    if (!host_reason(graph_, node).empty() || !fits_machine(node) || !has_float_form(graph_, node)) return;
  }
  real_ = dequantized(graph_);
}

void Lowering::fold(const Node& node, Layer& layer) const {
  if (real_) return fold_floats(graph_, *real_, machine_, node, 0, layer);
  fold_parameters(graph_, node, options_, layer);
}

Network Lowering::run() {
  find_float_values();
  network_.has_values = values();
  for (int t : graph_.inputs) add_input(t);
  add_variables();
  for (const Node& node : graph_.nodes)
    if (!node.folded) add_node(node);
  for (int t : graph_.outputs) add_output(t);
  store_variables();
  network_.io_bytes = io_;
  network_.workspace_bytes = workspace_;
  return std::move(network_);
}

int Lowering::new_value(const std::string& name, const std::vector<std::int64_t>& shape) {
  Value v;
  v.name = name;
  v.view = view_of(shape, static_cast<int>(network_.values.size()));
  v.elements = v.view.pixels() * v.view.c;
  network_.values.push_back(v);
  return v.view.value;
}

int Lowering::new_value(int t) {
  return value_of_[static_cast<std::size_t>(t)] = new_value(tensor(t).name, tensor(t).shape);
}

void Lowering::append_constant(int t) {
  if (!real_) {
    const auto& data = tensor(t).data;
    network_.constants.insert(network_.constants.end(), data.begin(), data.end());
    return;
  }
  const Tensor& x = real_->tensors.at(static_cast<std::size_t>(t));
  for (const float value : real_values(x, x.data)) append_element(machine_, value, network_.constants);
}

// Constant operands of the machine lie in DRAM with the weights.
int Lowering::constant_value(int t) {
  const Tensor& x = tensor(t);
  const int id = new_value(t);
  Value& v = network_.values.back();
  v.from_dram = true;
  v.homes.push_back({Base::kConstants, network_.constants_bytes, flip(x)});
  const std::int64_t bytes = (x.elements() * (floats() ? machine_.element_bytes() : bytes_of(x.type)) + 63) / 64 * 64;
  network_.constants_bytes += bytes;
  if (network_.constants_bytes > std::int64_t{0xffffffff})
    fail(ErrorKind::kModel, "constant operands exceed a 4 GiB region at tensor '{}'", x.name);
  if (values()) {
    append_constant(t);
    network_.constants.resize(static_cast<std::size_t>(network_.constants_bytes));
  }
  return id;
}

int Lowering::value_of(int t) {
  int id = value_of_.at(static_cast<std::size_t>(t));
  if (id < 0 && tensor(t).constant) id = constant_value(t);
  OCTET_CHECK(id >= 0, "tensor {} '{}' is used before it is computed", t, tensor(t).name);
  return id;
}

int Lowering::read(int value) {
  network_.values[static_cast<std::size_t>(value)].last_use = static_cast<int>(network_.layers.size());
  return value;
}

View Lowering::input_view(int t) { return view_of(tensor(t).shape, use(t)); }

int Lowering::output_value(int t) {
  int id = value_of_.at(static_cast<std::size_t>(t));
  const auto layer = static_cast<int>(network_.layers.size());
  if (id < 0) {
    id = new_value(t);
    network_.values.back().producer = layer;
  }
  network_.values[static_cast<std::size_t>(id)].last_use = layer;
  return id;
}

View Lowering::output_view(int t) { return view_of(tensor(t).shape, output_value(t)); }

Layer Lowering::layer_of(const Node& node, LayerKind kind) const {
  Layer layer;
  layer.kind = kind;
  layer.info.name = out(node).name;
  layer.info.op = node.op_name;
  layer.info.node = node.index;
  layer.info.output_shape = out(node).shape;
  return layer;
}

// Layers of one node follow each other.
void Lowering::add_layer(Layer&& layer) {
  const bool parts = !network_.layers.empty() && layer.info.node >= 0;
  layer.continues = parts && network_.layers.back().info.node == layer.info.node;
  const std::int64_t outputs = layer.out.pixels() * layer.out.c;
  std::int64_t weights = 0;
  // A mean's weights of one are no part of the network; the parts of a transposed convolution are counted as one.
  const bool weighted = layer.info.op == name_of(Operator::kConv2d) ||
                        layer.info.op == name_of(Operator::kDepthwiseConv2d) ||
                        layer.info.op == name_of(Operator::kFullyConnected);
  const std::int64_t depth = layer.kind == LayerKind::kConvolution ? layer.in[0].c : 1;
  const std::int64_t useful = layer.block > 0 ? 1 : depth;  // block-diagonal weights: the others are zeros
  const bool computed = layer.kind == LayerKind::kConvolution && layer.in.size() > 1;
  if ((layer.kind == LayerKind::kConvolution && !computed && layer.weights_of < 0) ||
      layer.kind == LayerKind::kDepthwise)
    weights = layer.taps() * depth * layer.channels();
  if (weighted) layer.info.macs = outputs * layer.taps() * useful;
  layer.info.weight_bytes = weights * machine_.element_bytes();
  layer.info.parameter_bytes = layer.parameter_count * Machine::kParameterRecordBytes;
  network_.layers.push_back(std::move(layer));
}

// uint8 inputs of a concatenation may have other scales than the output.
bool Lowering::rescales(const Node& node, int input) const {
  const Tensor& from = in(node, static_cast<std::size_t>(input));
  return !floats() && node.op == Operator::kConcatenation && quantized(from) && !same_scale(from, out(node));
}

// Reshapes and sign changes move no bytes; on float machines there is nothing to quantize.
bool Lowering::is_alias(const Node& node) const {
  if (node.op == Operator::kReshape || node.op == Operator::kSqueeze || node.op == Operator::kExpandDims) return true;
  if (is_strided_copy(node.op)) return moves_nothing(node);
  if (node.op != Operator::kQuantize && node.op != Operator::kDequantize) return false;
  if (floats()) return true;
  return quantized(in(node, 0)) && quantized(out(node)) && same_scale(in(node, 0), out(node));
}

// A row of a softmax is one command's, and its exponentials take records of one half of the parameter memory.
bool Lowering::fits_machine(const Node& node) const {
  if (node.op != Operator::kSoftmax) return true;
  const std::int64_t channels = in(node, 0).shape.back();
  return channels <= kLongest && channels * machine_.element_bytes() <= machine_.scratchpad_bank_bytes() &&
         machine_.parameters_channels >= kExponentialRecords;
}

// A copy of the whole tensor in its order, under another shape.
bool Lowering::moves_nothing(const Node& node) const {
  if (node.inputs.empty() || tensor(node.inputs[0]).elements() != out(node).elements() || node.outputs.size() > 1)
    return false;
  const std::vector<StridedCopy> copies = copies_of(graph_, node);
  return copies.size() == 1 && copies[0].input == 0 && copies[0].in_offset == 0 && copies[0].out_offset == 0 &&
         copies[0].in_strides == copies[0].out_strides && !rescales(node, 0);
}

void Lowering::add_node(const Node& node) {
  if (node.op == Operator::kReadVariable) return read_variable(node);
  if (node.op == Operator::kAssignVariable) return assign_variable(node);
  if (node.op == Operator::kVarHandle || node.op == Operator::kCallOnce) return;
  if (is_alias(node)) {
    value_of_[static_cast<std::size_t>(node.outputs.at(0))] = value_of(node.inputs.at(0));
  } else if (!host_reason(graph_, node).empty() || !fits_machine(node)) {
    add_host(node);
  } else {
    lower_on_machine(node);
  }
}

void Lowering::lower_on_machine(const Node& node) {
  const Operator op = node.op;
  if (op == Operator::kConv2d || op == Operator::kDepthwiseConv2d) return lower_convolution(node);
  if (op == Operator::kFullyConnected) return lower_fully_connected(node);
  if (op == Operator::kBatchMatMul) return lower_batch_matmul(node);
  if (op == Operator::kLstm) return lower_lstm(node);
  if (op == Operator::kTransposeConv) return lower_transpose_convolution(node);
  if (op == Operator::kAveragePool2d || op == Operator::kMaxPool2d) return lower_pool(node);
  if (op == Operator::kMean) return lower_mean(node);
  if (op == Operator::kReduceMax) return lower_reduce_max(node);
  if (op == Operator::kResizeBilinear) return lower_resize_bilinear(node);
  if (op == Operator::kPad || op == Operator::kPadV2) return lower_pad(node);
  if (is_strided_copy(op)) return lower_copies(node);
  if (op == Operator::kSoftmax) return lower_softmax(node);
  if (node.inputs.size() == 2) return lower_binary(node);
  lower_unary(node);
}

namespace {

// A value seen with different dimensions by different layers must stay dense.
void find_views(Network& network) {
  auto see = [&](const View& v) {
    Value& value = network.values[static_cast<std::size_t>(v.value)];
    const bool same = v.n == value.view.n && v.h == value.view.h && v.w == value.view.w && v.c == value.view.c;
    value.one_view = value.one_view && same && v.is_dense();
  };
  for (const Layer& layer : network.layers) {
    if (layer.kind == LayerKind::kHost) continue;
    for (const View& v : layer.in) see(v);
    see(layer.out);
  }
}

// Weights of the network's, without the zeros of blocks.
std::int64_t own_weight_bytes(const Layer& l) { return l.info.weight_bytes / std::max<std::int64_t>(1, l.block); }

// The terms of docs/timing.md section 10.
void fill_bounds(const Machine& m, Network& network) {
  std::int64_t weights = 0;
  for (const Layer& l : network.layers)
    if (l.kind != LayerKind::kHost) weights += own_weight_bytes(l);
  const bool resident = weights * 11 <= m.scratchpad_bytes / 2 * 10;  // 1.1 x weight bytes <= scratchpad / 2
  std::map<int, std::int64_t> read;                                   // elements of each value counted for this node
  for (Layer& l : network.layers) {
    if (l.kind == LayerKind::kHost) continue;
    const std::int64_t pixels = l.out.pixels(), lanes = m.vector_lanes;
    if (l.block > 0) {  // a part of a depthwise layer, whose bound the first part has
    } else if (l.kind == LayerKind::kConvolution) {
      const bool outputs_stay = m.array_dataflow == Dataflow::kOutputStationary;
      const std::int64_t k = l.taps() * l.in[0].c, folded = outputs_stay ? pixels : k,
                         streamed = outputs_stay ? k : pixels;
      l.info.bound_array =
          ceil_div(folded, m.array_rows) * ceil_div(l.channels(), m.array_cols) * std::max(streamed, m.array_rows);
    } else if (l.kind == LayerKind::kDepthwise) {
      l.info.bound_vector = depthwise_bound(l, m);
    } else {
      l.info.bound_vector = ceil_div(pixels * l.out.c, lanes);
    }
    if (!resident) l.info.bound_dram_bytes += own_weight_bytes(l) + l.info.parameter_bytes;
    if (!l.continues) read.clear();
    for (const View& v : l.in) {
      const Value& value = network.values[static_cast<std::size_t>(v.value)];
      if (!value.from_dram) continue;
      // Each element once: the parts of a node share an operand, or each reads its own share of it.
      const std::int64_t rest = value.elements - read[v.value];
      const std::int64_t elements = std::min(rest, v.pixels() * v.c);
      read[v.value] += elements;
      l.info.bound_dram_bytes += elements * m.element_bytes();
    }
    const Value& out = network.values[static_cast<std::size_t>(l.out.value)];
    l.info.bound_dram_bytes += static_cast<std::int64_t>(out.homes.size()) * pixels * l.out.c * m.element_bytes();
  }
}

}  // namespace

Network lower(const Graph& graph, const Machine& machine, const Machine& plan, bool values,
              const CompileOptions& options) {
  Network network = Lowering(graph, plan, values, options).run();
  find_views(network);
  fill_bounds(machine, network);
  return network;
}

}  // namespace octet
