// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The dispatch, products of matrices, and pools.
#include "models/evaluate_floats.h"

#include <algorithm>
#include <limits>

#include "models/broadcast.h"
#include "models/float_product.h"
#include "models/plain_range.h"
#include "models/typed_values.h"

namespace octet {
namespace {

std::size_t extent(const Tensor& t, std::size_t dimension) { return static_cast<std::size_t>(t.shape.at(dimension)); }

std::vector<float> fully_connected(const NodeValues& n) {
  const std::vector<float> x = n.values<float>(0), w = n.values<float>(1);
  const std::size_t columns = extent(n.in(1), 0), depth = extent(n.in(1), 1);
  std::vector<float> result(static_cast<std::size_t>(n.out().elements()));
  FloatPanels(w.data(), depth, columns, 1, depth).multiply(x.data(), x.size() / depth, result.data());
  return result;
}

// The matrices of an operand, one after the other, none transposed.
std::vector<float> matrices(const NodeValues& n, std::size_t input, bool transposed) {
  std::vector<float> values = n.values<float>(input);
  if (!transposed) return values;
  const std::size_t rank = n.in(input).shape.size();
  const std::size_t rows = extent(n.in(input), rank - 2), columns = extent(n.in(input), rank - 1);
  const std::vector<float> from = values;
  for (std::size_t first = 0; first < from.size(); first += rows * columns)
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) values[first + c * rows + r] = from[first + r * columns + c];
  return values;
}

std::vector<float> batch_matmul(const NodeValues& n) {
  const auto& options = std::get<MatMulOptions>(n.node.options);
  const std::vector<float> x = matrices(n, 0, options.adjoint_x), y = matrices(n, 1, options.adjoint_y);
  const std::vector<std::int64_t>&a = n.in(0).shape, &b = n.in(1).shape, &out = n.out().shape;
  const auto rows = static_cast<std::size_t>(out[out.size() - 2]), columns = static_cast<std::size_t>(out.back());
  const auto depth = static_cast<std::size_t>(a[a.size() - (options.adjoint_x ? 2 : 1)]);
  std::vector<float> result(static_cast<std::size_t>(n.out().elements()));
  float* to = result.data();
  for_each_broadcast({out.begin(), out.end() - 2}, {a.begin(), a.end() - 2}, {b.begin(), b.end() - 2},
                     [&](std::size_t i, std::size_t j) {
                       const FloatPanels matrix(&y[j * depth * columns], depth, columns, columns, 1);
                       matrix.multiply(&x[i * rows * depth], rows, to);
                       to += rows * columns;
                     });
  return result;
}

// Sums or maxima of the elements of each window that are inside, per channel; a sum is divided by their number.
std::vector<float> pool(const NodeValues& n) {
  const auto& o = std::get<PoolOptions>(n.node.options);
  const std::vector<float> from = n.values<float>(0);
  const std::vector<std::int64_t>&in = n.in(0).shape, &out = n.out().shape;
  const bool largest = n.node.op == Operator::kMaxPool2d;
  const float start = largest ? std::numeric_limits<float>::lowest() : 0.0f;
  const auto channels = static_cast<std::size_t>(in[3]);
  std::vector<float> result(static_cast<std::size_t>(n.out().elements()), start);
  float* to = result.data();
  for (std::int64_t pixel = 0; pixel < out[0] * out[1] * out[2]; ++pixel, to += channels) {
    const std::int64_t top = pixel / out[2] % out[1] * o.stride_h - o.pad_top;
    const std::int64_t left = pixel % out[2] * o.stride_w - o.pad_left;
    int count = 0;
    for (std::int64_t y = std::max<std::int64_t>(top, 0); y < std::min(top + o.kernel_h, in[1]); ++y)
      for (std::int64_t x = std::max<std::int64_t>(left, 0); x < std::min(left + o.kernel_w, in[2]); ++x, ++count) {
        const std::int64_t place = (pixel / (out[1] * out[2]) * in[1] + y) * in[2] + x;
        const float* element = from.data() + static_cast<std::size_t>(place) * channels;
        for (std::size_t c = 0; c < channels; ++c) to[c] = largest ? std::max(to[c], element[c]) : to[c] + element[c];
      }
    for (std::size_t c = 0; c < channels && !largest; ++c) to[c] /= static_cast<float>(count);
  }
  return result;
}

// Adds the bias, if the node has one, and clamps to the activation.
TensorBytes finished(const NodeValues& n, std::vector<float> values, std::size_t bias_input) {
  const auto [low, high] = plain_range<float>(activation_of(n.node.options));
  const bool biased = bias_input > 0 && n.has(bias_input);
  const std::vector<float> bias = biased ? n.values<float>(bias_input) : std::vector<float>{0};
  for (std::size_t first = 0; first < values.size(); first += bias.size())
    for (std::size_t c = 0; c < bias.size(); ++c) {
      const float value = biased ? values[first + c] + bias[c] : values[first + c];
      values[first + c] = std::min(std::max(value, low), high);
    }
  return bytes_of_values(values);
}

}  // namespace

bool computes_floats(const Graph& graph, const Node& node) {
  constexpr Operator kOperators[] = {
      Operator::kConv2d,      Operator::kDepthwiseConv2d, Operator::kFullyConnected, Operator::kTransposeConv,
      Operator::kBatchMatMul, Operator::kAveragePool2d,   Operator::kMaxPool2d,      Operator::kLstm};
  if (std::find(std::begin(kOperators), std::end(kOperators), node.op) == std::end(kOperators)) return false;
  const std::size_t data = node.op == Operator::kTransposeConv ? 2 : 0;  // its first input is a shape
  if (data >= node.inputs.size() || node.inputs[data] < 0) return false;
  return graph.tensors.at(static_cast<std::size_t>(node.inputs[data])).type == DataType::kFloat32;
}

std::vector<TensorBytes> evaluate_floats(const NodeValues& n) {
  const Operator op = n.node.op;
  if (op == Operator::kConv2d) return {finished(n, float_convolution(n), 2)};
  if (op == Operator::kDepthwiseConv2d) return {finished(n, float_depthwise_convolution(n), 2)};
  if (op == Operator::kTransposeConv) return {finished(n, float_transpose_convolution(n), 3)};
  if (op == Operator::kFullyConnected) return {finished(n, fully_connected(n), 2)};
  if (op == Operator::kBatchMatMul) return {finished(n, batch_matmul(n), 0)};
  if (op == Operator::kLstm) return evaluate_float_lstm(n);
  return {finished(n, pool(n), 0)};
}

}  // namespace octet
