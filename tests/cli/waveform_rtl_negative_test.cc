// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An FST that a full disk cuts short: its writer does not notice, octet does.
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

constexpr int kMilliseconds = 400'000;  // a simulator is built

TEST(FstFiles, FullDiskIsAnErrorAndLeavesNone) {
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
  const test::TemporaryFolder small;
  auto cut_words = words;
  cut_words.back() = small.path("a.fst");
  const test::Outcome cut = test::run_octet(cut_words, {.most_file_bytes = 12'000, .milliseconds = kMilliseconds});
  EXPECT_EQ(cut.exit_code, 2) << cut.out;
  EXPECT_NE(cut.err.find("a.fst: the waveform could not be written to its end; is the disk full?"), std::string::npos)
      << cut.err;
  for (const std::string& name : small.names()) EXPECT_FALSE(name.ends_with(".fst")) << name;
}

}  // namespace
}  // namespace octet
