// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The systemc backend by itself: conditions worked out by hand, several cores in one process, errors
// inside the kernel, and what a run without data may cost.
#include "sim/systemc.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/error.h"
#include "tests/sim/systemc_outcome.h"
#include "verify/random_program.h"

namespace octet {
namespace {
using octet::testing::expect_equal_runs;
using octet::testing::Outcome;
using octet::testing::run_systemc;

// Loads of 16 bytes each, one segment; commands are dispatched one a cycle and done a cycle after their start.
Program loads(int count) {
  Program program;
  program.machine.dram_unlimited = true;
  program.io_bytes = 4096;
  program.layers.resize(1);
  for (int i = 0; i < count; ++i) {
    LoadCommand load;
    load.t.run_bytes = 16;
    load.t.local = static_cast<std::uint32_t>(16 * i);
    program.commands.push_back({{}, load});
    program.layer_of_command.push_back(0);
    program.traffic_of_command.push_back(DramTraffic::kActivation);
  }
  Segment segment;
  segment.commands = static_cast<std::uint32_t>(count);
  program.segments.push_back(segment);
  return program;
}

TEST(Systemc, ALoadFromUnlimitedDramIsDispatchedStartedAndDoneInConsecutiveCycles) {
  Program program = loads(2);
  program.commands[0].tokens.signal[0] = 3;
  program.commands[1].tokens.wait[0] = 3;
  const Outcome out = run_systemc(program, false);
  EXPECT_EQ(out.result.events[0], (Event{0, 1, 2, 3}));
  EXPECT_EQ(out.result.events[1], (Event{1, 3, 4, -1}));
  EXPECT_EQ(out.end, 4);
  const EngineCycles expected{.busy = 2, .token = 1, .bank = 0, .idle = 1};  // idle 0, busy 1, token 2, busy 3
  EXPECT_EQ(out.result.engines[static_cast<std::size_t>(Queue::kLoad)], expected);
  EXPECT_EQ(out.result.sequencer, (SequencerCycles{.dispatch = 2, .fetch = 0, .queue = 0, .idle = 2}));
  EXPECT_EQ(out.result.dram_read_bytes, 2 * 16 + 2 * kCommandBytes);
  EXPECT_EQ(out.result.layers[0].last_done, 4);
}

TEST(Systemc, TheSixteenthSignalOverflowsWhenItBecomesVisible) {
  Program program = loads(20);
  for (Command& command : program.commands) command.tokens.signal[0] = 9;
  const Outcome out = run_systemc(program, false);
  EXPECT_EQ(out.result.condition, Condition::kTokenOverflow);
  EXPECT_EQ(out.result.condition_command, 15);
  // Dispatched 15, started 16, done 17, visible 18; the next command is done in that cycle and never visible.
  EXPECT_EQ(out.result.condition_cycle, 18);
  EXPECT_EQ(out.result.events[15], (Event{15, 16, 17, 18}));
  EXPECT_EQ(out.result.events[16], (Event{16, 17, 18, -1}));
  EXPECT_EQ(out.result.events[17], (Event{17, -1, -1, -1}));
  EXPECT_EQ(out.end, 18);
}

TEST(Systemc, AWaitForATokenNobodySignalsIsADeadlockOneCycleAfterTheLastEvent) {
  Program program = loads(12);
  program.commands[2].tokens.wait[1] = 7;
  const Outcome out = run_systemc(program, false);
  EXPECT_EQ(out.result.condition, Condition::kDeadlock);
  EXPECT_EQ(out.result.condition_command, 2);
  EXPECT_EQ(out.result.events[5].dispatched, 5);  // the fourth and last slot of the queue
  EXPECT_EQ(out.result.events[6].dispatched, -1);
  EXPECT_EQ(out.result.condition_cycle, 6);
}

TEST(Systemc, CoresTakeTurnsWithoutDisturbingEachOther) {
  const Program a = random_program(11), b = random_program(12);
  const Outcome alone_a = run_systemc(a, true), alone_b = run_systemc(b, true);
  const RunOptions options{.record_events = true, .data = true};
  const auto core_a = make_systemc_backend()->make_core(a, options);
  const auto core_b = make_systemc_backend()->make_core(b, options);
  Outcome turn_a, turn_b;
  turn_a.memory = make_memory(a);
  turn_b.memory = make_memory(b);
  turn_a.result.layers.resize(a.layers.size());
  turn_b.result.layers.resize(b.layers.size());
  for (std::size_t i = 0; i < std::max(a.segments.size(), b.segments.size()); ++i) {
    if (i < a.segments.size())
      turn_a.end = core_a->run_segment(a.segments[i], turn_a.end, &turn_a.memory, turn_a.result);
    if (i < b.segments.size())
      turn_b.end = core_b->run_segment(b.segments[i], turn_b.end, &turn_b.memory, turn_b.result);
  }
  EXPECT_EQ(turn_a.memory.region, alone_a.memory.region);
  EXPECT_EQ(turn_b.memory.region, alone_b.memory.region);
  octet::testing::expect_equal_events(turn_a.result, alone_a.result);
  octet::testing::expect_equal_events(turn_b.result, alone_b.result);
}

TEST(Systemc, AnErrorInsideTheKernelIsThrownOnceAndLeavesItUsable) {
  const Program program = random_program(13);
  const Outcome before = run_systemc(program, true);
  MemoryImage foreign = make_memory(program);
  foreign.region[static_cast<std::size_t>(Base::kCode)][kCommandBytes] ^= 1;  // another second command
  RunResult result;
  const auto core = make_systemc_backend()->make_core(program, {});
  EXPECT_THROW(run_program(program, *core, &foreign, nullptr, 0, result), InternalError);
  const Outcome after = run_systemc(program, true);
  expect_equal_runs(before, after);
  EXPECT_EQ(before.memory.region, after.memory.region);
}

TEST(Systemc, RefusesDataOnShapes) {
  Program shapes = loads(1);
  shapes.has_values = false;
  EXPECT_THROW(make_systemc_backend()->make_core(shapes, {}), Error);
  EXPECT_EQ(run_systemc(shapes, false).result.condition, Condition::kOk);
}

TEST(Systemc, WithoutDataAllocatesNothingOfTheMemoriesSize) {
  Program program = loads(2);
  program.machine.scratchpad_bytes = std::int64_t{1} << 30;
  program.machine.accumulator_rows = std::int64_t{16} << 20;
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  EXPECT_EQ(run_systemc(program, false).result.condition, Condition::kOk);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 32 * 1024);  // KiB
}

}  // namespace
}  // namespace octet
