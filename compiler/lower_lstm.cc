// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Lowering of UNIDIRECTIONAL_SEQUENCE_LSTM: the products with the four gates' weights on the array, as sums of 32 bits;
// rescaling, gates and states on the host (models/lstm_step.h). The input's products of all steps are one layer, the
// state's one of each step; all of these share their weights.
#include <cstring>

#include "compiler/lowering.h"
#include "models/evaluate.h"
#include "models/lstm_operands.h"
#include "models/lstm_step.h"

namespace octet {
namespace {

// `rows` rows of a port, from row `first` on, as a matrix.
TensorPort rows_of(TensorPort port, std::size_t first, std::size_t rows, std::size_t columns) {
  port.shape = {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)};
  port.offset += static_cast<std::uint32_t>(first * columns * static_cast<std::size_t>(bytes_of(port.type)));
  return port;
}

// The four gates' matrices from `first` on, one below the other.
std::vector<std::int8_t> gate_weights(const Graph& graph, const Node& node, std::size_t first) {
  std::vector<std::int8_t> weights;
  for (std::size_t gate = 0; gate < 4; ++gate)
    for (const std::uint8_t code : graph.tensors.at(static_cast<std::size_t>(node.inputs.at(first + gate))).data)
      weights.push_back(static_cast<std::int8_t>(code));
  return weights;
}

}  // namespace

// Where the host finds sums of 32 bits: what it adds to them is a constant there, too.
TensorPort Lowering::place_sums(const Node& node, std::int64_t rows, std::int64_t columns, Base base) {
  TensorPort port;
  port.name = out(node).name;
  port.type = floats() ? DataType::kFloat32 : DataType::kInt32;
  port.shape = {rows, columns};
  std::int64_t& top = base == Base::kConstants ? network_.constants_bytes : workspace_;
  port.base = base;
  port.offset = static_cast<std::uint32_t>(top);
  top += (port.bytes() + 63) / 64 * 64;
  if (top > std::int64_t{0xffffffff}) fail(ErrorKind::kModel, "the sums of '{}' do not fit a 4 GiB region", port.name);
  return port;
}

// Rows of codes, from element `offset` of a value on, times the gates' matrices from input `first` on, to `sums`.
void Lowering::add_gates(const Node& node, std::size_t first, int weights_of, int value, std::int64_t offset,
                         const TensorPort& sums) {
  const std::int64_t k = in(node, first).shape.at(1), n = sums.shape[1], m = sums.shape[0], rows = image_rows(m);
  Layer layer = layer_of(node, LayerKind::kConvolution);
  layer.output_parts = 4 / machine_.element_bytes();
  layer.in = {View::dense(read(value), 1, rows, m / rows, k)};
  layer.in[0].offset = offset;
  const int result = new_value(sums.name, {m, n * layer.output_parts});
  Value& v = network_.values.back();
  v.producer = v.last_use = static_cast<int>(network_.layers.size());
  v.homes.push_back({sums.base, sums.offset, false});
  layer.out = View::dense(result, 1, rows, m / rows, n * layer.output_parts);
  layer.weights_of = weights_of;
  if (values() && weights_of < 0) layer.weights = gate_weights(graph_, node, first);
  layer.info.macs = m * k * n;
  add_layer(std::move(layer));
}

// The host's share of a step; `constants` of lstm_step_constants().
void Lowering::add_lstm_step(const Node& node, const std::vector<TensorPort>& inputs,
                             const std::vector<TensorPort>& outputs, bool continues) {
  Layer layer = layer_of(node, LayerKind::kHost);
  layer.continues = continues;
  layer.info.on_host = true;
  layer.info.op = layer.host.op = name_of(Operator::kLstmStep);
  layer.host.options = encode_options(node.options);
  layer.host.inputs = inputs;
  layer.host.outputs = outputs;
  network_.layers.push_back(std::move(layer));
}

TensorPort Lowering::lstm_constants(const Node& node, std::int64_t cells) {
  const TensorPort port = place_sums(node, 8, cells + 2, Base::kConstants);
  if (values()) {
    const std::vector<std::int32_t> list = lstm_step_constants(graph_, node);
    network_.constants.resize(static_cast<std::size_t>(network_.constants_bytes));
    std::memcpy(network_.constants.data() + port.offset, list.data(), list.size() * sizeof list[0]);
  }
  return port;
}

// Time-major steps take all rows of the batch at once; else one sequence follows the other.
void Lowering::lower_lstm(const Node& node) {
  const LstmShape s = lstm_shape(graph_, node);
  const auto gates = static_cast<std::int64_t>(4 * s.cells);
  const std::size_t rows = s.time_major ? s.batch : 1, sequences = s.batch / rows;
  const TensorPort all = place_sums(node, static_cast<std::int64_t>(s.batch * s.time), gates, Base::kWorkspace);
  const TensorPort sums = place_sums(node, static_cast<std::int64_t>(rows), gates, Base::kWorkspace);
  const TensorPort constants = lstm_constants(node, static_cast<std::int64_t>(s.cells));
  const TensorPort old_cell = host_input(node.inputs.at(kLstmCellState));
  add_gates(node, kLstmInputWeights, -1, value_of(node.inputs.at(0)), 0, all);
  const int old_state = value_of(node.inputs.at(kLstmOutputState));
  const TensorPort sequence = host_output(node.outputs.at(0)), state = host_output(node.outputs.at(1)),
                   cell = host_output(node.outputs.at(2));
  const int new_state = value_of(node.outputs[1]), first = static_cast<int>(network_.layers.size());
  for (std::size_t b = 0; b < sequences; ++b)
    for (std::size_t t = 0; t < s.time; ++t) {
      const std::size_t element = s.time_major ? t * s.batch : b * s.time + t;
      const bool begins = element == 0;
      add_gates(node, kLstmRecurrentWeights, begins ? -1 : first, t == 0 ? old_state : new_state,
                static_cast<std::int64_t>(b * s.cells), sums);
      add_lstm_step(node,
                    {rows_of(all, element, rows, 4 * s.cells), sums,
                     rows_of(t == 0 ? old_cell : cell, b, rows, s.cells), constants},
                    {rows_of(sequence, element, rows, s.cells), rows_of(state, b, rows, s.cells),
                     rows_of(cell, b, rows, s.cells)},
                    !begins);
    }
  for (const std::size_t i : {std::size_t{0}, kLstmOutputState, kLstmCellState}) use(node.inputs.at(i));
}

}  // namespace octet
