// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One array command's product: weights packed into panels of kPanel output channels, then block by
// block of pixels, gathered into rows of K values, multiplied by every panel.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "arch/isa.h"
#include "sim/array_kernel_parts.h"
#include "sim/functional_window.h"

namespace octet::array_parts {

template <class PartsType>
class Product {
  using Pixel = typename PartsType::Pixel;
  using Weight = typename PartsType::Weight;
  static constexpr std::int64_t kDepth = PartsType::kDepth, kBlock = PartsType::kBlock;

 public:
  Product(const ArrayCommand& command, std::int64_t columns, std::span<const std::uint8_t> scratchpad,
          const PartsType& parts)
      : command_(command),
        in_(command.in),
        columns_(columns),
        scratchpad_(scratchpad),
        parts_(parts),
        k_(command.k()),
        groups_((k_ + kDepth - 1) / kDepth),
        pitch_(kDepth * groups_ + kSlack) {
    if (!reads_in_place()) taps_.emplace(command.in);
  }

  void run(std::int32_t* rows, std::int32_t* sums, bool add) {
    pack_weights();
    gathered_.resize(static_cast<std::size_t>(kBlock * pitch_ + kSlack));
    const std::int64_t m_total = in_.pixels();
    Cursor cursor{first_of(0, 0), first_of(0, 0)};
    for (std::int64_t m = 0; m < m_total; m += kBlock) {
      const int block = static_cast<int>(std::min<std::int64_t>(kBlock, m_total - m));
      taps_ ? gather_rows(block, cursor) : point_at_rows(block, cursor);
      parts_.sum(rows_, block, k_, sums + m);
      for (std::int64_t first = 0; first < command_.n; first += kPanel)
        multiply_panel(first, m, block, sums + m, rows, add);
    }
  }

 private:
  std::int64_t panel_weights() const { return groups_ * kDepth * kPanel; }

  // Folds that output channels [first, first + count) fall into, as (fold, first channel, count) pieces.
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
    const std::int64_t n = command_.n;
    panels_.resize(static_cast<std::size_t>((n + kPanel - 1) / kPanel * panel_weights()));
    const auto* weights = reinterpret_cast<const std::int8_t*>(scratchpad_.data()) + command_.weights;
    for (std::int64_t first = 0; first < n; first += kPanel) {
      Weight* panel = panels_.data() + first / kPanel * panel_weights();
      const std::int64_t count = std::min<std::int64_t>(kPanel, n - first);
      for_each_fold_piece(first, count, [&](std::int64_t fold, std::int64_t channel, std::int64_t piece) {
        const std::int64_t width = std::min(columns_, n - fold * columns_);
        const std::int8_t* source = weights + fold * columns_ * k_ + (channel - fold * columns_);
        parts_.pack(source, k_, width, static_cast<int>(piece), panel + kDepth * (channel - first));
      });
    }
  }

  // The first value output pixel (y, x) reads if its taps are one run inside the tensor.
  const std::int8_t* first_of(std::int64_t y, std::int64_t x) const {
    return reinterpret_cast<const std::int8_t*>(scratchpad_.data()) + in_.address +
           (in_.y0 + y * in_.stride_h) * in_.row_pitch + (in_.x0 + x * in_.stride_w) * in_.pixel_pitch;
  }

  // True if every output pixel reads one run inside the tensor, with whole groups of bytes behind it.
  bool reads_in_place() const {
    if (sizeof(Pixel) != 1 || in_.kernel_h != 1 || !(in_.kernel_w == 1 || row_is_one_run(in_))) return false;
    const std::int64_t last_y = in_.out_h - 1, last_x = in_.out_w - 1;
    return in_.y0 >= 0 && in_.x0 >= 0 && in_.y0 + last_y * in_.stride_h < in_.height &&
           in_.x0 + last_x * in_.stride_w + in_.kernel_w <= in_.width &&
           end() - first_of(last_y, last_x) >= groups_ * kDepth;
  }

  // The next output pixel: its coordinates, and (read in place) where it and the first of its row lie.
  struct Cursor {
    const std::int8_t *at, *line;
    std::int64_t y = 0, x = 0;
  };

  // rows_: what each output pixel of a block reads, in K order (ky, kx, channel).
  void gather_rows(int block, Cursor& cursor) {
    Pixel* place = gathered_.data();
    for (int r = 0; r < block; ++r, place += pitch_) {
      rows_[r] = place;
      gather(taps_->rows[static_cast<std::size_t>(cursor.y)], taps_->columns[static_cast<std::size_t>(cursor.x)],
             place);
      if (++cursor.x == in_.out_w) cursor.x = 0, ++cursor.y;
    }
  }
  void point_at_rows([[maybe_unused]] int block, [[maybe_unused]] Cursor& cursor) {
    if constexpr (sizeof(Pixel) == 1) {
      const std::int64_t step = in_.stride_w * std::int64_t{in_.pixel_pitch}, width = in_.out_w;
      for (int r = 0; r < block; ++r, cursor.at += step) {
        if (cursor.x == width) cursor.x = 0, cursor.at = cursor.line += in_.stride_h * std::int64_t{in_.row_pitch};
        rows_[r] = cursor.at;
        ++cursor.x;
      }
    }
  }

  const std::int8_t* end() const {
    return reinterpret_cast<const std::int8_t*>(scratchpad_.data()) + scratchpad_.size();
  }

  void gather(const TapRange& rows, const TapRange& columns, Pixel* out) const {
    const std::int64_t row_elements = std::int64_t{in_.kernel_w} * in_.channels;
    for (int ky = 0; ky < in_.kernel_h; ++ky, out += row_elements) {
      const bool outside = ky < rows.first || ky >= rows.last || columns.count() == 0;
      gather_row(rows, ky, outside ? TapRange{columns.origin, in_.kernel_w, in_.kernel_w} : columns, out);
    }
    std::fill_n(out, groups_ * kDepth - k_, Pixel{0});
  }

  void gather_row(const TapRange& rows, int ky, const TapRange& columns, Pixel* out) const {
    const std::int64_t channels = in_.channels;
    std::fill_n(out, columns.first * channels, Pixel{in_.pad_value});
    const bool one_run = row_is_one_run(in_);
    const int runs = one_run ? std::min(1, columns.count()) : columns.count();
    const std::int64_t length = one_run ? columns.count() * channels : channels;
    for (int run = 0; run < runs; ++run) {
      const int kx = columns.first + run;
      parts_.widen(tap_address(in_, scratchpad_.data(), rows, ky, columns, kx), end(), length, out + kx * channels);
    }
    std::fill_n(out + columns.last * channels, (in_.kernel_w - columns.last) * channels, Pixel{in_.pad_value});
  }

  void multiply_panel(std::int64_t first, std::int64_t m, int block, const std::int32_t* sums, std::int32_t* rows,
                      bool add) const {
    const Weight* panel = panels_.data() + first / kPanel * panel_weights();
    const std::int64_t count = std::min<std::int64_t>(kPanel, command_.n - first), m_total = in_.pixels();
    const std::int64_t column = first % columns_;
    if (count == kPanel && column + kPanel <= columns_) {
      std::int32_t* out = rows + (first / columns_ * m_total + m) * columns_ + column;
      parts_.block(rows_, sums, block, panel, groups_, out, columns_, add);
      return;
    }
    std::int32_t products[kBlock * kPanel];
    parts_.block(rows_, sums, block, panel, groups_, products, kPanel, false);
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
  const PartsType& parts_;
  std::int64_t k_, groups_, pitch_;
  std::optional<WindowTaps> taps_;  // empty: pixels are read where they lie
  const Pixel* rows_[kBlock];
  // Buffers outlive a command: they are as large as the largest one needs. Columns of a panel that no
  // command's channel fills hold what was there; their products are never read.
  static inline thread_local std::vector<Weight> panels_;
  static inline thread_local std::vector<Pixel> gathered_;
};

}  // namespace octet::array_parts
