// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Cuts are enumerated, not searched: weight tiles, input in slices or whole, two loop orders, four tile lengths.
#include "compiler/convolution_plan.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.h"
#include "base/units.h"
#include "compiler/tiles.h"

namespace octet {
namespace {

// One output axis cut at `step`: pieces, and the input rows or columns they read in all.
struct Axis {
  std::int64_t pieces = 0, piece = 0, read = 0;
};
Axis cut_axis(std::int64_t size, std::int64_t step, std::int64_t stride, std::int64_t reach, std::int64_t pad,
              std::int64_t in_size) {
  Axis axis;
  axis.piece = ceil_div(size, ceil_div(size, step));
  for (std::int64_t at = 0; at < size; at += axis.piece) {
    const std::int64_t last = std::min(at + axis.piece, size) - 1;
    const std::int64_t low = std::clamp<std::int64_t>(at * stride - pad, 0, in_size - 1);
    axis.read += std::clamp<std::int64_t>(last * stride - pad + reach, low + 1, in_size) - low;
    ++axis.pieces;
  }
  return axis;
}

// Cuts of an axis made lately: plans of one layer cut it alike, again and again.
class AxisMemo {
 public:
  template <class Cut>
  Axis of(std::int64_t step, Cut&& cut) {
    Entry& entry = entries_[static_cast<std::size_t>(step) % entries_.size()];
    if (entry.step != step) entry = {step, cut(step)};
    return entry.axis;
  }

 private:
  struct Entry {
    std::int64_t step = 0;
    Axis axis;
  };
  std::array<Entry, 8> entries_{};
};

// More cuts of small layers, the more the finer: output channels, slices of the input's, rows or columns of a tile.
struct Cuts {
  std::int64_t channels, slices, parts;
};
Cuts cuts_of(Fineness fineness) {
  switch (fineness) {
    case Fineness::kCoarse:
      return {1, 1, 8};
    case Fineness::kFine:
      return {4, 2, 8};
    case Fineness::kFinest:
      return {8, 4, 12};
  }
  OCTET_CHECK(false, "fineness {}", static_cast<int>(fineness));
}

// Of the loops; with one N tile there is nothing to put outside.
std::size_t order_of(const ConvolutionPlan& p) {
  return (p.channels_outer && p.n_tiles > 1 ? 2 : 0) + (p.slice_input ? 1 : 0);
}

class Planner {
 public:
  Planner(const Layer& layer, const Machine& machine, StreamSize in, StreamSize out, std::int64_t slots,
          PlanLimits limits)
      : l_(layer),
        m_(machine),
        in_(in),
        out_(out),
        slots_(slots),
        limits_(limits),
        rows_(limits.rows > 0 ? std::min(limits.rows, layer.out.h) : layer.out.h),
        c_(layer.in[0].c),
        n_(layer.channels()) {}

  // All plans of the search that fit.
  template <class Visit>
  void each(Fineness fineness, Visit&& visit) const {
    for (const auto& [n_tile, c_tile] : weight_tiles(fineness)) {
      ConvolutionPlan p;
      p.n_tile = n_tile;
      p.c_tile = c_tile;
      p.n_tiles = ceil_div(n_, n_tile);
      p.k_tiles = ceil_div(c_, c_tile);
      for (const bool slice : {false, true}) {
        if (slice && (p.k_tiles == 1 || in_.resident())) continue;
        p.slice_input = slice;
        for (const bool outer : {false, true}) {
          p.channels_outer = outer;
          try_grids(p, fineness, visit);
        }
      }
    }
  }

  std::optional<ConvolutionPlan> best() const {
    std::array<std::optional<ConvolutionPlan>, 4> of_order;
    each(Fineness::kCoarse, [&](const ConvolutionPlan& p) {
      auto& best = of_order[order_of(p)];
      if (!best || p.cycles < best->cycles) best = p;
    });
    std::optional<ConvolutionPlan> best;
    for (const auto& p : of_order)
      if (p && (!best || p->cycles < best->cycles)) best = p;
    for (const auto& p : of_order)
      if (p && best) weigh_runner_up(*best, *p);
    return best;
  }

  // Whether an output tile of h x w pixels fits the stream buffers.
  bool fits(const ConvolutionPlan& p, std::int64_t h, std::int64_t w) const {
    const std::int64_t channels = p.channels_outer ? p.n_tile : n_;
    if (!out_.resident() && h * w * channels * l_.output_parts * m_.element_bytes() > out_.bytes) return false;
    if (in_.resident()) return true;
    const std::int64_t ih = std::min(l_.in[0].h, (h - 1) * l_.stride_h + (l_.kernel_h - 1) * l_.dilation_h + 1);
    const std::int64_t iw = std::min(l_.in[0].w, (w - 1) * l_.stride_w + (l_.kernel_w - 1) * l_.dilation_w + 1);
    const std::int64_t row = iw * (p.slice_input ? p.c_tile : c_) * m_.element_bytes();
    const std::int64_t padding = l_.kernel_h > 1 && !p.slice_input ? Machine::kSubBanks * m_.word_bytes() : 0;
    return ih * (row + padding) <= in_.bytes;
  }

 private:
  // (output channels, input channels) that one weight buffer holds: as many output channels as fit with all
  // input channels; and growing numbers of folds with as many input channels as fit then.
  std::vector<std::pair<std::int64_t, std::int64_t>> weight_tiles(Fineness fineness) const {
    if (limits_.whole_weights) return {{n_, c_}};
    std::vector<std::pair<std::int64_t, std::int64_t>> list;
    const std::int64_t slot = m_.scratchpad_bank_bytes(), tap_bytes = l_.taps() * m_.element_bytes(),
                       cols = m_.array_cols;
    const std::int64_t limit = std::min(n_, m_.parameters_channels), fold = std::min(limit, cols);
    const std::int64_t fit = slot / (tap_bytes * c_);
    if (fit >= fold) {
      const std::int64_t tiles = ceil_div(n_, std::min(limit, fit));
      const std::int64_t even = ceil_div(ceil_div(n_, tiles), cols) * cols;
      const std::int64_t whole_folds = std::max(fold, std::min(limit, fit) / cols * cols);
      list.emplace_back(fit >= n_ && limit == n_ ? n_ : std::min(even, whole_folds), c_);
    }
    if (fineness != Fineness::kCoarse && fit >= fold) {  // fewer weights at a time: the first are there earlier
      const std::int64_t whole = list.front().first, per_fold = std::max<std::int64_t>(1, m_.array_rows / l_.taps());
      const Cuts cuts = cuts_of(fineness);
      const std::int64_t step = std::max(fold, ceil_div(ceil_div(whole, cols), cuts.channels) * cols);
      for (std::int64_t n = step; n < whole + step; n += step) {
        const std::int64_t channels = std::min(n, whole);
        if (n < whole) list.emplace_back(channels, c_);
        if (ceil_div(channels, cols) > m_.accumulator_bank_rows()) continue;
        for (std::int64_t parts = 2; parts <= std::min(c_, cuts.slices); ++parts)
          list.emplace_back(channels, std::min(c_, ceil_div(ceil_div(c_, parts), per_fold) * per_fold));
      }
    }
    for (std::int64_t n = fold; n <= limit; n = std::min(n * 2, std::max(n + 1, limit))) {
      std::int64_t c = slot / (tap_bytes * n);
      if (c > m_.array_rows) c = c / m_.array_rows * m_.array_rows;
      if (c < 1 || ceil_div(n, cols) > m_.accumulator_bank_rows()) break;
      if (c * l_.taps() < m_.array_rows && n > fold) break;
      if (c < c_) list.emplace_back(n, even_slice(c));
      if (n == limit) break;
    }
    if (list.empty())
      fail(
          ErrorKind::kArchitecture,
          "layer '{}' ({}): {} weights of one channel do not fit a scratchpad bank of {} bytes; raise scratchpad.bytes",
          l_.info.name, l_.info.op, l_.taps() * fold, slot);
    return list;
  }

  // At most c channels, so that all K tiles load and compute about as long; but whole folds where one fits, for a run
  // of channels that is shorter than the array needs a second one in the same cycle.
  std::int64_t even_slice(std::int64_t c) const {
    const std::int64_t even = ceil_div(c_, ceil_div(c_, c));
    return c >= m_.array_rows ? std::min(c, ceil_div(even, m_.array_rows) * m_.array_rows) : even;
  }

  // The largest tile that fits and parts of it down to an eighth: smaller ones overlap better.
  template <class Visit>
  void try_grids(ConvolutionPlan p, Fineness fineness, Visit&& visit) const {
    const auto [h, w] = largest_tile(rows_, l_.out.w, [&](std::int64_t y, std::int64_t x) { return fits(p, y, x); });
    if (h == 0) return;
    const bool by_row = rows_ > 1;
    const std::int64_t longest = by_row ? h : w;
    std::int64_t before = 0;
    const bool coarse = fineness == Fineness::kCoarse;
    const bool every = fineness == Fineness::kFinest && longest <= cuts_of(fineness).parts;
    for (std::int64_t part = 1; part <= cuts_of(fineness).parts; part = coarse ? part * 2 : part + 1) {
      const std::int64_t length = every ? longest + 1 - part : ceil_div(longest, part);
      if (length < 1) break;
      if (length == before || (part > 1 && in_.resident() && out_.resident())) continue;
      before = length;
      p.tile_h = by_row ? length : h;
      p.tile_w = by_row ? w : length;
      p.cycles = estimate(p);
      visit(p);
    }
  }

  double estimate(const ConvolutionPlan& p) const {
    const std::int64_t e = m_.element_bytes();
    const Axis y = rows_cut_.of(p.tile_h, [&](std::int64_t step) {
      return cut_axis(rows_, step, l_.stride_h, (l_.kernel_h - 1) * l_.dilation_h + 1, l_.pad_top, l_.in[0].h);
    });
    const Axis x = columns_cut_.of(p.tile_w, [&](std::int64_t step) {
      return cut_axis(l_.out.w, step, l_.stride_w, (l_.kernel_w - 1) * l_.dilation_w + 1, l_.pad_left, l_.in[0].w);
    });
    const std::int64_t tiles = l_.out.n * y.pieces * x.pieces;
    const auto [sub_h, sub_w] = sub_tile(p, y.piece, x.piece);
    const std::int64_t subs = ceil_div(y.piece, sub_h) * ceil_div(x.piece, sub_w);
    // How often each byte of input and of weights is fetched.
    const std::int64_t in_tiles = tiles * (p.slice_input ? p.k_tiles : 1);
    std::int64_t in_times = 1, weight_times = 1, parameter_times = 1;
    if (p.channels_outer ? in_tiles > in_.depth : p.slice_input && p.k_tiles > in_.depth) in_times = p.n_tiles;
    if (p.slice_input && p.k_tiles > in_.depth) in_times *= subs;
    if (p.channels_outer ? p.k_tiles > slots_ : p.n_tiles * p.k_tiles > slots_) weight_times = tiles;
    if (p.k_tiles > slots_) weight_times *= subs;
    if (!p.channels_outer && p.n_tiles > Machine::kParameterHalves) parameter_times = tiles;
    const double per_byte = m_.dram_unlimited ? 0 : 1 / m_.dram_bytes_per_cycle();
    const std::int64_t input = l_.out.n * y.read * x.read * c_ * e;
    const double in = in_.resident() ? 0 : static_cast<double>(input * in_times) * per_byte;
    const double weights =
        static_cast<double>(weight_bytes() * weight_times + record_bytes() * parameter_times) * per_byte;
    const double out = out_.resident() ? 0 : static_cast<double>(l_.out.n * rows_ * l_.out.w * l_.out.c * e) * per_byte;
    const double work = compute(p, tiles, subs, sub_h * sub_w);
    // What overlaps, then what does not: single buffers, the first loads, the last store, hand-overs.
    double serial = 0;
    if (in_.depth == 1 && in_tiles * in_times > 1) serial += in;
    if (out_.depth == 1 && tiles > 1) serial += out;
    if (slots_ == 1 && p.n_tiles * p.k_tiles > 1) serial += weights;
    const std::int64_t commands = tiles * subs * p.n_tiles * (2 * p.k_tiles + 1) + 2 * tiles + p.n_tiles * p.k_tiles;
    const double overlapped = std::max({work, in + weights + out - serial, static_cast<double>(commands) * fetch()});
    const double first = (in_.resident() ? 0 : in / static_cast<double>(in_tiles * in_times)) +
                         weights / static_cast<double>(p.n_tiles * p.k_tiles * weight_times);
    const double last = out / static_cast<double>(tiles * (p.channels_outer ? p.n_tiles : 1));
    return overlapped + kHiddenTraffic * (in + weights + out) + serial + first + last +
           kHandOver * static_cast<double>(tiles * subs * p.n_tiles * p.k_tiles);
  }

  // Cycles from one command to the next at best: two fetches are under way.
  double fetch() const { return m_.dram_unlimited ? 1 : 2 + m_.dram_latency_ns * m_.clock_mhz * 1e-3 / 2; }

  // Bytes of weights to load, other layers' too; computed ones count as if they lay in DRAM. None if they stay.
  std::int64_t weight_bytes() const { return l_.kept_weights ? 0 : l_.taps() * c_ * n_ * m_.element_bytes(); }
  std::int64_t record_bytes() const { return l_.kept_records ? 0 : l_.info.parameter_bytes; }

  // Array cycles of a fold of `pixels` through all K tiles, output-stationary.
  std::int64_t output_fold(const ConvolutionPlan& p, std::int64_t pixels) const {
    if (pixels == 0) return 0;
    std::int64_t cycles = 0;
    for (std::int64_t kt = 0; kt < p.k_tiles; ++kt) {
      const std::int64_t k = l_.taps() * std::min(p.c_tile, c_ - kt * p.c_tile), rows = m_.array_rows;
      const std::int64_t whole = (ceil_div(k, rows) - 1) * rows, last = k - whole;
      cycles += whole + (m_.array_double_buffer_weights ? std::max(pixels, last) : last + pixels + m_.array_cols - 2);
    }
    return cycles;
  }

  // Array cycles: per sub-tile and fold the pixels, or the rows to load if they are more.
  double compute(const ConvolutionPlan& p, std::int64_t tiles, std::int64_t subs, std::int64_t pixels) const {
    if (m_.array_dataflow == Dataflow::kOutputStationary) {
      const std::int64_t folds =
          pixels / m_.array_rows * output_fold(p, m_.array_rows) + output_fold(p, pixels % m_.array_rows);
      return static_cast<double>(tiles * subs * n_folds(p) * folds);
    }
    const std::int64_t k_folds = (p.k_tiles - 1) * ceil_div(l_.taps() * p.c_tile, m_.array_rows) +
                                 ceil_div(l_.taps() * (c_ - (p.k_tiles - 1) * p.c_tile), m_.array_rows);
    const std::int64_t fold = m_.array_double_buffer_weights ? std::max(pixels, m_.array_rows)
                                                             : pixels + 2 * m_.array_rows + m_.array_cols - 2;
    return static_cast<double>(tiles * subs * k_folds * n_folds(p) * fold);
  }
  std::int64_t n_folds(const ConvolutionPlan& p) const {
    return (p.n_tiles - 1) * ceil_div(p.n_tile, m_.array_cols) +
           ceil_div(n_ - (p.n_tiles - 1) * p.n_tile, m_.array_cols);
  }

  std::pair<std::int64_t, std::int64_t> sub_tile(const ConvolutionPlan& p, std::int64_t h, std::int64_t w) const {
    const std::int64_t rows = sub_tile_pixels(p, m_);
    return largest_tile(h, w, [&](std::int64_t a, std::int64_t b) { return a * b <= rows; });
  }

  static constexpr double kHandOver = 16;  // cycles between steps that wait for each other
  const Layer& l_;
  const Machine& m_;
  StreamSize in_, out_;
  std::int64_t slots_;
  PlanLimits limits_;
  std::int64_t rows_, c_, n_;
  mutable AxisMemo rows_cut_, columns_cut_;
};

}  // namespace

void weigh_runner_up(ConvolutionPlan& plan, const ConvolutionPlan& other) {
  if (order_of(other) == order_of(plan)) return;
  if (plan.runner_up_cycles > 0 && other.cycles >= plan.runner_up_cycles) return;
  plan.runner_up_cycles = other.cycles;
  plan.runner_up_outer = other.channels_outer;
  plan.runner_up_slice = other.slice_input;
}

std::int64_t sub_tile_pixels(const ConvolutionPlan& plan, const Machine& m) {
  const std::int64_t folds = plan.k_tiles > 1 ? ceil_div(plan.n_tile, m.array_cols) : 1;
  return m.accumulator_bank_rows() / folds;
}

bool fits(const ConvolutionPlan& p, const Layer& layer, const Machine& m, StreamSize in, StreamSize out) {
  return layer.taps() * p.c_tile * p.n_tile * m.element_bytes() <= m.scratchpad_bank_bytes() &&
         p.n_tile <= m.parameters_channels && sub_tile_pixels(p, m) >= 1 &&
         Planner(layer, m, in, out, 1, {}).fits(p, p.tile_h, p.tile_w);
}

std::vector<ConvolutionPlan> plan_candidates(const Layer& layer, const Machine& machine, StreamSize in, StreamSize out,
                                             std::int64_t weight_slots, Fineness fineness) {
  std::vector<ConvolutionPlan> list;
  Planner(layer, machine, in, out, weight_slots, {}).each(fineness, [&](const ConvolutionPlan& p) {
    list.push_back(p);
  });
  return list;
}

std::optional<ConvolutionPlan> plan_convolution(const Layer& layer, const Machine& machine, StreamSize in,
                                                StreamSize out, std::int64_t weight_slots, PlanLimits limits) {
  return Planner(layer, machine, in, out, weight_slots, limits).best();
}

const std::optional<ConvolutionPlan>& ConvolutionPlans::of(int layer, StreamSize in, StreamSize out,
                                                           std::int64_t weight_slots) {
  const std::array<std::int64_t, 6> key{layer, in.bytes, in.depth, out.bytes, out.depth, weight_slots};
  if (const auto known = plans_.find(key); known != plans_.end()) return known->second;
  const Layer& planned = network_.layers[static_cast<std::size_t>(layer)];
  return plans_.emplace(key, plan_convolution(planned, machine_, in, out, weight_slots)).first->second;
}

}  // namespace octet
