// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An FST that is cut short: its writer does not notice, octet does.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
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
  require_whole_fst(folder.path("a.fst"));
  const auto bytes = std::filesystem::file_size(folder.path("a.fst"));
  for (const std::uintmax_t rest : {bytes - 1, bytes / 2, std::uintmax_t{8}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(folder.path("a.fst"), rest);
    EXPECT_THROW(require_whole_fst(folder.path("a.fst")), Error) << rest;
  }
}

}  // namespace
}  // namespace octet
