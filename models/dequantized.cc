// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "models/dequantized.h"

#include <algorithm>

#include "models/layerwise.h"
#include "models/lstm_operands.h"
#include "models/plain_range.h"
#include "models/strided_copy.h"
#include "models/typed_values.h"

namespace octet {
namespace {

bool is_quantized(const Tensor& t) {
  const bool code = t.type == DataType::kInt8 || t.type == DataType::kUint8 || t.type == DataType::kInt16;
  return code && t.foreign_type.empty() && !t.quantization.scales.empty() && t.quantization.scales[0] > 0;
}

// Whether a node's results may leave the range of its output: no copies, no functions whose range is known.
bool ranges_act(const Node& node) {
  if (node.folded || node.op == Operator::kSoftmax || node.op == Operator::kLogistic || node.op == Operator::kTanh)
    return false;
  return !is_strided_copy(node.op) || node.op == Operator::kConcatenation;
}

// Whether the node's activation leaves nothing outside the range of `out`, but for half a code.
bool covers(const Node& node, const Tensor& out) {
  const auto [low, high] = plain_range<float>(activation_of(node.options));
  const float half = out.quantization.scales[0] / 2;
  const std::vector<float> range = real_values(out, {0, 255});
  return low >= range[0] - half && high <= range[1] + half;
}

template <class T>
std::vector<float> reals(const Tensor& t, const TensorBytes& bytes) {
  const std::vector<T> codes = values_of<T>(bytes);
  std::vector<float> values(codes.begin(), codes.end());
  if (!is_quantized(t)) return values;
  const Quantization& q = t.quantization;
  std::size_t inner = 1;  // elements from one channel to the next
  for (std::size_t d = t.shape.size(); q.per_channel() && d-- > static_cast<std::size_t>(q.dimension) + 1;)
    inner *= static_cast<std::size_t>(t.shape[d]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i / inner % q.scales.size();
    values[i] = (values[i] - static_cast<float>(q.zero_points.at(channel))) * q.scales[channel];
  }
  return values;
}

// What becomes of one graph; `from` stays as it was.
class Dequantization {
 public:
  explicit Dequantization(const Graph& from) : from_(from), to_(from) {}
  Graph run();

 private:
  const Tensor& before(int t) const { return from_.tensors.at(static_cast<std::size_t>(t)); }
  bool was_quantized(int t) const { return t >= 0 && is_quantized(before(t)); }
  void add_node(Node node);
  void give_bias(Node& node, std::size_t bias, std::size_t weights, std::size_t data);
  void add_cast(Node node);
  void add_bounded(Node node, bool acts);
  int add_values(const std::vector<float>& values, const std::vector<std::int64_t>& shape, bool constant);
  int add_like(int t) { return add_values({}, before(t).shape, false); }
  void add_step(const Node& like, Operator op, int in, float operand, int out);

  const Graph& from_;
  Graph to_;
};

Graph Dequantization::run() {
  for (Tensor& t : to_.tensors) {
    if (!is_quantized(t)) continue;
    if (t.constant) t.data = bytes_of_values(real_values(t, t.data));
    t.type = DataType::kFloat32;
    t.quantization = {};
  }
  for (Variable& v : to_.variables)
    if (was_quantized(v.tensor)) v.initial = bytes_of_values(real_values(before(v.tensor), v.initial));
  to_.nodes.clear();
  for (const Node& node : from_.nodes) add_node(node);
  return std::move(to_);
}

void Dequantization::add_node(Node node) {
  const Operator op = node.op;
  const bool acts = ranges_act(node);
  if (op == Operator::kConv2d || op == Operator::kDepthwiseConv2d || op == Operator::kFullyConnected)
    give_bias(node, 2, 1, 0);
  if (op == Operator::kTransposeConv) give_bias(node, 3, 1, 2);
  for (std::size_t gate = 0; gate < 4 && op == Operator::kLstm; ++gate)
    give_bias(node, kLstmBiases + gate, kLstmInputWeights + gate, 0);
  if (op == Operator::kQuantize || op == Operator::kDequantize) node.op = Operator::kReshape;
  if (op == Operator::kCast && !node.folded) return add_cast(std::move(node));
  add_bounded(std::move(node), acts);
}

void Dequantization::give_bias(Node& node, std::size_t bias, std::size_t weights, std::size_t data) {
  if (bias >= node.inputs.size() || node.inputs[bias] < 0 || before(node.inputs[bias]).type != DataType::kInt32) return;
  const float input = before(node.inputs.at(data)).quantization.scales.at(0);
  const std::vector<float>& scales = before(node.inputs.at(weights)).quantization.scales;
  std::vector<float> values;
  for (const std::int32_t code : values_of<std::int32_t>(before(node.inputs[bias]).data)) {
    const float scale = scales.size() == 1 ? scales[0] : scales.at(values.size());
    values.push_back(static_cast<float>(static_cast<double>(code) * input * scale));
  }
  node.inputs[bias] = add_values(values, before(node.inputs[bias]).shape, true);
}

// uint8 files come from training in which a tensor's range acted on its values; many have no other RELU6. The ranges of
// int8 files are calibrated: their activations are explicit, and what is cut off is an error of theirs.
void Dequantization::add_bounded(Node node, bool acts) {
  const std::vector<int> outputs = node.outputs;
  std::vector<int> bounded;  // positions
  for (std::size_t i = 0; i < outputs.size() && acts; ++i)
    if (was_quantized(outputs[i]) && before(outputs[i]).type == DataType::kUint8 && !covers(node, before(outputs[i]))) {
      bounded.push_back(static_cast<int>(i));
      node.outputs[i] = add_like(outputs[i]);
    }
  to_.nodes.push_back(node);
  for (const int i : bounded) {
    const int from = node.outputs[static_cast<std::size_t>(i)], to = outputs[static_cast<std::size_t>(i)];
    const std::vector<float> range = real_values(before(to), {0, 255});
    const int raised = add_like(to);
    add_step(node, Operator::kMaximum, from, range[0], raised);
    add_step(node, Operator::kMinimum, raised, range[1], to);
  }
}

// A CAST reads and writes codes, whatever their scale.
void Dequantization::add_cast(Node node) {
  const int in = node.inputs.at(0), out = node.outputs.at(0);
  if (was_quantized(in)) {
    const Quantization& q = before(in).quantization;
    const int centred = add_like(in);
    node.inputs[0] = add_like(in);
    add_step(node, Operator::kDiv, in, q.scales[0], centred);
    add_step(node, Operator::kAdd, centred, static_cast<float>(q.zero_points.at(0)), node.inputs[0]);
  }
  const bool codes = was_quantized(out);
  if (codes) node.outputs[0] = add_like(out);
  to_.nodes.push_back(node);
  if (!codes) return;
  const Quantization& q = before(out).quantization;
  const int centred = add_like(out);
  add_step(node, Operator::kSub, node.outputs[0], static_cast<float>(q.zero_points.at(0)), centred);
  add_step(node, Operator::kMul, centred, q.scales[0], out);
}

int Dequantization::add_values(const std::vector<float>& values, const std::vector<std::int64_t>& shape,
                               bool constant) {
  Tensor t;
  t.type = DataType::kFloat32;
  t.shape = shape;
  t.data = bytes_of_values(values);
  t.constant = constant;
  to_.tensors.push_back(std::move(t));
  return static_cast<int>(to_.tensors.size()) - 1;
}

// out = in `op` operand, element by element, beside node `like`.
void Dequantization::add_step(const Node& like, Operator op, int in, float operand, int out) {
  Node node;
  node.op = op;
  node.op_name = name_of(op);
  node.index = like.index;
  node.inputs = {in, add_values({operand}, {1}, true)};
  node.outputs = {out};
  node.options = BinaryOptions{};
  to_.nodes.push_back(std::move(node));
}

}  // namespace

std::vector<float> real_values(const Tensor& tensor, const TensorBytes& bytes) {
  std::vector<float> values;
  with_type_of(tensor, [&]<class T>() {
    values = reals<T>(tensor, bytes);
    return TensorBytes{};
  });
  return values;
}

std::vector<TensorBytes> dequantized_inputs(const Graph& graph, const std::vector<TensorBytes>& inputs) {
  std::vector<TensorBytes> result;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& t = graph.tensors.at(static_cast<std::size_t>(graph.inputs.at(i)));
    result.push_back(is_quantized(t) ? bytes_of_values(real_values(t, inputs[i])) : inputs[i]);
  }
  return result;
}

Graph dequantized(const Graph& graph) { return Dequantization(graph).run(); }

DequantizedRun run_dequantized(const Graph& graph, const std::vector<std::vector<TensorBytes>>& inputs) {
  DequantizedRun result{dequantized(graph), {}};
  std::vector<std::vector<TensorBytes>> steps;
  for (const std::vector<TensorBytes>& step : inputs) steps.push_back(dequantized_inputs(graph, step));
  result.outputs = run_layerwise_steps(result.graph, steps);
  return result;
}

}  // namespace octet
