// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "models/lstm_step.h"

#include <algorithm>
#include <cmath>

#include "models/lstm_cell.h"
#include "models/lstm_operands.h"
#include "models/typed_values.h"

namespace octet {
namespace {

using Type = DataType;

constexpr std::size_t kGates = 4, kMatrices = 2 * kGates;  // of the input, then of the state

std::int32_t wrapping_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

// What row `matrix` of the constants says.
struct Matrix {
  Matrix(const std::vector<std::int32_t>& constants, std::size_t matrix, std::size_t cells)
      : terms(&constants[matrix * (cells + 2)]),
        multiplier(terms[cells]),
        shift(std::clamp(terms[cells + 1], -31, 30)) {}
  std::int32_t scaled(std::size_t cell, std::int32_t sum) const {
    return multiply_by_quantized_multiplier(wrapping_add(sum, terms[cell]), multiplier, shift);
  }
  const std::int32_t* terms;
  std::int32_t multiplier;
  int shift;
};

}  // namespace

void check_lstm_step(const Operands& o) {
  o.counts(4, 4, 3);
  const Tensor& cell = o.in(2);
  o.type(cell, {Type::kInt16});
  o.rank(cell, 2, 2);
  const std::int64_t rows = cell.shape[0], cells = cell.shape[1];
  for (const std::size_t i : {0, 1}) {
    o.type(o.in(i), {Type::kInt32});
    o.shape(o.in(i), {rows, 4 * cells});
  }
  o.type(o.in(3), {Type::kInt32});
  o.shape(o.in(3), {std::int64_t{kMatrices}, cells + 2});
  for (const std::size_t i : {0, 1}) {
    o.type(o.out(i), {Type::kInt8});
    o.shape(o.out(i), {rows, cells});
  }
  o.same_type(o.out(2), cell);
  o.same_shape(o.out(2), cell);
  check_lstm_scales(o, cell);
}

std::vector<TensorBytes> evaluate_lstm_step(const NodeValues& n) {
  const auto rows = static_cast<std::size_t>(n.in(2).shape[0]), cells = static_cast<std::size_t>(n.in(2).shape[1]);
  const LstmCell step(std::get<LstmOptions>(n.node.options), n.in(2).quantization.scales.at(0));
  const auto input = n.values<std::int32_t>(0), state = n.values<std::int32_t>(1),
             constants = n.values<std::int32_t>(3);
  std::vector<std::int16_t> cell = n.values<std::int16_t>(2);
  std::vector<Matrix> matrices;
  for (std::size_t m = 0; m < kMatrices; ++m) matrices.emplace_back(constants, m, cells);
  std::vector<std::int8_t> hidden(rows * cells);
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    const std::size_t row = i / cells, c = i % cells;
    const auto gate = [&](std::size_t g) {
      const std::size_t at = (row * kGates + g) * cells + c;
      const std::int16_t first = saturate_int16(matrices[g].scaled(c, input[at]));
      return saturate_int16(matrices[kGates + g].scaled(c, state[at]) + first);
    };
    hidden[i] = step.update({gate(0), gate(1), gate(2), gate(3)}, cell[i]);
  }
  return {bytes_of_values(hidden), bytes_of_values(hidden), bytes_of_values(cell)};
}

std::vector<std::int32_t> lstm_step_constants(const Graph& graph, const Node& node) {
  const auto in = [&](std::size_t i) -> const Tensor& {
    return graph.tensors.at(static_cast<std::size_t>(node.inputs.at(i)));
  };
  const std::size_t cells = lstm_shape(graph, node).cells;
  std::vector<std::int32_t> list;
  for (std::size_t m = 0; m < kMatrices; ++m) {
    const Tensor& weights = in(m < kGates ? kLstmInputWeights + m : kLstmRecurrentWeights + m - kGates);
    const Tensor& codes = in(m < kGates ? 0 : kLstmOutputState);
    const auto zero_point = static_cast<std::int32_t>(codes.quantization.zero_points.at(0));
    std::vector<std::int32_t> terms(cells, 0);
    if (m < kGates) terms = values_of<std::int32_t>(in(kLstmBiases + m).data);
    const std::size_t depth = weights.data.size() / cells;
    for (std::size_t i = 0; i < weights.data.size(); ++i)
      terms[i / depth] = wrapping_add(terms[i / depth], -zero_point * static_cast<std::int8_t>(weights.data[i]));
    list.insert(list.end(), terms.begin(), terms.end());
    const Multiplier31 factor = gate_multiplier(weights.quantization.scales.at(0), codes.quantization.scales.at(0));
    list.insert(list.end(), {factor.value, factor.shift});
  }
  return list;
}

}  // namespace octet
