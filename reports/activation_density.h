// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How many activations of the array are not zero, and how many lie beside a zero, measured on values.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/backend.h"
#include "arch/cost_ledger.h"
#include "arch/program.h"
#include "models/graph.h"

namespace octet {

// Of `codes`, elements of `tensor` in C order: those whose real value is not 0, and pixels with one neighbour after the
// other in a channel (the last dimension) of which only one is 0. A tensor of one pixel has its zeros at random. All
// dense of a type other than int8 and uint8.
Activity activity_of(const Tensor& tensor, const std::vector<std::uint8_t>& codes);

// The mean over the layers' inputs, weighted by the MACs the array did for them in `run`; dense if it did none. The
// values are those of one inference of `graph` on `inputs`; padding and strides are not counted.
Activity measured_activity(const Graph& graph, const Program& program, const RunResult& run,
                           const std::vector<std::vector<std::uint8_t>>& inputs);

}  // namespace octet
