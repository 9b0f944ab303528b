// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Softmax in 32-bit fixed point. Qi.f below: f fractional bits of an int32; the product of Qa and Qb
// taken with saturating_rounding_doubling_high_mul has a + b integer bits.
#include "models/host_operators.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/softmax.h"

namespace octet {
namespace {

constexpr int kDifferenceIntegerBits = 5;  // differences: Q5.26
constexpr int kDifferenceFractionBits = 31 - kDifferenceIntegerBits;
constexpr std::int32_t kOne = std::numeric_limits<std::int32_t>::max();

std::int32_t multiply(std::int32_t a, std::int32_t b) { return saturating_rounding_doubling_high_mul(a, b); }

// a * 2^amount, saturated to int32.
std::int32_t saturating_shift_left(std::int32_t a, int amount) {
  const std::int64_t value = std::int64_t{a} * (std::int64_t{1} << amount);
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, std::numeric_limits<std::int32_t>::min(),
                                                            std::numeric_limits<std::int32_t>::max()));
}

// exp(a) for a in [-1/4, 0), Q0.31: Taylor series of degree four around -1/8,
// exp(-1/8) * (1 + x + x^2/2 + x^3/6 + x^4/24) with x = a + 1/8.
std::int32_t exp_of_last_quarter(std::int32_t a) {
  constexpr std::int32_t kExpOfMinusEighth = 1895147668;  // round(exp(-1/8) * 2^31)
  constexpr std::int32_t kThird = 715827883;              // round(2^31 / 3)
  const std::int32_t x = a + (1 << 28);
  const std::int32_t x2 = multiply(x, x);
  const std::int32_t x3 = multiply(x2, x);
  const std::int32_t x4 = multiply(x2, x2);
  const std::int32_t cubic = multiply(rounding_divide_by_pot(x4, 2) + x3, kThird);  // x^3/3 + x^4/12
  const std::int32_t tail = rounding_divide_by_pot(cubic + x2, 1);
  return kExpOfMinusEighth + multiply(kExpOfMinusEighth, x + tail);
}

// Rescaled difference code - max, Q5.26.
std::int32_t scaled_difference(std::int32_t difference, const SoftmaxScaling& s) {
  return multiply(wrapping_shift_left(difference, s.multiplier.shift), s.multiplier.value);
}

template <class T>
void softmax_row(const T* input, std::int64_t depth, const SoftmaxScaling& s, T* output) {
  constexpr std::int32_t kLow = std::numeric_limits<T>::min();
  const std::int32_t max = *std::max_element(input, input + depth);
  const auto exponential = [&](std::int32_t code) {
    const std::int32_t difference = code - max;
    return difference < s.smallest_difference ? 0 : exp_of_negative(scaled_difference(difference, s));
  };
  std::uint32_t sum = 0;
  for (std::int64_t c = 0; c < depth; ++c) sum += softmax_term(exponential(input[c]));
  const SoftmaxFactor factor(sum);
  for (std::int64_t c = 0; c < depth; ++c) output[c] = static_cast<T>(kLow + factor.step(exponential(input[c])));
}

}  // namespace

SoftmaxScaling softmax_scaling(double beta, float input_scale) {
  const double factor =
      std::min(beta * input_scale * (std::int64_t{1} << kDifferenceFractionBits), static_cast<double>(kOne));
  if (!(factor > 1))
    fail(ErrorKind::kModel, "SOFTMAX: beta {} times input scale {} is below the smallest representable factor 2^-26",
         beta, input_scale);
  SoftmaxScaling s{quantize_multiplier(factor), 0};
  const std::int64_t largest = ((std::int64_t{1} << kDifferenceIntegerBits) - 1) << kDifferenceFractionBits;
  s.smallest_difference = -static_cast<std::int32_t>(largest >> s.multiplier.shift);
  return s;
}

std::int32_t exp_of_negative(std::int32_t a) {
  if (a == 0) return kOne;
  // round(exp(-2^k) * 2^31) for k = -2..4: one factor per bit of -a above the last quarter.
  constexpr std::int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  constexpr std::int32_t kQuarter = 1 << (kDifferenceFractionBits - 2);
  const std::int32_t last_quarter = (a & (kQuarter - 1)) - kQuarter;
  std::int32_t result = exp_of_last_quarter(saturating_shift_left(last_quarter, kDifferenceIntegerBits));
  const std::int32_t remainder = last_quarter - a;
  for (int bit = 0; bit < 7; ++bit)
    if (remainder & (kQuarter << bit)) result = multiply(result, kFactors[bit]);
  return result;
}

std::array<std::int32_t, 256> softmax_exponentials(const SoftmaxScaling& scaling) {
  std::array<std::int32_t, 256> exponentials{};
  for (std::int32_t d = 0; d < 256 && -d >= scaling.smallest_difference; ++d)
    exponentials[static_cast<std::size_t>(d)] = exp_of_negative(scaled_difference(-d, scaling));
  return exponentials;
}

template <class T>
void softmax(const T* input, std::int64_t rows, std::int64_t depth, const SoftmaxScaling& scaling, T* output) {
  OCTET_CHECK(depth > 0, "depth {}", depth);
  for (std::int64_t r = 0; r < rows; ++r) softmax_row(input + r * depth, depth, scaling, output + r * depth);
}

template <class T>
void quantize(const float* input, std::int64_t elements, float scale, std::int32_t zero_point, T* output) {
  constexpr double kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  for (std::int64_t i = 0; i < elements; ++i) {
    const double code = static_cast<double>(std::round(input[i] / scale)) + zero_point;
    output[i] = static_cast<T>(code > kLow ? std::min(code, kHigh) : kLow);
  }
}

template <class T>
void dequantize(const T* input, std::int64_t elements, float scale, std::int32_t zero_point, float* output) {
  for (std::int64_t i = 0; i < elements; ++i)
    output[i] = static_cast<float>(static_cast<double>(scale) * (input[i] - zero_point));
}

template void softmax(const std::int8_t*, std::int64_t, std::int64_t, const SoftmaxScaling&, std::int8_t*);
template void softmax(const std::uint8_t*, std::int64_t, std::int64_t, const SoftmaxScaling&, std::uint8_t*);
template void quantize(const float*, std::int64_t, float, std::int32_t, std::int8_t*);
template void quantize(const float*, std::int64_t, float, std::int32_t, std::uint8_t*);
template void dequantize(const std::int8_t*, std::int64_t, float, std::int32_t, float*);
template void dequantize(const std::uint8_t*, std::int64_t, float, std::int32_t, float*);

}  // namespace octet
