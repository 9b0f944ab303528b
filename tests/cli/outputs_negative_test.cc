// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Files the command line cannot write, and runs that end early: exit code 2 with the system's reason,
// and no half file, ever.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Launch;
using test::Outcome;
using test::run_octet;
using test::Stdout;
using test::TemporaryFolder;
using Words = std::vector<std::string>;
using Names = std::vector<std::string>;

const std::string kDigits = test::zoo_folder() + "/digits.tflite";

// Every command and option that writes a file, as the words in front of its path.
const std::vector<Words> kWriters = {{"run", kDigits, "--baseline", "none", "--json"},
                                     {"run", kDigits, "--baseline", "none", "--csv"},
                                     {"run", kDigits, "--baseline", "none", "--summary-csv"},
                                     {"run", kDigits, "--baseline", "none", "--save-output"},
                                     {"compile", kDigits, "--output"}};

class Outputs : public ::testing::Test {
 protected:
  static Words writing_to(Words writer, const std::string& path) {
    writer.push_back(path);
    return writer;
  }

  // Each writer refuses `path`, mentioning it and `message`; none leaves a file.
  void expect_refused(const std::string& path, const std::string& message, const Launch& launch = {}) {
    const Names before = folder_.names();
    for (const Words& writer : kWriters) {
      SCOPED_TRACE(writer.back() + " " + path);
      const Outcome outcome = run_octet(writing_to(writer, path), launch);
      EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
      EXPECT_EQ(outcome.out, "");
      EXPECT_EQ(outcome.err.find("octet: "), 0u) << outcome.err;
      EXPECT_NE(outcome.err.find(path), std::string::npos) << outcome.err;
      EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
      EXPECT_EQ(folder_.names(), before);
    }
  }

  TemporaryFolder folder_;
};

TEST_F(Outputs, FoldersAndMissingFoldersAreRefused) {
  expect_refused("/", "is a folder");
  expect_refused(folder_.path("none/file"), "No such file or directory");
  expect_refused(folder_.write("file", "") + "/file", "file is no folder");
  expect_refused("", "the path is empty");
}

TEST_F(Outputs, UnwritableFoldersAreRefused) {
  const std::string locked = folder_.path("locked");
  std::filesystem::create_directory(locked);
  ::chmod(locked.c_str(), 0555);
  Launch launch;
  launch.privileged = false;
  expect_refused(locked + "/file", "Permission denied", launch);
}

TEST_F(Outputs, TheFullDeviceIsRefused) {
  for (const Words& writer : kWriters) {
    if (writer.back() == "--save-output") continue;
    const Outcome outcome = run_octet(writing_to(writer, "/dev/full"));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "octet: /dev/full: cannot be written: No space left on device\n");
    EXPECT_EQ(outcome.out, "");
  }
  const Outcome archive = run_octet({"run", kDigits, "--save-output", "/dev/full"});
  EXPECT_EQ(archive.exit_code, 2);
  EXPECT_EQ(archive.err.find("octet: /dev/full: cannot be written as .npz: "), 0u) << archive.err;
}

// A limit of file size fails a write in its middle, as a full disk does.
TEST_F(Outputs, AFullDiskLeavesTheOldFileAndNothingElse) {
  const std::string path = folder_.write("old", "old contents");
  Launch launch;
  launch.most_file_bytes = 100;
  for (const Words& writer : kWriters) {
    SCOPED_TRACE(writer.back());
    const Outcome outcome = run_octet(writing_to(writer, path), launch);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.signal;
    EXPECT_NE(outcome.err.find("File too large"), std::string::npos) << outcome.err;
    EXPECT_EQ(test::text_of_file(path), "old contents");
    EXPECT_EQ(folder_.names(), Names{"old"});
  }
}

TEST_F(Outputs, BeingKilledInTheMiddleOfAWriteLeavesTheOldFile) {
  const std::string path = folder_.write("old", "old contents");
  Launch launch;
  launch.most_file_bytes = 100;
  launch.dies_at_file_limit = true;
  for (const Words& writer : kWriters) {
    SCOPED_TRACE(writer.back());
    EXPECT_EQ(run_octet(writing_to(writer, path), launch).signal, SIGXFSZ);
    EXPECT_EQ(test::text_of_file(path), "old contents");
  }
}

// Wherever SIGKILL meets the run, the file is absent or whole.
TEST_F(Outputs, BeingKilledAtAnyTimeLeavesNoHalfFile) {
  const std::string path = folder_.path("result.json");
  const Words words{"run", kDigits, "--json", path};
  int killed = 0, finished = 0;
  Launch launch;
  for (launch.milliseconds = 0; finished == 0; launch.milliseconds = launch.milliseconds * 3 / 2 + 1) {
    std::filesystem::remove(path);
    const Outcome outcome = run_octet(words, launch);
    killed += outcome.signal == SIGKILL;
    finished += outcome.exit_code == 0;
    const std::string text = test::text_of_file(path);
    if (std::filesystem::exists(path)) {
      EXPECT_TRUE(text.starts_with("{\n") && text.ends_with("}\n")) << text;
    }
  }
  EXPECT_GT(killed, 0);
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(Outputs, TwoOutputsInOneFileAreRefusedBeforeTheRun) {
  std::filesystem::create_symlink(folder_.path("x"), folder_.path("link"));
  const auto refused = [](const Words& options, const std::string& message) {
    Words words{"run", kDigits};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome outcome = run_octet(words);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "octet: " + message + "\n");
    EXPECT_EQ(outcome.out, "");
  };
  const std::string x = folder_.write("x", "old contents"), link = folder_.path("link"),
                    around = folder_.path("../") + "../" + x;
  refused({"--json", x, "--csv", x}, "--json and --csv are one file: " + x);
  refused({"--json", x, "--summary-csv", link}, "--json and --summary-csv are one file: " + link);
  refused({"--csv", "-", "--json", "-"}, "--json and --csv are one file: -");
  refused({"--save-output", x, "--csv", x}, "--save-output and --csv are one file: " + x);
  EXPECT_EQ(folder_.names(), (Names{"link", "x"}));
  EXPECT_EQ(test::text_of_file(x), "old contents");
}

TEST_F(Outputs, WhatIsReadIsNeverOverwritten) {
  const std::string model = folder_.write("m.tflite", test::text_of_file(kDigits));
  const std::string machine = folder_.write("m.toml", "base = \"edge-16\"\n");
  const auto refused = [](const Words& words, const std::string& message) {
    const Outcome outcome = run_octet(words);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "octet: " + message + "\n");
  };
  refused({"run", model, "--json", model}, "--json " + model + " would overwrite the model");
  refused({"run", model, "--arch", machine, "--csv", machine}, "--csv " + machine + " would overwrite --arch");
  refused({"compile", model, "-o", model}, "--output " + model + " would overwrite the model");
  EXPECT_EQ(test::text_of_file(model), test::text_of_file(kDigits));
}

TEST_F(Outputs, StandardOutputThatIsFullIsReported) {
  const std::string program = folder_.path("p.octp");
  ASSERT_EQ(run_octet({"compile", kDigits, "-o", program}).exit_code, 0);
  Launch launch;
  launch.standard_output = Stdout::kDevFull;
  const std::vector<Words> printers = {
      {"--help"},          {"--version"},        {"run", "--help"}, {"list", "arch"},
      {"disasm", program}, {"inspect", kDigits}, {"run", kDigits},  {"run", kDigits, "--json", "-"}};
  for (const Words& words : printers) {
    SCOPED_TRACE(words.back());
    const Outcome outcome = run_octet(words, launch);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "octet: cannot write to standard output: No space left on device\n");
  }
}

TEST_F(Outputs, AReaderThatWentAwayEndsTheRunQuietly) {
  Launch launch;
  launch.standard_output = Stdout::kClosedPipe;
  for (const Words& words : {Words{"list", "arch"}, Words{"run", kDigits, "--json", "-"}}) {
    const Outcome outcome = run_octet(words, launch);
    EXPECT_EQ(outcome.signal, SIGPIPE) << outcome.exit_code;
    EXPECT_EQ(outcome.err, "");
  }
}

}  // namespace
}  // namespace octet
