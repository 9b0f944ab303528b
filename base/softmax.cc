// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "base/softmax.h"

namespace octet {

// Newton's iteration for 1/d, d = (1 + a)/2 in [1/2, 1), from the minimax line 48/17 - 32/17 d; x is Q2.29.
std::int32_t reciprocal_of_one_plus(std::int32_t a) {
  constexpr std::int64_t kOne = std::int64_t{1} << 31;
  constexpr std::int32_t k48Over17 = 1515870810, k32Over17 = 1010580540;  // times 2^29
  const auto multiply = saturating_rounding_doubling_high_mul;
  const auto half_denominator = static_cast<std::int32_t>((a + kOne) / 2);
  std::int32_t x = k48Over17 + multiply(half_denominator, -k32Over17);
  for (int i = 0; i < 3; ++i) {
    const std::int32_t remainder = (1 << 29) - multiply(half_denominator, x);
    x += multiply(x, remainder) * 4;  // |remainder| is below 2^25: nothing saturates
  }
  // x/2 is 1/(1 + a): read x as Q1.30, then widen to Q0.31.
  return static_cast<std::int32_t>(std::min(std::int64_t{x} * 2, kOne - 1));
}

}  // namespace octet
