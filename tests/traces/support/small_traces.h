// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Scenarios of small networks, and what their traces did on the machine.
#pragma once
#include <string>
#include <vector>

#include "traces/trace_run.h"
#include "traces/workload.h"

namespace octet::testing {

// A scenario and its programs on a machine, compiled once for many rates.
struct PreparedTrace {
  PreparedTrace(const std::string& toml, const std::string& machine = "edge-16",
                const std::vector<std::string>& settings = {});
  TraceResult run(const TraceOptions& options = {}) const;
  Scenario scenario;
  Machine machine;
  std::vector<Program> programs;
};

// Events in which the machine runs a segment.
bool on_machine(const TraceEvent& event);
// Cycles of the machine spent on each finished frame of a stream that has batches of one, by frame.
std::vector<std::int64_t> machine_cycles(const TraceResult& trace, int stream);

}  // namespace octet::testing
