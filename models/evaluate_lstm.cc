// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// UNIDIRECTIONAL_SEQUENCE_LSTM on int8 with an int16 cell state. Outputs: the sequence, the output state and the cell
// state after it.
#include <algorithm>

#include "base/fixed_point.h"
#include "models/evaluate_host.h"
#include "models/lstm_cell.h"
#include "models/lstm_operands.h"
#include "models/typed_values.h"

namespace octet {
namespace {

float scale_of(const Tensor& t) { return t.quantization.scales.at(0); }
std::int32_t zero_point_of(const Tensor& t) { return static_cast<std::int32_t>(t.quantization.zero_points.at(0)); }

// One matrix with the bias and the zero point's term folded in: rows of [cells, depth] times codes, rescaled
// to a gate.
class Product {
 public:
  Product(const NodeValues& n, std::size_t weights, std::size_t bias, const Tensor& codes)
      : weights_(n.values<std::int8_t>(weights)),
        depth_(static_cast<std::size_t>(n.in(weights).shape[1])),
        factor_(gate_multiplier(scale_of(n.in(weights)), scale_of(codes))) {
    const std::size_t cells = weights_.size() / depth_;
    if (bias > 0) bias_ = n.values<std::int32_t>(bias);
    bias_.resize(cells, 0);
    for (std::size_t i = 0; i < weights_.size(); ++i)
      bias_[i / depth_] = wrapping_sub(bias_[i / depth_], zero_point_of(codes) * weights_[i]);
  }

  std::int32_t row(std::size_t cell, const std::int8_t* codes) const {
    auto sum = static_cast<std::uint32_t>(bias_[cell]);
    for (std::size_t k = 0; k < depth_; ++k) sum += static_cast<std::uint32_t>(weights_[cell * depth_ + k] * codes[k]);
    return multiply_by_quantized_multiplier(static_cast<std::int32_t>(sum), factor_.value, factor_.shift);
  }

 private:
  static std::int32_t wrapping_sub(std::int32_t a, std::int32_t b) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b));
  }

  std::vector<std::int8_t> weights_;
  std::size_t depth_;
  Multiplier31 factor_;
  std::vector<std::int32_t> bias_;
};

struct Gate {
  Product input, recurrent;
  std::int16_t at(std::size_t cell, const std::int8_t* codes, const std::int8_t* state) const {
    return saturate_int16(recurrent.row(cell, state) + saturate_int16(input.row(cell, codes)));
  }
};

class Lstm {
 public:
  explicit Lstm(const NodeValues& n)
      : input_(gate(n, 0)),
        forget_(gate(n, 1)),
        modulation_(gate(n, 2)),
        output_(gate(n, 3)),
        cell_(std::get<LstmOptions>(n.node.options), scale_of(n.in(kLstmCellState))) {}

  // One element of the sequence: `state` and `cell` before and after it.
  void step(const std::int8_t* codes, std::int8_t* state, std::int16_t* cell, std::size_t cells) const {
    std::vector<std::int8_t> hidden(cells);
    for (std::size_t i = 0; i < cells; ++i)
      hidden[i] = cell_.update({input_.at(i, codes, state), forget_.at(i, codes, state),
                                modulation_.at(i, codes, state), output_.at(i, codes, state)},
                               cell[i]);
    std::copy(hidden.begin(), hidden.end(), state);
  }

 private:
  static Gate gate(const NodeValues& n, std::size_t which) {
    return {Product(n, kLstmInputWeights + which, kLstmBiases + which, n.in(0)),
            Product(n, kLstmRecurrentWeights + which, 0, n.in(kLstmOutputState))};
  }

  Gate input_, forget_, modulation_, output_;
  LstmCell cell_;
};

}  // namespace

std::vector<TensorBytes> evaluate_lstm(const NodeValues& n) {
  const LstmShape shape = lstm_shape(n.graph, n.node);
  const Lstm lstm(n);
  const std::vector<std::int8_t> codes = n.values<std::int8_t>(0);
  std::vector<std::int8_t> states = n.values<std::int8_t>(kLstmOutputState);
  std::vector<std::int16_t> cell = n.values<std::int16_t>(kLstmCellState);
  std::vector<std::int8_t> sequence(shape.batch * shape.time * shape.cells);
  for (std::size_t b = 0; b < shape.batch; ++b)
    for (std::size_t t = 0; t < shape.time; ++t) {
      const std::size_t element = shape.time_major ? t * shape.batch + b : b * shape.time + t;
      std::int8_t* state = &states[b * shape.cells];
      lstm.step(&codes[element * shape.depth], state, &cell[b * shape.cells], shape.cells);
      std::copy_n(state, shape.cells, sequence.begin() + static_cast<std::ptrdiff_t>(element * shape.cells));
    }
  return {bytes_of_values(sequence), bytes_of_values(states), bytes_of_values(cell)};
}

}  // namespace octet
