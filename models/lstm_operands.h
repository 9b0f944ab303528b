// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operands of UNIDIRECTIONAL_SEQUENCE_LSTM by position, and what they must be.
#pragma once
#include <cstddef>

#include "models/host_operands_checks.h"

namespace octet {

// Four gates each, in the order input, forget, cell, output.
inline constexpr std::size_t kLstmInputWeights = 1, kLstmRecurrentWeights = 5, kLstmBiases = 12;
inline constexpr std::size_t kLstmOutputState = 18, kLstmCellState = 19, kLstmInputs = 24;

struct LstmShape {
  std::size_t batch = 1, time = 1, depth = 1, cells = 1;
  bool time_major = false;
};
// Of a node that check_lstm() accepts.
LstmShape lstm_shape(const Graph& graph, const Node& node);
// Options and cell scale. Throws Error(kModel).
void check_lstm_scales(const Operands& o, const Tensor& cell);
// int8, without peepholes, projection, layer normalization or coupled gates; outputs: the sequence and the
// two states after it. Throws Error(kModel).
void check_lstm(const Operands& o);

}  // namespace octet
