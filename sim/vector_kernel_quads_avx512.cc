// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Depthwise convolution with AVX-512 VNNI on 256-bit vectors: four taps of 32 channels are interleaved so
// that vpdpbusd adds the four products of each channel. With s = sum x and weights offset by 128:
// sum (x - zx)*(w - zw) = sum x*(w + 128) - (zw + 128)*s - zx*sum(w - zw); all of it wraps in int32.
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

constexpr int kChannels = QuadGroup::kChannels;
constexpr std::int64_t kDepth = 4;  // taps of a quad
constexpr std::int64_t kQuadBytes = kDepth * kChannels;

struct Interleaved {
  __m256i vector[4];  // channels of vector j as QuadGroup orders them, four taps each
};
OCTET_AVX512 inline Interleaved interleave(__m256i a, __m256i b, __m256i c, __m256i d) {
  const __m256i ab = _mm256_unpacklo_epi8(a, b), ab_high = _mm256_unpackhi_epi8(a, b);
  const __m256i cd = _mm256_unpacklo_epi8(c, d), cd_high = _mm256_unpackhi_epi8(c, d);
  return {{_mm256_unpacklo_epi16(ab, cd), _mm256_unpackhi_epi16(ab, cd), _mm256_unpacklo_epi16(ab_high, cd_high),
           _mm256_unpackhi_epi16(ab_high, cd_high)}};
}

// The first channels of a group, all of them or as many as the mask says; the others are zero.
template <bool kWhole>
OCTET_AVX512 inline __m256i load(const std::int8_t* from, __mmask32 mask) {
  return kWhole ? _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)) : _mm256_maskz_loadu_epi8(mask, from);
}
OCTET_AVX512 inline __m256i load8(const std::int32_t* from) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
}

__mmask32 mask_of(std::int64_t channels) {
  return channels >= kChannels ? ~__mmask32{0} : (__mmask32{1} << channels) - 1;
}

// As in vector_kernel_avx512.cc, eight lanes: rounded high product, then the code before the clamp.
OCTET_AVX512 inline __m256i rescale(__m256i x, const QuadGroup& g, int lane) {
  const __m256i nudge = _mm256_set1_epi64x(std::int64_t{1} << 30), multiplier = load8(g.multiplier + lane);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(x, multiplier), nudge);
  const __m256i odd =
      _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(x, 32), _mm256_srli_epi64(multiplier, 32)), nudge);
  x = _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
  x = _mm256_srav_epi32(_mm256_add_epi32(x, _mm256_srai_epi32(x, 31)), load8(g.shift + lane));
  return _mm256_srai_epi32(_mm256_add_epi32(x, load8(g.offset + lane)), 1);
}

// Codes of 32 channels in channel order: packing within 128-bit lanes undoes the interleaving.
OCTET_AVX512 inline __m256i codes_of(const __m256i* total, const __m256i* sum, const QuadGroup& g) {
  __m256i x[4];
  for (int j = 0; j < 4; ++j) {
    const __m256i offset = _mm256_mullo_epi32(sum[j], load8(g.weight_zero_point + 8 * j));
    x[j] = rescale(_mm256_sub_epi32(total[j], offset), g, 8 * j);
  }
  const __m256i codes = _mm256_packs_epi16(_mm256_packs_epi32(x[0], x[1]), _mm256_packs_epi32(x[2], x[3]));
  const __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i*>(g.low));
  return _mm256_min_epi8(_mm256_max_epi8(codes, low), _mm256_load_si256(reinterpret_cast<const __m256i*>(g.high)));
}

// One group of channels of all pixels; taps, weights and out are moved to the group.
template <bool kWhole>
OCTET_AVX512 void group_of_pixels(const QuadTable& t, std::int64_t group, const std::int8_t* const* taps,
                                  std::int64_t pixels, std::uint8_t* out, std::int64_t out_pitch) {
  const QuadGroup& g = t.groups[static_cast<std::size_t>(group)];
  const std::int64_t c = group * kChannels;
  const __mmask32 mask = mask_of(t.channels - c);
  const __m256i ones = _mm256_set1_epi8(1);
  for (std::int64_t p = 0; p < pixels; ++p, out += out_pitch) {
    __m256i total[4], sum[4];
    for (int j = 0; j < 4; ++j) total[j] = load8(g.bias + 8 * j), sum[j] = _mm256_setzero_si256();
    const std::uint8_t* weights = t.weights.data() + group * t.quads * kQuadBytes;
    for (std::int64_t q = 0; q < t.quads; ++q, taps += kDepth, weights += kQuadBytes) {
      const Interleaved x = interleave(load<kWhole>(taps[0] + c, mask), load<kWhole>(taps[1] + c, mask),
                                       load<kWhole>(taps[2] + c, mask), load<kWhole>(taps[3] + c, mask));
      for (int j = 0; j < 4; ++j) {
        const __m256i w = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + j * 8 * kDepth));
        total[j] = _mm256_dpbusd_epi32(total[j], w, x.vector[j]);
        sum[j] = _mm256_dpbusd_epi32(sum[j], ones, x.vector[j]);
      }
    }
    const __m256i codes = codes_of(total, sum, g);
    if (kWhole)
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), codes);
    else
      _mm256_mask_storeu_epi8(out, mask, codes);
  }
}

// Channel of lane `lane` of a group, in the group's order.
int channel_of(int lane) { return lane / 8 * 4 + lane % 8 / 4 * 16 + lane % 4; }

// Weights of one group, plus 128; taps behind the last become zero here. Returns their sums through `sums`.
OCTET_AVX512 void pack_weights(const std::int8_t* weights, std::int64_t taps, std::int64_t channels, __mmask32 mask,
                               std::uint8_t* packed, std::int32_t* sums) {
  const __m256i flip = _mm256_set1_epi8(-128), ones = _mm256_set1_epi8(1);
  __m256i total[4] = {};
  for (std::int64_t tap = 0; tap < taps; tap += kDepth) {
    __m256i row[kDepth];
    for (std::int64_t i = 0; i < kDepth; ++i)
      row[i] = tap + i < taps ? load<false>(weights + (tap + i) * channels, mask) : flip;
    const Interleaved quad = interleave(row[0], row[1], row[2], row[3]);
    for (int j = 0; j < 4; ++j, packed += 8 * kDepth) {
      const __m256i offset = _mm256_xor_si256(quad.vector[j], flip);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(packed), offset);
      total[j] = _mm256_dpbusd_epi32(total[j], offset, ones);
    }
  }
  for (int j = 0; j < 4; ++j) _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + 8 * j), total[j]);
}

// Constants of the group from channel `first`; weight_sums: of weights plus 128, in the group's order.
QuadGroup group_of(const ChannelTable& table, std::int64_t first, std::int64_t channels, std::int64_t taps,
                   const std::int32_t* weight_sums) {
  QuadGroup g{};
  for (int lane = 0; lane < kChannels; ++lane) {
    const std::int64_t c = first + channel_of(lane);
    if (c >= channels) continue;
    g.weight_zero_point[lane] = table.zero_point_weight[c] + 128;
    const auto zero_point_in = static_cast<std::uint32_t>(table.zero_point_in[c]);
    const auto sum =
        static_cast<std::uint32_t>(weight_sums[lane] - static_cast<std::int32_t>(taps) * g.weight_zero_point[lane]);
    g.bias[lane] = static_cast<std::int32_t>(static_cast<std::uint32_t>(table.bias[c]) - zero_point_in * sum);
    g.multiplier[lane] = table.multiplier[c];
    g.shift[lane] = table.right[c] - 1;
    g.offset[lane] = 2 * table.zero_point[c] + 1;
    g.low[channel_of(lane)] = static_cast<std::int8_t>(table.low[c] + table.zero_point[c]);
    g.high[channel_of(lane)] = static_cast<std::int8_t>(table.high[c] + table.zero_point[c]);
  }
  return g;
}

}  // namespace

QuadTable pack_quads(const ChannelTable& table, const std::int8_t* weights, std::int64_t taps, std::int64_t channels) {
  QuadTable t{channels, (taps + kDepth - 1) / kDepth, {}, {}};
  const std::int64_t groups = (channels + kChannels - 1) / kChannels;
  t.weights.resize(static_cast<std::size_t>(groups * t.quads * kQuadBytes));
  t.groups.reserve(static_cast<std::size_t>(groups));
  for (std::int64_t group = 0; group < groups; ++group) {
    const std::int64_t first = group * kChannels;
    std::int32_t sums[kChannels];
    pack_weights(weights + first, taps, channels, mask_of(channels - first),
                 t.weights.data() + group * t.quads * kQuadBytes, sums);
    t.groups.push_back(group_of(table, first, channels, taps, sums));
  }
  return t;
}

void depthwise_quads(const QuadTable& table, const std::int8_t* const* taps, std::int64_t pixels, std::uint8_t* out,
                     std::int64_t out_pitch) {
  for (std::int64_t group = 0; group * kChannels < table.channels; ++group) {
    const std::int64_t first = group * kChannels;
    if (first + kChannels <= table.channels)
      group_of_pixels<true>(table, group, taps, pixels, out + first, out_pitch);
    else
      group_of_pixels<false>(table, group, taps, pixels, out + first, out_pitch);
  }
}

}  // namespace octet::vector_parts
#endif
