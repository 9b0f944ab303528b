// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Softmax on 8-bit codes from exponentials in Q0.31, as TFLite's reference kernel computes it. Qi.f: f fractional bits
// of an int32.
#pragma once
#include <bit>
#include <cstdint>

#include "base/fixed_point.h"

namespace octet {

inline constexpr int kSoftmaxSumIntegerBits = 12;  // the sum of a row's exponentials: Q12.19
inline constexpr std::int32_t kSoftmaxHighest = 255;

// 1 / (1 + a) for a in [0, 1): both in Q0.31.
std::int32_t reciprocal_of_one_plus(std::int32_t a);

// What an exponential (Q0.31, not negative) adds to its row's sum, which is taken modulo 2^32.
inline std::uint32_t softmax_term(std::int32_t exponential) {
  return static_cast<std::uint32_t>(rounding_divide_by_pot(exponential, kSoftmaxSumIntegerBits));
}

// A row's sum as a factor: exponential * reciprocal / 2^31 / 2^right is in steps of 1/256.
struct SoftmaxFactor {
  explicit SoftmaxFactor(std::uint32_t sum) {
    if (sum == 0) sum = 1;  // which only rows of 8192 elements and more wrap to
    // sum = (1 + fraction) * 2^(31 - headroom), so 1/sum needs the reciprocal of 1 + fraction only.
    const int headroom = std::countl_zero(sum);
    reciprocal = reciprocal_of_one_plus(static_cast<std::int32_t>((sum << headroom) - (1u << 31)));
    right = kSoftmaxSumIntegerBits - headroom + 31 - 8;
  }
  // The output's code less the lowest one.
  std::int32_t step(std::int32_t exponential) const {
    // Above 31 bits (rows of 512 equal codes and more) the quotient is below half a unit.
    if (right > 31) return 0;
    const std::int32_t quotient = saturating_rounding_doubling_high_mul(reciprocal, exponential);
    return std::min(rounding_divide_by_pot(quotient, right), kSoftmaxHighest);
  }

  std::int32_t reciprocal;
  int right;
};

}  // namespace octet
