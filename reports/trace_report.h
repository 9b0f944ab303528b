// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The report of a trace: what octet trace says in JSON, text and CSV.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "arch/machine.h"
#include "traces/trace_result.h"

namespace octet {

inline constexpr std::string_view kTraceSchema = "octet-trace/1";

// The same scenario on an FPU machine. The ratio is baseline / this machine: above 1, this machine wins.
struct TraceBaseline {
  std::string name;
  Machine arch;
  TraceResult result;
  double area_mm2 = 0;
  std::optional<double> energy_per_frame_ratio;
};

// What --find-max-rate found.
struct HighestRate {
  std::string stream;
  double rate_hz = 0;
  std::int64_t traces = 0;
};

struct TraceReport {
  std::string schema{kTraceSchema};
  std::string version, revision, command_line;
  std::string backend, scenario, description;
  std::uint64_t seed = 0;
  std::string policy, preempt, weights;
  Machine arch;
  double area_mm2 = 0;
  TraceResult result;
  std::vector<TraceBaseline> baselines;
  std::optional<HighestRate> highest_rate;
};

// Adds a baseline's result; the order of calls is that of the report.
void add_baseline(TraceReport& report, const std::string& name, const Machine& machine, double area_mm2,
                  TraceResult result);

nlohmann::ordered_json to_json(const TraceReport& report);
std::string json_text(const TraceReport& report);
// reports/schema/octet-trace-1.json
nlohmann::ordered_json trace_schema();

// At most 25 lines of 80 columns, if the scenario has at most eight streams.
std::string to_text(const TraceReport& report);
// One row per stream.
std::string streams_csv(const TraceReport& report);
// One row per event, times in microseconds.
std::string events_csv(const TraceReport& report);

}  // namespace octet
