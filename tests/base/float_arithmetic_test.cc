// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a float machine's multiply-add does where the host's fmaf alone does something else, or might.
#include "base/float_arithmetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

namespace octet {
namespace {

constexpr float kLeast = 0x1p-126f, kSubnormal = 0x1.8p-127f, kInfinity = std::numeric_limits<float>::infinity();

std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }

TEST(FusedMultiplyAdd, RoundsOnce) {
  // (1 + 2^-12)^2 - (1 + 2^-11) = 2^-24; the product alone rounds to 1 + 2^-11.
  EXPECT_EQ(fused_multiply_add(0x1.001p0f, 0x1.001p0f, -0x1.002p0f), 0x1p-24f);
}
TEST(FusedMultiplyAdd, SubnormalOperandsAreZerosOfTheirSign) {
  EXPECT_EQ(bits_of(fused_multiply_add(-kSubnormal, 0x1p127f, 0.0f)), bits_of(0.0f));
  EXPECT_EQ(bits_of(fused_multiply_add(-kSubnormal, 0x1p127f, -0.0f)), bits_of(-0.0f));
  EXPECT_EQ(fused_multiply_add(1.0f, kLeast, kSubnormal), kLeast);
  EXPECT_TRUE(std::isnan(fused_multiply_add(kSubnormal, kInfinity, 0.0f)));
}
TEST(FusedMultiplyAdd, SubnormalResultsAreZerosOfTheirSign) {
  EXPECT_EQ(bits_of(fused_multiply_add(0x1p-64f, -0x1p-64f, 0.0f)), bits_of(-0.0f));
  EXPECT_EQ(bits_of(fused_multiply_add(1.0f, kLeast, -0x1.8p-126f)), bits_of(-0.0f));
}
// Between 2^-126 - 2^-150 and 2^-126 - 2^-151 fmaf gives 2^-126, because it rounds to multiples of 2^-149.
TEST(FusedMultiplyAdd, ALeastResultIsRoundedAsIfExponentsHadNoEnd) {
  EXPECT_EQ(fused_multiply_add(-0x1p-75f, 0x1p-75f, kLeast), 0.0f);
  EXPECT_EQ(fused_multiply_add(0x1.8p-76f, -0x1p-75f, kLeast), 0.0f);
  EXPECT_EQ(fused_multiply_add(-0x1p-75f, 0x1p-76f, kLeast), kLeast);
  EXPECT_EQ(bits_of(fused_multiply_add(0x1p-75f, 0x1p-75f, -kLeast)), bits_of(-0.0f));
  EXPECT_EQ(fused_multiply_add(0x1p-63f, 0x1p-63f, 0.0f), kLeast);
}
TEST(FusedMultiplyAdd, EveryNanIsTheSame) {
  EXPECT_EQ(bits_of(fused_multiply_add(-std::numeric_limits<float>::quiet_NaN(), 1.0f, 1.0f)), 0x7fc00000u);
  EXPECT_EQ(bits_of(fused_multiply_add(kInfinity, 1.0f, -kInfinity)), 0x7fc00000u);
}

TEST(Reciprocal, IsTheNearestWithoutSubnormals) {
  EXPECT_EQ(reciprocal(3.0f), 1.0f / 3);
  EXPECT_EQ(bits_of(reciprocal(-0.0f)), bits_of(-kInfinity));
  EXPECT_EQ(reciprocal(kSubnormal), kInfinity);
  EXPECT_EQ(reciprocal(0x1p126f), kLeast);
  EXPECT_EQ(bits_of(reciprocal(-0x1.8p126f)), bits_of(-0.0f));
  EXPECT_EQ(bits_of(reciprocal(-std::numeric_limits<float>::quiet_NaN())), 0x7fc00000u);
}
// Of every 997th number from 2^-20 to 2^7.
TEST(Exponential, IsWithinTwoUnitsOfTheLastPlace) {
  double worst = 0;
  for (std::uint32_t bits = bits_of(-0x1p-20f); bits < bits_of(-87.0f); bits += 997) {
    const auto x = std::bit_cast<float>(bits);
    const double exact = std::exp(static_cast<double>(x));
    worst = std::max(worst, std::fabs(static_cast<double>(exponential(x)) - exact) / exact);
  }
  EXPECT_LT(worst, 0x1p-22);
  EXPECT_EQ(exponential(0.0f), 1.0f);
  EXPECT_EQ(exponential(2.0f), 1.0f);
  EXPECT_EQ(exponential(-88.0f), 0.0f);
  EXPECT_EQ(exponential(-kInfinity), 0.0f);
  EXPECT_EQ(bits_of(exponential(-std::numeric_limits<float>::quiet_NaN())), 0x7fc00000u);
}

}  // namespace
}  // namespace octet
