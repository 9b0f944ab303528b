// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Convolutions and fully connected layers on the array, as planned: N tiles that fit a weight buffer and a
// parameter half, K tiles (channel ranges) that add up in an accumulator bank, output tiles that fit the stream
// buffers, sub-tiles that fit the bank.
#include <algorithm>

#include "base/units.h"
#include "compiler/choice.h"
#include "compiler/emit.h"
#include "compiler/gather_plan.h"

namespace octet {
namespace {

class ConvolutionMapper : public Mapper {
 public:
  ConvolutionMapper(Emitter& e, std::int64_t rows)
      : e_(e), l_(e.layer()), m_(e.machine()), c_(l_.in[0].c), n_(l_.channels()) {
    if (const MappingOption* chosen = e.option()) {
      plan_ = chosen->plan;
    } else {
      const auto plan = plan_convolution(l_, m_, e.in_stream(0), e.out_stream(), e.weight_slots(), {rows, e.pinned()});
      if (!plan) too_small();
      plan_ = *plan;
    }
    kernel_rows_ = plan_gather(l_, l_.in[0].w * c_ * e_.element(), m_).kernel_rows;
    if (!e_.drafts()) explain();
    pack();
  }

  void run(const std::vector<Tile>& parts) override {
    const std::vector<Tile> tiles = tiles_of(parts, plan_.tile_h, plan_.tile_w);
    if (plan_.channels_outer)
      channels_outer(tiles);
    else
      rows_outer(tiles);
  }

 private:
  void explain() {
    e_.explain(choice_text(l_, plan_, e_.in_stream(0), e_.out_stream(), e_.weight_slots(), m_),
               order_text(plan_.runner_up_outer, plan_.runner_up_slice), plan_.runner_up_cycles / plan_.cycles);
  }

  [[noreturn]] void too_small() const {
    const std::int64_t apart = l_.kernel_h > 1 ? Machine::kSubBanks * m_.word_bytes() : 0;
    fail(ErrorKind::kArchitecture,
         "layer '{}' ({}): one output pixel needs {} bytes of input, rows padded, and {} of output at once, stream "
         "buffers hold {} and {}; raise scratchpad.bytes",
         l_.info.name, l_.info.op, l_.kernel_h * (l_.kernel_w * c_ * e_.element() + apart),
         std::min(n_, m_.array_cols) * l_.output_parts * e_.element(),
         std::min(e_.in_stream(0).bytes, m_.scratchpad_bytes), std::min(e_.out_stream().bytes, m_.scratchpad_bytes));
  }

  std::int64_t n_of(std::int64_t tile) const { return std::min(plan_.n_tile, n_ - tile * plan_.n_tile); }
  std::int64_t c_of(std::int64_t tile) const { return std::min(plan_.c_tile, c_ - tile * plan_.c_tile); }

  // The weights are an operand, not constants.
  bool computed() const { return l_.in.size() > 1; }

  // Constants in the order of use: per N tile its records; per K tile and command's kernel rows N folds of K rows.
  void pack() {
    std::vector<std::int64_t>& shared = e_.weight_offsets(plan_.n_tile, plan_.c_tile);
    const bool fresh = shared.empty();
    for (std::int64_t nt = 0; nt < plan_.n_tiles; ++nt) {
      std::vector<std::uint8_t> records;
      for (std::int64_t n = 0; n < n_of(nt) && e_.packs() && l_.has_records(); ++n) {
        const auto bytes = l_.record(static_cast<std::size_t>(nt * plan_.n_tile + n));
        records.insert(records.end(), bytes.begin(), bytes.end());
      }
      if (!l_.wide()) parameter_offset_.push_back(e_.add_constants(records, n_of(nt) * Machine::kParameterRecordBytes));
      for (std::int64_t kt = 0; kt < plan_.k_tiles; ++kt) {
        if (computed() || !fresh) continue;
        const std::int64_t bytes = l_.taps() * c_of(kt) * n_of(nt) * e_.element();
        shared.push_back(e_.add_constants(pack_tile(nt, kt), bytes));
      }
    }
    weight_offset_ = shared;
  }

  std::vector<std::uint8_t> pack_tile(std::int64_t nt, std::int64_t kt) const {
    std::vector<std::uint8_t> bytes;
    if (!e_.packs()) return bytes;
    const std::int64_t e = e_.element();
    const std::vector<std::int8_t>& weights = e_.weight_layer().weights;
    const std::int64_t n0 = nt * plan_.n_tile, n1 = n0 + n_of(nt), c0 = kt * plan_.c_tile, depth = c_of(kt);
    bytes.resize(static_cast<std::size_t>((n1 - n0) * l_.taps() * depth * e));
    std::int64_t at = 0;
    for (std::int64_t first = 0; first < l_.taps(); first += kernel_rows_ * l_.kernel_w) {
      const std::int64_t last = std::min(first + kernel_rows_ * l_.kernel_w, l_.taps());
      for (std::int64_t fold = n0; fold < n1; fold += m_.array_cols) {
        const std::int64_t width = std::min(m_.array_cols, n1 - fold);
        for (std::int64_t n = fold; n < fold + width; ++n) {  // a filter is a column
          std::uint8_t* to = bytes.data() + (at + n - fold) * e;
          for (std::int64_t tap = first; tap < last; ++tap) {
            const std::int8_t* from = weights.data() + ((n * l_.taps() + tap) * c_ + c0) * e;
            if (e == 1)
              for (std::int64_t c = 0; c < depth; ++c, to += width) *to = static_cast<std::uint8_t>(from[c]);
            else
              for (std::int64_t c = 0; c < depth; ++c, to += width * e) std::copy_n(from + c * e, e, to);
          }
        }
        at += width * (last - first) * depth;
      }
    }
    return bytes;
  }

  std::int64_t in_pitch(const Region& r) const {
    const std::int64_t dense = (r.x1 - r.x0) * c_ * e_.element();
    return l_.kernel_h > 1 ? plan_gather(l_, dense, m_).row_pitch : dense;
  }

  void rows_outer(const std::vector<Tile>& tiles) {
    for (const Tile& tile : tiles) {
      const Placed out = e_.output(tile, number_++, 0, l_.out.c);
      for (std::int64_t nt = 0; nt < plan_.n_tiles; ++nt) compute(tile, nt, out, nt * plan_.n_tile);
      e_.store(tile, out, 0, l_.out.c);
    }
  }

  void channels_outer(const std::vector<Tile>& tiles) {
    for (std::int64_t nt = 0; nt < plan_.n_tiles; ++nt) {
      for (const Tile& tile : tiles) {
        const std::int64_t first = nt * plan_.n_tile * l_.output_parts, count = n_of(nt) * l_.output_parts;
        const Placed out = e_.output(tile, number_++, first, count);
        compute(tile, nt, out, 0);
        e_.store(tile, out, first, count);
      }
    }
  }

  // One N tile of one output tile; `channel` is where the N tile begins inside `out`.
  void compute(const Tile& tile, std::int64_t nt, const Placed& out, std::int64_t channel) {
    const std::int64_t limit = sub_tile_pixels(plan_, m_), n = n_of(nt);
    const auto [rows, columns] =
        largest_tile(tile.height(), tile.width(), [&](std::int64_t h, std::int64_t w) { return h * w <= limit; });
    for_each_tile(tile, rows, columns, [&](const Tile& sub) {
      const std::int64_t folds = m_.accumulator_bank_rows() / (sub.height() * sub.width());
      for (std::int64_t n0 = 0; n0 < n; n0 += folds * m_.array_cols)
        accumulate(tile, sub, nt, n0, std::min(n - n0, folds * m_.array_cols), out, channel + n0);
    });
  }

  // The pixels and channels of `tile` that K tile `kt` reads.
  Placed input(const Tile& tile, std::int64_t kt) {
    const std::int64_t c0 = kt * plan_.c_tile;
    if (plan_.slice_input) return e_.input(0, tile, c0, c_of(kt));
    Placed part = e_.input(0, tile, 0, c_, in_pitch(region_of(l_, l_.in[0], tile)));
    part.address += c0 * e_.element();
    return part;
  }

  // Address of the weights of N tile `nt`, K tile `kt`.
  std::int64_t weights(std::int64_t nt, std::int64_t kt) {
    const std::int64_t index = nt * plan_.k_tiles + kt;
    if (computed()) return e_.matrix(index, kt * plan_.c_tile, c_of(kt), nt * plan_.n_tile, n_of(nt));
    const std::int64_t bytes = l_.taps() * c_of(kt) * n_of(nt) * e_.element();
    return e_.weights(index, weight_offset_[static_cast<std::size_t>(index)], bytes);
  }

  // Of computed weights y no bias holds the input's zero point: sum (x-zx)*(y-zy) = sum x*y - zx*sum y - zy*(sum x -
  // K*zx). A second pass over the same weights streams the constant -zx, a window outside its image: it adds -zx*sum y,
  // and -K*zx to the sum column. 128 does not fit int8 and goes in halves.
  void subtract_zero_point(ArrayCommand a) {
    if (l_.pad_value == 0) return;
    a.accumulate = true;
    a.in.y0 = narrow<std::int16_t>(l_.in[0].h, "matrix rows", l_);
    const std::int64_t passes = l_.pad_value == -128 ? 2 : 1;
    a.in.pad_value = narrow<std::int8_t>(-l_.pad_value / passes, "input zero point", l_);
    for (std::int64_t pass = 0; pass < passes; ++pass) e_.work(a);
  }

  void accumulate(const Tile& tile, const Tile& sub, std::int64_t nt, std::int64_t n0, std::int64_t n,
                  const Placed& out, std::int64_t channel) {
    const std::int64_t row = e_.next_accumulator();
    for (std::int64_t kt = 0; kt < plan_.k_tiles; ++kt) {
      e_.begin_step();
      const Placed in = input(tile, kt);
      const std::int64_t base = weights(nt, kt), row_bytes = l_.kernel_w * c_of(kt) * e_.element();
      ArrayCommand a;
      const Window whole = e_.window(in, sub, c_of(kt));
      a.n = e_.u16(n, "channels");
      a.acc_row = e_.u32(row, "accumulator row");
      for (std::int64_t y = 0; y < l_.kernel_h; y += kernel_rows_) {
        const std::int64_t rows = std::min(kernel_rows_, l_.kernel_h - y);
        a.in = whole;
        a.in.y0 = narrow<std::int16_t>(whole.y0 + y * l_.dilation_h, "window row", l_);
        a.in.kernel_h = e_.u8(rows, "kernel rows");
        a.weights = e_.u32(base + (n_of(nt) * y + n0 * rows) * row_bytes, "weight address");
        a.accumulate = kt > 0 || y > 0;
        e_.work(a);
      }
      if (computed()) subtract_zero_point(a);
    }
    RequantizeCommand q;
    q.wide = l_.wide();
    const auto index = static_cast<std::size_t>(nt);
    const std::int64_t first = q.wide ? 0 : e_.parameters(nt, parameter_offset_[index], n_of(nt));
    q.acc_row = e_.u32(row, "accumulator row");
    q.out_h = e_.u16(sub.height(), "tile height");
    q.out_w = e_.u16(sub.width(), "tile width");
    q.n = e_.u16(n, "channels");
    if (!q.wide) q.parameters = e_.u16(first + n0, "parameter record");
    q.rounding = l_.rounding;
    q.out = e_.target(out, sub, channel * l_.output_parts);
    e_.work(q);
  }

  Emitter& e_;
  const Layer& l_;
  const Machine& m_;
  std::int64_t c_, n_;
  ConvolutionPlan plan_;
  std::int64_t kernel_rows_ = 1;                                // of one array command
  std::int64_t number_ = 0;                                     // of the next output tile
  std::vector<std::int64_t> parameter_offset_, weight_offset_;  // [n tile], [n tile][k tile]
};

}  // namespace

std::unique_ptr<Mapper> convolution_mapper(Emitter& emitter, std::int64_t rows) {
  return std::make_unique<ConvolutionMapper>(emitter, rows);
}

}  // namespace octet
