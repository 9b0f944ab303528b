// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The vector kernel's inner loops with AVX2, eight channels at a time, equal bit for bit to
// base/fixed_point.h; channels that fill no group take the portable loops.
#include "sim/functional_simd.h"

#ifdef OCTET_X86
#include <immintrin.h>

#include "sim/vector_kernel_parts.h"

namespace octet::vector_parts {
namespace {

OCTET_AVX2 inline __m256i load(const std::int32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
OCTET_AVX2 inline __m128i load8(const std::int8_t* from) {
  return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
}

// saturating_rounding_doubling_high_mul for b >= 0 (no saturation): a truncating division after the signed
// nudge equals floor((a*b + 2^30) / 2^31), whose low 32 bits a logical shift gives as well.
OCTET_AVX2 inline __m256i doubling_high_mul(__m256i a, __m256i b, __m256i b_odd) {
  const __m256i nudge = _mm256_set1_epi64x(std::int64_t{1} << 30);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(a, b), nudge);
  const __m256i odd = _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(a, 32), b_odd), nudge);
  return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
}

// x / 2^right, half away; mask = 2^right - 1, half = mask / 2.
OCTET_AVX2 inline __m256i rounding_divide(__m256i x, __m256i right, __m256i mask, __m256i half) {
  const __m256i threshold = _mm256_add_epi32(half, _mm256_srli_epi32(x, 31));
  const __m256i up = _mm256_cmpgt_epi32(_mm256_and_si256(x, mask), threshold);
  return _mm256_sub_epi32(_mm256_srav_epi32(x, right), up);
}

// A positive multiplier below one and its right shift, in every lane's own or one value for all.
struct Scaler {
  __m256i multiplier, multiplier_odd, right, mask, half;
};
OCTET_AVX2 inline Scaler scaler(__m256i multiplier, __m256i right) {
  const __m256i one = _mm256_set1_epi32(1);
  const __m256i mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
  return {multiplier, _mm256_srli_epi64(multiplier, 32), right, mask, _mm256_srli_epi32(mask, 1)};
}
OCTET_AVX2 inline __m256i apply(const Scaler& s, __m256i x) {
  return rounding_divide(doubling_high_mul(x, s.multiplier, s.multiplier_odd), s.right, s.mask, s.half);
}

// Eight int32 of int8 range as eight bytes.
OCTET_AVX2 inline void store_codes(std::uint8_t* to, __m256i codes) {
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(codes), _mm256_extracti128_si256(codes, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packs_epi16(words, words));
}
OCTET_AVX2 inline __m256i clamp_and_offset(__m256i x, __m256i low, __m256i high, __m256i zero_point) {
  return _mm256_add_epi32(_mm256_min_epi32(_mm256_max_epi32(x, low), high), zero_point);
}

OCTET_AVX2 void requantize_group(const ChannelTable& t, std::int64_t c, const PixelRow& row) {
  const Scaler scale = scaler(load(t.multiplier + c), load(t.right + c));
  const __m256i left = load(t.left + c), bias = load(t.bias + c), weight = load(t.zero_point_weight + c);
  const __m256i low = load(t.low + c), high = load(t.high + c), zero_point = load(t.zero_point + c);
  for (std::int64_t p = 0; p < row.pixels; ++p) {
    __m256i value = _mm256_add_epi32(load(row.acc + p * row.acc_pitch), bias);
    if (t.has_weight_zero_points)
      value = _mm256_sub_epi32(value, _mm256_mullo_epi32(weight, _mm256_set1_epi32(row.sums[p])));
    value = apply(scale, _mm256_sllv_epi32(value, left));
    store_codes(row.out + p * row.out_pitch, clamp_and_offset(value, low, high, zero_point));
  }
}

OCTET_AVX2 void requantize_avx2(const ChannelTable& table, std::int64_t first, std::int64_t count,
                                const PixelRow& row) {
  PixelRow rest = row;
  std::int64_t done = 0;
  for (; !table.single && done + 8 <= count; done += 8, rest.acc += 8, rest.out += 8)
    requantize_group(table, first + done, rest);
  if (done < count) requantize_portable(table, first + done, count - done, rest);
}

OCTET_AVX2 inline __m256i weights_at(const std::int16_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
OCTET_AVX2 inline void put(std::int32_t* to, __m256i value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value);
}

// Products of codes and nine-bit weights: two of them fit int32, so pmaddwd is exact.
OCTET_AVX2 void depthwise_16(const std::int8_t* const* taps, const std::int16_t* weights, std::int64_t pairs,
                             std::int64_t c, std::int32_t* acc) {
  __m256i low = _mm256_setzero_si256(), high = low;
  for (std::int64_t p = 0; p < pairs; ++p, weights += 2 * kGroup) {
    const __m128i even = _mm_loadu_si128(reinterpret_cast<const __m128i*>(taps[2 * p] + c));
    const __m128i odd = _mm_loadu_si128(reinterpret_cast<const __m128i*>(taps[2 * p + 1] + c));
    const __m256i x_low = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(even, odd));
    const __m256i x_high = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(even, odd));
    low = _mm256_add_epi32(low, _mm256_madd_epi16(x_low, weights_at(weights)));
    high = _mm256_add_epi32(high, _mm256_madd_epi16(x_high, weights_at(weights + pairs * 2 * kGroup)));
  }
  put(acc + c, low);
  put(acc + c + 8, high);
}

OCTET_AVX2 void depthwise_8(const std::int8_t* const* taps, const std::int16_t* weights, std::int64_t pairs,
                            std::int64_t c, std::int32_t* acc) {
  __m256i total = _mm256_setzero_si256();
  for (std::int64_t p = 0; p < pairs; ++p, weights += 2 * kGroup) {
    const __m128i both = _mm_unpacklo_epi8(load8(taps[2 * p] + c), load8(taps[2 * p + 1] + c));
    total = _mm256_add_epi32(total, _mm256_madd_epi16(_mm256_cvtepi8_epi16(both), weights_at(weights)));
  }
  put(acc + c, total);
}

}  // namespace

OCTET_AVX2 void depthwise_avx2(const std::int8_t* const* taps, const DepthwiseWeights& weights, std::int32_t* acc) {
  const std::int64_t group = weights.pairs * 2 * kGroup;
  std::int64_t c = 0;
  for (; c + 16 <= weights.channels; c += 16)
    depthwise_16(taps, weights.packed + c / kGroup * group, weights.pairs, c, acc);
  for (; c + 8 <= weights.channels; c += 8)
    depthwise_8(taps, weights.packed + c / kGroup * group, weights.pairs, c, acc);
  if (c < weights.channels) depthwise_portable_from(c, taps, weights, acc);
}

namespace {

OCTET_AVX2 inline Scaler scaler(const Multiplier31& m) {
  return scaler(_mm256_set1_epi32(m.value), _mm256_set1_epi32(-m.shift));
}
OCTET_AVX2 inline __m256i input_of_add(const Scaler& scale, __m256i zero_point, const std::int8_t* from) {
  const __m256i code = _mm256_sub_epi32(_mm256_cvtepi8_epi32(load8(from)), zero_point);
  return apply(scale, _mm256_slli_epi32(code, kAddLeftShift));
}

}  // namespace

OCTET_AVX2 void add_avx2(const AddTable& table, const std::int8_t* a, const std::int8_t* b, std::int64_t count,
                         std::uint8_t* out) {
  const Scaler scale_a = scaler(table.multipliers.a), scale_b = scaler(table.multipliers.b);
  const Scaler scale_out = scaler(table.multipliers.output);
  const __m256i zero_a = _mm256_set1_epi32(table.zero_point_a), zero_b = _mm256_set1_epi32(table.zero_point_b);
  const __m256i zero_point = _mm256_set1_epi32(table.zero_point);
  const __m256i low = _mm256_set1_epi32(table.low), high = _mm256_set1_epi32(table.high);
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i sum = _mm256_add_epi32(input_of_add(scale_a, zero_a, a + i), input_of_add(scale_b, zero_b, b + i));
    store_codes(out + i, clamp_and_offset(apply(scale_out, sum), low, high, zero_point));
  }
  if (i < count) add_portable(table, a + i, b + i, count - i, out + i);
}

const Parts& avx2() {
  static const Parts parts{requantize_avx2, depthwise_avx2, add_avx2};
  return parts;
}

}  // namespace octet::vector_parts
#endif
