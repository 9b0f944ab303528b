// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array kernel's inner loops with AVX-512 VNNI: vpdpbusd adds four products of an unsigned and a
// signed byte to int32 without saturation. Weights enter as w + 128, and sum x*w = sum x*(w + 128) -
// 128 * sum x, where sum x is the sum column; all of it wraps in int32.
#include "sim/functional_simd.h"

#ifdef OCTET_X86
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own header leaves the don't-care operand of these intrinsics uninitialized on purpose and warns of it.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "sim/array_kernel_parts.h"

namespace octet::array_parts {
namespace {

constexpr std::int64_t kDepth = QuadParts::kDepth;

void copy(const std::int8_t* in, const std::int8_t* end, std::int64_t count, std::int8_t* out) {
  if (count <= kSlack && end - in >= kSlack)
    std::memcpy(out, in, kSlack);  // of known length: one instruction
  else
    std::memcpy(out, in, static_cast<std::size_t>(count));
}

// The sum of a row in four parts, for rows of at most 16, at most 32 and any number of values.
struct Short {
  OCTET_AVX512 static __m128i quarter_sums(const std::int8_t* row, std::int64_t k) {
    const auto values = static_cast<__mmask16>(0xFFFF >> (16 - k));
    return _mm_dpbusd_epi32(_mm_setzero_si128(), _mm_set1_epi8(1), _mm_maskz_loadu_epi8(values, row));
  }
};
struct Medium {
  OCTET_AVX512 static __m128i quarter_sums(const std::int8_t* row, std::int64_t k) {
    const __m256i values = _mm256_maskz_loadu_epi8(~__mmask32{0} >> (32 - k), row);
    const __m256i total = _mm256_dpbusd_epi32(_mm256_setzero_si256(), _mm256_set1_epi8(1), values);
    return _mm_add_epi32(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1));
  }
};
struct Long {
  OCTET_AVX512 static __m128i quarter_sums(const std::int8_t* row, std::int64_t k) {
    const __m512i ones = _mm512_set1_epi8(1);
    __m512i total = _mm512_setzero_si512();
    std::int64_t i = 0;
    for (; i + 64 <= k; i += 64) total = _mm512_dpbusd_epi32(total, ones, _mm512_loadu_si512(row + i));
    if (i < k) {
      const __mmask64 rest = ~std::uint64_t{0} >> (64 - (k - i));
      total = _mm512_dpbusd_epi32(total, ones, _mm512_maskz_loadu_epi8(rest, row + i));
    }
    const __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(total), _mm512_extracti64x4_epi64(total, 1));
    return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
  }
};

template <class Length>
OCTET_AVX512 void sum_rows(const std::int8_t* const* rows, int count, std::int64_t k, std::int32_t* sums) {
  for (int r = 0; r < count; r += 4) {
    __m128i quarters[4];
    for (int i = 0; i < 4; ++i) quarters[i] = Length::quarter_sums(rows[std::min(r + i, count - 1)], k);
    const __m128i four =
        _mm_hadd_epi32(_mm_hadd_epi32(quarters[0], quarters[1]), _mm_hadd_epi32(quarters[2], quarters[3]));
    _mm_mask_storeu_epi32(sums + r, static_cast<__mmask8>(0xF >> std::max(0, r + 4 - count)), four);
  }
}

void sum_avx512(const std::int8_t* const* rows, int count, std::int64_t k, std::int32_t* sums) {
  if (k <= 16) return sum_rows<Short>(rows, count, k, sums);
  if (k <= 32) return sum_rows<Medium>(rows, count, k, sums);
  sum_rows<Long>(rows, count, k, sums);
}

// Any columns and any depth; rows behind k are zero.
void pack_group(const std::int8_t* weights, std::int64_t depth, std::int64_t pitch, int columns, std::uint8_t* group) {
  for (int c = 0; c < columns; ++c)
    for (std::int64_t d = 0; d < kDepth; ++d)
      group[c * kDepth + d] = d < depth ? static_cast<std::uint8_t>(weights[d * pitch + c] ^ 0x80) : std::uint8_t{0};
}

OCTET_AVX512 inline __m128i load_columns(const std::int8_t* from, int columns) {
  return columns == kPanel ? _mm_loadu_si128(reinterpret_cast<const __m128i*>(from))
                           : _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
}
OCTET_AVX512 inline void store(std::uint8_t* to, __m128i low, __m128i high) {
  const __m256i both = _mm256_set_m128i(high, low);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_xor_si256(both, _mm256_set1_epi8(-128)));
}

OCTET_AVX512 void pack_avx512(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns,
                              std::uint8_t* panel) {
  const bool fast = columns == kPanel || columns == kPanel / 2;
  for (std::int64_t row = 0; row < k; row += kDepth, panel += kDepth * kPanel) {
    const std::int8_t* from = weights + row * pitch;
    if (!fast || row + kDepth > k) {
      pack_group(from, std::min(kDepth, k - row), pitch, columns, panel);
      continue;
    }
    const __m128i a = load_columns(from, columns), b = load_columns(from + pitch, columns);
    const __m128i c = load_columns(from + 2 * pitch, columns), d = load_columns(from + 3 * pitch, columns);
    const __m128i ab = _mm_unpacklo_epi8(a, b), cd = _mm_unpacklo_epi8(c, d);
    store(panel, _mm_unpacklo_epi16(ab, cd), _mm_unpackhi_epi16(ab, cd));
    if (columns != kPanel) continue;
    const __m128i ab_high = _mm_unpackhi_epi8(a, b), cd_high = _mm_unpackhi_epi8(c, d);
    store(panel + 32, _mm_unpacklo_epi16(ab_high, cd_high), _mm_unpackhi_epi16(ab_high, cd_high));
  }
}

OCTET_AVX512 inline __m512i start(const std::int32_t* from, std::int32_t sum, bool add) {
  const __m512i offset = _mm512_slli_epi32(_mm512_set1_epi32(sum), 7);
  return _mm512_sub_epi32(add ? _mm512_loadu_si512(from) : _mm512_setzero_si512(), offset);
}
OCTET_AVX512 inline __m512i broadcast_quad(const std::int8_t* from) {
  std::int32_t quad;
  std::memcpy(&quad, from, sizeof quad);
  return _mm512_set1_epi32(quad);
}

// One block; a fold over R keeps every accumulator in a register.
template <std::size_t... R>
OCTET_AVX512 void block_rows(std::index_sequence<R...>, const std::int8_t* const* rows, const std::int32_t* sums,
                             const std::uint8_t* panel, std::int64_t groups, std::int32_t* out, std::int64_t out_pitch,
                             bool add) {
  const std::int8_t* const row[] = {rows[R]...};
  __m512i total[] = {start(out + static_cast<std::int64_t>(R) * out_pitch, sums[R], add)...};
  for (std::int64_t g = 0; g < groups; ++g, panel += kDepth * kPanel) {
    const __m512i weights = _mm512_loadu_si512(panel);
    ((total[R] = _mm512_dpbusd_epi32(total[R], weights, broadcast_quad(row[R] + kDepth * g))), ...);
  }
  (_mm512_storeu_si512(out + static_cast<std::int64_t>(R) * out_pitch, total[R]), ...);
}

void block_avx512(const std::int8_t* const* rows, const std::int32_t* sums, int count, const std::uint8_t* panel,
                  std::int64_t groups, std::int32_t* out, std::int64_t out_pitch, bool add) {
  auto run = [&](auto sequence) { block_rows(sequence, rows, sums, panel, groups, out, out_pitch, add); };
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
    case 6:
      return run(std::make_index_sequence<6>{});
    case 7:
      return run(std::make_index_sequence<7>{});
    default:
      return run(std::make_index_sequence<QuadParts::kBlock>{});
  }
}

}  // namespace

const QuadParts& avx512() {
  static const QuadParts parts{copy, sum_avx512, pack_avx512, block_avx512};
  return parts;
}

}  // namespace octet::array_parts
#endif
