// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The vector unit of a float machine.
#include "sim/float_kernel.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "sim/float_kernel_parts.h"

namespace octet {
namespace {

using float_parts::Elements;
using float_parts::float_of;
using float_parts::record;

const std::uint8_t* source(const OnChip& chip, const Target& from, std::int64_t y, std::int64_t x) {
  return chip.scratchpad.data() + from.address + y * from.row_pitch + x * from.pixel_pitch;
}
std::uint8_t* place(OutputPlace out, std::int64_t y, std::int64_t x) {
  return out.bytes + y * out.row_pitch + x * out.pixel_pitch;
}

// x of a channel at the tap's address.
float tap(const Elements& elements, const Window& in, const std::uint8_t* at, std::int64_t channel) {
  return at ? elements.load(at + channel * elements.bytes) : static_cast<float>(in.pad_value);
}

// From minus infinity; no tap inside: pad_value. What is no number is never the greatest.
float greatest(const Elements& elements, const Window& in, const OnChip& chip, std::int64_t m, std::int64_t c) {
  float value = -std::numeric_limits<float>::infinity();
  int taps = 0;
  float_parts::for_each_tap(in, chip, m, [&](const std::uint8_t* at) {
    if (!at) return;
    ++taps;
    value = std::max(value, elements.load(at + c * elements.bytes));
  });
  return taps == 0 ? static_cast<float>(in.pad_value) : value;
}

// The sum of the taps inside, times the fp32 number nearest to 1 / their number; none: 0.
float average(const Elements& elements, const Window& in, const OnChip& chip, std::int64_t m, std::int64_t c) {
  float value = 0;
  int taps = 0;
  float_parts::for_each_tap(in, chip, m, [&](const std::uint8_t* at) {
    if (!at) return;
    ++taps;
    value = float_parts::sum(elements.load(at + c * elements.bytes), value);
  });
  return taps == 0 ? 0.0f : float_parts::product(value, 1.0f / static_cast<float>(taps));
}

float function_of(BinaryFunction function, float a, float b) {
  switch (function) {
    case BinaryFunction::kAdd:
      return float_parts::sum(a, b);
    case BinaryFunction::kSubtract:
      return float_parts::sum(a, -b);
    case BinaryFunction::kMultiply:
      return float_parts::product(a, b);
    case BinaryFunction::kMinimum:
      return std::min(a, b);
    case BinaryFunction::kMaximum:
      return std::max(a, b);
    case BinaryFunction::kPrelu:
      return a >= 0 ? a : float_parts::product(a, b);
  }
  return a;
}

}  // namespace

void requantize_floats(const Machine& machine, const RequantizeCommand& command, const OnChip& chip, OutputPlace out) {
  const Elements elements(machine);
  const std::int64_t columns = machine.array_cols, pixels = std::int64_t{command.out_h} * command.out_w;
  for (std::int64_t m = 0; m < pixels; ++m)
    for (std::int64_t n = 0; n < command.n; ++n) {
      const std::int64_t row = command.acc_row + n / columns * pixels + m;
      const std::int32_t acc = chip.accumulator[static_cast<std::size_t>(row * columns + n % columns)];
      std::uint8_t* const to = place(out, m / command.out_w, m % command.out_w);
      if (command.wide)
        std::memcpy(to + 4 * n, &acc, 4);
      else
        elements.store(to + n * elements.bytes,
                       float_parts::scaled(float_of(acc), record(chip, command.parameters + n)));
    }
}

void depthwise_floats(const Machine& machine, const DepthwiseCommand& command, const OnChip& chip, OutputPlace out) {
  const Elements elements(machine);
  const Window& in = command.in;
  const std::int64_t channels = std::int64_t{in.channels} * command.depth_multiplier;
  const std::uint8_t* const weights = chip.scratchpad.data() + command.weights;
  for (std::int64_t m = 0; m < in.pixels(); ++m)
    for (std::int64_t c = 0; c < channels; ++c) {
      float acc = 0;
      const std::uint8_t* weight = weights + c * elements.bytes;
      float_parts::for_each_tap(in, chip, m, [&](const std::uint8_t* at) {
        acc = fused_multiply_add(tap(elements, in, at, c / command.depth_multiplier), elements.load(weight), acc);
        weight += channels * elements.bytes;
      });
      elements.store(place(out, m / in.out_w, m % in.out_w) + c * elements.bytes,
                     float_parts::scaled(acc, record(chip, command.parameters + c)));
    }
}

void pool_floats(const Machine& machine, const PoolCommand& command, const OnChip& chip, OutputPlace out) {
  const Elements elements(machine);
  const Window& in = command.in;
  const FloatRecord bounds = record(chip, command.parameters);
  for (std::int64_t m = 0; m < in.pixels(); ++m)
    for (std::int64_t c = 0; c < in.channels; ++c) {
      const float value = command.function == PoolFunction::kMax ? greatest(elements, in, chip, m, c)
                                                                 : average(elements, in, chip, m, c);
      elements.store(place(out, m / in.out_w, m % in.out_w) + c * elements.bytes, float_parts::clamped(value, bounds));
    }
}

void binary_floats(const Machine& machine, const BinaryCommand& command, const OnChip& chip, OutputPlace out) {
  const Elements elements(machine);
  const FloatRecord bounds = command.reads_records() ? record(chip, command.parameters + 2) : FloatRecord{};
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < command.out_w; ++x) {
      const std::uint8_t *a = source(chip, command.a, y, x), *b = source(chip, command.b, y, x);
      for (std::int64_t c = 0; c < command.channels; ++c) {
        const float value =
            function_of(command.function, elements.load(a + (command.broadcast_a ? 0 : c) * elements.bytes),
                        elements.load(b + (command.broadcast_b ? 0 : c) * elements.bytes));
        elements.store(place(out, y, x) + c * elements.bytes, float_parts::clamped(value, bounds));
      }
    }
}

void move_floats(const Machine& machine, const MoveCommand& command, const OnChip& chip, OutputPlace out) {
  const Elements elements(machine);
  if (command.mode == MoveMode::kTable)
    fail(ErrorKind::kUsage, "machine {}: a table maps codes; a float machine has no values of it", machine.name);
  const FloatRecord r = command.mode == MoveMode::kCopy ? FloatRecord{} : record(chip, command.parameters);
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < command.out_w; ++x) {
      const std::uint8_t* const from = source(chip, command.in, y, x);
      std::uint8_t* const to = place(out, y, x);
      if (command.mode == MoveMode::kCopy) {
        std::memcpy(to, from, static_cast<std::size_t>(command.channels * elements.bytes));
        continue;
      }
      for (std::int64_t c = 0; c < command.channels; ++c)
        elements.store(to + c * elements.bytes, float_parts::scaled(elements.load(from + c * elements.bytes), r));
    }
}

void softmax_floats(const Machine& machine, const SoftmaxCommand& command, const OnChip& chip, OutputPlace out) {
  const Elements elements(machine);
  const float beta = record(chip, command.parameters).scale;
  std::vector<float> row(command.channels);
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < command.out_w; ++x) {
      const std::uint8_t* const from = source(chip, command.in, y, x);
      for (std::size_t c = 0; c < row.size(); ++c)
        row[c] = elements.load(from + static_cast<std::int64_t>(c) * elements.bytes);
      const float greatest = *std::max_element(row.begin(), row.end());
      float sum = 0;
      for (float& value : row) {
        value = exponential(float_parts::product(float_parts::sum(value, -greatest), beta));
        sum = float_parts::sum(value, sum);
      }
      const float factor = reciprocal(sum);
      for (std::size_t c = 0; c < row.size(); ++c)
        elements.store(place(out, y, x) + static_cast<std::int64_t>(c) * elements.bytes,
                       float_parts::product(row[c], factor));
    }
}

}  // namespace octet
