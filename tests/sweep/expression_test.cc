// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/expression.h"

#include <gtest/gtest.h>

#include <map>

#include "base/error.h"

namespace octet {
namespace {

const std::vector<std::string> kNames{"array.rows", "array.cols", "area_mm2"};

double value(const std::string& text) {
  const std::map<std::string, double, std::less<>> numbers{{"array.rows", 16}, {"array.cols", 8}, {"area_mm2", 2.5}};
  return Expression(text, "constraint", kNames).value([&](std::string_view name) {
    return numbers.find(name)->second;
  });
}

TEST(Expression, ComputesAndCompares) {
  EXPECT_EQ(value("array.rows*array.cols"), 128);
  EXPECT_EQ(value("array.rows*array.cols <= 128"), 1);
  EXPECT_EQ(value("array.rows*array.cols < 128"), 0);
  EXPECT_EQ(value("array.rows > 8 && area_mm2 < 2"), 0);
  EXPECT_EQ(value("array.rows > 8 || area_mm2 < 2"), 1);
  EXPECT_EQ(value("log2(array.rows) == 4"), 1);
  EXPECT_EQ(value("array.rows*1Ki == 16384"), 1);
  EXPECT_EQ(value("1 + 2*3^2"), 19);
}

TEST(Expression, SaysWhichNamesItUses) {
  EXPECT_EQ(Expression("area_mm2 < 4*array.rows", "", kNames).names(),
            (std::vector<std::string>{"area_mm2", "array.rows"}));
}

TEST(Expression, WhatCannotBeReadIsRefused) {
  for (const char* text :
       {"", "array.rows <=", "array.row < 3", "3 +* 4", "(1", "array.rows, array.cols", "x = 3", "\"a\""}) {
    try {
      value(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << text;
      EXPECT_EQ(std::string(error.what()).rfind("constraint: ", 0), 0u) << error.what();
    }
  }
}

TEST(Expression, AnAssignmentIsNoComparison) {
  EXPECT_EQ(value("array.rows == 16 && array.rows >= 16 && array.rows <= 16 && array.rows != 8"), 1);
  for (const char* text : {"array.rows = 16", "array.rows=16", "array.rows === 16", "=3"}) {
    try {
      value(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("= is no comparison"), std::string::npos) << error.what();
    }
  }
}

TEST(Expression, AnUnknownNameGetsTheNearest) {
  try {
    value("array.row < 3");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean \"array.rows\""), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace octet
