// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How many activations of the array are not zero, measured on values.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/backend.h"
#include "arch/program.h"
#include "models/graph.h"

namespace octet {

// The share of `codes` whose real value is not 0, elements of `tensor`. 1 of a type other than int8 and uint8.
double density_of(const Tensor& tensor, const std::vector<std::uint8_t>& codes);

// The mean density of the layers' inputs, weighted by the MACs the array did for them in `run`; 1 if it did none. The
// values are those of one inference of `graph` on `inputs`; padding is not counted.
double activation_density(const Graph& graph, const Program& program, const RunResult& run,
                          const std::vector<std::vector<std::uint8_t>>& inputs);

}  // namespace octet
