// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading windows of a tensor in the scratchpad: where taps lie and which of them are padding.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "arch/isa.h"

namespace octet {

// Coordinates of one dimension of a window at one output position.
struct TapRange {
  std::int64_t origin;  // input coordinate of tap 0
  int first, last;      // taps [first, last) lie inside the tensor
  int count() const { return last - first; }
};
inline TapRange tap_range(std::int64_t origin, std::int64_t out, int stride, int kernel, int dilation, int inputs) {
  const std::int64_t start = origin + out * stride;
  const std::int64_t first = start < 0 ? (-start + dilation - 1) / dilation : 0;
  const std::int64_t last = start < inputs ? (inputs - start + dilation - 1) / dilation : 0;
  const int begin = static_cast<int>(std::min<std::int64_t>(first, kernel));
  return {start, begin, std::max(begin, static_cast<int>(std::min<std::int64_t>(last, kernel)))};
}
inline TapRange rows_of(const Window& w, std::int64_t y) {
  return tap_range(w.y0, y, w.stride_h, w.kernel_h, w.dilation_h, w.height);
}
inline TapRange columns_of(const Window& w, std::int64_t x) {
  return tap_range(w.x0, x, w.stride_w, w.kernel_w, w.dilation_w, w.width);
}

// The ranges of every output row and column, computed once per command.
struct WindowTaps {
  explicit WindowTaps(const Window& w) {
    rows.reserve(w.out_h);
    columns.reserve(w.out_w);
    for (std::int64_t y = 0; y < w.out_h; ++y) rows.push_back(rows_of(w, y));
    for (std::int64_t x = 0; x < w.out_w; ++x) columns.push_back(columns_of(w, x));
  }
  std::vector<TapRange> rows, columns;
};

// Channel 0 of the input pixel that tap (ky, kx) reads; the tap lies inside the tensor.
inline const std::int8_t* tap_address(const Window& w, const std::uint8_t* scratchpad, const TapRange& rows, int ky,
                                      const TapRange& columns, int kx) {
  const std::int64_t iy = rows.origin + ky * w.dilation_h, ix = columns.origin + kx * w.dilation_w;
  return reinterpret_cast<const std::int8_t*>(scratchpad) + w.address + iy * w.row_pitch + ix * w.pixel_pitch;
}

// Taps of a kernel row that follow each other in memory without gaps form one run.
inline bool row_is_one_run(const Window& w) { return w.dilation_w == 1 && w.pixel_pitch == w.channels; }

}  // namespace octet
