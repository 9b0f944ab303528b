// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The worked example of a user's own array (docs/examples/array_of_pe), as its README runs it: equal in the whole core
// and under systemc, and told apart when it is broken.
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Outcome;
using test::run_octet;
using test::TemporaryFolder;

const std::string kExample = std::string(OCTET_SOURCE_DIR) + "/docs/examples/array_of_pe";

// An odd array, so that rows and columns are not mistaken for each other.
const std::vector<std::string> kSmall{"--arch", "tiny-8", "--set", "array.rows=3", "--set", "array.cols=5"};

test::Launch patient() {
  test::Launch launch;
  launch.milliseconds = 900'000;  // a simulator is built
  return launch;
}

Outcome octet(std::vector<std::string> words) {
  words.insert(words.end(), kSmall.begin(), kSmall.end());
  return run_octet(words, patient());
}

TEST(OwnRtl, ArrayOfPeIsEqualInTheWholeCore) {
  const Outcome outcome = octet({"verify", "--random", "12", "--rtl-dir", kExample});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
}

TEST(OwnRtl, ArrayOfPeIsEqualUnderSystemc) {
  const TemporaryFolder folder;
  const std::string model = test::zoo_folder() + "/digits.tflite";
  const auto run = [&](const std::string& name, std::vector<std::string> more) {
    std::vector<std::string> words{"run",           model,
                                   "--csv",         folder.path(name + ".csv"),
                                   "--json",        folder.path(name + ".json"),
                                   "--save-output", folder.path(name + ".npz"),
                                   "--baseline",    "none"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = octet(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  };
  run("plain", {});
  run("own", {"--rtl", "array", "--rtl-dir", kExample});
  for (const char* kind : {".csv", ".npz"})
    EXPECT_EQ(test::text_of_file(folder.path(std::string("plain") + kind)),
              test::text_of_file(folder.path(std::string("own") + kind)))
        << kind;
}

TEST(OwnRtl, BrokenCellIsAMismatch) {
  const TemporaryFolder folder;
  std::string cell = test::text_of_file(kExample + "/mac_cell.sv");
  const std::string choice = "west_bank_i ? odd_q : even_q";
  cell.replace(cell.find(choice), choice.size(), "even_q");
  folder.write("mac_cell.sv", cell);
  folder.write("array.sv", test::text_of_file(kExample + "/array.sv"));
  const Outcome outcome = octet({"verify", "--random", "3", "--rtl-dir", folder.path("")});
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
}

}  // namespace
}  // namespace octet
