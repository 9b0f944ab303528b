// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The inner loops of the array kernel, once portable and once per instruction set. Two formats: pairs
// of int16, whose two products fit int32 exactly, and quads of bytes with weights offset by 128, as
// the dot-product instruction of signed by unsigned bytes wants them.
#pragma once
#include <cstdint>

namespace octet::array_parts {

inline constexpr int kPanel = 16;  // output channels of a packed panel
inline constexpr int kSlack = 16;  // elements widen may write beyond its count

// What one output pixel reads is a row of K values, `Depth` of them a group. A panel holds for every
// group kPanel times Depth weights of one column each.
template <class PixelType, class WeightType, int kDepthValue, int kBlockValue>
struct Parts {
  using Pixel = PixelType;
  using Weight = WeightType;
  static constexpr int kDepth = kDepthValue;
  static constexpr int kBlock = kBlockValue;  // rows of a block

  // out[i] = in[i]; reads nothing at or beyond `end`, may write kSlack elements too many.
  void (*widen)(const std::int8_t* in, const std::int8_t* end, std::int64_t count, Pixel* out);
  // sums[r] = sum of the first `k` values of row r modulo 2^32, for `count` <= kBlock rows; reads nothing
  // behind a row's last group.
  void (*sum)(const Pixel* const* rows, int count, std::int64_t k, std::int32_t* sums);
  // `columns` columns of `k` weight rows, `pitch` bytes apart, into the panel at `panel` (moved to the
  // first column already). Weights of a last group behind row k add nothing, whatever the pixels hold there.
  void (*pack)(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns, Weight* panel);
  // out[r*out_pitch + c] = or += row r times panel column c, for `count` <= kBlock rows and all kPanel columns;
  // sums: of each row.
  void (*block)(const Pixel* const* rows, const std::int32_t* sums, int count, const Weight* panel, std::int64_t groups,
                std::int32_t* out, std::int64_t out_pitch, bool add);
};
using PairParts = Parts<std::int16_t, std::int16_t, 2, 6>;
using QuadParts = Parts<std::int8_t, std::uint8_t, 4, 8>;

void pack_pairs(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns, std::int16_t* panel);
const PairParts& portable();
const PairParts& avx2();    // defined where the compiler targets x86
const QuadParts& avx512();  // the same

}  // namespace octet::array_parts
