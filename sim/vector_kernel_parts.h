// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The inner loops of the vector kernel, once portable and once per instruction set, and the
// parameter records turned into the arrays those loops read.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "arch/isa.h"
#include "base/fixed_point.h"
#include "sim/functional_simd.h"
#include "sim/onchip.h"

namespace octet::vector_parts {

// Parameters of consecutive channels, one array per field. Output =
// clamp(round((acc - zero_point_weight * sum + bias) * multiplier), low, high) + zero_point: the clamp's
// bounds are moved by the zero point so that the sum cannot overflow.
class ChannelTable {
 public:
  ChannelTable(const OnChip& chip, std::int64_t first, std::int64_t count, Rounding rounding);
  ChannelTable(const ChannelTable&) = delete;
  ChannelTable& operator=(const ChannelTable&) = delete;

  bool single;  // one rounding of a 40-bit multiplier; else two of a 31-bit one
  bool has_weight_zero_points = false;
  // Two roundings, and every channel shifts right by two or more: the shifted value, doubled zero point and
  // rounding bit then fit int32 together, and one shift more rounds.
  bool shifts_right;

 private:
  static constexpr std::int64_t kFields = 10;
  std::unique_ptr<std::int32_t[]> storage_;

 public:
  std::int32_t *bias, *zero_point_in, *zero_point_weight, *multiplier, *left, *right, *zero_point, *low, *high;
  std::int32_t* shift;                     // of a single rounding
  std::vector<std::int64_t> multiplier40;  // the same; else empty
};

// Accumulated values of consecutive pixels, and where their codes go.
struct PixelRow {
  const std::int32_t* acc;  // pixel p, channel c at acc[p*acc_pitch + c]
  std::int64_t acc_pitch;
  const std::int32_t* sums;  // one per pixel
  std::uint8_t* out;         // pixel p, channel c at out[p*out_pitch + c]
  std::int64_t out_pitch;
  std::int64_t pixels;
};

struct AddTable {
  AddMultipliers multipliers;
  std::int32_t zero_point_a, zero_point_b, zero_point, low, high;  // as in ChannelTable
};

inline constexpr int kGroup = 8;  // channels of a packed depthwise group
// Depthwise weights less their zero points: for each group of kGroup channels and each pair of taps
// kGroup times (first tap, second tap); channels and taps beyond the last are zero.
struct DepthwiseWeights {
  const std::int16_t* packed;
  std::int64_t pairs, channels;
};

// Depthwise weights and constants for groups of 32 channels and quads of taps, of a table that shifts right.
// Within a group, vector j of four holds channels 4j to 4j + 3 and 16 + 4j to 16 + 4j + 3: the order in which
// interleaving four taps of 32 bytes leaves them.
struct QuadGroup {
  static constexpr int kChannels = 32;
  alignas(32) std::int32_t bias[kChannels];
  alignas(32) std::int32_t weight_zero_point[kChannels];  // plus 128: weights are offset by it
  alignas(32) std::int32_t multiplier[kChannels], shift[kChannels], offset[kChannels];
  alignas(32) std::int8_t low[kChannels], high[kChannels];  // clamp, in channel order
};
struct QuadTable {
  std::int64_t channels, quads;
  std::vector<QuadGroup> groups;
  std::vector<std::uint8_t> weights;  // [group][quad][channel in the group's order][tap], plus 128
};

struct Parts {
  // Channels [first, first + count) of the table; acc and out of the row point at channel `first`.
  void (*requantize)(const ChannelTable& table, std::int64_t first, std::int64_t count, const PixelRow& row);
  // acc[c] = sum over taps x(tap)[c] * weight, for one pixel; taps: 2 * pairs pointers to `channels` codes.
  void (*depthwise)(const std::int8_t* const* taps, const DepthwiseWeights& weights, std::int32_t* acc);
  void (*add)(const AddTable& table, const std::int8_t* a, const std::int8_t* b, std::int64_t count, std::uint8_t* out);
};

void requantize_portable(const ChannelTable& table, std::int64_t first, std::int64_t count, const PixelRow& row);
// Channels [from, weights.channels) only.
void depthwise_portable_from(std::int64_t from, const std::int8_t* const* taps, const DepthwiseWeights& weights,
                             std::int32_t* acc);
void add_portable(const AddTable& table, const std::int8_t* a, const std::int8_t* b, std::int64_t count,
                  std::uint8_t* out);
void depthwise_avx2(const std::int8_t* const* taps, const DepthwiseWeights& weights, std::int32_t* acc);
void add_avx2(const AddTable& table, const std::int8_t* a, const std::int8_t* b, std::int64_t count, std::uint8_t* out);
const Parts& portable();
const Parts& avx2();    // defined where the compiler targets x86
const Parts& avx512();  // the same
// With AVX-512: whole pixels, requantized. taps: 4 * quads pointers per pixel, those beyond the last tap to zeros.
QuadTable pack_quads(const ChannelTable& table, const std::int8_t* weights, std::int64_t taps, std::int64_t channels);
void depthwise_quads(const QuadTable& table, const std::int8_t* const* taps, std::int64_t pixels, std::uint8_t* out,
                     std::int64_t out_pitch);
const Parts& parts_of(Simd simd);

}  // namespace octet::vector_parts
