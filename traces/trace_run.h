// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Runs a scenario: frames arrive, the schedule chooses, segments run on the machine one at a time, the host works
// beside it. Time is in cycles of the machine.
#pragma once
#include <string>
#include <vector>

#include "arch/cost.h"
#include "traces/scenario.h"
#include "traces/segment_timer.h"
#include "traces/trace_result.h"

namespace octet {

struct TraceOptions {
  bool remember = true;  // segments are simulated once per state of the DRAM; the result is the same without
  bool events = false;   // keep them in the result
};

// `programs`: one per stream, as compile_streams() makes them. Throws Error(kCheck) if the machine halts,
// Error(kArchitecture) if there are more frames than can be kept.
TraceResult run_trace(const Scenario& scenario, const std::vector<Program>& programs, const CostTable& table,
                      Backend& backend, const TraceOptions& options = {});

}  // namespace octet
