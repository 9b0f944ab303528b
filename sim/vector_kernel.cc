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

// The record's factor: an add's shifts left by nothing.
Multiplier31 multiplier_of(const ParameterRecord& r, int highest_shift) {
  return {static_cast<std::int32_t>(r.multiplier & 0x7fffffff), std::clamp<int>(r.shift, -31, highest_shift)};
}
std::int32_t scaled(std::int32_t value, const Multiplier31& m) {
  return multiply_by_quantized_multiplier(value, m.value, m.shift);
}

// What the byte of a code becomes in a move that does not copy.
std::array<std::uint8_t, 256> codes_of(const MoveCommand& command, const OnChip& chip) {
  std::array<std::uint8_t, 256> codes{};
  if (command.mode == MoveMode::kTable) {
    const std::uint8_t* table =
        chip.parameters.data() + std::int64_t{command.parameters} * Machine::kParameterRecordBytes;
    for (unsigned byte = 0; byte < 256; ++byte) codes[byte] = table[byte ^ 0x80];
  } else if (command.mode == MoveMode::kRequantize) {
    const ParameterRecord r = chip.record(command.parameters);
    for (int code = -128; code < 128; ++code)
      codes[static_cast<std::uint8_t>(code)] = static_cast<std::uint8_t>(
          offset_and_clamp(scaled(code - r.zero_point_in, multiplier_of(r, 31)), r.zero_point_out, r.clamp_min,
                           std::max(r.clamp_min, r.clamp_max)));
  }
  return codes;
}

// Applies `visit` to the codes of every tap of pixel m that lies inside the tensor; how many those are.
template <class Visit>
int for_each_tap(const Window& in, const OnChip& chip, std::int64_t m, Visit&& visit) {
  const TapRange rows = rows_of(in, m / in.out_w), columns = columns_of(in, m % in.out_w);
  for (int ky = rows.first; ky < rows.last; ++ky)
    for (int kx = columns.first; kx < columns.last; ++kx)
      visit(tap_address(in, chip.scratchpad.data(), rows, ky, columns, kx));
  return rows.count() * columns.count();
}

void averages(const Window& in, const OnChip& chip, std::int64_t m, bool uint8, std::vector<std::int32_t>& values) {
  std::fill(values.begin(), values.end(), 0);
  const int taps = for_each_tap(in, chip, m, [&](const std::int8_t* x) {
    for (std::size_t c = 0; c < values.size(); ++c) values[c] += x[c];
  });
  if (taps == 0) return;
  for (std::int32_t& value : values) value = uint8 ? average_uint8(value, taps) : average_int8(value, taps);
}

void greatest(const Window& in, const OnChip& chip, std::int64_t m, std::vector<std::int32_t>& values) {
  std::fill(values.begin(), values.end(), -128);
  const int taps = for_each_tap(in, chip, m, [&](const std::int8_t* x) {
    for (std::size_t c = 0; c < values.size(); ++c) values[c] = std::max<std::int32_t>(values[c], x[c]);
  });
  if (taps == 0) std::fill(values.begin(), values.end(), in.pad_value);
}

// The three records of a command of two inputs.
struct BinaryRecords {
  BinaryRecords(const BinaryCommand& command, const OnChip& chip) {
    if (!command.reads_records()) return;
    const ParameterRecord a = chip.record(command.parameters), b = chip.record(command.parameters + 1),
                          r = chip.record(command.parameters + 2);
    table = {{multiplier_of(a, 0), multiplier_of(b, 0), multiplier_of(r, 0)},
             a.zero_point_in,
             b.zero_point_in,
             r.zero_point_out,
             r.clamp_min - r.zero_point_out,
             std::max(r.clamp_min, r.clamp_max) - r.zero_point_out};
    multiplier_a = multiplier_of(a, 31);
    multiplier_b = multiplier_of(b, 31);
    multiplier_out = multiplier_of(r, 31);
  }
  std::int32_t code(std::int32_t value) const { return std::clamp(value, table.low, table.high) + table.zero_point; }

  AddTable table{};
  Multiplier31 multiplier_a, multiplier_b, multiplier_out;  // these may shift left
};

// Where an input's channels lie; a broadcast input fills `repeated` with its one channel.
const std::int8_t* operand(const std::int8_t* at, std::vector<std::int8_t>& repeated) {
  if (repeated.empty()) return at;
  std::fill(repeated.begin(), repeated.end(), *at);
  return repeated.data();
}

// Calls run(a, b, count, out) for neighbouring elements.
template <class Run>
void for_each_run(const BinaryCommand& command, const OnChip& chip, OutputPlace out, Run&& run) {
  const std::int64_t channels = command.channels;
  const bool dense = !command.broadcast_a && !command.broadcast_b && out.pixel_pitch == channels &&
                     command.a.pixel_pitch == channels && command.b.pixel_pitch == channels;
  const std::int64_t count = dense ? channels * command.out_w : channels, runs = dense ? 1 : command.out_w;
  std::vector<std::int8_t> repeated_a(command.broadcast_a ? command.channels : 0),
      repeated_b(command.broadcast_b ? command.channels : 0);
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < runs; ++x)
      run(operand(source(chip, command.a, y, x), repeated_a), operand(source(chip, command.b, y, x), repeated_b), count,
          out.bytes + y * out.row_pitch + x * out.pixel_pitch);
}

// The same with code(a, b) of every element, a loop without branches where `code` has none.
template <class Code>
void for_each_element(const BinaryCommand& command, const OnChip& chip, OutputPlace out, Code&& code) {
  for_each_run(command, chip, out,
               [&](const std::int8_t* a, const std::int8_t* b, std::int64_t count, std::uint8_t* to) {
                 for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<std::uint8_t>(code(a[i], b[i]));
               });
}

}  // namespace

namespace {

// Accumulators as they are, low byte first.
void widen(const RequantizeCommand& command, std::int64_t columns, const OnChip& chip, OutputPlace out) {
  const std::int64_t pixels = std::int64_t{command.out_h} * command.out_w;
  for (std::int64_t m = 0; m < pixels; ++m) {
    std::uint8_t* to = out.bytes + m / command.out_w * out.row_pitch + m % command.out_w * out.pixel_pitch;
    for (std::int64_t n = 0; n < command.n; ++n) {
      const std::int64_t row = command.acc_row + n / columns * pixels + m;
      const auto acc =
          static_cast<std::uint32_t>(chip.accumulator[static_cast<std::size_t>(row * columns + n % columns)]);
      for (int byte = 0; byte < 4; ++byte) to[4 * n + byte] = static_cast<std::uint8_t>(acc >> 8 * byte);
    }
  }
}

}  // namespace

void requantize(const RequantizeCommand& command, std::int64_t columns, const OnChip& chip, OutputPlace out,
                Simd simd) {
  if (command.wide) return widen(command, columns, chip, out);
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

void pool(const PoolCommand& command, const OnChip& chip, OutputPlace out) {
  const Window& in = command.in;
  const ParameterRecord record = chip.record(command.parameters);
  const std::int32_t high = std::max(record.clamp_min, record.clamp_max);
  std::vector<std::int32_t> values(in.channels);
  for (std::int64_t m = 0; m < in.pixels(); ++m) {
    if (command.function == PoolFunction::kMax)
      greatest(in, chip, m, values);
    else
      averages(in, chip, m, record.source_uint8, values);
    std::uint8_t* to = out.bytes + m / in.out_w * out.row_pitch + m % in.out_w * out.pixel_pitch;
    for (std::size_t c = 0; c < values.size(); ++c)
      to[c] = static_cast<std::uint8_t>(std::clamp<std::int32_t>(values[c], record.clamp_min, high));
  }
}

void binary(const BinaryCommand& command, const OnChip& chip, OutputPlace out, Simd simd) {
  const BinaryRecords records(command, chip);
  switch (command.function) {
    case BinaryFunction::kAdd: {
      const Parts& parts = parts_of(simd);
      return for_each_run(command, chip, out, [&](auto... run) { parts.add(records.table, run...); });
    }
    case BinaryFunction::kSubtract:
      return for_each_element(command, chip, out, [&](std::int32_t a, std::int32_t b) {
        return records.code(subtract_rescaled(a - records.table.zero_point_a, b - records.table.zero_point_b,
                                              records.table.multipliers));
      });
    case BinaryFunction::kMultiply:
      return for_each_element(command, chip, out, [&](std::int32_t a, std::int32_t b) {
        return records.code(
            scaled((a - records.table.zero_point_a) * (b - records.table.zero_point_b), records.multiplier_out));
      });
    case BinaryFunction::kMinimum:
      return for_each_element(command, chip, out, [](std::int32_t a, std::int32_t b) { return std::min(a, b); });
    case BinaryFunction::kMaximum:
      return for_each_element(command, chip, out, [](std::int32_t a, std::int32_t b) { return std::max(a, b); });
    case BinaryFunction::kPrelu:
      return for_each_element(command, chip, out, [&](std::int32_t a, std::int32_t b) {
        const std::int32_t x = a - records.table.zero_point_a;
        return records.code(x >= 0 ? scaled(x, records.multiplier_a)
                                   : scaled(x * (b - records.table.zero_point_b), records.multiplier_b));
      });
  }
}

void move(const MoveCommand& command, const OnChip& chip, OutputPlace out) {
  const auto codes = codes_of(command, chip);
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < command.out_w; ++x) {
      const std::int8_t* from = source(chip, command.in, y, x);
      std::uint8_t* to = out.bytes + y * out.row_pitch + x * out.pixel_pitch;
      if (command.mode == MoveMode::kCopy) {
        std::memcpy(to, from, command.channels);
        continue;
      }
      for (int c = 0; c < command.channels; ++c) to[c] = codes[static_cast<std::uint8_t>(from[c])];
    }
}

}  // namespace octet
