// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is a mismatch and what is not: time, tolerance, values that cannot be compared, failures of the backend.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "tests/sim/support/kept_program.h"
#include "tests/sim/support/small_program.h"
#include "tests/verify/support/wrong_backend.h"
#include "verify/case.h"
#include "verify/compare.h"

namespace octet {
namespace {

using testing::Wrong;

Case some_case(std::int64_t index = 0) { return random_case(5, index, load_machine("tiny-8")); }

CaseResult check_with(Wrong wrong, double tolerance = 0, std::int64_t index = 0) {
  Bench bench = testing::bench_with(std::move(wrong));
  bench.cycle_tolerance_percent = tolerance;
  return check_case(some_case(index), bench);
}

// Every command's done is one cycle late.
Wrong late() {
  Wrong wrong;
  wrong.result = [](const Segment& s, RunResult& r) {
    for (std::uint32_t i = s.first_command; i < s.first_command + s.commands; ++i) ++r.events[i].done;
  };
  return wrong;
}

TEST(CheckCase, NamesTheEarliestEventItsCyclesAndWhatItWaitedFor) {
  const CaseResult r = check_with(late());
  ASSERT_EQ(r.mismatches.size(), 1u);
  const Mismatch& m = r.mismatches[0];
  EXPECT_EQ(m.kind, "event");
  EXPECT_EQ(m.what, "done");
  const Case c = some_case();
  const auto events = run_on(*testing::bench_with({}).time, c.program, c.memory, nullptr, false).result.events;
  std::int64_t earliest = events[0].done;
  for (const Event& e : events) earliest = std::min(earliest, e.done);
  EXPECT_EQ(m.cycle, earliest);
  EXPECT_EQ(events[static_cast<std::size_t>(m.command)].done, earliest);
  EXPECT_EQ(m.expected, "cycle " + std::to_string(m.cycle));
  EXPECT_EQ(m.found, "cycle " + std::to_string(m.cycle + 1));
  EXPECT_FALSE(m.owner.empty());
  EXPECT_GT(r.differing_durations, 0);
}

TEST(CheckCase, ToleranceForgivesCyclesNotValues) {
  EXPECT_TRUE(check_with(late(), 1).mismatches.empty());
  EXPECT_GT(check_with(late(), 1).differing_durations, 0);
  Wrong both = late();
  both.command = [](Command& c) {
    if (auto* store = std::get_if<StoreCommand>(&c.op)) store->t.flip = !store->t.flip;
  };
  const CaseResult r = check_with(both, 1);
  ASSERT_EQ(r.mismatches.size(), 1u);
  EXPECT_EQ(r.mismatches[0].kind, "values");
}

TEST(CheckCase, CyclesBeyondTheToleranceAreAMismatch) {
  Wrong quick;
  quick.command = [](Command& c) {  // the last store, of the whole scratchpad, is short
    if (auto* store = std::get_if<StoreCommand>(&c.op)) store->t.run_bytes = 1;
  };
  const CaseResult strict = check_with(quick), generous = check_with(quick, 100);
  ASSERT_FALSE(strict.mismatches.empty());
  const double error = strict.cycle_error_percent;
  ASSERT_GT(error, 0);
  EXPECT_EQ(check_with(quick, error / 2).mismatches.back().kind, "event");
  ASSERT_LT(error, 100);
  for (const Mismatch& m : generous.mismatches) EXPECT_EQ(m.kind, "values");
}

TEST(CheckCase, ADifferentConditionIsNeverTolerated) {
  Wrong halts;
  halts.result = [](const Segment&, RunResult& r) {
    r.condition = Condition::kIllegal;
    r.condition_cycle = 0;
    r.condition_command = 3;
  };
  const CaseResult r = check_with(halts, 100);
  ASSERT_EQ(r.mismatches.size(), 1u);
  EXPECT_EQ(r.mismatches[0].kind, "condition");
  EXPECT_EQ(r.mismatches[0].command, 3);
  EXPECT_EQ(r.mismatches[0].expected, "ok");
  EXPECT_FALSE(r.values_compared);
  EXPECT_EQ(r.values_excuse, "the machine halted");
}

TEST(CheckCase, AnExceptionOfTheBackendIsAMismatch) {
  Wrong throws;
  throws.run = [] { throw std::runtime_error("assertion failed"); };
  const CaseResult r = check_with(throws);
  ASSERT_EQ(r.mismatches.size(), 1u);
  EXPECT_EQ(r.mismatches[0].kind, "crash");
  EXPECT_EQ(r.mismatches[0].found, "assertion failed");
}

TEST(CheckCase, WhatIsKeptMustStillBeThereInTheSecondInference) {
  Case c{"kept", testing::kept_program(testing::unlimited_gate_machine(), 1, 7, 5), {}};
  c.memory = make_memory(c.program);
  const CaseResult right = check_case(c, testing::bench_with({}));
  EXPECT_TRUE(right.mismatches.empty());
  EXPECT_GT(right.second_cycles, 0);
  EXPECT_LT(right.second_cycles, right.cycles);
  Wrong forgetful;
  forgetful.forgets = true;
  const CaseResult wrong = check_case(c, testing::bench_with(forgetful));
  ASSERT_EQ(wrong.mismatches.size(), 1u);
  EXPECT_EQ(wrong.mismatches[0].kind, "values");
  EXPECT_EQ(wrong.mismatches[0].inference, 2);
  EXPECT_EQ(wrong.second_cycles, right.second_cycles);
}

TEST(CheckCase, CyclesOfTheSecondInferenceAreComparedToo) {
  Wrong slow;
  slow.result = [segments = 0, of = static_cast<int>(some_case().program.segments.size())](const Segment& s,
                                                                                           RunResult& r) mutable {
    if (++segments > of) ++r.events[s.first_command].done;
  };
  const CaseResult r = check_with(slow);
  ASSERT_EQ(r.mismatches.size(), 1u);
  EXPECT_EQ(r.mismatches[0].kind, "event");
  EXPECT_EQ(r.mismatches[0].inference, 2);
  EXPECT_NE(r.mismatches[0].note.find("in the second inference"), std::string::npos);
  EXPECT_GE(r.mismatches[0].cycle, r.cycles);
}

TEST(SecondMemory, HasTheElementsOfEveryInputInReverseOrder) {
  Program p;
  p.io_bytes = 16;
  TensorPort bytes, words;
  bytes.shape = {3};
  words.shape = {2};
  words.type = DataType::kInt16;
  words.offset = 4;
  p.inputs = {bytes, words};
  MemoryImage memory = make_memory(p);
  auto& io = memory.region[static_cast<std::size_t>(Base::kIo)];
  io.assign({1, 2, 3, 4, 5, 6, 7, 8, 9});
  EXPECT_EQ(second_memory(p, memory).region[static_cast<std::size_t>(Base::kIo)],
            (std::vector<std::uint8_t>{3, 2, 1, 4, 7, 8, 5, 6, 9}));
}

TEST(CheckCase, HardwareIsNotComparedWhereItStreams) {
  Wrong rtl;
  rtl.kind = BackendKind::kRtl;
  int compared = 0, excused = 0;
  for (std::int64_t i = 0; i < 8; ++i) {
    if (random_case_halts(i)) continue;
    const CaseResult r = check_with(rtl, 0, i);
    compared += r.values_compared;
    excused += r.values_excuse == "a command reads what it writes: hardware streams";
    EXPECT_EQ(r.values_compared, r.values_excuse.empty());
  }
  EXPECT_GE(compared, 5) << "three of four stream";
  EXPECT_GE(excused, 1);
}

TEST(OwnerOfWait, NamesTokenBankEngineAndQueue) {
  using testing::kGateBank;
  const auto owner_of_last = [](std::vector<Command> commands, int event = 1) {
    const Program p = testing::program_of(testing::unlimited_gate_machine(), std::move(commands));
    const Bench bench = testing::bench_with({});
    const RunResult run = testing::run_once(*bench.time, p);
    return owner_of_wait(p, run, p.commands.size() - 1, event);
  };
  const Command move = testing::move_pixels(0, kGateBank, 20);
  EXPECT_EQ(owner_of_last({testing::with_tokens(move, {}, {3}),
                           testing::with_tokens(testing::store_bytes(0, 5 * kGateBank, 8), {3}, {})}),
            "token 3 of command 0 (move)");
  EXPECT_EQ(owner_of_last({move, testing::store_bytes(0, kGateBank, 8)}), "bank of command 0 (move)");
  EXPECT_EQ(owner_of_last({move, testing::move_pixels(2 * kGateBank, 3 * kGateBank, 1)}),
            "engine: behind command 0 (move)");
  EXPECT_EQ(owner_of_last({move}), "dispatch: started at once");
  EXPECT_EQ(owner_of_last({move, move, move, move, move, move}, 0), "queue: full until command 1 (move) started");
}

}  // namespace
}  // namespace octet
