// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet compile with several models: what it says of each, and what it refuses.
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

using test::run_octet;
using test::TemporaryFolder;

const std::string kDigits = zoo_file("digits.tflite"), kSeparable = zoo_file("separable.tflite");

TEST(CompileTogether, SaysWhatStaysOfEachAndWhatItLoads) {
  const TemporaryFolder folder;
  const auto outcome = run_octet({"compile", kDigits, kSeparable, "--arch", "edge-64", "-o", folder.path("")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"digits.octp", "separable.octp"}));
  EXPECT_NE(outcome.out.find("edge-64: banks 0 to 12 serve all of them in turn"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("banks 13 to 13 keep"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("banks 14 to 15 keep"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("each inference loads 0 bytes of weights and 0 of records"), std::string::npos);
}

TEST(CompileTogether, RefusesWhatWouldBeOneFile) {
  const TemporaryFolder folder;
  const auto twice = run_octet({"compile", kDigits, kDigits, "-o", folder.path("")});
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_NE(twice.err.find("two models are named 'digits'"), std::string::npos) << twice.err;
  const auto nowhere = run_octet({"compile", kDigits, kSeparable});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_NE(nowhere.err.find("several models need --output DIR"), std::string::npos) << nowhere.err;
  const auto file = run_octet({"compile", kDigits, kSeparable, "-o", folder.write("taken", "x")});
  EXPECT_EQ(file.exit_code, 2);
  EXPECT_NE(file.err.find("is no folder"), std::string::npos) << file.err;
}

TEST(CompileTogether, MakesTheFolder) {
  const TemporaryFolder folder;
  const std::string inner = folder.path("both/programs");
  const auto outcome = run_octet({"compile", kDigits, kSeparable, "-o", inner});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* name : {"/digits.octp", "/separable.octp"})
    EXPECT_EQ(run_octet({"disasm", inner + name}).exit_code, 0) << name;
}

TEST(CompileTogether, SaysWhyAFolderCannotBeMade) {
  const TemporaryFolder folder;
  const auto outcome = run_octet({"compile", kDigits, kSeparable, "-o", folder.write("taken", "x") + "/programs"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("taken/programs: the folder cannot be made: Not a directory"), std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace octet
