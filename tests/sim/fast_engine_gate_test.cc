// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tight gates of queues, engines, tokens and banks (docs/timing.md 2 to 4). With dram.unlimited command i is
// dispatched in cycle i while its queue has room, so every expected cycle is counted by hand in the comments.
#include "tests/sim/support/backend_fixture.h"

namespace octet::testing {
namespace {

constexpr std::uint32_t bank(std::uint32_t n) { return n * kGateBank; }

class EngineGate : public TimingRules {
 protected:
  const Machine machine_ = unlimited_gate_machine();
};
INSTANTIATE_TEST_SUITE_P(Backends, EngineGate, ::testing::Values(BackendKind::kFast, BackendKind::kSystemc),
                         backend_label);

TEST_P(EngineGate, ACommandStartsTheCycleAfterItsDispatch) {
  const RunResult r = run(machine_, {move_pixels(bank(0), bank(1), 5)});
  EXPECT_EQ(r.events[0], (Event{0, 1, 1 + move_cycles(5), -1}));
  EXPECT_EQ(r.cycles, 1 + move_cycles(5));
}

TEST_P(EngineGate, ATokenCountsFromTheCycleAfterDone) {
  const RunResult r = run(machine_, {with_tokens(move_pixels(bank(0), bank(1), 3), {}, {5}),
                                     with_tokens(multiply(bank(2), bank(3), 0, 4, 4, 4), {5}, {})});
  EXPECT_EQ(r.events[0], (Event{0, 1, 16, 17}));
  EXPECT_EQ(r.events[1].started, 17);  // blocked at 16, the cycle of done
}

TEST_P(EngineGate, ABankIsFreeInTheCycleOfDone) {
  const RunResult r = run(machine_, {move_pixels(bank(0), bank(1), 3), multiply(bank(1), bank(3), 0, 4, 4, 4)});
  EXPECT_EQ(r.events[0].done, 16);
  EXPECT_EQ(r.events[1].dispatched, 1);
  EXPECT_EQ(r.events[1].started, 16);  // blocked at 15
}

TEST_P(EngineGate, AccumulatorBanksAndParameterHalvesAreReservedToo) {
  RequantizeCommand requantize;
  requantize.n = 8;
  requantize.out = {bank(4), 8, 8};
  RequantizeCommand other = requantize;
  other.acc_row = 256;  // the second bank of 512 rows
  // The array command lasts 8 + 8 + 8 + 8 - 2 cycles from cycle 1.
  const Command array = multiply(bank(0), bank(1), 0, 8, 8, 8);
  EXPECT_EQ(run(machine_, {array, {{}, requantize}}).events[1].started, 31);
  EXPECT_EQ(run(machine_, {array, {{}, other}}).events[1].started, 2);

  LoadCommand load;
  load.target = LoadTarget::kParameters;
  load.t.run_bytes = 16;
  const Command vector{{}, requantize};  // records 0..7, lasts 4 + 4 + 1 + 4 cycles from cycle 1
  EXPECT_EQ(run(machine_, {vector, {{}, load}}).events[1].started, 14);
  load.t.local = 256;  // the second half
  EXPECT_EQ(run(machine_, {vector, {{}, load}}).events[1].started, 2);
}

TEST_P(EngineGate, CommandsOfOneQueueShareABankAndOverlapTheTail) {
  const Command c = multiply(bank(0), bank(1), 0, 8, 8, 8);  // occupancy 8, duration 8 + 8 + 8 + 8 - 2
  const RunResult r = run(machine_, {c, c});
  EXPECT_EQ(r.events[0], (Event{0, 1, 31, -1}));
  EXPECT_EQ(r.events[1], (Event{1, 9, 39, -1}));  // blocked at 8
}

TEST_P(EngineGate, AShortArrayCommandIsDoneAfterItsPredecessor) {
  // The second lasts 1 + 1 + 1 + 1 - 2 cycles; started at 29 it would be done with the first, at 31. The vector
  // command is done at 29, so that the cycle is looked at.
  const RunResult r = run(machine_, {multiply(bank(0), bank(1), 0, 8, 8, 8), multiply(bank(0), bank(1), 0, 1, 1, 1),
                                     move_pixels(bank(4), bank(5), 14)});
  EXPECT_EQ(r.events[2].done, 29);
  EXPECT_EQ(r.events[1], (Event{1, 30, 32, -1}));
}

TEST_P(EngineGate, WithoutDoubleBufferingTheArrayIsOccupiedToItsDone) {
  Machine machine = machine_;
  machine.array_double_buffer_weights = false;
  const Command c = multiply(bank(0), bank(1), 0, 8, 8, 8);
  EXPECT_EQ(run(machine, {c, c}).events[1].started, 31);
}

TEST_P(EngineGate, OutputStationaryCommandsOverlapTheTail) {
  Machine machine = machine_;
  machine.array_dataflow = Dataflow::kOutputStationary;
  const Command c = multiply(bank(0), bank(1), 0, 8, 8, 8);  // occupancy 8, duration 1 + 8 + 8 + 8 - 2
  RunResult r = run(machine, {c, c});
  EXPECT_EQ(r.events[0], (Event{0, 1, 24, -1}));
  EXPECT_EQ(r.events[1], (Event{1, 9, 32, -1}));  // blocked at 8
  // The first streams from 2 to 10, its last pixel leaves at 18. With one value of K the next's first pixel leaves one
  // cycle after its stream begins, at 17 + 1 if it starts at 16: blocked at 15.
  r = run(machine, {c, multiply(bank(0), bank(1), 0, 20, 1, 8)});
  EXPECT_EQ(r.events[1], (Event{1, 16, 16 + 1 + 16 + 4 + 1 + 8 - 2, -1}));
}

TEST_P(EngineGate, AGatherFactorStretchesOutputStationaryBlocks) {
  Machine machine = machine_;
  machine.array_dataflow = Dataflow::kOutputStationary;
  machine.array_gather_runs = 1;
  ArrayCommand a;  // nine taps of a 3x3 kernel, one channel: blocks of 8 values in 3 runs and of 1 value
  a.in = {.address = bank(0), .row_pitch = 64, .pixel_pitch = 1, .channels = 1, .height = 3, .width = 10};
  a.in.kernel_h = a.in.kernel_w = 3;
  a.in.out_w = 8;
  a.weights = bank(1);
  a.n = 2;
  const RunResult r = run(machine, {Command{{}, a}});
  // First block 3 * 8 cycles, last 8; then 1 + 2 - 2.
  EXPECT_EQ(r.events[0].done - r.events[0].started, 1 + 24 + 8 + 1 + 2 - 2);
  EXPECT_EQ(r.layers[0].compute_cycles, 24 + 8);
}

TEST_P(EngineGate, TheVectorEngineIsOccupiedToItsDone) {
  const Command c = move_pixels(bank(0), bank(1), 3);
  EXPECT_EQ(run(machine_, {c, c}).events[1].started, 16);
}

TEST_P(EngineGate, ASlotIsReusableTheCycleAfterTheStartThatFreedIt) {
  Machine machine = machine_;
  machine.queue_depth = 1;
  const Command c = move_pixels(bank(0), bank(1), 1);  // 13 cycles
  const RunResult r = run(machine, {c, c, c});
  EXPECT_EQ(r.events[0], (Event{0, 1, 14, -1}));
  EXPECT_EQ(r.events[1], (Event{2, 14, 27, -1}));  // dispatch blocked at 1
  EXPECT_EQ(r.events[2].dispatched, 15);           // dispatch blocked at 14
}

TEST_P(EngineGate, AQueueHoldsItsDepth) {
  const Command c = move_pixels(bank(0), bank(1), 1);
  const RunResult r = run(machine_, {c, c, c, c, c, c});
  EXPECT_EQ(r.events[4].dispatched, 4);   // the fourth that waits
  EXPECT_EQ(r.events[5].dispatched, 15);  // the second started at 14
}

TEST_P(EngineGate, HeadsAreVisitedStoreVectorArrayLoad) {
  // One token at 3 for two heads: the store takes it; the vector command gets the next, at 6.
  RunResult r =
      run(machine_,
          {with_tokens(load_bytes(0, bank(0), 64), {}, {3}), with_tokens(move_pixels(bank(1), bank(2), 1), {3}, {}),
           with_tokens(store_bytes(0, bank(3), 64), {3}, {}), with_tokens(load_bytes(0, bank(0), 64), {}, {3})});
  EXPECT_EQ(r.events[2].started, 3);
  EXPECT_EQ(r.events[1].started, 6);
  // Both ready at 3 and in need of bank 1: the vector unit before the array, the array before the load.
  const Command both = with_tokens(load_bytes(0, bank(0), 64), {}, {3, 4});
  const Command array = with_tokens(multiply(bank(1), bank(2), 0, 1, 1, 1), {3}, {});
  r = run(machine_, {both, array, with_tokens(move_pixels(bank(1), bank(3), 1), {4}, {})});
  EXPECT_EQ(r.events[2].started, 3);
  EXPECT_EQ(r.events[1].started, 16);
  r = run(machine_, {both, array, with_tokens(load_bytes(0, bank(1), 64), {4}, {})});
  EXPECT_EQ(r.events[1].started, 3);
  EXPECT_EQ(r.events[2].started, 5);
}

TEST_P(EngineGate, WaitsAreTakenTogether) {
  // The vector command sees token 3 first, but lacks 4: the array command takes it.
  const RunResult r = run(machine_, {with_tokens(load_bytes(0, bank(0), 64), {}, {3}),
                                     with_tokens(move_pixels(bank(1), bank(2), 1), {3, 4}, {}),
                                     with_tokens(multiply(bank(3), bank(4), 0, 1, 1, 1), {3}, {}),
                                     with_tokens(load_bytes(0, bank(0), 64), {}, {3, 4})});
  EXPECT_EQ(r.events[2].started, 3);
  EXPECT_EQ(r.events[1].started, 6);
}

TEST_P(EngineGate, AHeadWithoutItsBankTakesNoToken) {
  // Bank 1 is held to 33; the array command leaves the token of cycle 4 to the load behind it in the order.
  const RunResult r = run(
      machine_, {move_pixels(bank(0), bank(1), 20), with_tokens(load_bytes(0, bank(2), 64), {}, {3}),
                 with_tokens(multiply(bank(1), bank(4), 0, 1, 1, 1), {3}, {}),
                 with_tokens(load_bytes(0, bank(6), 64), {3}, {}), with_tokens(load_bytes(0, bank(6), 64), {}, {3})});
  EXPECT_EQ(r.events[3].started, 4);
  EXPECT_EQ(r.events[2].started, 33);
}

TEST_P(EngineGate, EveryCycleHasTheOwnerTheRulesSay) {
  // Vector busy 1..15. The array's head waits from 2 on, for the token up to 16; it lasts 4 + 4 + 4 + 4 - 2.
  RunResult r = run(machine_, {with_tokens(move_pixels(bank(0), bank(1), 3), {}, {5}),
                               with_tokens(multiply(bank(2), bank(3), 0, 4, 4, 4), {5}, {})});
  ASSERT_EQ(r.cycles, 31);
  EXPECT_EQ(r.engines[static_cast<int>(Queue::kVector)], (EngineCycles{15, 0, 0, 16}));
  EXPECT_EQ(r.engines[static_cast<int>(Queue::kArray)], (EngineCycles{14, 15, 0, 2}));
  EXPECT_EQ(r.engines[static_cast<int>(Queue::kLoad)], (EngineCycles{0, 0, 0, 31}));
  EXPECT_EQ(r.sequencer, (SequencerCycles{2, 0, 0, 29}));
  // Waiting for the bank instead, 2..15.
  r = run(machine_, {move_pixels(bank(0), bank(1), 3), multiply(bank(1), bank(3), 0, 4, 4, 4)});
  ASSERT_EQ(r.cycles, 30);
  EXPECT_EQ(r.engines[static_cast<int>(Queue::kArray)], (EngineCycles{14, 0, 14, 2}));
}

TEST_P(EngineGate, AHeadOwnsItsWaitByWhatItLacksNow) {
  // Bank 1 is held to 33. The array's head lacks a token at 3, has it at 4, loses it to a load at 5, has another
  // from 8; it lasts two cycles. The second vector command is done at 46.
  const RunResult r = run(
      machine_, {move_pixels(bank(0), bank(1), 20), with_tokens(load_bytes(0, bank(2), 64), {}, {3}),
                 with_tokens(multiply(bank(1), bank(4), 0, 1, 1, 1), {3}, {}), move_pixels(bank(6), bank(7), 1),
                 with_tokens(load_bytes(0, bank(3), 64), {3}, {}), with_tokens(load_bytes(0, bank(3), 64), {}, {3})});
  EXPECT_EQ(r.events[4].started, 5);
  ASSERT_EQ(r.cycles, 46);
  EXPECT_EQ(r.engines[static_cast<int>(Queue::kArray)], (EngineCycles{2, 1 + 3, 1 + 25, 3 + 11}));
}

TEST_P(EngineGate, ALaterSegmentStartsAtTheLastDoneWithCountersAtZero) {
  const Command c = move_pixels(bank(0), bank(1), 3);
  Program p = program_of(machine_, {with_tokens(c, {}, {3}), c});
  p.segments = {p.segments[0], p.segments[0]};
  p.segments[0].commands = p.segments[1].commands = p.segments[1].first_command = 1;
  RunResult r = run(p);
  EXPECT_EQ(r.events[0], (Event{0, 1, 16, 17}));
  EXPECT_EQ(r.events[1], (Event{16, 17, 32, -1}));
  EXPECT_EQ(r.cycles, 32);
  p.commands[1].tokens.wait[0] = 3;  // signalled in the segment before: gone
  r = run(p);
  EXPECT_EQ(r.condition, Condition::kDeadlock);
  EXPECT_EQ(r.condition_cycle, 17);
}

}  // namespace
}  // namespace octet::testing
