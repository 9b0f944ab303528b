// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What bounds each layer, and why a run takes more cycles than its bound: docs/timing.md section 11.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/backend.h"
#include "arch/program.h"

namespace octet {

// The cycles over the bound by cause; they sum to cycles - bound_cycles. overlap is not above 0.
struct Excess {
  std::int64_t compute = 0, weight_bandwidth = 0, activation_bandwidth = 0, vector = 0, fill_and_drain = 0,
               dependency = 0, overlap = 0;
  Excess& operator+=(const Excess& other);
  std::int64_t sum() const {
    return compute + weight_bandwidth + activation_bandwidth + vector + fill_and_drain + dependency + overlap;
  }
};

struct LayerExplanation {
  std::string limit;  // compute, weight bandwidth, activation bandwidth, vector, fill and drain, dependency
  Excess excess;
};

// A layer's term of the bound: docs/timing.md section 10.
std::int64_t bound_cycles(const LayerInfo& layer, const Machine& machine);

// One per layer of a timed run; those on the host are empty.
std::vector<LayerExplanation> explain(const Program& program, const RunResult& run);

}  // namespace octet
