// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The fixed-point rules against their definitions in wide integers and in double, on random values.
// OCTET_TEST_SEED replays a failure.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "base/fixed_point.h"

namespace octet {
namespace {

constexpr int kCases = 200000;

std::uint64_t test_seed() {
  const char* text = std::getenv("OCTET_TEST_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 1;
}

// Integers of every magnitude: uniform bits, then a random arithmetic shift.
std::int32_t any_int32(std::mt19937_64& random) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(random())) >> (random() % 31);
}
std::int64_t any_significand(std::mt19937_64& random, int bits) {
  const std::int64_t top = std::int64_t{1} << (bits - 1);
  return top + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(top));
}

// floor(numerator / 2^shift + 1/2), in integers.
std::int64_t round_half_up(Int128 numerator, int shift) {
  return static_cast<std::int64_t>(shift == 0 ? numerator : (numerator + (Int128{1} << (shift - 1))) >> shift);
}
std::int64_t round_half_away(Int128 numerator, int shift) {
  return numerator < 0 ? -round_half_up(-numerator, shift) : round_half_up(numerator, shift);
}

// The form in which TFLite writes it: a signed nudge, then a division that truncates.
TEST(FixedPointProperty, HighMulEqualsTheTruncatingDivision) {
  std::mt19937_64 random(test_seed());
  for (int i = 0; i < kCases; ++i) {
    const std::int32_t a = any_int32(random), b = any_int32(random) & ~0xffff;  // low zeros make ties
    const std::int64_t product = std::int64_t{a} * b;
    const std::int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
    if (a == b && a == std::numeric_limits<std::int32_t>::min()) continue;
    ASSERT_EQ(saturating_rounding_doubling_high_mul(a, b), (product + nudge) / (std::int64_t{1} << 31))
        << a << " " << b;
  }
}

TEST(FixedPointProperty, DoubleRoundingIsHalfUpThenHalfAway) {
  std::mt19937_64 random(test_seed());
  for (int i = 0; i < kCases; ++i) {
    const std::int32_t x = any_int32(random);
    const auto multiplier = static_cast<std::int32_t>(any_significand(random, 31));
    const int right = static_cast<int>(random() % 32);
    const std::int64_t first = round_half_up(Int128{x} * multiplier, 31);
    ASSERT_EQ(multiply_by_quantized_multiplier(x, multiplier, -right), round_half_away(first, right))
        << "seed " << test_seed() << ": " << x << " * " << multiplier << " >> " << right;
  }
}

TEST(FixedPointProperty, SingleRoundingIsHalfAwayOfTheExactProduct) {
  std::mt19937_64 random(test_seed());
  for (int i = 0; i < kCases; ++i) {
    const std::int32_t x = any_int32(random);
    const std::int64_t multiplier = any_significand(random, 40);
    const int shift = static_cast<int>(random() % 41) - 40;
    ASSERT_EQ(multiply_single_rounding(x, multiplier, shift), round_half_away(Int128{x} * multiplier, 40 - shift))
        << "seed " << test_seed() << ": " << x << " * " << multiplier << " shift " << shift;
  }
}

// The 40-bit multiplier is the machine's way to compute round(acc * factor) in double. Accumulators
// below 2^20 (K of 64 full-scale products and more) and factors of real layers.
TEST(FixedPointProperty, FortyBitMultiplierEqualsRoundingInDouble) {
  std::mt19937_64 random(test_seed());
  std::uniform_real_distribution<float> scale(0.001f, 0.2f);
  int differences_of_31_bits = 0;
  for (int i = 0; i < kCases; ++i) {
    const double factor = fully_connected_factor(scale(random), scale(random), scale(random));
    const Multiplier40 m = quantize_multiplier_40(factor);
    const Multiplier31 m31 = quantize_multiplier(factor);
    const auto acc = static_cast<std::int32_t>(random() % (1 << 21)) - (1 << 20);
    const auto expected = static_cast<std::int32_t>(std::round(acc * factor));
    ASSERT_EQ(multiply_single_rounding(acc, m.value, m.shift), expected)
        << "seed " << test_seed() << ": " << acc << " * " << factor;
    differences_of_31_bits += multiply_by_quantized_multiplier(acc, m31.value, m31.shift) != expected;
  }
  EXPECT_GT(differences_of_31_bits, 0) << "double rounding would have passed: the cases are too tame";
}

TEST(FixedPointProperty, MultipliersAreTheNearestSignificand) {
  std::mt19937_64 random(test_seed());
  for (int i = 0; i < kCases; ++i) {
    const double factor =
        std::ldexp(1 + static_cast<double>(random() >> 11) * 0x1p-53, static_cast<int>(random() % 60) - 30);
    const Multiplier31 m = quantize_multiplier(factor);
    const Multiplier40 m40 = quantize_multiplier_40(factor);
    ASSERT_LE(std::abs(std::ldexp(m.value, m.shift - 31) / factor - 1), 0x1p-31) << factor;
    ASSERT_LE(std::abs(std::ldexp(static_cast<double>(m40.value), m40.shift - 40) / factor - 1), 0x1p-40) << factor;
    ASSERT_GE(m.value, 1 << 30);
    ASSERT_GE(m40.value, std::int64_t{1} << 39);
    ASSERT_LT(m40.value, std::int64_t{1} << 40);
  }
}

}  // namespace
}  // namespace octet
