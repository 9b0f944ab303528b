// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array kernel's inner loops with AVX2: pmaddwd on int16 pairs, which cannot overflow for
// operands of int8 range (the saturating pmaddubsw could).
#include "sim/functional_simd.h"

#ifdef OCTET_X86
#include <immintrin.h>

#include <cstring>
#include <utility>

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

OCTET_AVX2 inline std::int32_t sum_row(const std::int16_t* row, std::int64_t count) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i total = _mm256_setzero_si256();
  std::int64_t i = 0;
  for (; i + 16 <= count; i += 16) total = _mm256_add_epi32(total, _mm256_madd_epi16(load(row + i), ones));
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1));
  if (i + 8 <= count) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + i));
    half = _mm_add_epi32(half, _mm_madd_epi16(values, _mm256_castsi256_si128(ones)));
    i += 8;
  }
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
  auto sum = static_cast<std::uint32_t>(_mm_cvtsi128_si32(half));
  for (; i < count; ++i) sum += static_cast<std::uint32_t>(row[i]);
  return static_cast<std::int32_t>(sum);
}

OCTET_AVX2 void sum_avx2(const std::int16_t* const* rows, int count, std::int64_t k, std::int32_t* sums) {
  for (int r = 0; r < count; ++r) sums[r] = sum_row(rows[r], k);
}

OCTET_AVX2 inline __m128i load_columns(const std::int8_t* from, int columns) {
  return columns == kPanel ? _mm_loadu_si128(reinterpret_cast<const __m128i*>(from))
                           : _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
}

OCTET_AVX2 void pack_avx2(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns,
                          std::int16_t* panel) {
  if (columns != kPanel && columns != kPanel / 2) return pack_pairs(weights, k, pitch, columns, panel);
  for (std::int64_t row = 0; row < k; row += 2, panel += 2 * kPanel) {
    const std::int8_t* from = weights + row * pitch;
    const __m128i even = load_columns(from, columns);
    const __m128i odd = row + 1 < k ? load_columns(from + pitch, columns) : _mm_setzero_si128();
    store(panel, _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(even, odd)));
    if (columns == kPanel) store(panel + kPanel, _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(even, odd)));
  }
}

OCTET_AVX2 inline __m256i start(const std::int32_t* from, bool add) {
  return add ? _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)) : _mm256_setzero_si256();
}
OCTET_AVX2 inline void put(std::int32_t* to, __m256i value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value);
}

OCTET_AVX2 inline __m256i broadcast_pair(const std::int16_t* from) {
  std::int32_t pair;
  std::memcpy(&pair, from, sizeof pair);
  return _mm256_set1_epi32(pair);
}

// One block; a fold over R keeps every accumulator in a register, where a loop would spill them.
template <std::size_t... R>
OCTET_AVX2 void block_rows(std::index_sequence<R...>, const std::int16_t* const* rows, const std::int16_t* panel,
                           std::int64_t groups, std::int32_t* out, std::int64_t out_pitch, bool add) {
  const std::int16_t* const row[] = {rows[R]...};
  __m256i low[] = {start(out + static_cast<std::int64_t>(R) * out_pitch, add)...};
  __m256i high[] = {start(out + static_cast<std::int64_t>(R) * out_pitch + kPanel / 2, add)...};
  for (std::int64_t g = 0; g < groups; ++g, panel += 2 * kPanel) {
    const __m256i weights_low = load(panel), weights_high = load(panel + kPanel);
    __m256i pixel;
    ((pixel = broadcast_pair(row[R] + 2 * g), low[R] = _mm256_add_epi32(low[R], _mm256_madd_epi16(pixel, weights_low)),
      high[R] = _mm256_add_epi32(high[R], _mm256_madd_epi16(pixel, weights_high))),
     ...);
  }
  ((put(out + static_cast<std::int64_t>(R) * out_pitch, low[R]),
    put(out + static_cast<std::int64_t>(R) * out_pitch + kPanel / 2, high[R])),
   ...);
}

void block_avx2(const std::int16_t* const* rows, const std::int32_t*, int count, const std::int16_t* panel,
                std::int64_t groups, std::int32_t* out, std::int64_t out_pitch, bool add) {
  auto run = [&](auto sequence) { block_rows(sequence, rows, panel, groups, out, out_pitch, add); };
  switch (count) {
    case 1:
      return run(std::make_index_sequence<1>{});
    case 2:
      return run(std::make_index_sequence<2>{});
    case 3:
      return run(std::make_index_sequence<3>{});
    case 4:
      return run(std::make_index_sequence<4>{});
    case 5:
      return run(std::make_index_sequence<5>{});
    default:
      return run(std::make_index_sequence<PairParts::kBlock>{});
  }
}

}  // namespace

const PairParts& avx2() {
  static const PairParts parts{widen_avx2, sum_avx2, pack_avx2, block_avx2};
  return parts;
}

}  // namespace octet::array_parts
#endif
