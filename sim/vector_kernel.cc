// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/vector_kernel.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "sim/functional_window.h"
#include "sim/vector_kernel_parts.h"

namespace octet {
namespace {

using vector_parts::AddTable;
using vector_parts::ChannelTable;
using vector_parts::Parts;
using vector_parts::parts_of;
using vector_parts::PixelRow;

const std::int8_t* source(const OnChip& chip, const Target& from, std::int64_t y, std::int64_t x) {
  return reinterpret_cast<const std::int8_t*>(chip.scratchpad.data()) + from.address + y * from.row_pitch +
         x * from.pixel_pitch;
}

Multiplier31 add_multiplier(const ParameterRecord& r) {
  return {static_cast<std::int32_t>(r.multiplier & 0x7fffffff), std::clamp<int>(r.shift, -31, 0)};
}

std::array<std::uint8_t, 256> requantize_codes(const ParameterRecord& r) {
  std::array<std::uint8_t, 256> codes;
  const auto multiplier = static_cast<std::int32_t>(r.multiplier & 0x7fffffff);
  const int shift = std::clamp<int>(r.shift, -31, 31);
  for (int code = -128; code < 128; ++code) {
    const std::int32_t scaled = multiply_by_quantized_multiplier(code - r.zero_point_in, multiplier, shift);
    codes[static_cast<std::uint8_t>(code)] = static_cast<std::uint8_t>(
        offset_and_clamp(scaled, r.zero_point_out, r.clamp_min, std::max(r.clamp_min, r.clamp_max)));
  }
  return codes;
}

}  // namespace

void requantize(const RequantizeCommand& command, std::int64_t columns, const OnChip& chip, OutputPlace out,
                Simd simd) {
  const ChannelTable table(chip, command.parameters, command.n, command.rounding);
  const Parts& parts = parts_of(simd);
  const std::int64_t pixels = std::int64_t{command.out_h} * command.out_w;
  const bool dense = out.row_pitch == command.out_w * out.pixel_pitch;
  const std::int64_t run = dense ? pixels : command.out_w, runs = dense ? 1 : command.out_h;
  for (std::int64_t first = 0; first < command.n; first += columns) {
    const std::int64_t count = std::min(columns, command.n - first);
    for (std::int64_t y = 0; y < runs; ++y) {
      const std::int64_t row = command.acc_row + first / columns * pixels + y * run;
      parts.requantize(table, first, count,
                       {chip.accumulator.data() + row * columns, columns, chip.sums.data() + row,
                        out.bytes + y * out.row_pitch + first, out.pixel_pitch, run});
    }
  }
}

void average_pool(const AveragePoolCommand& command, const OnChip& chip, OutputPlace out) {
  const Window& in = command.in;
  const ParameterRecord record = chip.record(command.parameters);
  const std::int32_t high = std::max(record.clamp_min, record.clamp_max);
  std::vector<std::int32_t> sums(in.channels);
  for (std::int64_t m = 0; m < in.pixels(); ++m) {
    const TapRange rows = rows_of(in, m / in.out_w), columns = columns_of(in, m % in.out_w);
    const int taps = rows.count() * columns.count();
    std::fill(sums.begin(), sums.end(), 0);
    for (int ky = rows.first; ky < rows.last; ++ky)
      for (int kx = columns.first; kx < columns.last; ++kx) {
        const std::int8_t* x = tap_address(in, chip.scratchpad.data(), rows, ky, columns, kx);
        for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += x[c];
      }
    std::uint8_t* to = out.bytes + m / in.out_w * out.row_pitch + m % in.out_w * out.pixel_pitch;
    for (std::size_t c = 0; c < sums.size(); ++c) {
      std::int32_t mean = 0;
      if (taps > 0) mean = record.source_uint8 ? average_uint8(sums[c], taps) : average_int8(sums[c], taps);
      to[c] = static_cast<std::uint8_t>(std::clamp<std::int32_t>(mean, record.clamp_min, high));
    }
  }
}

void add(const AddCommand& command, const OnChip& chip, OutputPlace out, Simd simd) {
  const ParameterRecord a = chip.record(command.parameters), b = chip.record(command.parameters + 1),
                        r = chip.record(command.parameters + 2);
  const AddTable table{{add_multiplier(a), add_multiplier(b), add_multiplier(r)},
                       a.zero_point_in,
                       b.zero_point_in,
                       r.zero_point_out,
                       r.clamp_min - r.zero_point_out,
                       std::max(r.clamp_min, r.clamp_max) - r.zero_point_out};
  const Parts& parts = parts_of(simd);
  const std::int64_t channels = command.channels;
  const bool dense =
      out.pixel_pitch == channels && command.a.pixel_pitch == channels && command.b.pixel_pitch == channels;
  const std::int64_t run = dense ? channels * command.out_w : channels, runs = dense ? 1 : command.out_w;
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < runs; ++x)
      parts.add(table, source(chip, command.a, y, x), source(chip, command.b, y, x), run,
                out.bytes + y * out.row_pitch + x * out.pixel_pitch);
}

void move(const MoveCommand& command, const OnChip& chip, OutputPlace out) {
  const auto codes =
      command.requantize ? requantize_codes(chip.record(command.parameters)) : std::array<std::uint8_t, 256>{};
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < command.out_w; ++x) {
      const std::int8_t* from = source(chip, command.in, y, x);
      std::uint8_t* to = out.bytes + y * out.row_pitch + x * out.pixel_pitch;
      if (!command.requantize) {
        std::memcpy(to, from, command.channels);
        continue;
      }
      for (int c = 0; c < command.channels; ++c) to[c] = codes[static_cast<std::uint8_t>(from[c])];
    }
}

}  // namespace octet
