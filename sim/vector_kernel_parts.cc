// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/vector_kernel_parts.h"

#include <algorithm>

namespace octet::vector_parts {

ChannelTable::ChannelTable(const OnChip& chip, std::int64_t first, std::int64_t count, Rounding rounding)
    : single(rounding == Rounding::kSingle),
      shifts_right(!single),
      storage_(std::make_unique_for_overwrite<std::int32_t[]>(static_cast<std::size_t>(kFields * count))) {
  std::int32_t* next = storage_.get();
  for (auto** field :
       {&bias, &zero_point_in, &zero_point_weight, &multiplier, &left, &right, &zero_point, &low, &high, &shift}) {
    *field = next;
    next += count;
  }
  if (single) multiplier40.resize(static_cast<std::size_t>(count));
  for (std::int64_t c = 0; c < count; ++c) {
    const ParameterRecord r = chip.record(first + c);
    const int double_shift = std::clamp<int>(r.shift, -31, 31);
    bias[c] = r.bias;
    zero_point_in[c] = r.zero_point_in;
    zero_point_weight[c] = r.zero_point_weight;
    has_weight_zero_points |= r.zero_point_weight != 0;
    shifts_right &= double_shift <= -2;
    multiplier[c] = static_cast<std::int32_t>(r.multiplier & 0x7fffffff);
    left[c] = std::max(double_shift, 0);
    right[c] = std::max(-double_shift, 0);
    zero_point[c] = r.zero_point_out;
    low[c] = r.clamp_min - r.zero_point_out;
    high[c] = std::max(r.clamp_min, r.clamp_max) - r.zero_point_out;
    shift[c] = std::min<int>(r.shift, 31);
    if (single) multiplier40[static_cast<std::size_t>(c)] = r.multiplier & ((std::int64_t{1} << 40) - 1);
  }
}

namespace {

std::int32_t rescale(const ChannelTable& t, std::int64_t c, std::int32_t value) {
  if (t.single) return multiply_single_rounding(value, t.multiplier40[static_cast<std::size_t>(c)], t.shift[c]);
  return multiply_by_quantized_multiplier(value, t.multiplier[c], t.left[c] - t.right[c]);
}

void depthwise_portable(const std::int8_t* const* taps, const DepthwiseWeights& weights, std::int32_t* acc) {
  depthwise_portable_from(0, taps, weights, acc);
}

}  // namespace

void requantize_portable(const ChannelTable& table, std::int64_t first, std::int64_t count, const PixelRow& row) {
  for (std::int64_t p = 0; p < row.pixels; ++p)
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t c = first + i;
      const auto subtrahend =
          static_cast<std::uint32_t>(table.zero_point_weight[c]) * static_cast<std::uint32_t>(row.sums[p]);
      const std::uint32_t value = static_cast<std::uint32_t>(row.acc[p * row.acc_pitch + i]) - subtrahend +
                                  static_cast<std::uint32_t>(table.bias[c]);  // wraps in int32
      const std::int32_t scaled = rescale(table, c, static_cast<std::int32_t>(value));
      const std::int32_t code = std::clamp(scaled, table.low[c], table.high[c]) + table.zero_point[c];
      row.out[p * row.out_pitch + i] = static_cast<std::uint8_t>(code);
    }
}

void depthwise_portable_from(std::int64_t from, const std::int8_t* const* taps, const DepthwiseWeights& weights,
                             std::int32_t* acc) {
  std::fill(acc + from, acc + weights.channels, 0);
  for (std::int64_t p = 0; p < weights.pairs; ++p) {
    const std::int8_t *even = taps[2 * p], *odd = taps[2 * p + 1];
    for (std::int64_t c = from; c < weights.channels; ++c) {
      const std::int16_t* w = weights.packed + ((c / kGroup * weights.pairs + p) * kGroup + c % kGroup) * 2;
      const std::int32_t products = even[c] * w[0] + odd[c] * w[1];
      acc[c] = static_cast<std::int32_t>(static_cast<std::uint32_t>(acc[c]) + static_cast<std::uint32_t>(products));
    }
  }
}

void add_portable(const AddTable& table, const std::int8_t* a, const std::int8_t* b, std::int64_t count,
                  std::uint8_t* out) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int32_t sum = add_rescaled(a[i] - table.zero_point_a, b[i] - table.zero_point_b, table.multipliers);
    out[i] = static_cast<std::uint8_t>(std::clamp(sum, table.low, table.high) + table.zero_point);
  }
}

const Parts& portable() {
  static const Parts parts{requantize_portable, depthwise_portable, add_portable};
  return parts;
}

const Parts& parts_of(Simd simd) {
#ifdef OCTET_X86
  if (simd == Simd::kAvx512) return avx512();
  if (simd == Simd::kAvx2) return avx2();
#endif
  static_cast<void>(simd);
  return portable();
}

}  // namespace octet::vector_parts
