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
      row_shift_(std::countr_zero(static_cast<std::uint64_t>(m.dram_row_bytes))),
      ticks_per_kib_(std::max<std::int64_t>(
          1, std::llround(1024.0 * static_cast<double>(kTicksPerCycle) / m.dram_bytes_per_cycle()))),
      burst_ticks_(ceil_div<std::int64_t>(m.dram_burst_bytes * ticks_per_kib_, 1024)),
      miss_ticks_(ticks(m.dram_miss_ns, m)),
      latency_ticks_(ticks(m.dram_latency_ns, m)) {}

}  // namespace octet
