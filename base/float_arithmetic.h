// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The arithmetic of float machines, bit by bit what their RTL does: fused multiply-adds rounded once, to nearest, ties
// to even; subnormal operands are zeros of their sign, and so is a result below 2^-126 after rounding. Every NaN is
// 7fc00000.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

namespace octet {

// bf16: the upper half of an fp32 number. narrowed: to nearest, ties to even.
inline float widened(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
inline std::uint16_t narrowed(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if (std::isnan(x)) return 0x7fc0;
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// A subnormal becomes a zero of its sign.
inline float flush_subnormal(float x) {
  return std::fabs(x) < std::numeric_limits<float>::min() ? std::copysign(0.0f, x) : x;
}

// a * b + c of operands that are not subnormal, where std::fma gives +-2^-126: whether that is also the nearest if
// exponents had no end, and not what a number just below was rounded up to. Scaling by 2^64 overflows nothing: with 48
// and 24 bits, the product and c cancel to 2^-126 only if both are below 2^-77, and so is then the smaller factor's
// square.
inline bool least_is_normal(float a, float b, float c) {
  const bool first = std::fabs(a) < std::fabs(b);
  const float scaled = std::fma((first ? a : b) * 0x1p64f, first ? b : a, c * 0x1p64f);
  return std::fabs(scaled) >= 0x1p-62f;
}

// a * b + c.
inline float fused_multiply_add(float a, float b, float c) {
  a = flush_subnormal(a);
  b = flush_subnormal(b);
  c = flush_subnormal(c);
  const float result = std::fma(a, b, c);
  if (std::isnan(result)) return std::bit_cast<float>(0x7fc00000u);
  if (std::fabs(result) > std::numeric_limits<float>::min()) return result;
  if (std::fabs(result) == std::numeric_limits<float>::min() && least_is_normal(a, b, c)) return result;
  return std::copysign(0.0f, result);
}

// 1 / x, to nearest.
inline float reciprocal(float x) {
  const float result = 1.0f / flush_subnormal(x);
  return std::isnan(result) ? std::bit_cast<float>(0x7fc00000u) : flush_subnormal(result);
}

// e^x of numbers up to 0; above, that of 0. x is n ln 2 + r, |r| up to ln 2 / 2; e^r is its Taylor series up to r^6 /
// 720 by Horner's rule: off by 2^-22 of the result at most. Below 2^-126: 0.
inline float exponential(float x) {
  constexpr float kMagic = 0x1.8p23f;  // a sum with it ends at the units
  constexpr float kLog2OfE = 0x1.715476p0f, kLn2High = 0x1.62e43p-1f, kLn2Low = -0x1.05c61p-29f;
  if (x < -128) return 0;
  if (x > 0) x = 0;
  const float shifted = fused_multiply_add(x, kLog2OfE, kMagic), n = fused_multiply_add(1, shifted, -kMagic);
  const float r = fused_multiply_add(n, -kLn2Low, fused_multiply_add(n, -kLn2High, x));
  float power = 1.0f / 720;
  for (const float c : {1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f}) power = fused_multiply_add(power, r, c);
  if (std::isnan(power)) return power;
  const std::int32_t scaled = std::bit_cast<std::int32_t>(power) + (static_cast<std::int32_t>(n) << 23);
  return scaled < 1 << 23 ? 0 : std::bit_cast<float>(scaled);
}

}  // namespace octet
