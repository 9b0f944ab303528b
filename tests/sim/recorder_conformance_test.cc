// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What systemc tells a recorder against what its result says.
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/sim/support/event_log.h"
#include "tests/sim/support/small_program.h"
#include "tests/sim/systemc_outcome.h"
#include "verify/random_program.h"

namespace octet {
namespace {
using testing::EventLog;
using testing::Outcome;
using testing::run_on;

Outcome recorded(const Program& program, EventLog& log, unsigned permute_seed = 0, std::int64_t start = 0) {
  RunOptions options;
  options.record_events = true;
  options.data = false;
  options.recorder = &log;
  options.permute_seed = permute_seed;
  return run_on(*make_systemc_backend(), program, options, start);
}

TEST(Recorder, IsToldTheEventsAndBytesOfTheResultInOrder) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    EventLog log;
    const Outcome run = recorded(program, log);
    ASSERT_TRUE(log.events == run.result.events);
    EXPECT_TRUE(log.in_order);
    const std::int64_t bytes = run.result.dram_read_bytes + run.result.dram_write_bytes;
    EXPECT_EQ(log.bytes, program.machine.dram_unlimited ? 0 : bytes);
    EXPECT_EQ(log.lines.front(), "inference 0");
    EXPECT_EQ(log.lines.back(), fmt::format("end {}", run.end));
    if (HasFailure()) return;
  }
}

TEST(Recorder, ChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    EventLog log;
    testing::expect_equal_runs(recorded(program, log), testing::run_systemc(program, false));
    if (HasFailure()) return;
  }
}

TEST(Recorder, IsToldTheSameWhateverTheOrderOfTheKernel) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    EventLog plain, permuted;
    recorded(program, plain);
    recorded(program, permuted, 7);
    EXPECT_EQ(plain.lines, permuted.lines);
    if (HasFailure()) return;
  }
}

// The bus carries one burst at a time; a burst belongs to the command whose bytes it moves.
TEST(Recorder, BurstsShareTheBusAndAddUpToTheirCommands) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = random_program(seed);
    EventLog log;
    recorded(program, log);
    std::vector<std::int64_t> bytes(program.commands.size());
    std::int64_t bus_end = 0;
    for (const DramBurst& b : log.bursts) {
      ASSERT_GE(b.bus_begin, bus_end);
      ASSERT_GE(b.bus_begin, b.granted * 1024);
      ASSERT_LE(b.bus_end, b.answered * 1024);
      bus_end = b.bus_end;
      const Queue queue = queue_of(program.commands[static_cast<std::size_t>(b.command)]);
      if (b.requester == Requester::kFetch) {
        ASSERT_EQ(b.bytes, kCommandBytes);
        continue;
      }
      ASSERT_EQ(queue, b.write ? Queue::kStore : Queue::kLoad);
      ASSERT_EQ(b.requester, b.write ? Requester::kStore : Requester::kLoad);
      bytes[static_cast<std::size_t>(b.command)] += b.bytes;
    }
    for (std::size_t c = 0; c < bytes.size(); ++c) {
      const Transfer* t = nullptr;
      if (const auto* load = std::get_if<LoadCommand>(&program.commands[c].op)) t = &load->t;
      if (const auto* store = std::get_if<StoreCommand>(&program.commands[c].op)) t = &store->t;
      if (!t || program.machine.dram_unlimited) continue;
      ASSERT_EQ(bytes[c], std::int64_t{t->run_bytes} * t->inner * t->outer) << c;
    }
  }
}

// gate_machine: a fetch granted at 1 is answered at 2, so that the command is dispatched at 3 and started at 4.
TEST(Recorder, TellsAMoveInTheCyclesOfTheRules) {
  EventLog log;
  recorded(testing::program_of(testing::gate_machine(), {testing::move_pixels(0, testing::kGateBank, 8)}), log, 0, 100);
  const std::vector<std::string> expected{"inference 100", "segment 0 at 100"};
  ASSERT_GE(log.lines.size(), 2u);
  EXPECT_EQ(log.lines[0], expected[0]);
  EXPECT_EQ(log.lines[1], expected[1]);
  const Event& e = log.events.at(0);
  EXPECT_EQ(e.started, e.dispatched + 1);
  EXPECT_EQ(e.done, e.started + testing::move_cycles(8));
  EXPECT_EQ(e.visible, -1);
  ASSERT_EQ(log.bursts.size(), 1u);
  EXPECT_EQ(log.bursts[0].answered, log.bursts[0].granted + 1);
  EXPECT_EQ(e.dispatched, log.bursts[0].answered + 1);
}

TEST(Recorder, IsToldOfADeadlockAndOfNothingBehindIt) {
  EventLog log;
  const Command waits = testing::with_tokens(testing::move_pixels(0, testing::kGateBank, 8), {3}, {});
  const Outcome run = recorded(testing::program_of(testing::gate_machine(), {waits}), log);
  ASSERT_EQ(run.result.condition, Condition::kDeadlock);
  ASSERT_GE(log.lines.size(), 3u);
  EXPECT_EQ(log.lines[log.lines.size() - 3], fmt::format("deadlock at {} in 0", run.result.condition_cycle));
  EXPECT_EQ(log.events, run.result.events);
}

TEST(Recorder, IsRefusedByBackendsThatCannotTell) {
  EventLog log;
  const Program program =
      testing::program_of(testing::gate_machine(), {testing::move_pixels(0, testing::kGateBank, 8)});
  RunOptions options;
  options.recorder = &log;
  EXPECT_THROW(make_fast_backend()->make_core(program, options), Error);
  EXPECT_THROW(make_reference_backend()->make_core(program, options), Error);
}

}  // namespace
}  // namespace octet
