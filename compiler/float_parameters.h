// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A node's constants on a float machine: elements and float records from the dequantized network.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/machine.h"
#include "compiler/layer.h"
#include "models/graph.h"

namespace octet {

// Whether a program of a float machine can compute the node's values: on the machine, and without a table.
bool has_float_form(const Graph& graph, const Node& node);

// Appends a number as an element of the machine.
void append_element(const Machine& machine, float value, std::vector<std::uint8_t>& bytes);

// The constants of `node` of the quantized graph, folded into the layer's weights and records. `real` is
// dequantized(graph). `taps`: of a mean.
void fold_floats(const Graph& graph, const Graph& real, const Machine& machine, const Node& node, std::int64_t taps,
                 Layer& layer);

// depthwise_block's weights and records.
void fold_float_block(const Machine& machine, const Layer& whole, std::int64_t c0, std::int64_t c, Layer& part);

}  // namespace octet
