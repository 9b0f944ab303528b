// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Turning real factors into fixed-point multipliers; runs once per layer or channel, not per element.
#include "base/fixed_point.h"

#include <cmath>

#include "base/error.h"

namespace octet {
namespace {

struct Significand {
  std::int64_t value;
  int shift;
};

// factor = value / 2^bits * 2^shift, value in [2^(bits-1), 2^bits).
Significand split(double factor, int bits) {
  OCTET_CHECK(std::isfinite(factor) && factor >= 0, "factor {}", factor);
  int shift = 0;
  const double significand = std::frexp(factor, &shift);
  std::int64_t value = std::llround(std::ldexp(significand, bits));
  if (value == std::int64_t{1} << bits) {
    value /= 2;
    ++shift;
  }
  return {value, value == 0 ? 0 : shift};
}

}  // namespace

Multiplier31 quantize_multiplier(double factor) {
  const Significand s = split(factor, 31);
  if (s.shift < -31) return {};
  return {static_cast<std::int32_t>(s.value), s.shift};
}

Multiplier40 quantize_multiplier_40(double factor) {
  const Significand s = split(factor, 40);
  return {s.value, s.shift};
}

double convolution_factor(DataType file_type, float input_scale, float weight_scale, float output_scale) {
  const double product = file_type == DataType::kUint8 ? static_cast<double>(input_scale * weight_scale)
                                                       : static_cast<double>(input_scale) * weight_scale;
  return product / output_scale;
}

double fully_connected_factor(float input_scale, float weight_scale, float output_scale) {
  return static_cast<double>(input_scale) * weight_scale / output_scale;
}

AddMultipliers add_multipliers(float scale_a, float scale_b, float scale_output) {
  const double common = 2 * static_cast<double>(std::max(scale_a, scale_b));
  return {quantize_multiplier(scale_a / common), quantize_multiplier(scale_b / common),
          quantize_multiplier(common / ((1 << kAddLeftShift) * static_cast<double>(scale_output)))};
}

ClampRange clamp_range(DataType file_type, float scale, std::int32_t zero_point, float low, float high) {
  OCTET_CHECK(file_type == DataType::kInt8 || file_type == DataType::kUint8, "type {}", name_of(file_type));
  ClampRange range = file_type == DataType::kUint8 ? ClampRange{0, 255} : ClampRange{-128, 127};
  const auto code = [&](float bound) {
    const double rounded = std::round(bound / scale);  // float division, exact widening
    return static_cast<std::int32_t>(std::clamp(rounded + zero_point, -1e9, 1e9));
  };
  if (std::isfinite(low)) range.min = std::max(range.min, code(low));
  if (std::isfinite(high)) range.max = std::min(range.max, code(high));
  return range;
}

}  // namespace octet
