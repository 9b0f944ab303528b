// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Each rounding rule at the points where the likely mistake gives another answer. Expected values are
// worked out by hand in the comments.
#include "base/fixed_point.h"

#include <gtest/gtest.h>

#include <limits>

namespace octet {
namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr float kUnbounded = std::numeric_limits<float>::infinity();

TEST(HighMul, SaturatesItsOneOverflow) {
  EXPECT_EQ(saturating_rounding_doubling_high_mul(kMin, kMin), kMax);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(kMin, kMax), -kMax);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(kMax, kMax), kMax - 1);
}

TEST(HighMul, RoundsTiesUpwards) {
  // x * 2^30 / 2^31 = x / 2.
  EXPECT_EQ(saturating_rounding_doubling_high_mul(3, 1 << 30), 2);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(1, 1 << 30), 1);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(-3, 1 << 30), -1);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(-1, 1 << 30), 0);
}

TEST(HighMul, RoundsOtherNegativeProductsToNearest) {
  // -3 * (2^30 + 1) / 2^31 is just below -1.5.
  EXPECT_EQ(saturating_rounding_doubling_high_mul(-3, (1 << 30) + 1), -2);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(-3, (1 << 30) - 1), -1);
}

TEST(DivideByPot, RoundsTiesAwayFromZero) {
  EXPECT_EQ(rounding_divide_by_pot(6, 2), 2);    // 1.5
  EXPECT_EQ(rounding_divide_by_pot(-6, 2), -2);  // half-up would give -1
  EXPECT_EQ(rounding_divide_by_pot(5, 2), 1);
  EXPECT_EQ(rounding_divide_by_pot(-5, 2), -1);
  EXPECT_EQ(rounding_divide_by_pot(-7, 0), -7);
}

TEST(DivideByPot, TakesExponentsUpTo31) {
  EXPECT_EQ(rounding_divide_by_pot(kMin, 31), -1);
  EXPECT_EQ(rounding_divide_by_pot(kMax, 31), 1);
  EXPECT_EQ(rounding_divide_by_pot(1 << 30, 31), 1);      // the tie 0.5
  EXPECT_EQ(rounding_divide_by_pot(-(1 << 30), 31), -1);  // the tie -0.5
  EXPECT_EQ(rounding_divide_by_pot((1 << 30) - 1, 31), 0);
}

TEST(MultiplyByQuantizedMultiplier, RoundsTwice) {
  // 3 * 0.5 = 1.5 -> 2; 2 / 4 = 0.5 -> 1. Rounded once, 0.375 would be 0.
  EXPECT_EQ(multiply_by_quantized_multiplier(3, 1 << 30, -2), 1);
  EXPECT_EQ(multiply_by_quantized_multiplier_smaller_than_one_exp(3, 1 << 30, -2), 1);
}

TEST(MultiplyByQuantizedMultiplier, WrapsTheLeftShift) {
  EXPECT_EQ(multiply_by_quantized_multiplier(5, 1 << 30, 2), 10);
  // 2^30 << 2 is 0 in int32; (2^29 + 1) << 2 is -2^31 + 4.
  EXPECT_EQ(multiply_by_quantized_multiplier(1 << 30, 1 << 30, 2), 0);
  EXPECT_EQ(multiply_by_quantized_multiplier((1 << 29) + 1, 1 << 30, 2), -(1 << 30) + 2);
}

TEST(MultiplySingleRounding, RoundsTiesAwayFromZeroOnce) {
  const std::int64_t half = std::int64_t{1} << 39;
  EXPECT_EQ(multiply_single_rounding(3, half, 0), 2);
  EXPECT_EQ(multiply_single_rounding(-3, half, 0), -2);
  EXPECT_EQ(multiply_single_rounding(3, half, -2), 0);  // 0.375, where two roundings give 1
  EXPECT_EQ(multiply_single_rounding(-12, half, -2), -2);
  EXPECT_EQ(multiply_single_rounding(5, half, 2), 10);
}

TEST(MultiplySingleRounding, SaturatesAndVanishes) {
  const std::int64_t most = (std::int64_t{1} << 40) - 1;
  EXPECT_EQ(multiply_single_rounding(kMin, most, 31), kMin);
  EXPECT_EQ(multiply_single_rounding(kMax, most, 31), kMax);
  EXPECT_EQ(multiply_single_rounding(kMin, most, -31), -1);
  EXPECT_EQ(multiply_single_rounding(kMin, most, -32), 0);
  EXPECT_EQ(multiply_single_rounding(kMin, most, -120), 0);
}

TEST(OffsetAndClamp, DoesNotOverflow) {
  EXPECT_EQ(offset_and_clamp(kMax, 127, -128, 127), 127);
  EXPECT_EQ(offset_and_clamp(kMin, -128, -128, 127), -128);
  EXPECT_EQ(offset_and_clamp(7, -3, -128, 127), 4);
}

TEST(AverageInt8, RoundsTiesAwayFromZero) {
  EXPECT_EQ(average_int8(6, 4), 2);
  EXPECT_EQ(average_int8(-6, 4), -2);
  EXPECT_EQ(average_int8(-5, 4), -1);
  EXPECT_EQ(average_int8(0, 9), 0);
  EXPECT_EQ(average_int8(-128 * 9, 9), -128);
}

TEST(AverageUint8, IsTheFilesRuleInBothForms) {
  // (sum + n/2) / n on codes 0..255 against the same pixels as code - 128, for every sum.
  for (std::int32_t taps = 1; taps <= 12; ++taps)
    for (std::int32_t sum = 0; sum <= 255 * taps; ++sum) {
      const std::int32_t file = (sum + taps / 2) / taps;
      ASSERT_EQ(average_uint8(sum, taps), file);
      ASSERT_EQ(average_uint8(sum - 128 * taps, taps), file - 128) << sum << " over " << taps;
    }
}

TEST(QuantizeMultiplier, SplitsPowersOfTwoExactly) {
  EXPECT_EQ(quantize_multiplier(1), (Multiplier31{1 << 30, 1}));
  EXPECT_EQ(quantize_multiplier(0.5), (Multiplier31{1 << 30, 0}));
  EXPECT_EQ(quantize_multiplier(0.25), (Multiplier31{1 << 30, -1}));
  EXPECT_EQ(quantize_multiplier_40(0.25), (Multiplier40{std::int64_t{1} << 39, -1}));
}

TEST(QuantizeMultiplier, CarriesWhenRoundingReachesOne) {
  const double almost = 1 - 0x1p-33;  // 2^31 after rounding to 31 bits, still below 2^40 in 40
  EXPECT_EQ(quantize_multiplier(almost), (Multiplier31{1 << 30, 1}));
  EXPECT_EQ(quantize_multiplier_40(almost), (Multiplier40{(std::int64_t{1} << 40) - (1 << 7), 0}));
  EXPECT_EQ(quantize_multiplier_40(1 - 0x1p-42), (Multiplier40{std::int64_t{1} << 39, 1}));
}

TEST(QuantizeMultiplier, DropsFactorsBelowTheSmallestShift) {
  EXPECT_EQ(quantize_multiplier(0), Multiplier31{});
  EXPECT_EQ(quantize_multiplier(0x1p-32), (Multiplier31{1 << 30, -31}));
  EXPECT_EQ(quantize_multiplier(0x1p-33), Multiplier31{});
}

TEST(ConvolutionFactor, RoundsTheProductOfScalesForUint8Only) {
  const float a = 1 + 0x1p-23f;  // a * a = 1 + 2^-22 + 2^-46: the last term is lost in float
  EXPECT_EQ(convolution_factor(DataType::kUint8, a, a, 1), 1 + 0x1p-22);
  EXPECT_EQ(convolution_factor(DataType::kInt8, a, a, 1), 1 + 0x1p-22 + 0x1p-46);
  EXPECT_EQ(fully_connected_factor(a, a, 1), 1 + 0x1p-22 + 0x1p-46);
}

TEST(AddMultipliers, PutTheLargerInputAtOneHalf) {
  const AddMultipliers m = add_multipliers(0.5f, 0.125f, 0.25f);
  EXPECT_EQ(m.a, (Multiplier31{1 << 30, 0}));
  EXPECT_EQ(m.b, (Multiplier31{1 << 30, -2}));
  EXPECT_EQ(m.output, (Multiplier31{1 << 30, -17}));  // 2 * 0.5 / (2^20 * 0.25) = 2^-18
}

TEST(AddRescaled, RoundsTheExactSum) {
  const AddMultipliers m = add_multipliers(0.5f, 0.125f, 0.25f);  // out = 2a + b/2
  EXPECT_EQ(add_rescaled(10, 4, m), 22);
  EXPECT_EQ(add_rescaled(10, 5, m), 23);       // 22.5
  EXPECT_EQ(add_rescaled(-10, -5, m), -23);    // -22.5
  EXPECT_EQ(add_rescaled(255, -255, m), 383);  // 382.5
}

TEST(ClampRange, RoundsBoundsInsteadOfTruncating) {
  EXPECT_EQ(clamp_range(DataType::kUint8, 0.0361f, 0, 0, 6), (ClampRange{0, 166}));  // 166.2
  EXPECT_EQ(clamp_range(DataType::kInt8, 0.0361f, -128, 0, 6), (ClampRange{-128, 38}));
  EXPECT_EQ(clamp_range(DataType::kInt8, 0.0355f, -128, 0, 6), (ClampRange{-128, 41}));  // 169.01
  EXPECT_EQ(clamp_range(DataType::kInt8, 0.0356f, -128, 0, 6), (ClampRange{-128, 41}));  // 168.54, truncated 168
  EXPECT_EQ(clamp_range(DataType::kInt8, 4, 3, -6, 6), (ClampRange{1, 5}));              // 1.5 away from zero
}

TEST(ClampRange, StaysInsideTheType) {
  EXPECT_EQ(clamp_range(DataType::kInt8, 0.01f, -10, 0, 6), (ClampRange{-10, 127}));
  EXPECT_EQ(clamp_range(DataType::kUint8, 0.5f, 128, -1, 1), (ClampRange{126, 130}));
  EXPECT_EQ(clamp_range(DataType::kInt8, 0.5f, 0, -kUnbounded, kUnbounded), (ClampRange{-128, 127}));
  EXPECT_EQ(clamp_range(DataType::kUint8, 1e-38f, 0, 0, 6), (ClampRange{0, 255}));
}

}  // namespace
}  // namespace octet
