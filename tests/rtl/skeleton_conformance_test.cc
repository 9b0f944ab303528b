// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The four backends on the commands of the first RTL core: equal outputs on reference, systemc and rtl,
// equal events, owners and counters on fast, systemc and rtl.
#include <gtest/gtest.h>

#include "rtl/backend.h"
#include "rtl/test_machine.h"
#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/rtl/support/tile_program.h"

namespace octet {
namespace {

using testing::expect_equal_outputs;
using testing::expect_equal_timing;
using testing::Outcome;
using testing::run_on;
using testing::TileJob;
using testing::TileProgram;

// The RTL's run of the program, compared with the other three.
Outcome expect_agreement(TileProgram& tiles, int passes = 1) {
  const Program& program = tiles.finish();
  const MemoryImage memory = tiles.memory();
  const Outcome reference = run_on(*make_reference_backend(), program, memory, passes);
  const Outcome fast = run_on(*make_fast_backend(), program, memory, passes);
  const Outcome systemc = run_on(*make_systemc_backend(), program, memory, passes);
  Outcome rtl = run_on(*make_rtl_backend(), program, memory, passes);
  expect_equal_outputs(reference, systemc);
  expect_equal_outputs(reference, rtl);
  expect_equal_timing(program, fast.result, systemc.result);
  expect_equal_timing(program, fast.result, rtl.result);
  return rtl;
}

// A matmul of 3 pixels: K = 5 is two whole folds and a partial one, N = 3 a whole and a partial one.
TileJob matmul(TileProgram& tiles) {
  TileJob job;
  job.in.channels = 5;
  job.in.pixel_pitch = job.in.row_pitch = 5;
  job.in.width = job.in.out_w = 3;
  job.input_bytes = 15;
  job.n = job.out_pixel_pitch = 3;
  for (int i = 0; i < job.n; ++i) job.records.push_back(tiles.random_record(job.rounding));
  return job;
}

TEST(Skeleton, OneLoadMatmulRequantizeStoreAgreesOnAllBackends) {
  TileProgram tiles(1);
  tiles.add(matmul(tiles));
  const MemoryImage before = tiles.memory();
  const Outcome rtl = expect_agreement(tiles);
  EXPECT_NE(rtl.memory.region[2], before.region[2]) << "the program must write its output";
  ASSERT_EQ(rtl.result.events.size(), 6u);
  EXPECT_EQ(rtl.result.condition, Condition::kOk);
  // docs/timing.md 3: six folds of I = max(3, r) = 3 with r = 2, 2, 1; last r = c = 1.
  const Event& array = rtl.result.events[3];
  EXPECT_EQ(array.done - array.started, 2 + 5 * 3 + 3 + 1 + 1 - 2);
  // Two groups of two lanes: 4 + 2*4 + 3*2 + 4.
  const Event& requantize = rtl.result.events[4];
  EXPECT_EQ(requantize.done - requantize.started, 22);
}

TEST(Skeleton, AgreesColdAndWarm) {
  TileProgram tiles(2);
  tiles.add(matmul(tiles));
  expect_agreement(tiles, 2);
}

TEST(Skeleton, AgreesOnSingleRounding) {
  TileProgram tiles(3);
  TileJob job = matmul(tiles);
  job.rounding = Rounding::kSingle;
  for (auto& r : job.records) r = tiles.random_record(job.rounding);
  tiles.add(job);
  expect_agreement(tiles);
}

TEST(Skeleton, AgreesOnAPaddedStridedConvolution) {
  TileProgram tiles(4);
  TileJob job = matmul(tiles);
  job.in.channels = 2;
  job.in.pixel_pitch = 2;
  job.in.row_pitch = 8;
  job.in.height = job.in.width = 4;
  job.in.y0 = job.in.x0 = -1;
  job.in.kernel_h = job.in.kernel_w = 3;
  job.in.stride_h = job.in.stride_w = 2;
  job.in.out_h = job.in.out_w = 2;
  job.in.pad_value = -7;
  job.input_bytes = 32;
  tiles.add(job);
  expect_agreement(tiles);
}

// Words of 2 bytes, 8 sub-banks: taps 16 bytes apart fall on one sub-bank, so two runs take two cycles.
TEST(Skeleton, AgreesWhenRunsMeetInASubBank) {
  TileProgram tiles(5);
  TileJob job = matmul(tiles);
  job.in.channels = 1;
  job.in.kernel_h = 3;
  job.in.width = job.in.out_w = 4;
  job.in.height = 3;
  job.in.pixel_pitch = 1;
  job.in.row_pitch = 16;
  job.input_bytes = 48;
  tiles.add(job);
  const Outcome rtl = expect_agreement(tiles);
  const Event& array = rtl.result.events[3];
  // Folds: rows 0, 1 with g = 2, then row 2 with g = 1; twice (N = 3).
  EXPECT_EQ(array.done - array.started, 2 + (8 + 4) + 8 + 4 + 1 + 1 - 2);
}

TEST(Skeleton, OverlapsAccumulatingCommands) {
  TileProgram tiles(6);
  TileJob job = matmul(tiles);
  job.array_commands = 3;
  tiles.add(job);
  const Outcome rtl = expect_agreement(tiles);
  EXPECT_LT(rtl.result.events[4].started, rtl.result.events[3].done) << "the second starts under the first's tail";
}

class SkeletonRandom : public ::testing::TestWithParam<int> {};

// Thirty programs a case, so that 1,500 programs are 50 processes of ctest.
TEST_P(SkeletonRandom, ProgramsOfTheFourCommandsAgree) {
  constexpr int kPrograms = 30;
  for (int seed = kPrograms * GetParam(); seed < kPrograms * (GetParam() + 1); ++seed) {
    SCOPED_TRACE(seed);
    TileProgram tiles(static_cast<std::uint64_t>(seed) + 100);
    const int jobs = 1 + seed % 8;
    for (int i = 0; i < jobs; ++i) tiles.add(tiles.random_job());
    expect_agreement(tiles, 1 + seed % 2);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, SkeletonRandom, ::testing::Range(0, 50));

// A pixel of two reads in the first fold and one in the second leaves both folds in one cycle, in one row.
TEST(Skeleton, CountsBothFoldsThatReachARowInOneCycle) {
  TileProgram tiles(7);
  TileJob job = matmul(tiles);
  job.in.channels = 1;
  job.in.kernel_h = 3;
  job.in.width = job.in.out_w = 1;
  job.in.height = 3;
  job.in.pixel_pitch = 1;
  job.in.row_pitch = 16;
  job.input_bytes = 48;
  tiles.add(job);
  expect_agreement(tiles);
}

}  // namespace
}  // namespace octet
