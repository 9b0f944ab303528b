// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// fma.sv against the host's fmaf with subnormals flushed (base/float_arithmetic.h), bit by bit, for fp32 and bf16
// factors: every triple of special operands, then random ones of every class, ten million with OCTET_TEST_FULL=1.
// OCTET_TEST_SEED replays a failure.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <random>

#include "base/float_arithmetic.h"
#include "rtl/blocks.h"

namespace octet {
namespace {

// Factors have `fraction_bits`; narrower ones than fp32 are the upper bits of an fp32 number.
class Fma : public testing::TestWithParam<int> {
 protected:
  int dropped_ = 23 - GetParam();
  FmaBlock block_{GetParam()};
  std::mt19937_64 random_{std::getenv("OCTET_TEST_SEED") ? std::strtoull(std::getenv("OCTET_TEST_SEED"), nullptr, 10)
                                                         : 1};

  std::uint32_t factor(std::uint32_t bits) const { return bits >> dropped_ << dropped_; }
  static float value(std::uint32_t bits) { return std::bit_cast<float>(bits); }
  std::uint64_t any(std::uint64_t count) { return random_() % count; }
  std::uint32_t any_bits() { return static_cast<std::uint32_t>(random_()); }
  // A number of this biased exponent; often with few ones or few zeros in its fraction, which make ties.
  std::uint32_t any_of_exponent(std::int64_t exponent) {
    const auto clamped = static_cast<std::uint32_t>(std::clamp<std::int64_t>(exponent, 0, 255));
    std::uint32_t fraction = any_bits() & 0x7fffff;
    if (any(3) == 0) fraction &= 0x7fffffu << any(24);
    if (any(6) == 0) fraction = ~fraction & 0x7fffff;
    return (any_bits() & 0x80000000u) | clamped << 23 | fraction;
  }

  ::testing::AssertionResult equal(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    const auto expected = std::bit_cast<std::uint32_t>(fused_multiply_add(value(a), value(b), value(c)));
    const std::uint32_t result = block_.fma(a >> dropped_, b >> dropped_, c);
    if (result == expected) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << fmt::format("{:08x} * {:08x} + {:08x} is {:08x}, the RTL says {:08x}", a, b,
                                                        c, expected, result);
  }
};

TEST_P(Fma, SpecialOperandsEqualTheHost) {
  std::vector<std::uint32_t> magnitudes = {0,          1,          0x7fffff,   0x800000,   0x800001,   0x7f7fffff,
                                           0x7f800000, 0x7f800001, 0x7fc00000, 0x7fffffff, 0x10000,    0x7f0000,
                                           0x810000,   0x7f7f0000, 0x7f810000, 0x3f800000, 0x3f7f0000, 0x3f7fffff,
                                           0x3f800001, 0x3f810000, 0x1f800000, 0x20000000, 0x5f800000, 0x0c000000,
                                           0x40000000, 0x34000000, 0x33800000, 0x33000000, 0x4b000000, 0x4b800000};
  std::vector<std::uint32_t> all = magnitudes;
  for (const std::uint32_t bits : magnitudes) all.push_back(bits | 0x80000000u);
  for (const std::uint32_t a : all)
    for (const std::uint32_t b : all)
      for (const std::uint32_t c : all) ASSERT_TRUE(equal(factor(a), factor(b), c));
}

TEST_P(Fma, RandomOperandsEqualTheHost) {
  const char* full = std::getenv("OCTET_TEST_FULL");
  const std::int64_t cases = full && *full == '1' ? 10'000'000 : 200'000;
  for (std::int64_t i = 0; i < cases; ++i) {
    const auto ea = static_cast<std::int64_t>(any(256));
    std::int64_t product = ea + static_cast<std::int64_t>(any(256)) - 127;  // its exponent
    if (i % 4 == 1) product = static_cast<std::int64_t>(any(8)) - 4;        // results near the least one
    if (i % 16 == 2) product = 250 + static_cast<std::int64_t>(any(8));     // and near the largest
    const std::uint32_t a = factor(any_of_exponent(ea)), b = factor(any_of_exponent(product + 127 - ea));
    std::uint32_t c = any_of_exponent(product + static_cast<std::int64_t>(any(64)) - 32);
    if (i % 5 == 0) {  // cancels all but the last bits
      c = std::bit_cast<std::uint32_t>(-value(a) * value(b)) + static_cast<std::uint32_t>(any(5)) - 2;
    } else if (i % 5 == 1) {
      c = any_bits();
    }
    ASSERT_TRUE(equal(a, b, c)) << "case " << i;
  }
}

// What rounds up to 2^-126 from below is flushed unless it also would with exponents below -126: 2^-126 - 2^-150 is
// flushed, 2^-126 - 2^-151 (a tie, to even) is not.
TEST_P(Fma, TheLeastResultIsRoundedAsIfExponentsHadNoEnd) {
  const std::uint32_t least = 0x00800000;
  const auto power = [](int exponent) { return static_cast<std::uint32_t>(127 + exponent) << 23; };
  EXPECT_EQ(block_.fma((power(-75) | 0x80000000u) >> dropped_, power(-75) >> dropped_, least), 0u);
  EXPECT_EQ(block_.fma((power(-75) | 0x80000000u) >> dropped_, power(-76) >> dropped_, least), least);
  EXPECT_EQ(block_.fma(power(-75) >> dropped_, power(-75) >> dropped_, least | 0x80000000u), 0x80000000u);
}

std::string format_of(const testing::TestParamInfo<int>& info) { return info.param == 23 ? "fp32" : "bf16"; }
INSTANTIATE_TEST_SUITE_P(Factors, Fma, testing::Values(23, 7), format_of);

}  // namespace
}  // namespace octet
