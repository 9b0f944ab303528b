// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Machine files that must be refused, and what the refusal of each must say.
#pragma once
#include <string>
#include <vector>

namespace octet::testing {

struct BadFile {
  std::string toml;
  std::string expected;  // part of the message
};

// Each key with values of a wrong type or outside its range.
std::vector<BadFile> wrong_values();
// Each key misspelt, quoted wrongly, used as a table, given twice.
std::vector<BadFile> misspelt_keys();
std::vector<BadFile> broken_syntax();
// Keys that are right alone and contradict each other or their surroundings.
std::vector<BadFile> contradictions_of_keys();

}  // namespace octet::testing
