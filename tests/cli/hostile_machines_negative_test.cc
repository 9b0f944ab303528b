// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// More than two hundred bad machine files through the binary: exit code 4 and the message of the
// mistake at its place; no crash, no hang, never 2 GiB.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/arch/support/bad_machines.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

constexpr long kMaxResidentKilobytes = 2L << 20;  // 2 GiB

std::vector<testing::BadFile> all_bad_machines() {
  std::vector<testing::BadFile> all;
  for (const auto& part :
       {testing::wrong_values(), testing::misspelt_keys(), testing::broken_syntax(), testing::contradictions_of_keys()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(HostileMachines, EveryOneIsRefusedByTheBinary) {
  const std::string model = test::zoo_folder() + "/digits.tflite";
  const test::TemporaryFolder folder;
  test::Launch launch;
  launch.folder = folder.path("");
  const std::vector<testing::BadFile> files = all_bad_machines();
  ASSERT_GE(files.size(), 200u);
  long peak_kilobytes = 0;
  for (const testing::BadFile& file : files) {
    SCOPED_TRACE(file.toml);
    folder.write("bad.toml", file.toml);
    const test::Outcome outcome = run_octet({"run", model, "--arch", "bad.toml", "--backend", "fast"}, launch);
    EXPECT_FALSE(outcome.timed_out);
    EXPECT_EQ(outcome.exit_code, 4) << outcome.signal;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err.find("octet: "), 0u) << outcome.err;
    EXPECT_NE(outcome.err.find(file.expected), std::string::npos) << outcome.err << "expected: " << file.expected;
    peak_kilobytes = std::max(peak_kilobytes, outcome.peak_kilobytes);
  }
  EXPECT_LT(peak_kilobytes, kMaxResidentKilobytes);
  fmt::print("hostile input: {} bad machine files through the binary, all ended in exit code 4, {} MiB at most\n",
             files.size(), peak_kilobytes / 1024);
}

}  // namespace
}  // namespace octet
