// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Convolutions and fully connected layers on the array: N tiles that fit a weight buffer and a
// parameter half, K tiles (channel ranges) where one fold column of weights does not fit, output tiles that fit the
// stream buffers, sub-tiles that fit an accumulator bank. Two loop orders; the one that moves fewer bytes wins.
#include <algorithm>

#include "base/units.h"
#include "compiler/emit.h"

namespace octet {
namespace {

class ConvolutionMapper {
 public:
  explicit ConvolutionMapper(Emitter& e) : e_(e), l_(e.layer()), m_(e.machine()) {
    c_ = l_.in[0].c;
    n_ = l_.out.c;
    choose_weight_tiles();
    pack();
    bank_rows_ = m_.accumulator_bank_rows();
  }

  void run() {
    const auto whole = grid(n_), part = grid(n_tile_);
    const bool can_a = whole.first > 0, can_b = part.first > 0;
    if (!can_a && !can_b)
      fail(ErrorKind::kArchitecture,
           "layer '{}' ({}): one output pixel needs {} bytes of input and {} of output at once, stream buffers hold {} and {}; "
           "raise scratchpad.bytes",
           l_.info.name, l_.info.op, l_.taps() * c_ * e_.element(), n_tile_ * e_.element(),
           std::min(e_.in_capacity(0), m_.scratchpad_bytes), std::min(e_.out_capacity(), m_.scratchpad_bytes));
    if (can_a && (!can_b || cost_rows_outer(whole) <= cost_channels_outer(part))) {
      rows_outer(tiles_of(l_.out, whole.first, whole.second));
    } else {
      channels_outer(tiles_of(l_.out, part.first, part.second));
    }
  }

 private:
  void choose_weight_tiles() {
    const std::int64_t e = e_.element(), slot = m_.scratchpad_bank_bytes(), column = l_.taps() * c_ * e;
    const std::int64_t limit = std::min(n_, m_.parameters_channels);
    const std::int64_t fold = std::min(limit, m_.array_cols);
    c_tile_ = c_;
    if (column * fold <= slot) {
      n_tile_ = std::min(limit, slot / column);
      const std::int64_t tiles = ceil_div(n_, n_tile_);
      const std::int64_t even = ceil_div(ceil_div(n_, tiles), m_.array_cols) * m_.array_cols;
      n_tile_ = std::min(std::max(even, fold), n_tile_ < n_ ? std::max(fold, n_tile_ / m_.array_cols * m_.array_cols) : n_);
    } else {
      n_tile_ = fold;
      c_tile_ = slot / (l_.taps() * fold * e);
      if (c_tile_ > m_.array_rows) c_tile_ = c_tile_ / m_.array_rows * m_.array_rows;
      if (c_tile_ < 1)
        fail(ErrorKind::kArchitecture,
             "layer '{}' ({}): {} weights of one channel do not fit a scratchpad bank of {} bytes; raise scratchpad.bytes",
             l_.info.name, l_.info.op, l_.taps() * fold, slot);
    }
    n_tiles_ = ceil_div(n_, n_tile_);
    k_tiles_ = ceil_div(c_, c_tile_);
  }

  std::int64_t n_of(std::int64_t tile) const { return std::min(n_tile_, n_ - tile * n_tile_); }
  std::int64_t c_of(std::int64_t tile) const { return std::min(c_tile_, c_ - tile * c_tile_); }

  // Constants in the order of use: per N tile its records; per K tile N folds of K rows.
  void pack() {
    for (std::int64_t nt = 0; nt < n_tiles_; ++nt) {
      std::vector<std::uint8_t> records;
      for (std::int64_t n = 0; n < n_of(nt) && !l_.parameters.empty(); ++n) {
        const auto bytes = encode(l_.parameters[static_cast<std::size_t>(nt * n_tile_ + n)]);
        records.insert(records.end(), bytes.begin(), bytes.end());
      }
      parameter_offset_.push_back(e_.add_constants(records, n_of(nt) * Machine::kParameterRecordBytes));
      for (std::int64_t kt = 0; kt < k_tiles_; ++kt) {
        const std::int64_t bytes = l_.taps() * c_of(kt) * n_of(nt) * e_.element();
        weight_offset_.push_back(e_.add_constants(pack_tile(nt, kt), bytes));
      }
    }
  }

  std::vector<std::uint8_t> pack_tile(std::int64_t nt, std::int64_t kt) const {
    std::vector<std::uint8_t> bytes;
    if (l_.weights.empty()) return bytes;
    const std::int64_t n0 = nt * n_tile_, n1 = n0 + n_of(nt), c0 = kt * c_tile_, c1 = c0 + c_of(kt);
    bytes.reserve(static_cast<std::size_t>((n1 - n0) * (c1 - c0) * l_.taps()));
    for (std::int64_t fold = n0; fold < n1; fold += m_.array_cols)
      for (std::int64_t tap = 0; tap < l_.taps(); ++tap)
        for (std::int64_t c = c0; c < c1; ++c)
          for (std::int64_t n = fold; n < std::min(fold + m_.array_cols, n1); ++n)
            bytes.push_back(static_cast<std::uint8_t>(l_.weights[static_cast<std::size_t>((n * l_.taps() + tap) * c_ + c)]));
    return bytes;
  }

  std::int64_t in_pitch(const Region& r) const {
    const std::int64_t dense = (r.x1 - r.x0) * c_ * e_.element();
    return l_.kernel_h > 1 ? gather_row_pitch(l_, dense, m_) : dense;
  }

  // Largest output tile whose input and `channels` output channels fit the stream buffers. Streamed
  // layers are cut into at least four tiles of an image so that loads and work overlap.
  std::pair<std::int64_t, std::int64_t> grid(std::int64_t channels) const {
    const std::int64_t in = e_.in_capacity(0), out = e_.out_capacity(), e = e_.element();
    const bool streams = in != Emitter::kResident || out != Emitter::kResident;
    if (!streams) return {l_.out.h, l_.out.w};
    const std::int64_t rows = l_.out.n == 1 ? ceil_div<std::int64_t>(l_.out.h, 4) : l_.out.h;
    const std::int64_t columns = l_.out.h == 1 && l_.out.n == 1 ? std::max(ceil_div<std::int64_t>(l_.out.w, 4), std::min(m_.array_rows, l_.out.w)) : l_.out.w;
    const bool cut = m_.scratchpad_bank_bytes() < l_.out.pixels() * channels * e || !m_.dram_unlimited;
    return largest_tile(cut ? rows : l_.out.h, cut ? columns : l_.out.w, [&](std::int64_t h, std::int64_t w) {
      if (out != Emitter::kResident && h * w * channels * e > out) return false;
      if (in == Emitter::kResident) return true;
      const std::int64_t ih = std::min(l_.in[0].h, (h - 1) * l_.stride_h + (l_.kernel_h - 1) * l_.dilation_h + 1);
      const std::int64_t iw = std::min(l_.in[0].w, (w - 1) * l_.stride_w + (l_.kernel_w - 1) * l_.dilation_w + 1);
      return ih * in_pitch({0, ih, 0, iw}) <= in;
    });
  }

  std::int64_t weight_bytes() const { return l_.info.weight_bytes + l_.info.parameter_bytes; }
  std::int64_t input_bytes(const std::vector<Tile>& tiles) const {
    if (e_.in_capacity(0) == Emitter::kResident) return 0;
    std::int64_t bytes = 0;
    for (const Tile& t : tiles) {
      const Region r = region_of(l_, t);
      bytes += (r.y1 - r.y0) * (r.x1 - r.x0) * c_ * e_.element();
    }
    return bytes;
  }
  std::int64_t cost_rows_outer(std::pair<std::int64_t, std::int64_t> g) const {
    const auto tiles = tiles_of(l_.out, g.first, g.second);
    const bool fits = n_tiles_ * k_tiles_ <= (m_.scratchpad_banks >= 8 ? 2 : 1);
    return input_bytes(tiles) + weight_bytes() * (fits ? 1 : static_cast<std::int64_t>(tiles.size()));
  }
  std::int64_t cost_channels_outer(std::pair<std::int64_t, std::int64_t> g) const {
    const auto tiles = tiles_of(l_.out, g.first, g.second);
    return input_bytes(tiles) * (tiles.size() == 1 ? 1 : n_tiles_) + weight_bytes();
  }

  void rows_outer(const std::vector<Tile>& tiles) {
    std::int64_t number = 0;
    for (const Tile& tile : tiles) {
      const Placed out = e_.output(tile, number++, 0, n_);
      for (std::int64_t nt = 0; nt < n_tiles_; ++nt) compute(tile, nt, out, nt * n_tile_);
      e_.store(tile, out, 0, n_);
    }
  }

  void channels_outer(const std::vector<Tile>& tiles) {
    std::int64_t number = 0;
    for (std::int64_t nt = 0; nt < n_tiles_; ++nt) {
      for (const Tile& tile : tiles) {
        const Placed out = e_.output(tile, number++, nt * n_tile_, n_of(nt));
        compute(tile, nt, out, 0);
        e_.store(tile, out, nt * n_tile_, n_of(nt));
      }
    }
  }

  // One N tile of one output tile; `channel` is where the N tile begins inside `out`.
  void compute(const Tile& tile, std::int64_t nt, const Placed& out, std::int64_t channel) {
    const auto [rows, columns] = largest_tile(tile.height(), tile.width(),
                                              [&](std::int64_t h, std::int64_t w) { return h * w <= bank_rows_; });
    const std::int64_t n = n_of(nt);
    for (const Tile& sub : split(tile, rows, columns)) {
      const std::int64_t pixels = sub.height() * sub.width();
      const std::int64_t folds = k_tiles_ > 1 ? 1 : std::max<std::int64_t>(1, bank_rows_ / pixels);
      for (std::int64_t n0 = 0; n0 < n; n0 += folds * m_.array_cols)
        accumulate(tile, sub, nt, n0, std::min(n - n0, folds * m_.array_cols), out, channel + n0);
    }
  }

  void accumulate(const Tile& tile, const Tile& sub, std::int64_t nt, std::int64_t n0, std::int64_t n,
                  const Placed& out, std::int64_t channel) {
    e_.begin_step();
    const std::int64_t row = e_.next_accumulator();
    const Region r = region_of(l_, tile);
    const Placed in = e_.input(0, tile, 0, c_, in_pitch(r));
    for (std::int64_t kt = 0; kt < k_tiles_; ++kt) {
      if (kt > 0) e_.begin_step();
      const std::int64_t tile_bytes = l_.taps() * c_of(kt) * n_of(nt) * e_.element();
      const std::int64_t index = nt * k_tiles_ + kt;
      const std::int64_t base = e_.weights(index, weight_offset_[static_cast<std::size_t>(index)], tile_bytes);
      Placed part = in;
      part.address += kt * c_tile_ * e_.element();
      ArrayCommand a;
      a.in = e_.window(part, sub, c_of(kt));
      a.n = e_.u16(n, "channels");
      a.weights = e_.u32(base + n0 * l_.taps() * c_of(kt) * e_.element(), "weight address");
      a.acc_row = e_.u32(row, "accumulator row");
      a.accumulate = kt > 0;
      e_.work(a);
    }
    RequantizeCommand q;
    const std::int64_t first = e_.parameters(nt, parameter_offset_[static_cast<std::size_t>(nt)], n_of(nt));
    q.acc_row = e_.u32(row, "accumulator row");
    q.out_h = e_.u16(sub.height(), "tile height");
    q.out_w = e_.u16(sub.width(), "tile width");
    q.n = e_.u16(n, "channels");
    q.parameters = e_.u16(first + n0, "parameter record");
    q.rounding = l_.rounding;
    q.out = e_.target(out, sub, channel);
    e_.work(q);
  }

  Emitter& e_;
  const Layer& l_;
  const Machine& m_;
  std::int64_t c_, n_, n_tile_ = 0, c_tile_ = 0, n_tiles_ = 0, k_tiles_ = 0, bank_rows_ = 0;
  std::vector<std::int64_t> parameter_offset_, weight_offset_;  // [n tile], [n tile][k tile]
};

}  // namespace

void map_convolution(Emitter& emitter) { ConvolutionMapper(emitter).run(); }

}  // namespace octet
