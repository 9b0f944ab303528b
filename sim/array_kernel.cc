// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/array_kernel.h"

#include <algorithm>
#include <vector>

#include "sim/array_kernel_parts.h"
#include "sim/functional_window.h"

namespace octet {
namespace array_parts {

void pack_portable(const std::int8_t* weights, std::int64_t k, std::int64_t pitch, int columns, std::int16_t* panel) {
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

std::int32_t sum_portable(const std::int16_t* row, std::int64_t pairs) {
  std::uint32_t sum = 0;  // unsigned: sums wrap
  for (std::int64_t i = 0; i < 2 * pairs; ++i) sum += static_cast<std::uint32_t>(row[i]);
  return static_cast<std::int32_t>(sum);
}

void block_portable(const std::int16_t* pixels, std::int64_t pixel_pitch, const std::int16_t* panel,
                    std::int64_t pairs, int rows, std::int32_t* out, std::int64_t out_pitch, bool add) {
  for (int r = 0; r < rows; ++r) {
    std::uint32_t total[kPanel] = {};  // unsigned: int32 accumulators wrap
    for (std::int64_t p = 0; p < pairs; ++p) {
      const std::int32_t even = pixels[r * pixel_pitch + 2 * p], odd = pixels[r * pixel_pitch + 2 * p + 1];
      const std::int16_t* weights = panel + p * 2 * kPanel;
      for (int c = 0; c < kPanel; ++c)
        total[c] += static_cast<std::uint32_t>(even * weights[2 * c] + odd * weights[2 * c + 1]);
    }
    std::int32_t* row = out + r * out_pitch;
    for (int c = 0; c < kPanel; ++c)
      row[c] = static_cast<std::int32_t>(total[c] + (add ? static_cast<std::uint32_t>(row[c]) : 0u));
  }
}

}  // namespace

const Parts& portable() {
  static const Parts parts{widen_portable, sum_portable, pack_portable, block_portable};
  return parts;
}

}  // namespace array_parts

namespace {

using array_parts::kBlock;
using array_parts::kPanel;
using array_parts::kSlack;
using array_parts::Parts;

const Parts& parts_of(Simd simd) {
#ifdef OCTET_X86
  if (simd == Simd::kAvx2) return array_parts::avx2();
#endif
  static_cast<void>(simd);
  return array_parts::portable();
}

// One command's product: weights packed into panels of kPanel output channels, then block by block
// of pixels gathered into int16 rows and multiplied by every panel.
class Product {
 public:
  Product(const ArrayCommand& command, std::int64_t columns, std::span<const std::uint8_t> scratchpad, Simd simd)
      : command_(command), in_(command.in), columns_(columns), scratchpad_(scratchpad), parts_(parts_of(simd)),
        k_(command.k()), pairs_((k_ + 1) / 2), pitch_(2 * pairs_ + kSlack) {}

  void run(std::int32_t* rows, std::int32_t* sums, bool add) {
    pack_weights();
    pixels_.resize(kBlock * pitch_ + kSlack);
    const std::int64_t m_total = in_.pixels();
    for (std::int64_t m = 0; m < m_total; m += kBlock) {
      const int block = static_cast<int>(std::min<std::int64_t>(kBlock, m_total - m));
      for (int r = 0; r < block; ++r) {
        gather(m + r, pixels_.data() + r * pitch_);
        sums[m + r] = parts_.sum(pixels_.data() + r * pitch_, pairs_);
      }
      for (std::int64_t first = 0; first < command_.n; first += kPanel) multiply_panel(first, m, block, rows, add);
    }
  }

 private:
  // Folds that output channels [first, first + count) fall into, as (first channel, count) pieces.
  template <class Visit>
  void for_each_fold_piece(std::int64_t first, std::int64_t count, Visit&& visit) const {
    for (std::int64_t channel = first; channel < first + count;) {
      const std::int64_t fold = channel / columns_;
      const std::int64_t piece = std::min(first + count, (fold + 1) * columns_) - channel;
      visit(fold, channel, piece);
      channel += piece;
    }
  }

  void pack_weights() {
    const std::int64_t n = command_.n, panel_size = pairs_ * 2 * kPanel;
    panels_.resize((n + kPanel - 1) / kPanel * panel_size);
    const auto* weights = reinterpret_cast<const std::int8_t*>(scratchpad_.data()) + command_.weights;
    for (std::int64_t first = 0; first < n; first += kPanel) {
      std::int16_t* panel = panels_.data() + first / kPanel * panel_size;
      const std::int64_t count = std::min<std::int64_t>(kPanel, n - first);
      if (count < kPanel) std::fill_n(panel, panel_size, std::int16_t{0});
      for_each_fold_piece(first, count, [&](std::int64_t fold, std::int64_t channel, std::int64_t piece) {
        const std::int64_t width = std::min(columns_, n - fold * columns_);
        const std::int8_t* source = weights + fold * columns_ * k_ + (channel - fold * columns_);
        auto* pack = piece == kPanel || piece == kPanel / 2 ? parts_.pack : array_parts::pack_portable;
        pack(source, k_, width, static_cast<int>(piece), panel + 2 * (channel - first));
      });
    }
  }

  // Window row m in K order (ky, kx, channel), zero in the odd place behind an odd K.
  void gather(std::int64_t m, std::int16_t* out) const {
    const TapRange rows = rows_of(in_, m / in_.out_w), columns = columns_of(in_, m % in_.out_w);
    const std::int64_t row_elements = std::int64_t{in_.kernel_w} * in_.channels;
    for (int ky = 0; ky < in_.kernel_h; ++ky, out += row_elements) {
      const bool outside = ky < rows.first || ky >= rows.last || columns.count() == 0;
      gather_row(rows, ky, outside ? TapRange{columns.origin, in_.kernel_w, in_.kernel_w} : columns, out);
    }
    if (k_ % 2) *out = 0;
  }

  void gather_row(const TapRange& rows, int ky, const TapRange& columns, std::int16_t* out) const {
    const std::int64_t channels = in_.channels;
    const auto* end = reinterpret_cast<const std::int8_t*>(scratchpad_.data()) + scratchpad_.size();
    std::fill_n(out, columns.first * channels, std::int16_t{in_.pad_value});
    const bool one_run = row_is_one_run(in_);
    const int runs = one_run ? std::min(1, columns.count()) : columns.count();
    const std::int64_t length = one_run ? columns.count() * channels : channels;
    for (int run = 0; run < runs; ++run) {
      const int kx = columns.first + run;
      parts_.widen(tap_address(in_, scratchpad_.data(), rows, ky, columns, kx), end, length, out + kx * channels);
    }
    std::fill_n(out + columns.last * channels, (in_.kernel_w - columns.last) * channels, std::int16_t{in_.pad_value});
  }

  void multiply_panel(std::int64_t first, std::int64_t m, int block, std::int32_t* rows, bool add) const {
    const std::int16_t* panel = panels_.data() + first / kPanel * pairs_ * 2 * kPanel;
    const std::int64_t count = std::min<std::int64_t>(kPanel, command_.n - first), m_total = in_.pixels();
    const std::int64_t column = first % columns_;
    if (count == kPanel && column + kPanel <= columns_) {
      std::int32_t* out = rows + (first / columns_ * m_total + m) * columns_ + column;
      parts_.block(pixels_.data(), pitch_, panel, pairs_, block, out, columns_, add);
      return;
    }
    std::int32_t products[kBlock * kPanel];
    parts_.block(pixels_.data(), pitch_, panel, pairs_, block, products, kPanel, false);
    for_each_fold_piece(first, count, [&](std::int64_t fold, std::int64_t channel, std::int64_t piece) {
      for (int r = 0; r < block; ++r) {
        std::int32_t* out = rows + (fold * m_total + m + r) * columns_ + (channel - fold * columns_);
        const std::int32_t* in = products + r * kPanel + (channel - first);
        for (std::int64_t c = 0; c < piece; ++c)
          out[c] = static_cast<std::int32_t>(static_cast<std::uint32_t>(in[c]) +
                                             (add ? static_cast<std::uint32_t>(out[c]) : 0u));
      }
    });
  }

  const ArrayCommand& command_;
  const Window& in_;
  std::int64_t columns_;
  std::span<const std::uint8_t> scratchpad_;
  const Parts& parts_;
  std::int64_t k_, pairs_, pitch_;
  // Buffers outlive a command: they are as large as the largest one needs.
  static thread_local std::vector<std::int16_t> panels_, pixels_;
};
thread_local std::vector<std::int16_t> Product::panels_, Product::pixels_;

}  // namespace

void multiply(const ArrayCommand& command, std::int64_t columns, std::span<const std::uint8_t> scratchpad,
              std::int32_t* rows, std::int32_t* sums, bool add, Simd simd) {
  Product(command, columns, scratchpad, simd).run(rows, sums, add);
}

}  // namespace octet
