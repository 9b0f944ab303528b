// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array and the accumulator of a float machine.
#include <algorithm>

#include "base/units.h"
#include "sim/float_kernel.h"
#include "sim/float_kernel_parts.h"

namespace octet {
namespace {

using float_parts::bits_of;
using float_parts::Elements;
using float_parts::float_of;

// window(m, 0..K-1) in the order of the rows: kernel row, kernel column, channel.
void gather(const Elements& elements, const Window& in, const OnChip& chip, std::int64_t m,
            std::vector<float>& values) {
  values.clear();
  float_parts::for_each_tap(in, chip, m, [&](const std::uint8_t* at) {
    for (std::int64_t c = 0; c < in.channels; ++c)
      values.push_back(at ? elements.load(at + c * elements.bytes) : static_cast<float>(in.pad_value));
  });
}

std::vector<float> weights_of(const Elements& elements, const ArrayCommand& c, const OnChip& chip) {
  std::vector<float> weights(static_cast<std::size_t>(c.k() * c.n));
  for (std::size_t i = 0; i < weights.size(); ++i)
    weights[i] = elements.load(chip.scratchpad.data() + c.weights + static_cast<std::int64_t>(i) * elements.bytes);
  return weights;
}

}  // namespace

std::int64_t psum_folds(const Machine& machine, const ArrayCommand& command) {
  if (machine.array_dataflow == Dataflow::kOutputStationary) return 1;
  return ceil_div(command.k(), machine.array_rows);
}

std::vector<std::int32_t> multiply_floats(const Machine& machine, const ArrayCommand& command, const OnChip& chip) {
  const Elements elements(machine);
  const std::int64_t columns = machine.array_cols, pixels = command.in.pixels(), k = command.k();
  const std::int64_t n_folds = ceil_div<std::int64_t>(command.n, columns), folds = psum_folds(machine, command);
  const std::int64_t depth = folds == 1 ? k : machine.array_rows, rows = n_folds * pixels;
  const std::vector<float> weights = weights_of(elements, command, chip);
  std::vector<std::int32_t> psums(static_cast<std::size_t>(folds * rows * columns));
  std::vector<float> x, chain;
  for (std::int64_t m = 0; m < pixels; ++m) {
    gather(elements, command.in, chip, m, x);
    for (std::int64_t j = 0; j < n_folds; ++j) {
      const std::int64_t width = std::min<std::int64_t>(columns, command.n - j * columns);
      const float* const packed = weights.data() + j * columns * k;
      for (std::int64_t f = 0; f < folds; ++f) {
        chain.assign(static_cast<std::size_t>(width), 0.0f);
        for (std::int64_t i = f * depth; i < std::min(k, (f + 1) * depth); ++i)
          for (std::int64_t col = 0; col < width; ++col)
            chain[static_cast<std::size_t>(col)] = fused_multiply_add(
                x[static_cast<std::size_t>(i)], packed[i * width + col], chain[static_cast<std::size_t>(col)]);
        std::transform(chain.begin(), chain.end(), psums.begin() + (f * rows + j * pixels + m) * columns, bits_of);
      }
    }
  }
  return psums;
}

void accumulate_floats(const Machine& machine, const ArrayCommand& command, const std::vector<std::int32_t>& psums,
                       OnChip& chip) {
  const std::int64_t columns = machine.array_cols, pixels = command.in.pixels();
  const std::int64_t rows = ceil_div<std::int64_t>(command.n, columns) * pixels, folds = psum_folds(machine, command);
  for (std::int64_t f = 0; f < folds; ++f)
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int64_t width = std::min<std::int64_t>(columns, command.n - row / pixels * columns);
      const std::int32_t* in = psums.data() + (f * rows + row) * columns;
      std::int32_t* out = chip.accumulator.data() + (command.acc_row + row) * columns;
      for (std::int64_t i = 0; i < width; ++i)
        out[i] = f == 0 && !command.accumulate ? in[i] : bits_of(float_parts::sum(float_of(in[i]), float_of(out[i])));
    }
}

}  // namespace octet
