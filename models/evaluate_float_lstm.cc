// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// UNIDIRECTIONAL_SEQUENCE_LSTM in float32. Outputs: the sequence, the output state and the cell state after it.
#include <algorithm>
#include <cmath>

#include "models/evaluate_floats.h"
#include "models/float_product.h"
#include "models/lstm_operands.h"
#include "models/typed_values.h"

namespace octet {
namespace {

float logistic(float x) { return 1.0f / (1.0f + std::exp(-x)); }

// One gate before its function: weights times the input, recurrent weights times the state, and the bias.
class Gate {
 public:
  Gate(const NodeValues& n, std::size_t which, const LstmShape& shape)
      : input_(panels(n, kLstmInputWeights + which, shape.cells)),
        recurrent_(panels(n, kLstmRecurrentWeights + which, shape.cells)),
        bias_(n.values<float>(kLstmBiases + which)) {}
  std::vector<float> of(const float* input, const float* state) const {
    std::vector<float> sums(bias_.size()), second(bias_.size());
    input_.multiply(input, 1, sums.data());
    recurrent_.multiply(state, 1, second.data());
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += bias_[i] + second[i];
    return sums;
  }

 private:
  static FloatPanels panels(const NodeValues& n, std::size_t input, std::size_t cells) {
    const std::vector<float> weights = n.values<float>(input);
    const std::size_t depth = weights.size() / cells;
    return {weights.data(), depth, cells, 1, depth};
  }
  FloatPanels input_, recurrent_;
  std::vector<float> bias_;
};

}  // namespace

std::vector<TensorBytes> evaluate_float_lstm(const NodeValues& n) {
  const LstmShape shape = lstm_shape(n.graph, n.node);
  const float clip = std::get<LstmOptions>(n.node.options).cell_clip;
  const Gate input(n, 0, shape), forget(n, 1, shape), modulation(n, 2, shape), output(n, 3, shape);
  const std::vector<float> x = n.values<float>(0);
  std::vector<float> states = n.values<float>(kLstmOutputState), cells = n.values<float>(kLstmCellState);
  std::vector<float> sequence(shape.batch * shape.time * shape.cells);
  for (std::size_t b = 0; b < shape.batch; ++b)
    for (std::size_t t = 0; t < shape.time; ++t) {
      const std::size_t element = shape.time_major ? t * shape.batch + b : b * shape.time + t;
      float *state = &states[b * shape.cells], *cell = &cells[b * shape.cells];
      const float* seen = &x[element * shape.depth];
      const std::vector<float> i = input.of(seen, state), f = forget.of(seen, state), g = modulation.of(seen, state),
                               o = output.of(seen, state);
      for (std::size_t c = 0; c < shape.cells; ++c) {
        cell[c] = logistic(f[c]) * cell[c] + logistic(i[c]) * std::tanh(g[c]);
        if (clip > 0) cell[c] = std::clamp(cell[c], -clip, clip);
        state[c] = logistic(o[c]) * std::tanh(cell[c]);
      }
      std::copy_n(state, shape.cells, &sequence[element * shape.cells]);
    }
  return {bytes_of_values(sequence), bytes_of_values(states), bytes_of_values(cells)};
}

}  // namespace octet
