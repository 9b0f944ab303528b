// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Host operators against values recorded from the oracle (single-operator models, ai-edge-litert 2.3.0,
// BUILTIN_REF) and against real arithmetic.
#include "models/host_operators.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/error.h"

namespace octet {
namespace {

template <class T>
std::vector<int> softmax_of(std::vector<T> codes, float scale, double beta = 1) {
  std::vector<T> out(codes.size());
  softmax(codes.data(), 1, static_cast<std::int64_t>(codes.size()), softmax_scaling(beta, scale), out.data());
  return {out.begin(), out.end()};
}
using Int8s = std::vector<std::int8_t>;
using Uint8s = std::vector<std::uint8_t>;
using Ints = std::vector<int>;

TEST(Softmax, GivesTheOraclesCodes) {
  EXPECT_EQ(softmax_of(Int8s{0, 10, 20, 30, -128, 25}, 0.1f), (Ints{-122, -112, -84, -9, -128, -56}));
  EXPECT_EQ(softmax_of(Uint8s{200, 210, 220, 230, 225, 0}, 0.1f), (Ints{6, 16, 44, 119, 72, 0}));
  EXPECT_EQ(softmax_of(Uint8s{0, 10, 20, 30, 255, 245}, 0.1f), (Ints{0, 0, 0, 0, 187, 69}));
  EXPECT_EQ(softmax_of(Int8s{-128, -90, -60, 0, 55, 90, 127}, 0.0125f, 2),
            (Ints{-128, -127, -127, -121, -102, -65, 30}));
  EXPECT_EQ(softmax_of(Int8s{-128, 127, 126, 125, 124, 123, 122, 106}, 1.5f),
            (Ints{-128, 71, -84, -118, -126, -128, -128, -128}));
}

TEST(Softmax, KeepsTheErrorOfFixedPoint) {
  // Real arithmetic gives 251.49999 for the middle one, hence 123; the oracle says 124.
  EXPECT_EQ(softmax_of(Int8s{-46, 102, -68}, 0.03f), (Ints{-125, 124, -126}));
}

TEST(Softmax, OfOneElementIsTheHighestCode) {
  EXPECT_EQ(softmax_of(Int8s{-7}, 0.1f), Ints{127});
  EXPECT_EQ(softmax_of(Uint8s{7}, 0.1f), Ints{255});
}

TEST(Softmax, TreatsRowsSeparatelyAndInPlace) {
  Int8s codes{0, 10, 20, 30, -128, 25, 0, 10, 20, 30, -128, 25};
  softmax(codes.data(), 2, 6, softmax_scaling(1, 0.1f), codes.data());
  EXPECT_EQ(codes, (Int8s{-122, -112, -84, -9, -128, -56, -122, -112, -84, -9, -128, -56}));
}

TEST(Softmax, OfManyEqualCodesRoundsToZero) {
  EXPECT_EQ(softmax_of(Int8s(600, 3), 0.1f), Ints(600, -128));  // 256/600 is below one half
  EXPECT_EQ(softmax_of(Int8s(300, 3), 0.1f), Ints(300, -127));  // 256/300 is above
}

TEST(Softmax, ScalingRefusesWhatTheFormatCannotHold) { EXPECT_THROW(softmax_scaling(1, 1e-9f), Error); }

TEST(ExpOfNegative, IsOffByNoMoreThanItsSeries) {
  EXPECT_EQ(exp_of_negative(0), std::numeric_limits<std::int32_t>::max());
  for (std::int64_t a = -(std::int64_t{1} << 31) + 1; a < 0; a += 104729) {
    const double expected = std::exp(std::ldexp(static_cast<double>(a), -26));
    const double actual = std::ldexp(exp_of_negative(static_cast<std::int32_t>(a)), -31);
    ASSERT_NEAR(actual, expected, 3e-7) << a;  // first term left out: (1/8)^5 / 120 = 2.5e-7
  }
}

TEST(Quantize, RoundsTiesAwayFromZeroAndSaturates) {
  const std::vector<float> x{0.25f, -0.25f, 0.75f, -0.75f, 0.2f, 1000, -1000, 3e38f, -3e38f};
  Int8s int8(x.size());
  quantize(x.data(), static_cast<std::int64_t>(x.size()), 0.5f, 3, int8.data());
  EXPECT_EQ(int8, (Int8s{4, 2, 5, 1, 3, 127, -128, 127, -128}));
  Uint8s uint8(x.size());
  quantize(x.data(), static_cast<std::int64_t>(x.size()), 0.5f, 3, uint8.data());
  EXPECT_EQ(uint8, (Uint8s{4, 2, 5, 1, 3, 255, 0, 255, 0}));
}

TEST(Quantize, DividesInFloat) {
  // 0.35 / 0.1: in float exactly 3.5, hence 4; the quotient of the same two floats in double is below.
  const float x = 0.35f, scale = 0.1f;
  ASSERT_LT(static_cast<double>(x) / scale, 3.5);
  std::int8_t code = 0;
  quantize(&x, 1, scale, 0, &code);
  EXPECT_EQ(code, 4);
}

TEST(Quantize, TakesNanAsTheLowestCode) {
  const float x = std::numeric_limits<float>::quiet_NaN();
  std::int8_t code = 0;
  quantize(&x, 1, 0.1f, 5, &code);
  EXPECT_EQ(code, -128);
}

TEST(Dequantize, MultipliesInDouble) {
  const Int8s int8{-128, 0, 127};
  std::vector<float> values(3);
  dequantize(int8.data(), 3, 0.1f, -28, values.data());
  EXPECT_EQ(values, (std::vector<float>{static_cast<float>(0.1f * -100.0), static_cast<float>(0.1f * 28.0),
                                        static_cast<float>(0.1f * 155.0)}));
  const Uint8s uint8{0, 255};
  dequantize(uint8.data(), 2, 0.5f, 255, values.data());
  EXPECT_EQ(values[0], -127.5f);
  EXPECT_EQ(values[1], 0.0f);
}

TEST(QuantizeDequantize, AreInverseOnEveryCode) {
  Uint8s codes(256), back(256);
  std::iota(codes.begin(), codes.end(), std::uint8_t{0});
  std::vector<float> values(256);
  dequantize(codes.data(), 256, 0.0173f, 77, values.data());
  quantize(values.data(), 256, 0.0173f, 77, back.data());
  EXPECT_EQ(back, codes);
}

}  // namespace
}  // namespace octet
