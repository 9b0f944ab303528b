// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// More than two hundred bad machine files: each key misspelt, of the wrong type, out of range; broken
// syntax; contradicting keys. Each is refused with its place and what is allowed.
#include <gtest/gtest.h>

#include <random>

#include "arch/machine.h"
#include "base/error.h"
#include "tests/arch/support/bad_machines.h"

namespace octet {
namespace {

using testing::BadFile;

std::string message_of(const std::string& toml) {
  try {
    parse_machine(toml, "bad.toml");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    return error.what();
  }
  return "no error";
}

void expect_refused(const std::vector<BadFile>& files) {
  for (const BadFile& file : files) {
    const std::string message = message_of(file.toml);
    EXPECT_NE(message.find(file.expected), std::string::npos)
        << "file: " << file.toml << "\nexpected: " << file.expected << "\nmessage: " << message;
  }
}

TEST(MachineFile, WrongValueOfEveryKeyIsRefused) {
  EXPECT_GT(testing::wrong_values().size(), 150u);
  expect_refused(testing::wrong_values());
}

TEST(MachineFile, MisspeltKeysAreRefused) {
  EXPECT_EQ(testing::misspelt_keys().size(), 100u);
  expect_refused(testing::misspelt_keys());
}

TEST(MachineFile, BrokenSyntaxIsRefusedWithItsPlace) { expect_refused(testing::broken_syntax()); }

TEST(MachineFile, ContradictingKeysAreRefused) { expect_refused(testing::contradictions_of_keys()); }

TEST(MachineFile, AllMistakesAreReportedAtOnceInTheOrderOfTheFile) {
  EXPECT_EQ(message_of("[vector]\nlanes = true\n[array]\nrows = 1.5\ncolums = 4\n"),
            "bad.toml:2:1: vector.lanes is true, allowed is a whole number from 1 to 1024\n"
            "bad.toml:4:1: array.rows is 1.5, allowed is a whole number from 1 to 1024\n"
            "bad.toml:5:1: unknown key \"array.colums\"; did you mean \"array.cols\"?");
}

TEST(MachineFile, RandomDamageNeverCrashes) {
  std::mt19937_64 random(5);
  int refused = 0;
  for (int number = 0; number < 1000; ++number) {
    std::string text = to_toml(load_machine("edge-16"));
    for (int damage = 0; damage < 3; ++damage) text[random() % text.size()] = static_cast<char>(random());
    if (number % 4 == 0) text.resize(random() % text.size());
    if (message_of(text) != "no error") ++refused;
  }
  EXPECT_GT(refused, 700);
}

}  // namespace
}  // namespace octet
