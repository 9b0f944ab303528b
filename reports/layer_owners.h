// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Who owns each cycle of a layer, and how full the memories on chip are while it runs.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/backend.h"
#include "reports/report.h"

namespace octet {

// Of a layer's cycles, each once: by the first of array, vector, load and store with a command between start and done;
// waiting: none. They sum to LayerCounters::cycles.
struct LayerOwners {
  std::int64_t array = 0, vector = 0, load = 0, store = 0, waiting = 0;
};
// One per layer, of a run whose events were recorded and that began at the absolute cycle `start`.
std::vector<LayerOwners> layer_owners(const Program& program, const RunResult& run, std::int64_t start);

// The most at once while a layer's commands run one after the other, as the program has them: what is written there and
// read later in the inference, what the command itself touches, and what is kept from inference to inference.
struct LayerOccupancy {
  std::int64_t scratchpad_bytes = 0, accumulator_rows = 0;
};
// One per layer; of program and machine alone, so alike for all backends.
std::vector<LayerOccupancy> layer_occupancy(const Program& program);

// Writes both into the layers of `report`; the owners only if `warm` has events.
void add_layer_details(Report& report, const Program& program, const RunResult& cold, const RunResult& warm);

}  // namespace octet
