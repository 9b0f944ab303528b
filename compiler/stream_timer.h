// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How long a stream of commands would take, for weighing mappings: arch's durations, queues, bank reservations and
// fetches as in docs/timing.md, but DRAM as one server without pages and no tokens. Not a backend: what is reported is
// always measured by one.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "compiler/emit.h"

namespace octet {

// Cycles from the first fetch to the last done, and `traffic` times those that loads and stores take the data bus; or
// some number from `enough` on, if it is not below that. `stream` as schedule() returns it, tokens not needed.
double estimate_cycles(const std::vector<Emitted>& stream, const Machine& machine, double traffic = 0,
                       double enough = std::numeric_limits<double>::infinity());

}  // namespace octet
