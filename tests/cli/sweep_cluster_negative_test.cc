// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Sweeps no cluster can run, and folders that no longer fit their list.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/cli/support/octet_process.h"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

const std::string kModel = OCTET_SOURCE_DIR "/models/zoo/digits.tflite";

TEST(SweepClusterNegative, MistakesAreSaidBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::vector<std::string>, std::string>> bad = {
      {{"--tasks", "3"}, "--engine is missing"},
      {{"--engine", "none", "--tasks", "3"}, "--tasks: only with --engine slurm"},
      {{"--engine", "none", "--jobs", "3"}, "--jobs: not with --engine none"},
      {{"--engine", "slrum", "--tasks", "3"}, "did you mean \"slurm\""},
      {{"--engine", "slurm"}, "--tasks N is missing"},
      {{"--engine", "slurm", "--tasks", "0"}, "--tasks is '0'"},
      {{"--engine", "slurm", "--tasks", "3", "--throttle", "0"}, "--throttle is '0'"},
      {{"--engine", "slurm", "--tasks", "3", "--guided", "20"}, "a guided search cannot be divided"},
      {{"--engine", "slurm", "--tasks", "3", "--shard", "0/2"}, "--shard: not with --engine"},
      {{"--engine", "slurm", "--tasks", "3", "--resume"}, "--resume: not with --engine"},
      {{"--engine", "slurm", "--tasks", "3", "--sbatch-option", "x"}, "must be one option of sbatch"},
      {{"--engine", "slurm", "--tasks", "3", "--sbatch-option=--a\n#SBATCH --b"}, "must be one option of sbatch"},
  };
  for (const auto& [options, message] : bad) {
    std::vector<std::string> words{"sweep", "submit", kModel, "--vary", "array.rows=8,16", "--out", folder.path("s")};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome outcome = run_octet(words);
    EXPECT_EQ(outcome.exit_code, 2) << message << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << message << "\n" << outcome.err;
  }
  EXPECT_TRUE(folder.names().empty());
}

// A folder with two open points.
std::string prepared(const TemporaryFolder& folder, const std::string& model,
                     const std::string& technologies = "45nm") {
  const std::string out = folder.path("s");
  Launch launch;
  launch.folder = folder.path(".");
  const Outcome outcome = run_octet({"sweep", "submit", model, "--vary", "array.rows=8,16", "--vary",
                                     "technology=" + technologies, "--engine", "none", "--out", out},
                                    launch);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return out;
}

void expect_refused(const std::vector<std::string>& words, const std::string& message, const Launch& launch = {}) {
  const Outcome outcome = run_octet(words, launch);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_NE(outcome.err.find(message), std::string::npos) << message << "\n" << outcome.err;
}

TEST(SweepClusterNegative, WithoutSbatchTheFolderIsThereToBeSubmitted) {
  const TemporaryFolder folder;
  const std::string before = std::getenv("PATH"), out = folder.path("s");
  ::setenv("PATH", folder.path(".").c_str(), 1);
  expect_refused({"sweep", "submit", kModel, "--engine", "slurm", "--tasks", "2", "--out", out},
                 "sbatch: No such file");
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_TRUE(fs::exists(out + "/array.sh"));
  expect_refused({"sweep", "submit", kModel, "--engine", "slurm", "--tasks", "2", "--out", out}, "octet sweep retry");
}

TEST(SweepClusterNegative, WhatSbatchRefusesIsNotSubmitted) {
  const TemporaryFolder folder;
  fs::permissions(folder.write("sbatch", "#!/bin/sh\necho 'error: no partition' >&2\nexit 1\n"), fs::perms::owner_all);
  const std::string before = std::getenv("PATH");
  ::setenv("PATH", (folder.path(".") + ":" + before).c_str(), 1);
  expect_refused({"sweep", "submit", kModel, "--engine", "slurm", "--tasks", "2", "--out", folder.path("s")},
                 "error: no partition\noctet: sbatch did not take");
  ::setenv("PATH", before.c_str(), 1);
}

TEST(SweepClusterNegative, AModelThatHasChangedIsNotMixedIn) {
  const TemporaryFolder folder;
  const std::string model = folder.path("model.tflite");
  fs::copy_file(kModel, model);
  const std::string out = prepared(folder, model);
  fs::remove(model);
  fs::copy_file(OCTET_SOURCE_DIR "/models/zoo/separable.tflite", model);
  const std::string message = "has changed since they were listed";
  expect_refused({"sweep", "run-shard", out, "--shard", "0/2"}, message);
  expect_refused({"sweep", "run-shard", out, "--shard", "1/2"}, message);
  expect_refused({"sweep", "retry", out}, message);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "2 points: 0 done, 0 failed, 2 open\n");
}

TEST(SweepClusterNegative, ATechnologyThatHasChangedIsNotMixedIn) {
  const TemporaryFolder folder;
  const std::string table = text_of_file(OCTET_SOURCE_DIR "/arch/technology/45nm.toml");
  folder.write("own.toml", table);
  Launch there;
  there.folder = folder.path(".");
  const std::string out = prepared(folder, kModel, "own.toml");
  ASSERT_EQ(run_octet({"sweep", "run-shard", out, "--shard", "0/2"}, there).exit_code, 0);
  std::string dearer = table;
  const std::size_t value = dearer.find("value = ");
  ASSERT_NE(value, std::string::npos);
  dearer.replace(value, 8, "value = 1");
  folder.write("own.toml", dearer);
  const Outcome other = run_octet({"sweep", "run-shard", out, "--shard", "1/2"}, there);
  EXPECT_NE(other.exit_code, 0);
  EXPECT_EQ(run_octet({"sweep", "status", out}).out, "2 points: 1 done, 0 failed, 1 open\n");
  folder.write("own.toml", table);
  EXPECT_EQ(run_octet({"sweep", "run-shard", out, "--shard", "1/2"}, there).exit_code, 0);
}

TEST(SweepClusterNegative, AListThatIsShorterOrDamagedIsRefused) {
  const TemporaryFolder folder;
  const std::string out = prepared(folder, kModel), list = text_of_file(out + "/points.csv");
  folder.write("s/points.csv", list.substr(0, list.find("\n1,") + 1));
  expect_refused({"sweep", "run-shard", out, "--shard", "0/2"}, "has changed since they were listed");
  folder.write("s/points.csv", list.substr(0, 80));
  expect_refused({"sweep", "run-shard", out, "--shard", "0/2"}, "damaged");
  expect_refused({"sweep", "run-shard", out}, "--shard I/N is missing");
  expect_refused({"sweep", "retry", out, "--tasks", "3"}, "only with --engine slurm");
}

}  // namespace
}  // namespace octet::test
