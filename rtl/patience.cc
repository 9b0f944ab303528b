// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/patience.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "arch/access.h"
#include "arch/timing.h"
#include "base/units.h"

namespace octet {
namespace {

constexpr std::int64_t kRequesters = 3;
constexpr std::int64_t kSlack = 64;  // registers on the way, of a command and of a burst

std::int64_t burst_cycles(const Machine& m) {
  const double waits = (m.dram_latency_ns + m.dram_miss_ns) * m.clock_mhz / 1e3;
  const double bytes = static_cast<double>(m.dram_burst_bytes);
  return static_cast<std::int64_t>(std::ceil(waits + bytes / m.dram_bytes_per_cycle() + bytes)) + kSlack;
}

// A run touches at most one burst more than its bytes fill, and one for its beginning.
std::int64_t most_bursts(const Transfer& t, const Machine& m) {
  return std::int64_t{t.inner} * t.outer * (ceil_div<std::int64_t>(t.run_bytes, m.dram_burst_bytes) + 2);
}

std::int64_t longest(const Command& command, const Machine& machine) {
  if (const auto* load = std::get_if<LoadCommand>(&command.op))
    return kRequesters * most_bursts(load->t, machine) * burst_cycles(machine);
  if (const auto* store = std::get_if<StoreCommand>(&command.op))
    return kRequesters * most_bursts(store->t, machine) * burst_cycles(machine);
  return timing(command, machine).duration;
}

}  // namespace

std::int64_t patience(const Program& program) {
  const std::int64_t sizes[kBases] = {program.code_bytes(), program.constants_bytes, program.io_bytes,
                                      program.workspace_bytes};
  std::int64_t cycles = kRequesters * burst_cycles(program.machine);
  for (const Command& command : program.commands)
    if (illegal(command, program.machine, sizes).empty()) cycles = std::max(cycles, longest(command, program.machine));
  return cycles + kSlack;
}

}  // namespace octet
