// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators that run on the modelled host: SOFTMAX on 8-bit codes, float QUANTIZE and DEQUANTIZE, bit
// for bit as TFLite's reference kernels (docs/numerics.md). Codes are in the file's own type.
#pragma once
#include <array>
#include <cstdint>

#include "base/fixed_point.h"

namespace octet {

// beta * input scale as a fixed-point factor onto Q5.26, and the smallest code difference whose
// exponential is not taken as zero.
struct SoftmaxScaling {
  Multiplier31 multiplier;
  std::int32_t smallest_difference = 0;
};
SoftmaxScaling softmax_scaling(double beta, float input_scale);

// exp(a) for a <= 0: a in Q5.26, the result in Q0.31 (1 saturates to 2^31 - 1).
std::int32_t exp_of_negative(std::int32_t a);
// The exponentials of differences 0 to -255 in Q0.31; 0 below the smallest one, which adds nothing to a sum and gives
// the lowest code, as TFLite does without taking it.
std::array<std::int32_t, 256> softmax_exponentials(const SoftmaxScaling& scaling);

// Softmax along the last dimension of a [rows, depth] tensor; the output has scale 1/256 and the
// lowest code of its type as zero point. T: int8_t or uint8_t.
template <class T>
void softmax(const T* input, std::int64_t rows, std::int64_t depth, const SoftmaxScaling& scaling, T* output);

// clamp(round(x / scale) + zero point), the division in float, half away; beyond the range of int32
// it saturates, NaN becomes the lowest code. T: int8_t or uint8_t.
template <class T>
void quantize(const float* input, std::int64_t elements, float scale, std::int32_t zero_point, T* output);

// scale * (code - zero point), the product in double, then rounded to float.
template <class T>
void dequantize(const T* input, std::int64_t elements, float scale, std::int32_t zero_point, float* output);

}  // namespace octet
