// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The one machine whose RTL is built: small enough that every tile edge is met in a short program.
#pragma once
#include "arch/machine.h"

namespace octet {

inline Machine rtl_machine() {
  Machine m;
  m.name = "rtl-2x2";
  m.clock_mhz = 500;
  m.array_rows = m.array_cols = 2;
  m.scratchpad_bytes = 4096;
  m.scratchpad_banks = 4;
  m.accumulator_rows = 64;
  m.parameters_channels = 16;
  m.vector_lanes = 2;
  m.vector_macs_per_lane = 4;
  m.dram_bandwidth_gb_per_s = 4;
  m.dram_latency_ns = 100;
  return m;
}

}  // namespace octet
