// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The machine's conditions: token overflow, deadlock, illegal command, at their cycles and with what
// they leave behind (docs/timing.md 2).
#include "tests/sim/support/backend_fixture.h"

namespace octet::testing {
namespace {

constexpr std::uint32_t bank(std::uint32_t n) { return n * kGateBank; }

class MachineCondition : public TimingRules {
 protected:
  void expect_owners(const RunResult& r) {
    for (const EngineCycles& e : r.engines) EXPECT_EQ(e.total(), r.cycles);
    EXPECT_EQ(r.sequencer.total(), r.cycles);
  }
  // A vector command waits for tokens 3 and 4; load j of 17 signals 3 and is visible at j + 4; load
  // `releases` signals 4 too.
  RunResult sixteen_tokens(int releases) {
    std::vector<Command> commands{with_tokens(move_pixels(bank(1), bank(2), 1), {3, 4}, {})};
    for (int j = 0; j < 16; ++j) {
      const Command load = load_bytes(0, bank(0), 64);
      commands.push_back(j == releases ? with_tokens(load, {}, {3, 4}) : with_tokens(load, {}, {3}));
    }
    commands.push_back(with_tokens(load_bytes(0, bank(0), 64), {}, {5}));
    return run(unlimited_gate_machine(), commands);
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, MachineCondition, ::testing::Values(BackendKind::kFast, BackendKind::kSystemc),
                         backend_label);

TEST_P(MachineCondition, FifteenTokensFitACounter) {
  const RunResult r = sixteen_tokens(14);  // one of fifteen is taken at 18, the sixteenth comes at 19
  EXPECT_EQ(r.condition, Condition::kOk);
  EXPECT_EQ(r.events[0].started, 18);
}

TEST_P(MachineCondition, OverflowIsTestedBeforeAnyDecrement) {
  const RunResult r = sixteen_tokens(15);  // the vector command could take one at 19: too late
  EXPECT_EQ(r.condition, Condition::kTokenOverflow);
  EXPECT_EQ(r.condition_cycle, 19);
  EXPECT_EQ(r.condition_command, 16);
  EXPECT_EQ(r.cycles, 19);
  EXPECT_EQ(r.events[0].started, -1);
  EXPECT_EQ(r.events[16], (Event{16, 17, 18, 19}));
  EXPECT_EQ(r.events[17], (Event{17, 18, 19, -1}));  // phase 1 is completed, then nothing happens
  expect_owners(r);
}

TEST_P(MachineCondition, DeadlockFollowsTheLastEvent) {
  const Command stuck = with_tokens(move_pixels(bank(1), bank(2), 1), {7}, {});
  RunResult r = run(unlimited_gate_machine(), {stuck});
  EXPECT_EQ(r.condition, Condition::kDeadlock);
  EXPECT_EQ(r.condition_cycle, 1);
  EXPECT_EQ(r.condition_command, 0);
  expect_owners(r);
  // Visible at 3 is the last event. The head waits in 2 and 3.
  r = run(unlimited_gate_machine(), {with_tokens(load_bytes(0, bank(0), 64), {}, {3}), stuck});
  EXPECT_EQ(r.condition_cycle, 4);
  EXPECT_EQ(r.condition_command, 1);
  EXPECT_EQ(r.engines[static_cast<int>(Queue::kVector)], (EngineCycles{0, 2, 0, 2}));
  EXPECT_EQ(r.layers[0].last_done, 2);
  expect_owners(r);
}

TEST_P(MachineCondition, AFetchUnderWayDoesNotDelayADeadlock) {
  Machine machine = gate_machine();
  machine.queue_depth = 1;
  machine.dram_bandwidth_gb_per_s = 1;  // 64 cycles a fetch: dispatched at 66, the next arrives at 130
  const Command stuck = with_tokens(move_pixels(bank(1), bank(2), 1), {7}, {});
  const RunResult r = run(machine, {stuck, stuck});
  EXPECT_EQ(r.condition, Condition::kDeadlock);
  EXPECT_EQ(r.events[0].dispatched, 66);
  EXPECT_EQ(r.condition_cycle, 67);
  EXPECT_EQ(r.sequencer, (SequencerCycles{1, 66, 0, 0}));
  expect_owners(r);
}

TEST_P(MachineCondition, AnIllegalCommandHaltsWhereItWouldBeDispatched) {
  const Command outside = load_bytes(65536 - 63, bank(0), 64);
  RunResult r = run(unlimited_gate_machine(), {move_pixels(bank(1), bank(2), 1), outside});
  EXPECT_EQ(r.condition, Condition::kIllegal);
  EXPECT_EQ(r.condition_cycle, 1);
  EXPECT_EQ(r.condition_command, 1);
  EXPECT_NE(r.condition_text, "");
  EXPECT_EQ(r.events[0], (Event{0, 1, -1, -1}));  // the phases before dispatch happen
  EXPECT_EQ(r.events[1], Event{});
  EXPECT_EQ(r.actions.commands, 1);
  expect_owners(r);
  // Its queue is full at 1: it would be dispatched at 2.
  Machine machine = unlimited_gate_machine();
  machine.queue_depth = 1;
  r = run(machine, {load_bytes(0, bank(0), 64), outside});
  EXPECT_EQ(r.condition_cycle, 2);
  expect_owners(r);
}

TEST_P(MachineCondition, NoSegmentRunsAfterACondition) {
  const Command stuck = with_tokens(move_pixels(bank(1), bank(2), 1), {7}, {});
  Program p = program_of(unlimited_gate_machine(), {stuck, move_pixels(bank(1), bank(2), 1)});
  p.segments = {p.segments[0], p.segments[0]};
  p.segments[0].commands = p.segments[1].commands = p.segments[1].first_command = 1;
  const RunResult r = run(p);
  EXPECT_EQ(r.condition, Condition::kDeadlock);
  EXPECT_EQ(r.events[1], Event{});
}

}  // namespace
}  // namespace octet::testing
