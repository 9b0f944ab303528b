// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet verify as a program, between the backends that need no compiler.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Outcome;
using test::run_octet;
using test::TemporaryFolder;
using Words = std::vector<std::string>;

const std::string kDigits = test::zoo_folder() + "/digits.tflite";

Outcome verify(Words words) {
  words.insert(words.begin(), "verify");
  return run_octet(words);
}

TEST(Verify, AModelIsEqualAgainstSystemcAndFast) {
  for (const char* against : {"systemc", "fast"}) {
    const Outcome outcome = verify({kDigits, "--arch", "tiny-8", "--against", against});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    EXPECT_NE(outcome.out.find("cases         1 of 1 equal\n"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find("layers        6 of 6 take"), std::string::npos) << outcome.out;
  }
}

TEST(Verify, AProgramFileBringsItsMachine) {
  const TemporaryFolder folder;
  const std::string file = folder.path("p.octp");
  ASSERT_EQ(run_octet({"compile", kDigits, "--arch", "tiny-8", "-o", file}).exit_code, 0);
  const Outcome outcome = verify({file, "--against", "systemc"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("digits on tiny-8"), std::string::npos);
  EXPECT_EQ(verify({file, "--against", "systemc", "--arch", "edge-16"}).exit_code, 2);
}

TEST(Verify, ShapesAreComparedInTime) {
  const TemporaryFolder folder;
  const std::string csv = folder.write("g.csv", "Layer,M,N,K\nfc,4,8,16\n");
  const Outcome outcome = verify({csv, "--against", "systemc"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("the model has shapes only"), std::string::npos) << outcome.out;
}

TEST(Verify, ResultsDoNotDependOnJobs) {
  const TemporaryFolder folder;
  std::vector<std::string> json, junit;
  for (const char* jobs : {"1", "4"}) {
    const Outcome outcome = verify({"--random", "12", "--arch", "tiny-8", "--against", "systemc", "--seed", "3",
                                    "--jobs", jobs, "--quiet", "--json", "-", "--junit", folder.path("r.xml")});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    auto result = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(result["cases"], 12);
    EXPECT_GT(result["coverage"]["percent"].get<double>(), 80);
    result.erase("command_line");
    json.push_back(result.dump());
    junit.push_back(test::text_of_file(folder.path("r.xml")));
  }
  EXPECT_EQ(json[0], json[1]);
  EXPECT_EQ(junit[0], junit[1]);
}

TEST(Verify, ProgressIsPlainLinesOnStandardError) {
  const Outcome outcome = verify({"--random", "4", "--arch", "tiny-8", "--against", "fast"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.err.find("4 of 4 cases, 0 failed"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos);
}

TEST(Verify, RefusesWhatCannotBe) {
  const std::vector<std::pair<Words, std::string>> bad = {
      {{}, "verify: a model, a program file or --random N is missing"},
      {{kDigits, "--random", "3"}, "two regressions"},
      {{"--random", "0"}, "allowed is a whole number from 1 to"},
      {{kDigits, "--against", "system"}, "did you mean \"systemc\""},
      {{kDigits, "--against", "fast", "--rtl-dir", "/"}, "--rtl-dir: only with --against rtl"},
      {{kDigits, "--against", "fast", "--cycle-tolerance", "-1"}, "allowed is a number of percent from 0 to 100"},
      {{kDigits, "--against", "fast", "--cycle-tolerance", "x"}, "allowed is a number of percent from 0 to 100"},
      {{"--random", "3", "--against", "fast", "--input", kDigits}, "random programs come with their memory"}};
  for (const auto& [words, message] : bad) {
    const Outcome outcome = verify(words);
    EXPECT_EQ(outcome.exit_code, 2) << message;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_EQ(verify({"/dev/null/none.tflite", "--against", "fast"}).exit_code, 3);
  EXPECT_EQ(verify({"--random", "1", "--against", "fast", "--arch", "edge-17"}).exit_code, 4);
}

}  // namespace
}  // namespace octet
