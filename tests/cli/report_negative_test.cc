// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet report: what it does not overwrite, and where its page goes.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/files.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

using test::Outcome;
using test::run_octet;
using test::text_of_file;

class ReportFiles : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    const Outcome run = run_octet({"run", zoo_file("digits.tflite"), "--no-data", "--json", path("r.json")});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const Outcome sweep =
        run_octet({"sweep", zoo_file("digits.tflite"), "--vary", "array.rows=8,16", "--out", path("sweep")});
    ASSERT_EQ(sweep.exit_code, 0) << sweep.err;
  }
  static void TearDownTestSuite() { folder_.reset(); }
  static std::string path(const std::string& name) { return folder_->path(name); }

  static void expect_refused(const std::string& result, const std::string& output, const std::string& message) {
    const std::string before = text_of_file(output);
    const Outcome outcome = run_octet({"report", result, "-o", output});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "octet: " + message + "\n");
    EXPECT_EQ(text_of_file(output), before);
  }

  static inline std::unique_ptr<test::TemporaryFolder> folder_;
};

TEST_F(ReportFiles, AResultIsNotOverwritten) {
  expect_refused(path("r.json"), path("r.json"), "--output " + path("r.json") + " would overwrite " + path("r.json"));
  for (const std::string file : {"results.csv", "results.sqlite", "points.csv", "spec.toml"}) {
    const std::string output = path("sweep/" + file);
    expect_refused(
        path("sweep"), output,
        "--output " + output + ": the folder " + path("sweep") + " is that of a sweep, which is not overwritten");
  }
  std::filesystem::create_symlink(path("sweep"), path("link"));
  expect_refused(path("sweep"), path("link/results.csv"),
                 "--output " + path("link/results.csv") + ": the folder " + path("sweep") +
                     " is that of a sweep, which is not overwritten");
}

TEST_F(ReportFiles, APageMayLieWithTheSweepOrGoToStandardOutput) {
  const Outcome beside = run_octet({"report", path("sweep"), "-o", path("sweep/page.html")});
  EXPECT_EQ(beside.exit_code, 0) << beside.err;
  const Outcome printed = run_octet({"report", path("sweep"), "-o", "-"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out, text_of_file(path("sweep/page.html")));
  EXPECT_NE(printed.out.find("<title>sweep \xC2\xB7 octet</title>"), std::string::npos);
}

}  // namespace
}  // namespace octet
