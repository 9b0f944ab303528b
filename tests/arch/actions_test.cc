// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What an array command does under either dataflow, counted by hand.
#include <gtest/gtest.h>

#include "arch/backend.h"

namespace octet {
namespace {

// 9 pixels, K = 10, 6 columns on 4x4: 3 K folds or 3 folds of pixels, 2 N folds with a sum column each.
Actions counted(Dataflow dataflow, bool accumulate) {
  Machine machine;
  machine.array_rows = machine.array_cols = 4;
  machine.array_dataflow = dataflow;
  ArrayCommand c;
  c.in = {.address = 0, .row_pitch = 90, .pixel_pitch = 10, .channels = 10, .width = 9};
  c.in.out_w = 9;
  c.n = 6;
  c.accumulate = accumulate;
  return actions(Command{{}, c}, machine);
}

TEST(ArrayActions, MultiplyTheSameUnderEitherDataflow) {
  for (const Dataflow dataflow : {Dataflow::kWeightStationary, Dataflow::kOutputStationary}) {
    EXPECT_EQ(counted(dataflow, false).macs, 9 * 10 * 6);
    EXPECT_EQ(counted(dataflow, false).sum_macs, 9 * 10 * 2);
  }
}

TEST(ArrayActions, WeightsThatStayAreReadOnceAndPsumsLeavePerFold) {
  const Actions a = counted(Dataflow::kWeightStationary, false);
  EXPECT_EQ(a.weight_loads, 10 * 6);
  EXPECT_EQ(a.scratchpad_read_bytes, 9 * 10 * 2 + 10 * 6);
  EXPECT_EQ(a.accumulator_write_bytes, 9 * (6 + 2) * 3 * 4);
  EXPECT_EQ(a.accumulator_read_bytes, 9 * (6 + 2) * 2 * 4);
  EXPECT_EQ(a.pe_cycles, 6 * 9 * 16);  // a fold lasts as long as its pixels
}

TEST(ArrayActions, OutputsThatStayLeaveOnceAndWeightsAreReadPerFold) {
  const Actions a = counted(Dataflow::kOutputStationary, false);
  EXPECT_EQ(a.weight_loads, 10 * 6 * 3);
  EXPECT_EQ(a.scratchpad_read_bytes, 9 * 10 * 2 + 10 * 6 * 3);
  EXPECT_EQ(a.accumulator_write_bytes, 9 * (6 + 2) * 4);
  EXPECT_EQ(a.accumulator_read_bytes, 0);
  EXPECT_EQ(counted(Dataflow::kOutputStationary, true).accumulator_read_bytes, 9 * (6 + 2) * 4);
  // Twice: blocks of 4, 4 and 2 values, which 4 pixels stretch to 4, 4 and 4, one pixel does not.
  EXPECT_EQ(a.pe_cycles, 2 * (12 + 12 + 10) * 16);
}

}  // namespace
}  // namespace octet
