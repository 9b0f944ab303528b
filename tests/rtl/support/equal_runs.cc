// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/rtl/support/equal_runs.h"

#include <gtest/gtest.h>

#include "sim/host_executor.h"

namespace octet::testing {

Outcome run_on(Backend& backend, const Program& program, const MemoryImage& memory, int passes) {
  Outcome run;
  run.memory = memory;
  RunOptions options;
  options.record_events = true;
  const auto core = backend.make_core(program, options);
  std::int64_t now = 0;
  for (int pass = 0; pass < passes; ++pass) {
    run.result = {};
    now = run_program(program, *core, &run.memory, execute_host_step, now, run.result);
  }
  return run;
}

void expect_equal_timing(const Program& program, const RunResult& expected, const RunResult& found) {
  EXPECT_EQ(expected.condition, found.condition);
  EXPECT_EQ(expected.condition_cycle, found.condition_cycle);
  EXPECT_EQ(expected.condition_command, found.condition_command);
  EXPECT_EQ(expected.cycles, found.cycles);
  ASSERT_EQ(expected.events.size(), found.events.size());
  for (std::size_t i = 0; i < expected.events.size(); ++i) {
    const Event &e = expected.events[i], &f = found.events[i];
    ASSERT_EQ(e, f) << "command " << i << ": " << disassemble(program.commands[i]) << "\nexpected " << e.dispatched
                    << " " << e.started << " " << e.done << " " << e.visible << "\nfound    " << f.dispatched << " "
                    << f.started << " " << f.done << " " << f.visible;
  }
  for (int q = 0; q < kQueues; ++q) {
    const EngineCycles &e = expected.engines[q], &f = found.engines[q];
    EXPECT_EQ(e, f) << name_of(static_cast<Queue>(q)) << ": expected " << e.busy << " " << e.token << " " << e.bank
                    << " " << e.idle << ", found " << f.busy << " " << f.token << " " << f.bank << " " << f.idle;
  }
  const SequencerCycles &e = expected.sequencer, &f = found.sequencer;
  EXPECT_EQ(e, f) << "sequencer: expected " << e.dispatch << " " << e.fetch << " " << e.queue << " " << e.idle
                  << ", found " << f.dispatch << " " << f.fetch << " " << f.queue << " " << f.idle;
  EXPECT_EQ(expected.dram_read_bytes, found.dram_read_bytes);
  EXPECT_EQ(expected.dram_write_bytes, found.dram_write_bytes);
  EXPECT_EQ(expected.dram_row_misses, found.dram_row_misses);
  EXPECT_EQ(expected.layers, found.layers);
  EXPECT_EQ(expected.actions, found.actions);
}

void expect_equal_outputs(const Outcome& expected, const Outcome& found) {
  constexpr auto kIo = static_cast<std::size_t>(Base::kIo);
  ASSERT_EQ(expected.memory.region[kIo].size(), found.memory.region[kIo].size());
  for (std::size_t i = 0; i < expected.memory.region[kIo].size(); ++i) {
    ASSERT_EQ(expected.memory.region[kIo][i], found.memory.region[kIo][i]) << "io byte " << i;
  }
}

}  // namespace octet::testing
