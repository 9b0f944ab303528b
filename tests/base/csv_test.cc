// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Fields of CSV, written and read: RFC 4180.
#include "base/csv.h"

#include <gtest/gtest.h>

#include <random>

namespace octet {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, FieldsAreQuotedOnlyWhereTheyMustBe) {
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a b;'c'"), "a b;'c'");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv_field("\""), "\"\"\"\"");
  EXPECT_EQ(csv_field("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(in_double_quotes("plain"), "\"plain\"");
}

TEST(Csv, LinesEndAtTheirLineFeeds) {
  const std::string text = "a,\"b\nc\",\r\n\nlast,\"x\"\"y\"";
  std::size_t at = 0;
  EXPECT_EQ(read_csv_line(text, at), (Fields{"a", "b\nc", ""}));
  EXPECT_EQ(read_csv_line(text, at), (Fields{""}));
  EXPECT_EQ(read_csv_line(text, at), (Fields{"last", "x\"y"}));
  EXPECT_EQ(at, text.size());
  EXPECT_EQ(read_csv_line(text, at), (Fields{""}));
}

TEST(Csv, WhatIsWrittenIsRead) {
  constexpr char kBytes[] = {'a', ',', '"', '\n', '\r', ' ', '\'', '\\'};
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    Fields fields(1 + random() % 4);
    std::string line;
    for (std::string& field : fields) {
      for (auto length = random() % 6; length > 0; --length) field += kBytes[random() % sizeof kBytes];
      line += csv_field(field);
      line += ',';
    }
    line.back() = '\n';
    std::size_t at = 0;
    ASSERT_EQ(read_csv_line(line, at), fields) << line;
    EXPECT_EQ(at, line.size());
  }
}

}  // namespace
}  // namespace octet
