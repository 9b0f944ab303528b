// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Sweeps nobody can run: a message, the right exit code, nothing lost.
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"

namespace octet::test {
namespace {

const std::string kModel = OCTET_SOURCE_DIR "/models/zoo/digits.tflite";

struct Bad {
  std::vector<std::string> words;
  int exit_code;
  std::string message;
};

TEST(SweepNegative, MistakesAreSaidBeforeAnythingRuns) {
  const TemporaryFolder folder;
  const std::string out = folder.path("s");
  const std::vector<Bad> bad = {
      {{kModel, "--vary", "array.rows=128:8:x2"}, 4, "\"128:8:x2\" is empty"},
      {{kModel, "--vary", "array.rows=8:128:x1"}, 4, "never ends"},
      {{kModel, "--vary", "array.rows=8:128"}, 4, "is no range"},
      {{kModel, "--vary", "array.rows=0,8"}, 4, "array.rows is 0, allowed is"},
      {{kModel, "--vary", "array.dataflow=ws"}, 4, "array.dataflow"},
      {{kModel, "--vary", "array.row=8"}, 4, "did you mean \"array.rows\""},
      {{kModel, "--vary", "array.rows"}, 4, "KEY=RANGE"},
      {{kModel, "--vary", "array.rows=8", "--vary", "array.rows=16"}, 4, "varied twice"},
      {{kModel, "--vary", "array.rows=1:1000", "--constraint", "array.rows > 2000"}, 4, "is no range"},
      {{kModel, "--vary", "array.rows=8,16", "--constraint", "array.rows > 2000"}, 4, "no machine of 2 meets"},
      {{kModel, "--vary", "array.rows=8,16", "--constraint", "area_mm2 < 0"}, 4, "no machine of 2 meets"},
      {{kModel, "--vary", "array.rows=8,16", "--constraint", "rows > 2"}, 4, "no number is called rows"},
      {{kModel, "--vary", "array.rows=8,16", "--constraint", "array.rows >"}, 4, "constraint"},
      {{kModel, "--vary", "clock_mhz=1:90000:1", "--vary", "dram.latency_ns=1:90000:1"}, 4, "combinations"},
      {{kModel, "--vary", "array.rows=4,8", "--vary", "scratchpad.banks=100:999:1"}, 4, "999:1: and 897 more values"},
      {{kModel, "--vary", "clock_mhz=1:9000:1", "--vary", "dram.latency_ns=1:9000:1"}, 4, "than 10000000 machines"},
      {{kModel, "--vary", "array.rows=8,16", "--constraint", "array.rows = 8"}, 4, "= is no comparison; equal is =="},
      {{kModel, "--vary", "array.rows=8,16", "--constraint", "latency_ms < 1"}, 4, "results: octet sweep best --where"},
      {{kModel, "--vary", "clock_mhz=nan:9:1"}, 4, "is no range"},
      {{kModel, "--vary", "clock_mhz=inf,9"}, 4, "clock_mhz is inf"},
      {{kModel, "--vary", "clock_mhz=9MHz"}, 4, "clock_mhz is \"9MHz\""},
      {{kModel, "--random", "0"}, 2, "--random is '0'"},
      {{kModel, "--random", "3", "--guided", "3"}, 2, "one of them"},
      {{kModel, "--jobs", "0"}, 2, "--jobs is '0'"},
      {{kModel, "--shard", "3/3"}, 2, "--shard 3/3"},
      {{kModel, "--check", "200%"}, 2, "--check 200%"},
      {{kModel, "--baseline", "iso"}, 4, "baseline iso"},
      {{kModel, "--backend", "reference"}, 4, "backend reference"},
      {{kModel, "--memory-limit", "much"}, 2, "--memory-limit"},
      {{kModel, kModel}, 4, "given twice"},
      {{folder.path("missing.tflite")}, 3, "missing.tflite"},
      {{folder.path("missing.toml")}, 4, "cannot be read"},
  };
  for (const Bad& sweep : bad) {
    std::vector<std::string> words{"sweep", "--out", out};
    words.insert(words.end(), sweep.words.begin(), sweep.words.end());
    const Outcome outcome = run_octet(words);
    EXPECT_EQ(outcome.exit_code, sweep.exit_code) << outcome.err;
    EXPECT_NE(outcome.err.find(sweep.message), std::string::npos) << sweep.message << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_TRUE(folder.names().empty());
}

TEST(SweepNegative, MistakesInAFileHaveTheirPlaces) {
  const TemporaryFolder folder;
  const std::string text = "models = [\"" + kModel +
                           "\"]\narch = \"edge-17\"\nbackend = \"quick\"\nconstraint = []\n[vary]\narray.row = 3\n"
                           "array.cols = \"8:4:x2\"\n[search]\nmethod = \"all\"\npoints = 3\n";
  const Outcome outcome = run_octet({"sweep", folder.write("bad.toml", text), "--out", folder.path("s")});
  EXPECT_EQ(outcome.exit_code, 4);
  for (const char* message : {"edge-17", "bad.toml:3:11: backend is \"quick\"", "bad.toml:4:14: unknown key constraint",
                              "bad.toml:6:13: vary array.row=3: unknown key", "bad.toml:7:14: vary array.cols=8:4:x2",
                              "bad.toml:10:10: points goes with"})
    EXPECT_NE(outcome.err.find(message), std::string::npos) << message << "\n" << outcome.err;
  EXPECT_EQ(run_octet({"sweep", folder.write("b.toml", "models = ["), "--out", folder.path("s")}).exit_code, 4);
  EXPECT_EQ(run_octet({"sweep", folder.write("c.toml", text), "--vary", "array.rows=3"}).exit_code, 2);
}

TEST(SweepNegative, WhatAFileSaysOfMachinesHasItsPlaceToo) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"models = []\n", "bad.toml:1:10: a sweep needs models"},
      {"arch = \"edge-16\"\n", "a sweep needs models"},
      {"models = [\"a.csv\"]\nconstraints = [\"1 < 2\", \"array.rows >\"]\n",
       "bad.toml:2:25: constraint: \"array.rows >"},
      {"models = [\"a.csv\"]\n[vary]\narray.rows = \"0,8\"\n", "bad.toml:3:14: vary array.rows=0,8: array.rows is 0"},
      {"models = [\"a.csv\"]\n[vary]\n\"array.rows\" = \"4,8\"\narray.rows = 3\n",
       "bad.toml:4:14: array.rows is varied"},
  };
  for (const auto& [text, message] : bad) {
    const Outcome outcome = run_octet({"sweep", folder.write("bad.toml", text), "--out", folder.path("s")});
    EXPECT_EQ(outcome.exit_code, 4) << text;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << message << "\n" << outcome.err;
  }
}

TEST(SweepNegative, AMistypedCommandGetsTheNearest) {
  const Outcome outcome = run_octet({"sweep", "sttus", "s"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("no file sttus; did you mean \"status\"?"), std::string::npos) << outcome.err;
}

TEST(SweepNegative, AFolderOfOtherFilesStaysAsItWas) {
  const TemporaryFolder folder;
  folder.write("notes.txt", "");
  const Outcome outcome = run_octet({"sweep", kModel, "--out", folder.path(".")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("holds notes.txt, which is no sweep's"), std::string::npos) << outcome.err;
  EXPECT_EQ(folder.names().size(), 1u);
  const Outcome nowhere = run_octet({"sweep", kModel, "--out", ""});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_NE(nowhere.err.find("the name of the sweep's folder is empty"), std::string::npos) << nowhere.err;
}

TEST(SweepNegative, AFolderBelongsToOneSweep) {
  const TemporaryFolder folder;
  const std::string out = folder.path("s");
  ASSERT_EQ(run_octet({"sweep", kModel, "--out", out, "--vary", "array.rows=8"}).exit_code, 0);
  const Outcome again = run_octet({"sweep", kModel, "--out", out, "--vary", "array.rows=8"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_NE(again.err.find("--resume"), std::string::npos) << again.err;
  const Outcome other = run_octet({"sweep", kModel, "--out", out, "--vary", "array.rows=16", "--resume"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("another sweep"), std::string::npos) << other.err;
  EXPECT_EQ(run_octet({"sweep", "status", folder.path("none")}).exit_code, 2);
  EXPECT_EQ(run_octet({"sweep", kModel, "--out", "/dev/null"}).exit_code, 2);
}

TEST(SweepNegative, AFullDiskIsSaidAndLosesNothing) {
  const TemporaryFolder folder;
  const std::string out = folder.path("s");
  const std::vector<std::string> words{"sweep", kModel, "--out", out, "--vary", "array.rows=8,16,32", "--resume"};
  for (const long bytes : {0L, 300L, 1500L}) {
    Launch launch;
    launch.most_file_bytes = bytes;
    const Outcome full = run_octet(words, launch);
    EXPECT_EQ(full.exit_code, 2) << bytes << full.err;
    const bool speaks = bytes > 0;  // standard error is a file too
    EXPECT_EQ(full.err.find("cannot be written") != std::string::npos, speaks) << bytes << " " << full.err;
  }
  const Outcome whole = run_octet(words);
  EXPECT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_NE(whole.out.find("3 points: 3 done"), std::string::npos) << whole.out;
}

TEST(SweepNegative, ADamagedPointIsNamed) {
  const TemporaryFolder folder;
  const std::string out = folder.path("s");
  ASSERT_EQ(run_octet({"sweep", kModel, "--out", out, "--vary", "array.rows=8"}).exit_code, 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(out + "/points"))
    if (entry.path().extension() == ".json") std::filesystem::resize_file(entry.path(), 100);
  const Outcome outcome = run_octet({"sweep", "collect", out});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("damaged"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace octet::test
