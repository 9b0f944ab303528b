// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators with a window, a matrix or a recurrent state on float32 values; the other float operators are those of
// models/evaluate_host.h.
#pragma once
#include "models/evaluate.h"

namespace octet {

struct NodeValues;

// Whether evaluate_floats() computes the node: its operator and the type of the operand that slides.
bool computes_floats(const Graph& graph, const Node& node);
std::vector<TensorBytes> evaluate_floats(const NodeValues& n);

// Its families: sums in the order of TFLite's reference kernels, the bias after them.
std::vector<float> float_convolution(const NodeValues& n);            // CONV_2D
std::vector<float> float_depthwise_convolution(const NodeValues& n);  // DEPTHWISE_CONV_2D
std::vector<float> float_transpose_convolution(const NodeValues& n);  // TRANSPOSE_CONV
std::vector<TensorBytes> evaluate_float_lstm(const NodeValues& n);    // sequence, output state, cell state

}  // namespace octet
