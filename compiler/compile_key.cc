// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A key is the text of a machine of the same behaviour in which everything else has one value.
#include "compiler/compile_key.h"

#include <fmt/format.h>

#include "arch/dram.h"

namespace octet {

std::string compile_key(const Machine& machine) {
  const Machine standard;
  Machine seen = machine;
  seen.name = standard.name;
  seen.technology = standard.technology;
  seen.host_clock_mhz = standard.host_clock_mhz;
  seen.host_pj_per_instruction = standard.host_pj_per_instruction;
  // A clock of 1: bandwidth and latency are what the compiler's estimates make of them, in bytes and thousandths of a
  // cycle.
  seen.clock_mhz = 1;
  seen.dram_bandwidth_gb_per_s = machine.dram_bytes_per_cycle();
  seen.dram_latency_ns = machine.dram_latency_ns * machine.clock_mhz;
  seen.dram_miss_ns = 0;
  if (!machine.dram_unlimited)
    return fmt::format("{}ticks = {}, {}\n", to_toml(seen), Dram::ticks(machine.dram_latency_ns, machine),
                       Dram::ticks(machine.dram_miss_ns, machine));
  seen.dram_bandwidth_gb_per_s = standard.dram_bandwidth_gb_per_s;
  seen.dram_latency_ns = standard.dram_latency_ns;
  seen.dram_banks = standard.dram_banks;
  seen.dram_row_bytes = standard.dram_row_bytes;
  return to_toml(seen);
}

}  // namespace octet
