// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An FST that is cut short: its writer does not notice, octet does.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/files.h"
#include "rtl/fst_file.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

constexpr int kMilliseconds = 400'000;  // a simulator is built

TEST(FstFiles, ThatAreCutShortAreNotWhole) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> words{"run",        test::zoo_folder() + "/digits.tflite",
                                       "--arch",     "tiny-8",
                                       "--backend",  "rtl",
                                       "--to",       "300",
                                       "--baseline", "none",
                                       "--waveform", folder.path("a.fst")};
  const test::Outcome whole = test::run_octet(words, {.milliseconds = kMilliseconds});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_EQ(folder.names(),
            (std::vector<std::string>{"a.fst", "a.gtkw", "a.layers.txt", "a.sequencer.txt", "a.states.txt"}));
  EXPECT_TRUE(is_whole_fst(folder.path("a.fst")));
  const auto bytes = std::filesystem::file_size(folder.path("a.fst"));
  for (const std::uintmax_t rest : {bytes - 1, bytes / 2, std::uintmax_t{8}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(folder.path("a.fst"), rest);
    EXPECT_FALSE(is_whole_fst(folder.path("a.fst"))) << rest;
  }
}

TEST(FstWaveform, ARunThatFailsLeavesTheOneThatWasThere) {
  const test::TemporaryFolder folder;
  write_text(folder.path("a.fst"), "old");
  const std::vector<std::string> words{"run", test::zoo_folder() + "/digits.tflite", "--arch", "tiny-8", "--backend",
                                       "rtl"};
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--rtl-dir", "/nowhere"}, {"--from", "999999999"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), wrong.begin(), wrong.end());
    all.insert(all.end(), {"--waveform", folder.path("a.fst")});
    EXPECT_EQ(test::run_octet(all, {.milliseconds = kMilliseconds}).exit_code, 2);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"a.fst"});
    EXPECT_EQ(test::text_of_file(folder.path("a.fst")), "old");
  }
}

// A file that cannot be written is the user's, not a fault of the RTL.
TEST(RtlRecordings, FullDiskIsSaid) {
  const test::Outcome outcome = test::run_octet({"run", test::zoo_folder() + "/digits.tflite", "--arch", "tiny-8",
                                                 "--backend", "rtl", "--baseline", "none", "--timeline", "/dev/full"},
                                                {.milliseconds = kMilliseconds});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "octet: /dev/full: cannot be written: No space left on device\n");
}

}  // namespace
}  // namespace octet
