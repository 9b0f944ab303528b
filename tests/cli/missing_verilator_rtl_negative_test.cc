// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet run --rtl where Verilator is missing: exit code 2 and what to install.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

// With a cache of its own, so that no simulator is there yet.
TEST(MissingVerilator, SaysWhatToInstall) {
  const std::string model = test::zoo_folder() + "/digits.tflite";
  const test::TemporaryFolder cache;
  setenv("OCTET_CACHE", cache.path("").c_str(), 1);
  setenv("VERILATOR", "/nonexistent", 1);
  for (const char* blocks : {"array", "vector", "array,vector"}) {
    const test::Outcome outcome = test::run_octet({"run", model, "--rtl", blocks});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err,
              "octet: simulating RTL needs /nonexistent, which does not run; on Debian: apt install verilator g++\n");
  }
  const test::Outcome plain = test::run_octet({"run", model});
  unsetenv("VERILATOR");
  unsetenv("OCTET_CACHE");
  EXPECT_EQ(plain.exit_code, 0) << "nothing else needs Verilator";
}

}  // namespace
}  // namespace octet
