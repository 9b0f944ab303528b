// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/traces/support/small_traces.h"

#include "sim/fast.h"

namespace octet::testing {

PreparedTrace::PreparedTrace(const std::string& toml, const std::string& machine_name,
                             const std::vector<std::string>& settings)
    : scenario(parse_scenario(toml, "test.toml", "")), machine(load_machine(machine_name, settings)) {
  programs = compile_streams(scenario, load_networks(scenario), machine, *make_fast_backend());
}

TraceResult PreparedTrace::run(const TraceOptions& options) const {
  return run_trace(scenario, programs, load_cost_table(machine.technology), *make_fast_backend(), options);
}

bool on_machine(const TraceEvent& event) {
  using Kind = TraceEvent::Kind;
  return event.kind == Kind::kSegment || event.kind == Kind::kOnce || event.kind == Kind::kSave ||
         event.kind == Kind::kRestore;
}

std::vector<std::int64_t> machine_cycles(const TraceResult& trace, int stream) {
  std::vector<std::int64_t> cycles(
      static_cast<std::size_t>(trace.streams.at(static_cast<std::size_t>(stream)).arrived));
  for (const TraceEvent& event : trace.events)
    if (event.stream == stream && on_machine(event))
      cycles.at(static_cast<std::size_t>(event.frame)) += event.end - event.begin;
  return cycles;
}

}  // namespace octet::testing
