// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Layers of the vector unit alone: depthwise convolution, pools, elementwise operators, moves, softmax. Tiles of pixels
// that fit the stream buffers; depthwise also tiles of channels that fit a weight buffer and a parameter half.
#include <algorithm>
#include <tuple>

#include "arch/timing.h"
#include "base/units.h"
#include "compiler/choice.h"
#include "compiler/emit.h"

namespace octet {
namespace {

constexpr std::int64_t kCommandsPerTile = 8;  // a tile is cut so that successors start early ...
constexpr std::int64_t kOverheadFactor = 16;  // ... but no command spends more than 1/16 on its fill

class VectorMapper : public Mapper {
 public:
  VectorMapper(Emitter& e, std::int64_t rows)
      : e_(e), l_(e.layer()), m_(e.machine()), rows_(rows), c_(l_.out.c / l_.depth_multiplier) {
    c_tile_ = c_;
    if (l_.kind == LayerKind::kDepthwise) {
      const std::int64_t multiplier = l_.depth_multiplier;
      c_tile_ = std::min(c_, e_.most_records() / multiplier);
      c_tile_ = std::min(c_tile_, m_.scratchpad_bank_bytes() / (l_.taps() * multiplier * e_.element()));
      if (c_tile_ < 1) too_small();
      if (c_tile_ < c_) balance();
    } else if (l_.parameter_count > m_.parameters_channels) {
      too_small();
    }
    cut();
    pack();
    if (e_.drafts()) return;
    e_.explain(choice_text(l_, tile_h_, tile_w_, channels_outer_ ? c_tile_ : c_, e_.in_stream(0), e_.out_stream()), "",
               0);
  }

  void run(const std::vector<Tile>& parts) override {
    const std::vector<Tile> tiles = tiles_of(parts, tile_h_, tile_w_);
    if (channels_outer_) {
      for (std::int64_t c0 = 0; c0 < c_; c0 += c_tile_)
        for (const Tile& tile : tiles) one_tile(tile, number_++, c0, std::min(c_tile_, c_ - c0));
    } else {
      for (const Tile& tile : tiles) one_tile(tile, number_++, 0, c_);
    }
  }

 private:
  [[noreturn]] void too_small() const {
    fail(
        ErrorKind::kArchitecture,
        "layer '{}' ({}): its smallest tile does not fit scratchpad banks of {} bytes and {} parameter channels; raise "
        "scratchpad.bytes or parameters.channels",
        l_.info.name, l_.info.op, m_.scratchpad_bank_bytes(), m_.parameters_channels);
  }

  void cut() {
    // Whole pixels if such a tile fits; else ranges of channels, small enough that one pixel fits.
    auto shape = grid(c_);
    if (shape.first == 0) {
      channels_outer_ = true;
      for (shape = grid(c_tile_); shape.first == 0 && c_tile_ > 1; shape = grid(c_tile_)) {
        c_tile_ = ceil_div<std::int64_t>(c_tile_, 2);
      }
      if (shape.first == 0) too_small();
    } else if (l_.kind == LayerKind::kDepthwise && all_resident()) {
      channels_outer_ = true;  // each weight is loaded once
    }
    std::tie(tile_h_, tile_w_) = shape;
  }

  // Equal channel tiles, whole vectors of lanes where possible.
  void balance() {
    const std::int64_t even = ceil_div(c_, ceil_div(c_, c_tile_));
    const std::int64_t lanes = ceil_div(even, m_.vector_lanes) * m_.vector_lanes;
    c_tile_ = lanes <= c_tile_ ? lanes : c_tile_;
  }

  bool all_resident() const {
    for (std::size_t i = 0; i < l_.in.size(); ++i)
      if (!e_.in_stream(i).resident()) return false;
    return e_.out_stream().resident();
  }

  // Elements of an operand that ih x iw pixels of c channels read; broadcast dimensions count once.
  static std::int64_t box_elements(const View& v, std::int64_t ih, std::int64_t iw, std::int64_t c) {
    return std::min(ih, v.h) * std::min(iw, v.w) * (v.c_stride == 0 ? 1 : c);
  }

  std::pair<std::int64_t, std::int64_t> grid(std::int64_t c) const {
    if (all_resident()) return {rows_, l_.out.w};
    const std::int64_t e = e_.element();
    const bool quarters = l_.out.n == 1 && !m_.dram_unlimited && rows_ == l_.out.h;
    const std::int64_t rows = quarters ? ceil_div<std::int64_t>(rows_, 4) : rows_;
    return largest_tile(rows, l_.out.w, [&](std::int64_t h, std::int64_t w) {
      if (!e_.out_stream().resident() && h * w * c * l_.depth_multiplier * e > e_.out_stream().bytes) return false;
      const std::int64_t ih = (h - 1) * l_.stride_h + (l_.kernel_h - 1) * l_.dilation_h + 1;
      const std::int64_t iw = (w - 1) * l_.stride_w + (l_.kernel_w - 1) * l_.dilation_w + 1;
      for (std::size_t i = 0; i < l_.in.size(); ++i)
        if (!e_.in_stream(i).resident() && box_elements(l_.in[i], ih, iw, c) * e > e_.in_stream(i).bytes) return false;
      return true;
    });
  }

  // Constants: per channel tile its records and its weights [taps][channels of the tile].
  void pack() {
    const bool depthwise = l_.kind == LayerKind::kDepthwise;
    const std::int64_t multiplier = l_.depth_multiplier, channels = c_ * multiplier, step = c_tile_ * multiplier;
    for (std::int64_t n0 = 0; n0 < (depthwise ? channels : 1); n0 += depthwise ? step : 1) {
      const std::int64_t n1 = depthwise ? std::min(n0 + step, channels) : l_.parameter_count;
      std::vector<std::uint8_t> records;
      for (std::int64_t n = n0; n < n1 && e_.packs() && l_.has_records(); ++n) {
        const auto bytes = l_.record(static_cast<std::size_t>(n));
        records.insert(records.end(), bytes.begin(), bytes.end());
      }
      if (!l_.table.empty()) records = l_.table;
      parameter_offset_.push_back(e_.add_constants(records, (n1 - n0) * Machine::kParameterRecordBytes));
      if (!depthwise) continue;
      std::vector<std::uint8_t> weights;
      for (std::int64_t t = 0; t < l_.taps() && e_.packs() && !l_.weights.empty(); ++t)
        for (std::int64_t b = (t * channels + n0) * e_.element(); b < (t * channels + n1) * e_.element(); ++b)
          weights.push_back(static_cast<std::uint8_t>(l_.weights[static_cast<std::size_t>(b)]));
      weight_offset_.push_back(e_.add_constants(weights, l_.taps() * (n1 - n0) * e_.element()));
    }
  }

  void one_tile(const Tile& tile, std::int64_t number, std::int64_t c0, std::int64_t c) {
    const std::int64_t multiplier = l_.depth_multiplier;
    e_.begin_step();
    std::vector<Placed>& in = in_;
    in.clear();
    for (std::size_t i = 0; i < l_.in.size(); ++i) in.push_back(e_.input(i, tile, c0, c));
    const Placed out = e_.output(tile, number, c0 * multiplier, c * multiplier);
    bool first = true;
    for (std::int64_t part = 0; part < c; part += c_tile_) {
      const std::int64_t count = std::min(c_tile_, c - part);
      for_each_tile(tile, rows_per_command(tile, count * multiplier), tile.width(), [&](const Tile& sub) {
        if (!first) e_.begin_step();
        first = false;
        command(sub, in, out, c0 + part, part, count);
      });
    }
    e_.store(tile, out, c0 * multiplier, c * multiplier);
  }

  std::int64_t rows_per_command(const Tile& tile, std::int64_t channels) const {
    if (l_.kind == LayerKind::kSoftmax) return ceil_div(tile.height(), kCommandsPerTile);  // every row is long
    const std::int64_t overhead =
        kVectorFillCycles + kVectorDrainCycles + kVectorGroupCycles * ceil_div(channels, m_.vector_lanes);
    const std::int64_t per_row = std::max<std::int64_t>(
        1, vectors(tile.width(), channels, m_.vector_lanes) * ceil_div(l_.taps(), m_.vector_macs_per_lane));
    return std::max(ceil_div(tile.height(), kCommandsPerTile), ceil_div(overhead * kOverheadFactor, per_row));
  }

  // Channels [channel, channel+count) of the layer, which begin at `offset` inside the placed tiles.
  void command(const Tile& sub, const std::vector<Placed>& in, const Placed& out, std::int64_t channel,
               std::int64_t offset, std::int64_t count) {
    const Target target = e_.target(out, sub, offset * l_.depth_multiplier);
    const std::int64_t tile = l_.kind == LayerKind::kDepthwise ? channel / c_tile_ : 0;
    const bool has_parameters = l_.parameter_count > 0;
    const std::int64_t records = l_.kind == LayerKind::kDepthwise ? count * l_.depth_multiplier : l_.parameter_count;
    const std::int64_t first =
        has_parameters ? e_.parameters(tile, parameter_offset_[static_cast<std::size_t>(tile)], records) : 0;
    const std::uint16_t parameters = e_.u16(first, "parameter record");
    Placed shifted = in[0];
    shifted.address += offset * e_.element();
    if (l_.kind == LayerKind::kDepthwise) {
      DepthwiseCommand d;
      d.in = e_.window(shifted, sub, count);
      d.weights = e_.u32(e_.weights(tile, weight_offset_[static_cast<std::size_t>(tile)],
                                    l_.taps() * count * l_.depth_multiplier * e_.element()),
                         "weight address");
      d.depth_multiplier = e_.u8(l_.depth_multiplier, "depth multiplier");
      d.parameters = parameters;
      d.rounding = l_.rounding;
      d.out = target;
      e_.work(d);
    } else if (l_.kind == LayerKind::kPool) {
      e_.work(PoolCommand{e_.window(shifted, sub, count), parameters, target, l_.pool});
    } else {
      const std::uint16_t h = e_.u16(sub.height(), "tile height"), w = e_.u16(sub.width(), "tile width"),
                          n = e_.u16(count, "channels");
      if (l_.kind == LayerKind::kBinary) {
        const bool all_a = broadcast(0), all_b = broadcast(1);
        e_.work(BinaryCommand{e_.target(in[0], sub, all_a ? 0 : offset), e_.target(in[1], sub, all_b ? 0 : offset),
                              target, h, w, n, parameters, l_.function, all_a, all_b});
      } else if (l_.kind == LayerKind::kSoftmax) {
        OCTET_CHECK(count == c_, "layer '{}': {} of {} channels", l_.info.name, count, c_);
        e_.work(SoftmaxCommand{e_.target(in[0], sub, 0), target, h, w, n, parameters});
      } else {
        e_.work(MoveCommand{e_.target(in[0], sub, offset), target, h, w, n, l_.mode, parameters});
      }
    }
  }

  // The operand's one channel is read for all of the output's.
  bool broadcast(std::size_t operand) const { return l_.in[operand].c_stride == 0 && l_.out.c > 1; }

  Emitter& e_;
  const Layer& l_;
  const Machine& m_;
  std::int64_t rows_, c_, c_tile_ = 0, tile_h_ = 0, tile_w_ = 0;
  std::int64_t number_ = 0;  // of the next tile
  bool channels_outer_ = false;
  std::vector<Placed> in_;                                      // of the tile at hand
  std::vector<std::int64_t> parameter_offset_, weight_offset_;  // per channel tile
};

}  // namespace

std::unique_ptr<Mapper> vector_mapper(Emitter& emitter, std::int64_t rows) {
  return std::make_unique<VectorMapper>(emitter, rows);
}

}  // namespace octet
