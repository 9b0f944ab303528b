// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A block of rows by a panel of columns keeps its sums in registers; the columns are what the compiler vectorises.
#include "models/float_product.h"

#include <algorithm>

namespace octet {
namespace {

constexpr std::size_t kColumns = 8;      // of a panel
constexpr std::size_t kRows = 4;         // of a block
constexpr std::size_t kRowsAtOnce = 32;  // that stay near while the panels pass

template <std::size_t Rows>
void multiply_block(const float* from, const float* panel, std::size_t depth, float* to, std::size_t columns,
                    std::size_t width) {
  float sums[Rows][kColumns] = {};
  for (std::size_t k = 0; k < depth; ++k)
    for (std::size_t r = 0; r < Rows; ++r)
      for (std::size_t j = 0; j < kColumns; ++j) sums[r][j] += from[r * depth + k] * panel[k * kColumns + j];
  for (std::size_t r = 0; r < Rows; ++r) std::copy_n(sums[r], width, to + r * columns);
}

}  // namespace

FloatPanels::FloatPanels(const float* data, std::size_t depth, std::size_t columns, std::size_t depth_stride,
                         std::size_t column_stride)
    : depth_(depth), columns_(columns), panels_((columns + kColumns - 1) / kColumns * kColumns * depth) {
  for (std::size_t first = 0; first < columns; first += kColumns) {
    float* panel = panels_.data() + first * depth;
    const std::size_t width = std::min(kColumns, columns - first);
    for (std::size_t j = 0; j < width; ++j)
      for (std::size_t k = 0; k < depth; ++k)
        panel[k * kColumns + j] = data[k * depth_stride + (first + j) * column_stride];
  }
}

void FloatPanels::multiply(const float* from, std::size_t rows, float* to) const {
  for (std::size_t begin = 0; begin < rows; begin += kRowsAtOnce) {
    const std::size_t end = std::min(rows, begin + kRowsAtOnce);
    for (std::size_t first = 0; first < columns_; first += kColumns) {
      const float* panel = panels_.data() + first * depth_;
      const std::size_t width = std::min(kColumns, columns_ - first);
      std::size_t row = begin;
      for (; row + kRows <= end; row += kRows)
        multiply_block<kRows>(from + row * depth_, panel, depth_, to + row * columns_ + first, columns_, width);
      for (; row < end; ++row)
        multiply_block<1>(from + row * depth_, panel, depth_, to + row * columns_ + first, columns_, width);
    }
  }
}

}  // namespace octet
