// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Times are ticks of 1/1024 cycle; a transfer takes whole ticks, a response whole cycles.
#include "arch/dram.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.h"
#include "base/units.h"

namespace octet {

std::int64_t Dram::ticks(double ns, const Machine& m) {
  return std::llround(ns * 1e-3 * m.clock_mhz * static_cast<double>(kTicksPerCycle));
}

Dram::Dram(const Machine& m)
    : banks_(static_cast<std::size_t>(m.dram_banks)),
      word_shift_(std::countr_zero(static_cast<std::uint64_t>(m.dram_word_bytes()))),
      row_shift_(std::countr_zero(static_cast<std::uint64_t>(m.dram_row_bytes))),
      burst_bytes_(m.dram_burst_bytes),
      ticks_per_kib_(std::max<std::int64_t>(
          1, std::llround(1024.0 * static_cast<double>(kTicksPerCycle) / m.dram_bytes_per_cycle()))),
      burst_ticks_(ceil_div<std::int64_t>(m.dram_burst_bytes * ticks_per_kib_, 1024)),
      miss_ticks_(ticks(m.dram_miss_ns, m)),
      latency_ticks_(ticks(m.dram_latency_ns, m)),
      whole_ticks_(std::max(m.dram_burst_bytes / std::min(m.dram_burst_bytes, m.dram_word_bytes()) * kTicksPerCycle,
                            burst_ticks_)) {}

DramState Dram::state(std::int64_t cycle) const {
  const auto seen = [now = cycle * kTicksPerCycle](std::int64_t tick) { return std::max<std::int64_t>(0, tick - now); };
  DramState state;
  for (const Bank& bank : banks_) state.banks.push_back({bank.open_row, seen(bank.free_tick)});
  state.bus_free_tick = seen(bus_free_tick_);
  return state;
}

void Dram::set(const DramState& state, std::int64_t cycle) {
  OCTET_CHECK(state.banks.size() == banks_.size(), "a state of {} banks for {}", state.banks.size(), banks_.size());
  banks_ = state.banks;
  for (Bank& bank : banks_) bank.free_tick += cycle * kTicksPerCycle;
  bus_free_tick_ = state.bus_free_tick + cycle * kTicksPerCycle;
  row_ = -1;  // whose bank may have another one open now
}

void Dram::append_state(std::int64_t cycle, std::vector<std::int64_t>& state) const {
  const DramState now = this->state(cycle);
  state.push_back(now.bus_free_tick);
  for (const Bank& bank : now.banks) state.insert(state.end(), {bank.open_row, bank.free_tick});
}

void Dram::follow(const Dram& then, const Counts& counts, std::int64_t cycles) {
  const Counts before = this->counts();
  *this = then;
  bus_free_tick_ += cycles * kTicksPerCycle;
  for (Bank& bank : banks_) bank.free_tick += cycles * kTicksPerCycle;
  misses_ += before.misses - counts.misses;
  read_bytes_ += before.read_bytes - counts.read_bytes;
  write_bytes_ += before.write_bytes - counts.write_bytes;
}

}  // namespace octet

std::size_t std::hash<octet::DramState>::operator()(const octet::DramState& state) const {
  const auto of_bus = static_cast<std::uint64_t>(state.bus_free_tick);
  return XXH64(state.banks.data(), state.banks.size() * sizeof(octet::DramState::Bank), of_bus);
}
