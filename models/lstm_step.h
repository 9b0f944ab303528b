// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// LSTM_STEP: one element of a sequence, for some rows of a batch, behind the products of the gates' matrices. No
// operator of a file; the compiler makes it of UNIDIRECTIONAL_SEQUENCE_LSTM, whose options it has.
//
// Inputs: 0, 1 sums of the input's and the state's products with the four gates' weights, int32 [rows, 4*cells], gate
// by gate; 2 the cell state, int16 [rows, cells], with its scale; 3 constants, int32 [8, cells + 2]: of the four gates
// of input 0, then of input 1, what each cell's sum lacks (bias and zero point's term), and multiplier and shift that
// make it a gate. Outputs: the hidden state, int8 [rows, cells], twice (an element of the sequence, and the new
// state), and the cell state after it.
#pragma once
#include <cstdint>
#include <vector>

#include "models/evaluate_host.h"
#include "models/host_operands_checks.h"

namespace octet {

// Throws Error(kModel).
void check_lstm_step(const Operands& o);
std::vector<TensorBytes> evaluate_lstm_step(const NodeValues& n);

// Input 3 of a UNIDIRECTIONAL_SEQUENCE_LSTM's steps.
std::vector<std::int32_t> lstm_step_constants(const Graph& graph, const Node& node);

}  // namespace octet
