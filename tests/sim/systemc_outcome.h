// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Runs a program cold on one backend and compares what comes out, for the tests of systemc.
#pragma once
#include <gtest/gtest.h>

#include <memory>

#include "arch/backend.h"
#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"

namespace octet::testing {

struct Outcome {
  std::int64_t end = 0;
  RunResult result;
  MemoryImage memory;  // with data only
};

inline Outcome run_on(Backend& backend, const Program& program, const RunOptions& options, std::int64_t start = 0) {
  Outcome out;
  if (options.data) out.memory = make_memory(program);
  const std::unique_ptr<Core> core = backend.make_core(program, options);
  out.end = run_program(program, *core, options.data ? &out.memory : nullptr, nullptr, start, out.result);
  return out;
}
inline Outcome run_systemc(const Program& program, bool data, unsigned permute_seed = 0) {
  return run_on(*make_systemc_backend(), program, {.record_events = true, .data = data, .permute_seed = permute_seed});
}
inline Outcome run_fast(const Program& program) {
  return run_on(*make_fast_backend(), program, {.record_events = true, .data = false});
}
inline Outcome run_reference(const Program& program) {
  return run_on(*make_reference_backend(), program, {.record_events = false, .data = true});
}

inline void expect_equal_events(const RunResult& a, const RunResult& b) {
  ASSERT_EQ(a.events.size(), b.events.size());
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    const Event &x = a.events[i], &y = b.events[i];
    ASSERT_TRUE(x == y) << "command " << i << ": dispatched " << x.dispatched << " " << y.dispatched << ", started "
                        << x.started << " " << y.started << ", done " << x.done << " " << y.done << ", visible "
                        << x.visible << " " << y.visible;
  }
}

inline void expect_equal_owners(const RunResult& a, const RunResult& b) {
  for (int q = 0; q < kQueues; ++q) {
    const EngineCycles& x = a.engines[static_cast<std::size_t>(q)];
    const EngineCycles& y = b.engines[static_cast<std::size_t>(q)];
    EXPECT_TRUE(x == y) << name_of(static_cast<Queue>(q)) << ": busy " << x.busy << " " << y.busy << ", token "
                        << x.token << " " << y.token << ", bank " << x.bank << " " << y.bank << ", idle " << x.idle
                        << " " << y.idle;
  }
  const SequencerCycles &x = a.sequencer, &y = b.sequencer;
  EXPECT_TRUE(x == y) << "sequencer: dispatch " << x.dispatch << " " << y.dispatch << ", fetch " << x.fetch << " "
                      << y.fetch << ", queue " << x.queue << " " << y.queue << ", idle " << x.idle << " " << y.idle;
}

// Every number of two timed runs.
inline void expect_equal_runs(const Outcome& a, const Outcome& b) {
  expect_equal_events(a.result, b.result);
  if (::testing::Test::HasFatalFailure()) return;
  EXPECT_EQ(a.end, b.end);
  EXPECT_TRUE(a.result.timed && b.result.timed);
  EXPECT_EQ(a.result.cycles, b.result.cycles);
  EXPECT_EQ(name_of(a.result.condition), name_of(b.result.condition));
  EXPECT_EQ(a.result.condition_cycle, b.result.condition_cycle);
  EXPECT_EQ(a.result.condition_command, b.result.condition_command);
  EXPECT_EQ(a.result.dram_read_bytes, b.result.dram_read_bytes);
  EXPECT_EQ(a.result.dram_write_bytes, b.result.dram_write_bytes);
  EXPECT_EQ(a.result.dram_row_misses, b.result.dram_row_misses);
  EXPECT_TRUE(a.result.actions == b.result.actions);
  EXPECT_TRUE(a.result.layers == b.result.layers);
  expect_equal_owners(a.result, b.result);
}

}  // namespace octet::testing
