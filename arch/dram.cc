// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Times are ticks of 1/1024 cycle; a transfer takes whole ticks, a response whole cycles.
#include "arch/dram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/units.h"

namespace octet {

std::int64_t Dram::ticks(double ns, const Machine& m) {
  return std::llround(ns * 1e-3 * m.clock_mhz * static_cast<double>(kTicksPerCycle));
}

Dram::Dram(const Machine& m)
    : banks_(static_cast<std::size_t>(m.dram_banks)),
      word_shift_(std::countr_zero(static_cast<std::uint64_t>(m.dram_word_bytes()))),
      ticks_per_kib_(std::max<std::int64_t>(
          1, std::llround(1024.0 * static_cast<double>(kTicksPerCycle) / m.dram_bytes_per_cycle()))),
      burst_ticks_(ceil_div<std::int64_t>(m.dram_burst_bytes * ticks_per_kib_, 1024)),
      miss_ticks_(ticks(m.dram_miss_ns, m)),
      latency_ticks_(ticks(m.dram_latency_ns, m)),
      row_bytes_(m.dram_row_bytes) {}

bool Dram::can_accept(std::int64_t cycle) const {
  return bus_free_tick_ - cycle * kTicksPerCycle < kBookedBursts * burst_ticks_;
}

std::int64_t Dram::next_accept(std::int64_t cycle) const {
  const std::int64_t over = bus_free_tick_ - kBookedBursts * burst_ticks_;  // the bus is free of it after this tick
  return over < 0 ? cycle : std::max(cycle, over / kTicksPerCycle + 1);
}

std::int64_t Dram::accept(std::int64_t cycle, std::uint64_t address, std::int64_t bytes, bool write) {
  const auto row = static_cast<std::int64_t>(address / static_cast<std::uint64_t>(row_bytes_));
  Bank& bank = banks_[static_cast<std::size_t>(row) % banks_.size()];
  std::int64_t ready = std::max(cycle * kTicksPerCycle, bank.free_tick);
  if (bank.open_row != row) {
    bank.open_row = row;
    ready += miss_ticks_;
    ++misses_;
  }
  const std::uint64_t last = address + static_cast<std::uint64_t>(bytes) - 1;
  const auto words = static_cast<std::int64_t>((last >> word_shift_) - (address >> word_shift_) + 1);
  const std::int64_t transfer = std::max(words * kTicksPerCycle, ceil_div<std::int64_t>(bytes * ticks_per_kib_, 1024));
  const std::int64_t end = std::max(bus_free_tick_, ready) + transfer;
  bank.free_tick = bus_free_tick_ = end;
  (write ? write_bytes_ : read_bytes_) += bytes;
  return ceil_div(end + latency_ticks_, kTicksPerCycle);
}

}  // namespace octet
