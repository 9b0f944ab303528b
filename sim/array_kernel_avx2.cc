// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array kernel's inner loops with AVX2: pmaddwd on int16 pairs, which cannot overflow for
// operands of int8 range (the saturating pmaddubsw could).
#include "sim/functional_simd.h"

#ifdef OCTET_X86
#include <immintrin.h>

#include <cstring>

#include "sim/array_kernel_parts.h"

namespace octet::array_parts {
namespace {

OCTET_AVX2 inline __m256i load(const std::int16_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
OCTET_AVX2 inline void store(std::int16_t* to, __m256i value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value);
}

OCTET_AVX2 void widen_avx2(const std::int8_t* in, const std::int8_t* end, std::int64_t count, std::int16_t* out) {
  std::int64_t i = 0;
  for (; i < count && end - (in + i) >= 16; i += 16)
    store(out + i, _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i))));
  for (; i < count; ++i) out[i] = in[i];
}

OCTET_AVX2 std::int32_t sum_avx2(const std::int16_t* row, std::int64_t pairs) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i total = _mm256_setzero_si256();
  std::int64_t i = 0;
  for (; i + 16 <= 2 * pairs; i += 16) total = _mm256_add_epi32(total, _mm256_madd_epi16(load(row + i), ones));
  alignas(32) std::uint32_t lanes[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), total);
  std::uint32_t sum = 0;
  for (std::uint32_t lane : lanes) sum += lane;
  for (; i < 2 * pairs; ++i) sum += static_cast<std::uint32_t>(row[i]);
  return static_cast<std::int32_t>(sum);
}

OCTET_AVX2 inline __m128i load_columns(const std::int8_t* from, int columns) {
  return columns == kPanel ? _mm_loadu_si128(reinterpret_cast<const __m128i*>(from))
                           : _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
}

// columns: kPanel or half of it.
OCTET_AVX2 void pack_avx2(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns,
                          std::int16_t* panel) {
  for (std::int64_t row = 0; row < k; row += 2, panel += 2 * kPanel) {
    const std::int8_t* from = weights + row * pitch;
    const __m128i even = load_columns(from, columns);
    const __m128i odd = row + 1 < k ? load_columns(from + pitch, columns) : _mm_setzero_si128();
    store(panel, _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(even, odd)));
    if (columns == kPanel) store(panel + kPanel, _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(even, odd)));
  }
}

OCTET_AVX2 inline void put(std::int32_t* to, __m256i value, bool add) {
  auto* place = reinterpret_cast<__m256i*>(to);
  _mm256_storeu_si256(place, add ? _mm256_add_epi32(value, _mm256_loadu_si256(place)) : value);
}

template <int Rows>
OCTET_AVX2 void block_rows(const std::int16_t* pixels, std::int64_t pixel_pitch, const std::int16_t* panel,
                           std::int64_t pairs, std::int32_t* out, std::int64_t out_pitch, bool add) {
  __m256i low[Rows], high[Rows];
#pragma GCC unroll 6
  for (int r = 0; r < Rows; ++r) low[r] = high[r] = _mm256_setzero_si256();
  for (std::int64_t p = 0; p < pairs; ++p, panel += 2 * kPanel) {
    const __m256i weights_low = load(panel), weights_high = load(panel + kPanel);
#pragma GCC unroll 6
    for (int r = 0; r < Rows; ++r) {
      std::int32_t pair;
      std::memcpy(&pair, pixels + r * pixel_pitch + 2 * p, sizeof pair);
      const __m256i pixel = _mm256_set1_epi32(pair);
      low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(pixel, weights_low));
      high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(pixel, weights_high));
    }
  }
#pragma GCC unroll 6
  for (int r = 0; r < Rows; ++r) {
    put(out + r * out_pitch, low[r], add);
    put(out + r * out_pitch + 8, high[r], add);
  }
}

void block_avx2(const std::int16_t* pixels, std::int64_t pixel_pitch, const std::int16_t* panel, std::int64_t pairs,
                int rows, std::int32_t* out, std::int64_t out_pitch, bool add) {
  using BlockRows = decltype(&block_rows<1>);
  static constexpr BlockRows kByRows[kBlock] = {block_rows<1>, block_rows<2>, block_rows<3>,
                                                block_rows<4>, block_rows<5>, block_rows<6>};
  kByRows[rows - 1](pixels, pixel_pitch, panel, pairs, out, out_pitch, add);
}

}  // namespace

const Parts& avx2() {
  static const Parts parts{widen_avx2, sum_avx2, pack_avx2, block_avx2};
  return parts;
}

}  // namespace octet::array_parts
#endif
