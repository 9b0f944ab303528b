// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/random_program.h"
#include "verify/random_source.h"

namespace octet {

Machine random_machine(std::uint64_t seed) {
  RandomSource random(seed);
  Machine m;
  m.name = "random";
  m.array_rows = random.pick({2, 3, 8, 16});
  m.array_cols = m.array_rows == 3 ? 5 : m.array_rows;
  m.array_double_buffer_weights = random.chance(75);
  m.array_skip_empty = random.chance(75);
  m.array_gather_runs = random.pick<std::int64_t>({Machine::kUnlimited, 1, 2, 4, 4});
  m.scratchpad_banks = random.pick({2, 4, 8, 16, 64});
  m.scratchpad_bytes = m.scratchpad_banks * Machine::kSubBanks * m.word_bytes() * random.pick({8, 16, 32, 64});
  m.accumulator_rows = random.pick({16, 64, 256, 1024});
  m.parameters_channels = random.pick({4, 16, 64});
  m.vector_lanes = random.pick({1, 2, 5, 8, 16});
  m.vector_macs_per_lane = random.between(1, 4);
  m.queue_depth = random.pick({1, 2, 4, 4, 8});
  m.dram_bandwidth_gb_per_s = random.pick({0.13, 1.0, 4.0, 7.7, 32.0});
  m.dram_latency_ns = random.pick({0.0, 3.1, 20.0, 100.0, 400.0});
  m.dram_miss_ns = random.pick({0.0, 20.0, 77.7});
  m.dram_burst_bytes = random.pick({16, 64, 256, 256});
  m.dram_banks = random.pick({1, 3, 8});
  m.dram_row_bytes = m.dram_burst_bytes * random.pick({4, 8});
  m.dram_unlimited = random.chance(15);
  if (random.chance(30)) m.array_dataflow = Dataflow::kOutputStationary;
  validate(m);
  return m;
}

}  // namespace octet
