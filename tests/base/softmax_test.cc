// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "base/softmax.h"

#include <gtest/gtest.h>

#include <cmath>

namespace octet {
namespace {

constexpr std::int32_t kOne = std::numeric_limits<std::int32_t>::max();

TEST(ReciprocalOfOnePlus, IsOneOverOnePlus) {
  for (std::int64_t a = 0; a < std::int64_t{1} << 31; a += 104729) {
    const double expected = 1 / (1 + std::ldexp(static_cast<double>(a), -31));
    ASSERT_NEAR(std::ldexp(reciprocal_of_one_plus(static_cast<std::int32_t>(a)), -31), expected, 1e-8) << a;
  }
}

// 2^19 is one in Q12.19: the only element of a row is 256/256, which 255 stands for.
TEST(SoftmaxFactor, GivesStepsOfOne256thUpTo255) {
  EXPECT_EQ(softmax_term(kOne), 1u << 19);
  EXPECT_EQ(SoftmaxFactor(1u << 19).step(kOne), 255);
  EXPECT_EQ(SoftmaxFactor(2u << 19).step(kOne), 128);
  EXPECT_EQ(SoftmaxFactor(3u << 19).step(kOne), 85);      // 85.33
  EXPECT_EQ(SoftmaxFactor(3u << 19).step(kOne / 2), 43);  // 42.67
  EXPECT_EQ(SoftmaxFactor(3u << 19).step(0), 0);
}

// Of 511 equal codes each is 0.501 steps; from 512 on the shift is above 31 bits.
TEST(SoftmaxFactor, OfLongRowsIsBelowHalfAStep) {
  EXPECT_EQ(SoftmaxFactor(511u << 19).step(kOne), 1);
  EXPECT_EQ(SoftmaxFactor(512u << 19).right, 32);
  EXPECT_EQ(SoftmaxFactor(512u << 19).step(kOne), 0);
  EXPECT_EQ(SoftmaxFactor(8191u << 19).step(kOne), 0);
}

TEST(SoftmaxFactor, TakesASumOfZeroAsOne) {
  EXPECT_EQ(SoftmaxFactor(0).right, 4);
  EXPECT_EQ(SoftmaxFactor(0).step(2047), SoftmaxFactor(1).step(2047));
  EXPECT_EQ(SoftmaxFactor(0).step(2047), 128);  // 2047 / 2^4
}

// What adds less than half a unit of the sum is rounded away; half a unit counts.
TEST(SoftmaxTerm, RoundsHalfUp) {
  EXPECT_EQ(softmax_term(2047), 0u);
  EXPECT_EQ(softmax_term(2048), 1u);
  EXPECT_EQ(softmax_term(6143), 1u);
  EXPECT_EQ(softmax_term(6144), 2u);
}

}  // namespace
}  // namespace octet
