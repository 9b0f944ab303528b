// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// --rtl, --rtl-dir and --rtl-coverage of octet run: what they cannot be is exit code 2 and one message.
#include <gtest/gtest.h>

#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Outcome;

Outcome run_digits(std::vector<std::string> options) {
  options.insert(options.begin(), {"run", test::zoo_folder() + "/digits.tflite"});
  return test::run_octet(options);
}

void expect_refused(const std::vector<std::string>& options, const std::string& message) {
  const Outcome outcome = run_digits(options);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "octet: " + message + "\n");
}

TEST(RtlOptions, UnknownBlocksSuggestTheNearest) {
  expect_refused({"--rtl", "vektor"}, "--rtl vektor: array, vector or array,vector; did you mean \"vector\"?");
}

TEST(RtlOptions, NeedTheBackendTheyAreFor) {
  expect_refused({"--rtl", "array", "--backend", "rtl"},
                 "--rtl array: only with --backend systemc; --backend rtl is the whole core");
  expect_refused({"--rtl-dir", "."}, "--rtl-dir .: only with --backend rtl or --rtl");
  expect_refused({"--rtl", "vector", "--rtl-coverage", "coverage.dat"},
                 "--rtl-coverage coverage.dat: only with --backend rtl");
}

TEST(RtlOptions, NeedValues) {
  expect_refused({"--rtl", "array", "--no-data"}, "--rtl array: RTL moves values, --no-data leaves none");
}

}  // namespace
}  // namespace octet
