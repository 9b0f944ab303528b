// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/range.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace octet {
namespace {

using Values = std::vector<std::string>;

TEST(Range, FactorsEndAtTheLastValueThatIsNotAbove) {
  EXPECT_EQ(expand_range("8:128:x2", ""), (Values{"8", "16", "32", "64", "128"}));
  EXPECT_EQ(expand_range("8:100:x2", ""), (Values{"8", "16", "32", "64"}));
  EXPECT_EQ(expand_range("64Ki:1Mi:x4", ""), (Values{"65536", "262144", "1048576"}));
  EXPECT_EQ(expand_range("1:10:x3", ""), (Values{"1", "3", "9"}));
}

TEST(Range, StepsKeepTheirDecimals) {
  EXPECT_EQ(expand_range("1:9:2", ""), (Values{"1", "3", "5", "7", "9"}));
  EXPECT_EQ(expand_range("0.1:0.3:0.1", ""), (Values{"0.1", "0.2", "0.3"}));
  EXPECT_EQ(expand_range("0:1:0.25", ""), (Values{"0", "0.25", "0.5", "0.75", "1"}));
  EXPECT_EQ(expand_range("7:7:1", ""), (Values{"7"}));
}

TEST(Range, ListsMixWordsNumbersAndRanges) {
  EXPECT_EQ(expand_range("weight-stationary,output-stationary", ""),
            (Values{"weight-stationary", "output-stationary"}));
  EXPECT_EQ(expand_range("64Ki,256Ki,1Mi", ""), (Values{"65536", "262144", "1048576"}));
  EXPECT_EQ(expand_range("1,8:32:x2,100", ""), (Values{"1", "8", "16", "32", "100"}));
}

TEST(Range, WhatCannotBeIsRefusedWithItsPlace) {
  for (const char* text :
       {"", "8:128", "8:128:x1", "8:128:x0.5", "8:4:x2", "8:4:1", "1:9:0", "1:9:-1", "0:8:x2", "a:b:c", "8,,16", "8,8",
        "64Ki,65536", "1:2:3:4", "8:128:2x", "nan:1:1", "1:inf:1", "0:1:1e-9"}) {
    try {
      expand_range(text, "vary array.rows");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << text;
      EXPECT_EQ(std::string(error.what()).rfind("vary array.rows: ", 0), 0u) << error.what();
    }
  }
}

}  // namespace
}  // namespace octet
