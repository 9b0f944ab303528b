// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is wrong with a user's SystemVerilog, or with the files that are asked for, is said before or after the run;
// what a user's core does wrong while it runs is the condition of the result.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "rtl/backend.h"
#include "rtl/block_engine.h"
#include "sim/systemc.h"
#include "tests/cli/support/octet_process.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/rtl/support/patched_rtl.h"
#include "tests/rtl/support/tile_program.h"

namespace octet {
namespace {

using testing::patch_rtl;
using testing::TileJob;
using testing::TileProgram;

// Kept in a folder of its own, so that what a failed build leaves can be looked at.
class Cache {
 public:
  explicit Cache(const std::string& folder) { setenv("OCTET_CACHE", folder.c_str(), 1); }
  ~Cache() { unsetenv("OCTET_CACHE"); }
};

TileProgram one_matmul(int channels_out) {
  TileProgram tiles(1);
  TileJob job;
  job.in.channels = 5;
  job.in.pixel_pitch = job.in.row_pitch = 5;
  job.in.width = job.in.out_w = 3;
  job.input_bytes = 15;
  job.n = job.out_pixel_pitch = channels_out;
  for (int i = 0; i < job.n; ++i) job.records.push_back(tiles.random_record(job.rounding));
  tiles.add(job);
  return tiles;
}

testing::Outcome run_with(const RtlOptions& options, int channels_out = 3) {
  TileProgram tiles = one_matmul(channels_out);
  const Program& program = tiles.finish();
  return testing::run_on(*make_rtl_backend(options), program, tiles.memory());
}

// The message of the Error that making the core throws.
std::string message_of(const RtlOptions& options) {
  TileProgram tiles = one_matmul(3);
  try {
    make_rtl_backend(options)->make_core(tiles.finish(), {});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
  return "no error";
}

void expect_message(const RtlOptions& options, const std::string& part) {
  const std::string message = message_of(options);
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

RtlOptions of_directory(const std::string& directory) {
  RtlOptions options;
  options.directory = directory;
  return options;
}

TEST(UserRtl, MustBeADirectory) { expect_message(of_directory("/dev/null"), "/dev/null: is not a directory"); }

TEST(UserRtl, MustHoldSystemVerilog) {
  const test::TemporaryFolder folder;
  folder.write("readme.txt", "nothing");
  expect_message(of_directory(folder.path("")), "holds no SystemVerilog");
}

TEST(UserRtl, CannotReplaceThePackage) {
  const test::TemporaryFolder folder;
  folder.write("octet_pkg.sv", "package octet_pkg; endpackage");
  expect_message(of_directory(folder.path("")), "generated from the machine");
}

TEST(UserRtl, SyntaxErrorIsVerilatorsMessageAndLeavesNothingBehind) {
  const test::TemporaryFolder folder, cache;
  const Cache own(cache.path(""));
  patch_rtl(folder, "array.sv", "endmodule", "end_of_module");
  expect_message(of_directory(folder.path("")), "array.sv");
  const auto names = std::filesystem::directory_iterator(cache.path("rtl"));
  for (const auto& entry : names) EXPECT_EQ(entry.path().extension(), ".lock") << entry.path();
}

TEST(UserRtl, MissingModuleIsNamed) {
  const test::TemporaryFolder folder;
  patch_rtl(folder, "array.sv", "endmodule", "  multiplier_tree u_tree (.clk_i(clk_i));\nendmodule");
  expect_message(of_directory(folder.path("")), "multiplier_tree");
}

TEST(UserRtl, MissingPortIsNamed) {
  const test::TemporaryFolder folder;
  patch_rtl(folder, "array.sv", "enable_i,", "start_i,");
  expect_message(of_directory(folder.path("")), "enable_i");
}

TEST(UserRtl, PortOfAnotherWidthIsNamed) {
  const test::TemporaryFolder folder;
  patch_rtl(folder, "array.sv", "logic [2*32-1:0]           sum_o", "logic [2*16-1:0]           sum_o");
  expect_message(of_directory(folder.path("")), "sum_o");
}

TEST(UserRtl, CacheThatCannotBeWrittenIsNamed) {
  const Cache own("/dev/null/cache");
  expect_message({}, "/dev/null/cache/rtl: Not a directory; OCTET_CACHE names another cache");
}

TEST(UserRtl, WaveformAndCoverageThatCannotBeWrittenAreNamed) {
  RtlOptions options;
  options.waveform = "/dev/null/wave.fst";
  expect_message(options, "/dev/null/wave.fst: cannot be written: Not a directory");
  options = {};
  options.coverage = "/dev/null/coverage.dat";
  expect_message(options, "/dev/null/coverage.dat: cannot be written: Not a directory");
}

// A tracker that never says that commands of four channels are done, and must not see one of five.
RtlOptions faulty_tracker(const test::TemporaryFolder& folder) {
  patch_rtl(folder, "array_tracker.sv", "&& done_q[done_head_q] == now_q;",
            "&& done_q[done_head_q] == now_q && command_q.n != 16'd4;\n"
            "  `OCTET_ASSERT(NeverFive, !start_i || head_i.n != 16'd5)");
  return of_directory(folder.path(""));
}

TEST(UserRtl, CoreThatHangsIsACondition) {
  const test::TemporaryFolder folder;
  const RunResult result = run_with(faulty_tracker(folder), 4).result;
  EXPECT_EQ(result.condition, Condition::kHang);
  EXPECT_EQ(result.condition_command, 3) << "the array's";
  EXPECT_GE(result.condition_cycle, result.events[3].started);
  EXPECT_EQ(result.events[3].done, -1);
}

TEST(UserRtl, FailedAssertionIsAConditionWithItsCycle) {
  const test::TemporaryFolder folder;
  const RunResult result = run_with(faulty_tracker(folder), 5).result;
  EXPECT_EQ(result.condition, Condition::kFault);
  EXPECT_EQ(result.condition_command, 3);
  EXPECT_EQ(result.condition_cycle, result.events[3].started);
  EXPECT_NE(result.condition_text.find("array_tracker.sv"), std::string::npos) << result.condition_text;
}

// The same block under systemc.
RunResult cosimulate(const RtlOptions& options, int channels_out) {
  TileProgram tiles = one_matmul(channels_out);
  const Program& program = tiles.finish();
  const auto backend = make_systemc_backend(make_block_factory({true, false}, options));
  return testing::run_on(*backend, program, tiles.memory()).result;
}

TEST(UserRtl, BlockThatHangsUnderSystemcIsACondition) {
  const test::TemporaryFolder folder;
  const RunResult result = cosimulate(faulty_tracker(folder), 4);
  EXPECT_EQ(result.condition, Condition::kHang);
  EXPECT_EQ(result.condition_command, 3);
  EXPECT_NE(result.condition_text.find("the array unit has not ended its command"), std::string::npos)
      << result.condition_text;
}

TEST(UserRtl, BlockThatFailsAnAssertionUnderSystemcIsACondition) {
  const test::TemporaryFolder folder;
  const RunResult result = cosimulate(faulty_tracker(folder), 5);
  EXPECT_EQ(result.condition, Condition::kFault);
  EXPECT_EQ(result.condition_command, 3);
  EXPECT_EQ(result.condition_cycle, result.events[3].started + 1) << "the clock edge that takes the command";
}

TEST(UserRtl, RunsToTheEndWhereItsFaultsAreNotMet) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(run_with(faulty_tracker(folder), 3).result.condition, Condition::kOk);
}

}  // namespace
}  // namespace octet
