// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Many small models through the oracle in one run of its interpreter.
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace octet::test {

// A .tflite and sets of inputs, bytes per graph input.
struct OracleCase {
  std::string text;  // for messages
  std::vector<std::uint8_t> file;
  std::vector<std::vector<std::vector<std::uint8_t>>> inputs;
  bool steps = false;  // the sets are inferences in a row: variables keep their values
};

// The interpreter with the oracle (OCTET_PYTHON, set by ./dev test); empty: there is none.
std::string oracle_python();

// First in every test that asks the oracle.
#define OCTET_REQUIRE_ORACLE()              \
  if (octet::test::oracle_python().empty()) \
  GTEST_SKIP() << "OCTET_PYTHON does not name an interpreter with ai-edge-litert"

// How many cases to take: `usual`, or `full` with OCTET_TEST_FULL.
std::uint64_t number(std::uint64_t usual, std::uint64_t full);

// Expects run_layerwise to give the oracle's bytes for every case and set. `name` keeps the files of
// concurrent tests apart; `source_folder` is the project's root (OCTET_SOURCE_DIR).
void expect_oracle_agrees(const std::string& source_folder, const std::string& name,
                          const std::vector<OracleCase>& cases);

}  // namespace octet::test
