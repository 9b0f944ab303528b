// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The inner loops of the array kernel, once portable and once per instruction set. Operands are
// widened to int16 and taken in pairs along K, so that a pair of products fits int32 exactly.
#pragma once
#include <cstdint>

namespace octet::array_parts {

inline constexpr int kPanel = 16;  // output channels of a packed panel
inline constexpr int kBlock = 6;   // pixels of a block
inline constexpr int kSlack = 16;  // elements widen may write beyond its count

// A panel holds, for every pair of K rows, kPanel times (row 2p, row 2p + 1): 2 * kPanel int16.
struct Parts {
  // out[i] = in[i]; reads nothing at or beyond `end`, may write kSlack elements too many.
  void (*widen)(const std::int8_t* in, const std::int8_t* end, std::int64_t count, std::int16_t* out);
  std::int32_t (*sum)(const std::int16_t* row, std::int64_t pairs);
  // Columns of K weight rows, `pitch` bytes apart, into the panel at `panel` (already moved to the first column).
  void (*pack)(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns, std::int16_t* panel);
  // out[r*out_pitch + c] = or += pixels row r times panel column c, for `rows` <= kBlock and all kPanel columns.
  void (*block)(const std::int16_t* pixels, std::int64_t pixel_pitch, const std::int16_t* panel, std::int64_t pairs,
                int rows, std::int32_t* out, std::int64_t out_pitch, bool add);
};

void pack_portable(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns, std::int16_t* panel);
const Parts& portable();
const Parts& avx2();  // defined where the compiler targets x86

}  // namespace octet::array_parts
