// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which one parameter of a machine, doubled, makes a network fastest: measured, one machine after the other.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "arch/backend.h"
#include "arch/cost.h"
#include "arch/machine.h"

namespace octet {

// One parameter changed, all others as they were. Either it ran and has figures, or `refused` says why not.
struct AdviceRow {
  std::string parameter;
  std::optional<double> from, to;  // null: unlimited
  std::optional<std::int64_t> cycles;
  std::optional<double> latency_ms, latency_change_percent, area_change_mm2;
  std::string refused;
};

struct Advice {
  std::int64_t cycles = 0;  // of the machine as it is
  double latency_ms = 0;
  std::vector<AdviceRow> rows;  // the largest gain of latency first, refused ones last
};

// The warm run of the network on a machine. Throws Error(kArchitecture or kModel) if the machine cannot be or cannot
// run it.
using WarmRun = std::function<RunResult(const Machine&)>;

// Doubles every parameter that makes a machine larger or faster, and halves the DRAM's latency and miss time, each
// alone. DRAM keeps its nanoseconds and bytes per second when the clock is doubled.
Advice advise(const Machine& machine, const CostTable& table, const WarmRun& warm_run);

// A line per parameter: what it became, cycles, latency, and what both cost and gain.
std::string advice_text(const Advice& advice);

}  // namespace octet
