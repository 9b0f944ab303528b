// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The arithmetic of float machines, bit by bit what their RTL does: one rounding, to nearest, ties to even; subnormal
// operands are zeros of their sign, and so is a result below 2^-126 after rounding. Every NaN is 7fc00000.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
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

}  // namespace octet
