// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the commands of two inputs, pools and moves cost and touch on edge-16 (16 lanes, banks of 0x8000 bytes, halves
// of 256 records): durations, ranges, legality and actions worked out by hand.
#include <gtest/gtest.h>

#include "arch/access.h"
#include "arch/backend.h"
#include "arch/timing.h"

namespace octet {
namespace {

constexpr std::int64_t kRegions[kBases] = {4096, 4096, 4096, 4096};
const Machine& machine() {
  static const Machine m = load_machine("edge-16");
  return m;
}
std::int64_t duration(const Operation& op) { return timing(Command{{}, op}, machine()).duration; }
std::string illegal_text(const Operation& op) { return illegal(Command{{}, op}, machine(), kRegions); }

// 3 x 5 pixels of 20 channels, inputs in banks of their own.
BinaryCommand binary(BinaryFunction function) {
  BinaryCommand c;
  c.a = {0, 100, 20};
  c.b = {0x8000, 100, 20};
  c.out = {0x10000, 100, 20};
  c.out_h = 3;
  c.out_w = 5;
  c.channels = 20;
  c.parameters = 7;
  c.function = function;
  return c;
}
constexpr BinaryFunction kFunctions[] = {BinaryFunction::kAdd,     BinaryFunction::kSubtract, BinaryFunction::kMultiply,
                                         BinaryFunction::kMinimum, BinaryFunction::kMaximum,  BinaryFunction::kPrelu};

// Two groups, 15 * 2 vectors: 4 + 2*4 + 30*p + 4.
TEST(BinaryFormula, EveryFunctionTakesOneCycleAVectorAndTwoWhereItsInputsMeet) {
  for (const BinaryFunction function : kFunctions)
    for (const bool broadcast : {false, true}) {
      BinaryCommand c = binary(function);
      c.broadcast_a = broadcast;
      EXPECT_EQ(duration(c), 46) << static_cast<int>(function);
      c.b.address = 16;  // the next word of the same bank
      EXPECT_EQ(duration(c), 76) << static_cast<int>(function);
      c.b.address = 2 * 16;
      EXPECT_EQ(duration(c), 46) << static_cast<int>(function);
    }
}

TEST(BinaryFormula, ABroadcastInputIsOneChannelWide) {
  BinaryCommand c = binary(BinaryFunction::kMultiply);
  c.broadcast_b = true;
  const AccessList list = accesses(Command{{}, c}, machine());
  ASSERT_EQ(list.count, 4);
  EXPECT_EQ(list.items[0].end, 2 * 100 + 4 * 20 + 20);
  EXPECT_EQ(list.items[1].end, 0x8000 + 2 * 100 + 4 * 20 + 1);
  c.b.address = static_cast<std::uint32_t>(machine().scratchpad_bytes - 281);
  EXPECT_EQ(illegal_text(c), "");
  c.broadcast_b = false;
  EXPECT_EQ(illegal_text(c), "scratchpad byte 262162 is out of range, there are 262144");
}

TEST(BinaryFormula, MinimumAndMaximumReadNoRecords) {
  for (const BinaryFunction function : kFunctions) {
    BinaryCommand c = binary(function);
    c.parameters = 510;  // two of three records exist
    const bool codes_only = function == BinaryFunction::kMinimum || function == BinaryFunction::kMaximum;
    EXPECT_EQ(illegal_text(c), codes_only ? "" : "parameter record 512 is out of range, there are 512");
    EXPECT_EQ(banks(Command{{}, c}, machine()).parameters, codes_only ? 0 : 2);
    EXPECT_EQ(actions(Command{{}, c}, machine()).parameter_read_bytes, codes_only ? 0 : 48);
  }
}

// 300 elements; a sum scales each input and itself, the others at most once.
TEST(BinaryFormula, ActionsAreThoseOfTheFunction) {
  const std::int64_t scalings[] = {900, 900, 300, 0, 0, 300};
  for (std::size_t i = 0; i < std::size(kFunctions); ++i) {
    const Actions a = actions(Command{{}, binary(kFunctions[i])}, machine());
    EXPECT_EQ(a.requantizations, scalings[i]) << i;
    EXPECT_EQ(a.vector_ops, 300) << i;
    EXPECT_EQ(a.scratchpad_read_bytes, 600) << i;
    EXPECT_EQ(a.scratchpad_write_bytes, 300) << i;
  }
  BinaryCommand c = binary(BinaryFunction::kAdd);
  c.broadcast_a = true;
  EXPECT_EQ(actions(Command{{}, c}, machine()).scratchpad_read_bytes, 300 + 15 * 2) << "a byte per pixel and group";
}

TEST(RequantizeFormula, AWideOneTakesFourCyclesAVectorAndNoRecord) {
  RequantizeCommand c;
  c.out_h = 3;
  c.n = 20;
  c.parameters = 510;
  c.wide = true;
  c.out = {0x8000, 80, 80};
  EXPECT_EQ(duration(c), 4 + 2 * 4 + 4 * 3 * 2 + 4);
  EXPECT_EQ(illegal_text(c), "");
  EXPECT_EQ(banks(Command{{}, c}, machine()).parameters, 0);
  const Actions a = actions(Command{{}, c}, machine());
  EXPECT_EQ(a.parameter_read_bytes, 0);
  EXPECT_EQ(a.requantizations, 0);
  EXPECT_EQ(a.scratchpad_write_bytes, 240);
  c.out.address = static_cast<std::uint32_t>(machine().scratchpad_bytes - 239);
  EXPECT_EQ(illegal_text(c), "scratchpad byte 262144 is out of range, there are 262144");
  c.wide = false;
  EXPECT_EQ(duration(c), 4 + 2 * 4 + 3 * 2 + 4);
}

TEST(MoveFormula, ATableTakesSixteenCyclesMoreOnce) {
  MoveCommand c;
  c.in = {0, 20, 20};
  c.out = {0x8000, 20, 20};
  c.out_h = 3;
  c.channels = 20;
  for (const MoveMode mode : {MoveMode::kCopy, MoveMode::kRequantize}) {
    c.mode = mode;
    EXPECT_EQ(duration(c), 4 + 2 * 4 + 3 * 2 + 4);
  }
  c.mode = MoveMode::kTable;
  EXPECT_EQ(duration(c), 4 + 16 + 2 * 4 + 3 * 2 + 4);
  const Actions a = actions(Command{{}, c}, machine());
  EXPECT_EQ(a.parameter_read_bytes, 256);
  EXPECT_EQ(a.vector_ops, 60);
  EXPECT_EQ(a.requantizations, 0);
}

TEST(MoveFormula, ATableLiesInOneHalf) {
  MoveCommand c;
  c.mode = MoveMode::kTable;
  c.out.address = 0x8000;
  for (const int first : {0, 240, 256, 496}) {
    c.parameters = static_cast<std::uint16_t>(first);
    EXPECT_EQ(illegal_text(c), "") << first;
    EXPECT_EQ(banks(Command{{}, c}, machine()).parameters, first < 256 ? 1 : 2) << first;
  }
  for (const int first : {241, 255}) {
    c.parameters = static_cast<std::uint16_t>(first);
    EXPECT_EQ(illegal_text(c), "the table of a move command lies in two parameter halves") << first;
  }
  c.parameters = 497;
  EXPECT_EQ(illegal_text(c), "parameter record 512 is out of range, there are 512");
}

// Three passes over a row and 18 cycles for its reciprocal, row after row.
TEST(SoftmaxFormula, TakesThreePassesAndAReciprocalARow) {
  SoftmaxCommand c;
  c.in = {0, 20, 10};
  c.out = {0x8000, 20, 10};
  c.out_h = 3;
  c.out_w = 2;
  c.channels = 10;
  EXPECT_EQ(duration(c), 4 + 6 * (3 * 10 + 18) + 4);
  const Actions a = actions(Command{{}, c}, machine());
  EXPECT_EQ(a.scratchpad_read_bytes, 3 * 60);
  EXPECT_EQ(a.scratchpad_write_bytes, 60);
  EXPECT_EQ(a.parameter_read_bytes, 2 * 60 * 16);
  EXPECT_EQ(a.vector_ops, 2 * 60);
  EXPECT_EQ(a.requantizations, 60 + 6 * 7);
}

TEST(SoftmaxFormula, TheExponentialsLieInOneHalf) {
  SoftmaxCommand c;
  c.out.address = 0x8000;
  for (const int first : {0, 192, 256, 448}) {
    c.parameters = static_cast<std::uint16_t>(first);
    EXPECT_EQ(illegal_text(c), "") << first;
    EXPECT_EQ(banks(Command{{}, c}, machine()).parameters, first < 256 ? 1 : 2) << first;
  }
  for (const int first : {193, 255}) {
    c.parameters = static_cast<std::uint16_t>(first);
    EXPECT_EQ(illegal_text(c), "the exponentials of a softmax command lie in two parameter halves") << first;
  }
  c.parameters = 449;
  EXPECT_EQ(illegal_text(c), "parameter record 512 is out of range, there are 512");
}

// 3x3 taps on 4 MACs a lane: three cycles a vector; 16 channels are one group.
TEST(PoolFormula, AveragesAndMaximaCostTheSame) {
  PoolCommand c;
  c.in = {.row_pitch = 160, .pixel_pitch = 16, .channels = 16, .height = 10, .width = 10};
  c.in.kernel_h = c.in.kernel_w = 3;
  c.in.out_h = c.in.out_w = 8;
  c.out = {0x8000, 128, 16};
  const Actions average = actions(Command{{}, c}, machine());
  EXPECT_EQ(duration(c), 4 + 4 + 64 * 3 + 4);
  c.function = PoolFunction::kMax;
  EXPECT_EQ(duration(c), 4 + 4 + 64 * 3 + 4);
  const Actions greatest = actions(Command{{}, c}, machine());
  EXPECT_EQ(greatest.vector_ops, average.vector_ops);
  EXPECT_EQ(greatest.scratchpad_read_bytes, average.scratchpad_read_bytes);
}

}  // namespace
}  // namespace octet
