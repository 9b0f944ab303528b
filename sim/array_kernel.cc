// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/array_kernel.h"

#include "sim/array_kernel_parts.h"
#include "sim/array_kernel_product.h"

namespace octet {
namespace array_parts {

void pack_pairs(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns, std::int16_t* panel) {
  for (std::int64_t row = 0; row < k; ++row) {
    std::int16_t* out = panel + (row / 2) * 2 * kPanel + row % 2;
    for (int c = 0; c < columns; ++c) out[2 * c] = weights[row * pitch + c];
  }
  if (k % 2 == 0) return;
  for (int c = 0; c < columns; ++c) panel[(k / 2) * 2 * kPanel + 2 * c + 1] = 0;
}

namespace {

void widen_portable(const std::int8_t* in, const std::int8_t*, std::int64_t count, std::int16_t* out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = in[i];
}

void sum_portable(const std::int16_t* const* rows, int count, std::int64_t k, std::int32_t* sums) {
  for (int r = 0; r < count; ++r) {
    std::uint32_t sum = 0;  // unsigned: sums wrap
    for (std::int64_t i = 0; i < k; ++i) sum += static_cast<std::uint32_t>(rows[r][i]);
    sums[r] = static_cast<std::int32_t>(sum);
  }
}

void block_portable(const std::int16_t* const* rows, const std::int32_t*, int count, const std::int16_t* panel,
                    std::int64_t groups, std::int32_t* out, std::int64_t out_pitch, bool add) {
  for (int r = 0; r < count; ++r) {
    std::uint32_t total[kPanel] = {};  // unsigned: int32 accumulators wrap
    for (std::int64_t g = 0; g < groups; ++g) {
      const std::int32_t even = rows[r][2 * g], odd = rows[r][2 * g + 1];
      const std::int16_t* weights = panel + g * 2 * kPanel;
      for (int c = 0; c < kPanel; ++c)
        total[c] += static_cast<std::uint32_t>(even * weights[2 * c] + odd * weights[2 * c + 1]);
    }
    std::int32_t* row = out + r * out_pitch;
    for (int c = 0; c < kPanel; ++c)
      row[c] = static_cast<std::int32_t>(total[c] + (add ? static_cast<std::uint32_t>(row[c]) : 0u));
  }
}

}  // namespace

const PairParts& portable() {
  static const PairParts parts{widen_portable, sum_portable, pack_pairs, block_portable};
  return parts;
}

}  // namespace array_parts

void multiply(const ArrayCommand& command, std::int64_t columns, std::span<const std::uint8_t> scratchpad,
              std::int32_t* rows, std::int32_t* sums, bool add, Simd simd) {
  using array_parts::Product;
#ifdef OCTET_X86
  if (simd == Simd::kAvx512) return Product(command, columns, scratchpad, array_parts::avx512()).run(rows, sums, add);
  if (simd == Simd::kAvx2) return Product(command, columns, scratchpad, array_parts::avx2()).run(rows, sums, add);
#endif
  static_cast<void>(simd);
  Product(command, columns, scratchpad, array_parts::portable()).run(rows, sums, add);
}

}  // namespace octet
