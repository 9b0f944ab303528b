// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The dispatch over all operators, and those with weights: widen operands to centred codes, call the
// kernel, narrow the result.
#include "models/evaluate.h"

#include <cstring>

#include "base/error.h"
#include "models/code_operands.h"
#include "models/evaluate_floats.h"
#include "models/evaluate_groups.h"
#include "models/evaluate_host.h"
#include "models/host_operators.h"
#include "models/reference_kernels.h"
#include "models/strided_copy.h"
#include "models/typed_values.h"

namespace octet {
namespace {

class Evaluation {
 public:
  Evaluation(const Graph& graph, const Node& node, const OperandBytes& inputs)
      : operands_{graph, node, inputs}, bytes_(node.outputs.size()) {}
  void run(const Node& node);
  std::vector<TensorBytes> take() { return std::move(bytes_); }

 private:
  const Tensor& in(std::size_t i) const { return operands_.in(i); }
  const Tensor& out() const { return operands_.out(); }
  TensorBytes& out_bytes() { return bytes_.at(0); }
  OutputScaling scaling(const Node& node, Activation activation) const;
  void store(const Values& values) { out_bytes() = CodeOperands::narrow(values.data); }
  void run_conv(const Node& node);
  void run_fully_connected(const Node& node);
  void run_pool(const Node& node);
  void run_quantize();
  void run_dequantize();
  void run_softmax(const Node& node);

  CodeOperands operands_;
  std::vector<TensorBytes> bytes_;  // one per output
};

OutputScaling Evaluation::scaling(const Node& node, Activation activation) const {
  const Tensor& input = in(node.op == Operator::kTransposeConv ? 2 : 0);
  const Tensor& output = out();
  OutputScaling s{{}, zero_point_of(output), activation_range(activation, output)};
  for (float weight_scale : in(1).quantization.scales)
    s.factors.push_back(node.op == Operator::kFullyConnected
                            ? fully_connected_factor(scale_of(input), weight_scale, scale_of(output))
                            : convolution_factor(input.type, scale_of(input), weight_scale, scale_of(output)));
  return s;
}

void Evaluation::run_conv(const Node& node) {
  const auto& options = std::get<ConvOptions>(node.options);
  const bool back = node.op == Operator::kTransposeConv;  // its first input is a shape
  const auto kernel = back ? transpose_conv : node.op == Operator::kConv2d ? conv_2d : depthwise_conv_2d;
  store(kernel(operands_.centred(back ? 2 : 0), operands_.centred(1), operands_.bias(back ? 3 : 2), options,
               scaling(node, options.activation), out().shape));
}

void Evaluation::run_fully_connected(const Node& node) {
  const Activation activation = std::get<FullyConnectedOptions>(node.options).activation;
  store(fully_connected(operands_.centred(0), operands_.centred(1), operands_.bias(2), scaling(node, activation),
                        out().shape));
}

void Evaluation::run_pool(const Node& node) {
  const auto& options = std::get<PoolOptions>(node.options);
  const auto range = activation_range(options.activation, out());
  if (node.op == Operator::kMaxPool2d) return store(max_pool_2d(operands_.codes(0), options, range, out().shape));
  store(average_pool_2d(operands_.codes(0), in(0).type, options, range, out().shape));
}

void Evaluation::run_quantize() {
  const Tensor& input = in(0);
  const Tensor& output = out();
  const std::int32_t zero_point = zero_point_of(output);
  std::vector<float> values(static_cast<std::size_t>(input.elements()));
  std::memcpy(values.data(), operands_.bytes(0).data(), values.size() * sizeof(float));
  TensorBytes& bytes = out_bytes();
  bytes.resize(values.size());
  if (output.type == DataType::kInt8)
    quantize(values.data(), input.elements(), scale_of(output), zero_point,
             reinterpret_cast<std::int8_t*>(bytes.data()));
  else
    quantize(values.data(), input.elements(), scale_of(output), zero_point, bytes.data());
}

void Evaluation::run_dequantize() {
  const Tensor& input = in(0);
  const TensorBytes& from = operands_.bytes(0);
  std::vector<float> values(from.size());
  if (input.type == DataType::kInt8)
    dequantize(reinterpret_cast<const std::int8_t*>(from.data()), input.elements(), scale_of(input),
               zero_point_of(input), values.data());
  else
    dequantize(from.data(), input.elements(), scale_of(input), zero_point_of(input), values.data());
  TensorBytes& bytes = out_bytes();
  bytes.resize(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
}

void Evaluation::run_softmax(const Node& node) {
  const Tensor& input = in(0);
  const TensorBytes& from = operands_.bytes(0);
  const SoftmaxScaling scaling = softmax_scaling(std::get<SoftmaxOptions>(node.options).beta, scale_of(input));
  const std::int64_t depth = input.shape.back();
  const std::int64_t rows = input.elements() / depth;
  TensorBytes& bytes = out_bytes();
  bytes.resize(from.size());
  if (input.type == DataType::kInt8)
    softmax(reinterpret_cast<const std::int8_t*>(from.data()), rows, depth, scaling,
            reinterpret_cast<std::int8_t*>(bytes.data()));
  else
    softmax(from.data(), rows, depth, scaling, bytes.data());
}

void Evaluation::run(const Node& node) {
  if (node.op == Operator::kConv2d || node.op == Operator::kDepthwiseConv2d || node.op == Operator::kTransposeConv)
    return run_conv(node);
  if (node.op == Operator::kFullyConnected) return run_fully_connected(node);
  if (node.op == Operator::kAveragePool2d || node.op == Operator::kMaxPool2d) return run_pool(node);
  if (node.op == Operator::kQuantize) return run_quantize();
  if (node.op == Operator::kDequantize) return run_dequantize();
  if (node.op == Operator::kSoftmax) return run_softmax(node);
  OCTET_CHECK(false, "node {} {}", node.index, node.op_name);
}

}  // namespace

std::vector<TensorBytes> evaluate(const Graph& graph, const Node& node, const std::vector<const TensorBytes*>& inputs) {
  if (is_strided_copy(node.op)) return evaluate_move(graph, node, inputs);
  if (computes_floats(graph, node)) return evaluate_floats({graph, node, inputs});
  if (is_host_operator(graph, node)) return evaluate_host(graph, node, inputs);
  if (looks_up(graph, node)) return {evaluate_table({graph, node, inputs})};
  if (computes_codes(node.op)) return {evaluate_codes({graph, node, inputs})};
  Evaluation evaluation(graph, node, inputs);
  evaluation.run(node);
  return evaluation.take();
}

}  // namespace octet
