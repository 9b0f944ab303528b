// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// --waveform of octet run: what it cannot be is exit code 2 and one message, and no file is left.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/files.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Outcome;
using test::TemporaryFolder;

Outcome run_digits(std::vector<std::string> options, const test::Launch& launch = {}) {
  options.insert(options.begin(),
                 {"run", test::zoo_folder() + "/digits.tflite", "--arch", "tiny-8", "--baseline", "none"});
  return test::run_octet(options, launch);
}

void expect_refused(const std::vector<std::string>& options, const std::string& message) {
  const Outcome outcome = run_digits(options);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "octet: " + message + "\n");
}

TEST(WaveformOptions, ExtensionFitsTheBackend) {
  expect_refused({"--waveform", "a.fst"}, "--waveform a.fst: backend systemc writes a file with the extension .vcd");
  expect_refused({"--waveform", "a.vcd", "--backend", "rtl"},
                 "--waveform a.vcd: backend rtl writes a file with the extension .fst");
  expect_refused({"--waveform", "a"}, "--waveform a: backend systemc writes a file with the extension .vcd");
}

TEST(WaveformOptions, NeedABackendThatHasCycles) {
  expect_refused({"--waveform", "a.vcd", "--backend", "fast"},
                 "--waveform: the fast backend leaps over what it has seen before: use --backend systemc or rtl");
  expect_refused({"--waveform", "a.vcd", "--backend", "reference"},
                 "--waveform: the reference backend keeps no time: use --backend systemc or rtl");
}

TEST(WaveformOptions, WindowsAreCyclesInOrder) {
  expect_refused({"--waveform", "a.vcd", "--from", "9", "--to", "8"},
                 "--from 9 --to 8: the last cycle is before the first");
  expect_refused({"--from", "9"}, "--from: without --timeline or --waveform");
  const Outcome minus = run_digits({"--waveform", "a.vcd", "--from=-1"});
  EXPECT_EQ(minus.exit_code, 2);
  EXPECT_NE(minus.err.find("--from"), std::string::npos) << minus.err;
}

TEST(WaveformOptions, WindowBehindTheEndIsRefusedAndLeavesNothing) {
  const TemporaryFolder folder;
  const Outcome outcome = run_digits({"--waveform", folder.path("a.vcd"), "--from", "999999999"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--from 999999999: the inference ends in cycle "), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(folder.path("a.vcd")));
}

TEST(WaveformFiles, ThoseBesideItOverwriteNothing) {
  const TemporaryFolder folder;
  write_text(folder.path("a.layers.txt"), "zero\none\n");
  const std::string vcd = folder.path("a.vcd"), names = folder.path("a.layers.txt");
  expect_refused({"--waveform", vcd, "--labels", names}, "a file of --waveform " + names + " would overwrite --labels");
  expect_refused({"--waveform", vcd, "--csv", names}, "--csv and a file of --waveform are one file: " + names);
  std::filesystem::create_directory(folder.path("a.gtkw"));
  const Outcome outcome = run_digits({"--waveform", vcd});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"a.gtkw", "a.layers.txt"}));
}

TEST(WaveformFiles, NamesThatASaveFileCannotHoldAreRefused) {
  for (const std::string name : {"a\"b.vcd", "a\n@200.vcd"})
    expect_refused({"--waveform", name},
                   "--waveform " + name + ": GTKWave's save file takes no quotes or control characters in a name");
}

TEST(WaveformFiles, ThatCannotBeWrittenAreNamed) {
  const Outcome missing = run_digits({"--waveform", "/nowhere/a.vcd"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_NE(missing.err.find("--waveform /nowhere/a.vcd: its folder cannot be written: No such file or directory"),
            std::string::npos)
      << missing.err;
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/full", folder.path("full.vcd"));
  const Outcome full = run_digits({"--waveform", folder.path("full.vcd")});
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_EQ(full.err, "octet: " + folder.path("full.vcd") + ": cannot be written: No space left on device\n");
}

TEST(WaveformFiles, FullDiskLeavesNone) {
  const TemporaryFolder folder;
  const Outcome outcome = run_digits({"--waveform", folder.path("a.vcd")}, {.most_file_bytes = 20'000});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "octet: " + folder.path("a.vcd") + ": cannot be written: File too large\n");
  EXPECT_TRUE(folder.names().empty()) << folder.names().front();
}

}  // namespace
}  // namespace octet
