// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What is recorded of a run: the waveform's window, the coverage data.
#include "rtl/observer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "rtl/backend.h"
#include "tests/cli/support/octet_process.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/rtl/support/tile_program.h"

namespace octet {
namespace {

using testing::TileProgram;

// A program of two jobs on both options; the machine is run twice, so that cycles go on.
struct Recorded {
  test::TemporaryFolder folder;
  RtlOptions options;
  testing::Outcome outcome;
  Recorded(std::int64_t from, std::int64_t to) {
    options.waveform = folder.path("wave.fst");
    options.coverage = folder.path("coverage.dat");
    options.waveform_from = from;
    options.waveform_to = to;
    TileProgram tiles(11);
    for (int i = 0; i < 2; ++i) tiles.add(tiles.random_job());
    const Program& program = tiles.finish();
    outcome = testing::run_on(*make_rtl_backend(options), program, tiles.memory(), 2);
  }
};

// The header of the FST format: a byte of block type, eight of its length, then start and end time, high bytes first.
std::uint64_t header_number(const std::string& file, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(file.at(at + i));
  return value;
}

TEST(Observer, WaveformCoversTheWindowOfCycles) {
  const Recorded run(100, 140);
  ASSERT_EQ(run.outcome.result.condition, Condition::kOk);
  const std::string file = test::text_of_file(run.options.waveform);
  ASSERT_GT(file.size(), 100u);
  EXPECT_EQ(file[0], 0) << "a header comes first";
  EXPECT_EQ(header_number(file, 9), 100u * kTimePerCycle + kTimePerCycle / 2);
  EXPECT_EQ(header_number(file, 17), 141u * kTimePerCycle);
}

TEST(Observer, LongerWindowHoldsMore) {
  const Recorded one(100, 100), all(0, 1 << 20);
  EXPECT_GT(std::filesystem::file_size(all.options.waveform), std::filesystem::file_size(one.options.waveform) + 1000);
}

TEST(Observer, CoverageNamesTheFilesOfTheCore) {
  const Recorded run(0, 0);
  const std::string data = test::text_of_file(run.options.coverage);
  for (const char* file : {"array.sv", "vector.sv", "scoreboard.sv", "v_line", "v_toggle"})
    EXPECT_NE(data.find(file), std::string::npos) << file;
}

TEST(Observer, RecordingChangesNothing) {
  const Recorded run(0, 50);
  TileProgram tiles(11);
  for (int i = 0; i < 2; ++i) tiles.add(tiles.random_job());
  const Program& program = tiles.finish();
  const testing::Outcome plain = testing::run_on(*make_rtl_backend(), program, tiles.memory(), 2);
  testing::expect_equal_timing(program, plain.result, run.outcome.result);
  testing::expect_equal_outputs(plain, run.outcome);
}

}  // namespace
}  // namespace octet
