// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Edit distances worked by hand, and when a name is near enough to suggest.
#include "base/suggest.h"

#include <gtest/gtest.h>

namespace octet {
namespace {

TEST(Suggest, CountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("rows", "rwos"), 1);
  EXPECT_EQ(edit_distance("Rows", "rows"), 0);
}

TEST(Suggest, OffersTheNearestNameOnly) {
  const std::vector<std::string> known{"edge-16", "edge-32", "tiny-8"};
  EXPECT_EQ(nearest_name("edge16", known), "edge-16");
  EXPECT_EQ(nearest_name("tiny8", known), "tiny-8");
  EXPECT_EQ(nearest_name("edge-3", known), "edge-32");
  EXPECT_EQ(nearest_name("gpu", known), "");
  EXPECT_EQ(did_you_mean("edg-16", known), "; did you mean \"edge-16\"?");
  EXPECT_EQ(did_you_mean("zzzzzzz", known), "");
}

}  // namespace
}  // namespace octet
