// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Products of float32 matrices. Each sum starts at 0 and adds its products one after the other, from the first
// index up, every step rounded: the order of TFLite's reference kernels.
#pragma once
#include <cstddef>
#include <vector>

namespace octet {

// The right operand [depth, columns] of a product, in panels of a few columns.
class FloatPanels {
 public:
  // Element (k, j) of the operand is data[k * depth_stride + j * column_stride].
  FloatPanels(const float* data, std::size_t depth, std::size_t columns, std::size_t depth_stride,
              std::size_t column_stride);
  // to [rows, columns] = from [rows, depth] times the operand.
  void multiply(const float* from, std::size_t rows, float* to) const;
  std::size_t depth() const { return depth_; }
  std::size_t columns() const { return columns_; }

 private:
  std::size_t depth_, columns_;
  std::vector<float> panels_;
};

}  // namespace octet
