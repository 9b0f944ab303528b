// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The requantizer with AVX-512, sixteen channels at a time. Tables that shift right take fewer steps than
// vector_kernel_avx2.cc, whose steps serve the others.
#include "sim/functional_simd.h"

#ifdef OCTET_X86
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own header leaves the don't-care operand of these intrinsics uninitialized on purpose and warns of it.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include <algorithm>

#include "sim/vector_kernel_parts.h"

namespace octet::vector_parts {
namespace {

OCTET_AVX512 inline __m512i load(const std::int32_t* from) { return _mm512_loadu_si512(from); }

// floor((x * multiplier + 2^30) / 2^31) for multipliers of 31 bits; multiplier_odd: of the odd lanes.
OCTET_AVX512 inline __m512i doubling_high_mul(__m512i x, __m512i multiplier, __m512i multiplier_odd) {
  const __m512i nudge = _mm512_set1_epi64(std::int64_t{1} << 30);
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(x, multiplier), nudge);
  const __m512i odd = _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(x, 32), multiplier_odd), nudge);
  return _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
}

OCTET_AVX512 void requantize_16(const ChannelTable& t, std::int64_t c, const PixelRow& row) {
  const __m512i one = _mm512_set1_epi32(1);
  const __m512i multiplier = load(t.multiplier + c), multiplier_odd = _mm512_srli_epi64(multiplier, 32);
  const __m512i right = load(t.right + c), left = load(t.left + c), bias = load(t.bias + c);
  const __m512i mask = _mm512_sub_epi32(_mm512_sllv_epi32(one, right), one), half = _mm512_srli_epi32(mask, 1);
  const __m512i weight = load(t.zero_point_weight + c), zero_point = load(t.zero_point + c);
  const __m512i low = load(t.low + c), high = load(t.high + c);
  for (std::int64_t p = 0; p < row.pixels; ++p) {
    __m512i x = _mm512_add_epi32(load(row.acc + p * row.acc_pitch), bias);
    if (t.has_weight_zero_points) x = _mm512_sub_epi32(x, _mm512_mullo_epi32(weight, _mm512_set1_epi32(row.sums[p])));
    x = doubling_high_mul(_mm512_sllv_epi32(x, left), multiplier, multiplier_odd);
    const __m512i threshold = _mm512_add_epi32(half, _mm512_srli_epi32(x, 31));
    const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(x, mask), threshold);
    x = _mm512_srav_epi32(x, right);
    x = _mm512_mask_add_epi32(x, up, x, one);
    x = _mm512_add_epi32(_mm512_min_epi32(_mm512_max_epi32(x, low), high), zero_point);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(row.out + p * row.out_pitch), _mm512_cvtepi32_epi8(x));
  }
}

// The `lanes` first of sixteen channels of a table that shifts right. Half away from zero: a negative x less
// one rounds half up. ((x >> (r - 1)) + 1 + 2 * zero point) >> 1 is the code before the clamp, |.| < 2^31.
OCTET_AVX512 void requantize_shifting_right(const ChannelTable& t, std::int64_t c, const PixelRow& row,
                                            __mmask16 lanes) {
  auto load_lanes = [&](const std::int32_t* from) OCTET_AVX512 { return _mm512_maskz_loadu_epi32(lanes, from + c); };
  const __m512i one = _mm512_set1_epi32(1), zero_point = load_lanes(t.zero_point);
  const __m512i multiplier = load_lanes(t.multiplier), multiplier_odd = _mm512_srli_epi64(multiplier, 32);
  const __m512i shift = _mm512_sub_epi32(load_lanes(t.right), one);
  const __m512i offset = _mm512_add_epi32(_mm512_slli_epi32(zero_point, 1), one);
  const __m512i bias = load_lanes(t.bias), weight = load_lanes(t.zero_point_weight);
  const __m128i low = _mm512_cvtepi32_epi8(_mm512_add_epi32(load_lanes(t.low), zero_point));
  const __m128i high = _mm512_cvtepi32_epi8(_mm512_add_epi32(load_lanes(t.high), zero_point));
  for (std::int64_t p = 0; p < row.pixels; ++p) {
    __m512i x = _mm512_add_epi32(_mm512_maskz_loadu_epi32(lanes, row.acc + p * row.acc_pitch), bias);
    if (t.has_weight_zero_points) x = _mm512_sub_epi32(x, _mm512_mullo_epi32(weight, _mm512_set1_epi32(row.sums[p])));
    x = doubling_high_mul(x, multiplier, multiplier_odd);
    x = _mm512_srav_epi32(_mm512_add_epi32(x, _mm512_srai_epi32(x, 31)), shift);
    x = _mm512_srai_epi32(_mm512_add_epi32(x, offset), 1);
    const __m128i codes = _mm_min_epi8(_mm_max_epi8(_mm512_cvtsepi32_epi8(x), low), high);
    if (lanes == 0xFFFF)
      _mm_storeu_si128(reinterpret_cast<__m128i*>(row.out + p * row.out_pitch), codes);
    else
      _mm_mask_storeu_epi8(row.out + p * row.out_pitch, lanes, codes);
  }
}

OCTET_AVX512 void requantize_avx512(const ChannelTable& table, std::int64_t first, std::int64_t count,
                                    const PixelRow& row) {
  PixelRow rest = row;
  std::int64_t done = 0;
  if (table.shifts_right) {
    for (; done < count; done += 16, rest.acc += 16, rest.out += 16) {
      const std::int64_t lanes = std::min<std::int64_t>(16, count - done);
      requantize_shifting_right(table, first + done, rest, static_cast<__mmask16>(0xFFFF >> (16 - lanes)));
    }
    return;
  }
  for (; !table.single && done + 16 <= count; done += 16, rest.acc += 16, rest.out += 16)
    requantize_16(table, first + done, rest);
  if (done < count) avx2().requantize(table, first + done, count - done, rest);
}

}  // namespace

const Parts& avx512() {
  static const Parts parts{requantize_avx512, depthwise_avx2, add_avx2};
  return parts;
}

}  // namespace octet::vector_parts
#endif
