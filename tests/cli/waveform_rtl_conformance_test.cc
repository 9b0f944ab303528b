// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Waveforms of octet run: cycle 0 is the begin of the warm inference in both kinds, and what both show is equal.
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"
#include "tests/cli/support/vcd.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

constexpr int kMilliseconds = 400'000;  // a simulator is built

void record(const std::string& file, const std::string& backend, int from, int to) {
  const test::Outcome outcome = test::run_octet(
      {"run", test::zoo_folder() + "/digits.tflite", "--arch", "tiny-8", "--backend", backend, "--baseline", "none",
       "--waveform", file, "--from", std::to_string(from), "--to", std::to_string(to)},
      {.milliseconds = kMilliseconds});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
}

void expect_equal(int from, int to) {
  SCOPED_TRACE(from);
  const test::TemporaryFolder folder;
  record(folder.path("a.vcd"), "systemc", from, to);
  record(folder.path("b.fst"), "rtl", from, to);
  const auto vcd = test::vcd_changes(test::text_of_file(folder.path("a.vcd")));
  const auto fst = test::changes_of(folder.path("b.fst"));
  const test::SignalComparison compared = test::compare_signals(vcd, fst, from, to);
  EXPECT_EQ(compared.differences, std::vector<std::string>{});
  EXPECT_EQ(compared.missing, std::vector<std::string>{"TOP.layer [15:0]"});
  EXPECT_GE(compared.equal, 100);
  EXPECT_EQ(test::rising_edges(vcd.at("TOP.clk_i")), to - from + 1);
  EXPECT_EQ(test::rising_edges(fst.at("TOP.clk_i")), to - from + 1);
}

TEST(WaveformsOfARun, OfBothBackendsLieOnTopOfEachOther) {
  expect_equal(0, 2000);
  expect_equal(2500, 3000);
}

}  // namespace
}  // namespace octet
