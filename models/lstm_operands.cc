// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "models/lstm_operands.h"

#include <cmath>

#include "base/fixed_point.h"

namespace octet {
namespace {

using Type = DataType;

void require_range(const char* what, float value) {
  if (!std::isfinite(value) || value < 0) reject("{} {}, allowed: 0 and more", what, value);
}

// A factor of the gates or the hidden state.
void require_factor(double factor) {
  if (!std::isfinite(factor) || quantize_multiplier(factor).shift > 30)
    reject("scale factor {}, allowed: below 2^30", factor);
}

void check_matrix(const Operands& o, std::size_t input, std::int64_t rows, std::int64_t columns) {
  const Tensor& weights = o.in(input);
  o.codes(weights);
  o.type(weights, {Type::kInt8});
  o.shape(weights, {rows, columns});
  if (weights.quantization.zero_points[0] != 0)
    reject("{} has zero point {}, allowed: 0", o.label(weights), weights.quantization.zero_points[0]);
}

void check_absent(const Operands& o) {
  for (const std::size_t i : {9, 10, 11})
    if (o.has(i)) reject("{} gives peepholes, allowed: none", o.label(o.in(i)));
  for (const std::size_t i : {16, 17})
    if (o.has(i)) reject("{} gives a projection, allowed: none", o.label(o.in(i)));
  for (std::size_t i = 20; i < o.inputs(); ++i)
    if (o.has(i)) reject("{} gives layer normalization, allowed: none", o.label(o.in(i)));
}

void check_states(const Operands& o, std::int64_t elements) {
  const Tensor &state = o.in(kLstmOutputState), &cell = o.in(kLstmCellState);
  o.codes(state);
  o.type(state, {Type::kInt8});
  o.type(cell, {Type::kInt16});
  for (const Tensor* t : {&state, &cell})
    if (t->elements() != elements) reject("{} has {} elements, allowed: {}", o.label(*t), t->elements(), elements);
  for (std::size_t gate = 0; gate < 4; ++gate)
    require_factor(0x1p12 * o.in(kLstmRecurrentWeights + gate).quantization.scales[0] * state.quantization.scales[0]);
  o.same_type(o.out(1), state);
  o.same_shape(o.out(1), state);
  o.same_type(o.out(2), cell);
  o.same_shape(o.out(2), cell);
}

}  // namespace

LstmShape lstm_shape(const Graph& graph, const Node& node) {
  const auto& in = graph.tensors.at(static_cast<std::size_t>(node.inputs.at(0))).shape;
  const auto& weights = graph.tensors.at(static_cast<std::size_t>(node.inputs.at(kLstmInputWeights))).shape;
  LstmShape s;
  s.time_major = std::get<LstmOptions>(node.options).time_major;
  s.batch = static_cast<std::size_t>(in.at(s.time_major ? 1 : 0));
  s.time = static_cast<std::size_t>(in.at(s.time_major ? 0 : 1));
  s.depth = static_cast<std::size_t>(in.at(2));
  s.cells = static_cast<std::size_t>(weights.at(0));
  return s;
}

void check_lstm_scales(const Operands& o, const Tensor& cell) {
  const float scale = cell.quantization.scales.empty() ? 0 : cell.quantization.scales[0];
  int exponent = 0;
  if (std::frexp(scale, &exponent) != 0.5f || exponent - 1 < -15 || exponent - 1 > -9)
    reject("{} has scale {}, allowed: a power of two from 2^-15 to 2^-9", o.label(cell), scale);
  const auto& options = o.options<LstmOptions>();
  require_range("cell clip", options.cell_clip);
  if (!(options.hidden_scale > 0) || !std::isfinite(options.hidden_scale))
    reject("the hidden state has scale {}, allowed: above 0", options.hidden_scale);
  require_factor(0x1p-30 / options.hidden_scale);
  if (options.hidden_zero_point < -128 || options.hidden_zero_point > 127)
    reject("the hidden state has zero point {}, allowed: -128 to 127", options.hidden_zero_point);
}

void check_lstm(const Operands& o) {
  o.counts(1, kLstmInputs, 3);
  for (const std::size_t i : {1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 18, 19})
    if (!o.has(i)) reject("input {} is left out, allowed: a tensor", i);
  check_absent(o);
  const Tensor& in = o.in(0);
  o.codes(in);
  o.type(in, {Type::kInt8});
  o.rank(in, 3, 3);
  o.rank(o.in(kLstmInputWeights), 2, 2);
  const std::int64_t depth = in.shape[2], cells = o.in(kLstmInputWeights).shape[0];
  for (std::size_t gate = 0; gate < 4; ++gate) {
    check_matrix(o, kLstmInputWeights + gate, cells, depth);
    check_matrix(o, kLstmRecurrentWeights + gate, cells, cells);
    require_factor(0x1p12 * o.in(kLstmInputWeights + gate).quantization.scales[0] * in.quantization.scales[0]);
    o.type(o.in(kLstmBiases + gate), {Type::kInt32});
    o.shape(o.in(kLstmBiases + gate), {cells});
  }
  const auto& options = o.options<LstmOptions>();
  check_states(o, in.shape[options.time_major ? 1 : 0] * cells);
  o.same_type(o.out(0), in);
  o.shape(o.out(0), {in.shape[0], in.shape[1], cells});
  check_lstm_scales(o, o.in(kLstmCellState));
}

}  // namespace octet
