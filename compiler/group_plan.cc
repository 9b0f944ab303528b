// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Stripe heights from high to low; for each the buffers' sizes from a walk, then double or single buffers.
#include "compiler/group_plan.h"

#include <algorithm>

#include "arch/timing.h"
#include "base/units.h"
#include "compiler/convolution_plan.h"

namespace octet {
namespace {

constexpr std::int64_t kFewBanks = 8;   // below: one weight buffer, single-buffered streams
constexpr int kHeightsTried = 3;        // that fit; lower ones only cost more hand-overs
constexpr std::int64_t kHandOver = 24;  // cycles from the last result to a waiting command, beside fill and drain
constexpr std::int64_t kCommands = 8;   // into which the vector unit's part of a stripe is cut

bool windowed_on_array(const Layer& l) { return l.kind == LayerKind::kConvolution; }

class GroupPlanner {
 public:
  GroupPlanner(const Network& network, const Machine& machine, int first, int last, std::int64_t banks,
               const std::function<bool(int)>& resident)
      : network_(network), m_(machine), first_(first), last_(last), banks_(banks), resident_(resident) {}

  std::optional<GroupPlan> best() {
    find_buffers();
    find_pins();
    const std::int64_t height = layer(count() - 1).out.h;
    std::int64_t before = 0;
    int tried = 0;
    for (std::int64_t pieces = 1; pieces <= height && tried < kHeightsTried; ++pieces) {
      const std::int64_t rows = ceil_div(height, pieces);
      if (rows == before) continue;
      before = rows;
      if (try_rows(rows)) ++tried;
    }
    return best_;
  }

 private:
  int count() const { return last_ - first_ + 1; }
  const Layer& layer(int l) const { return network_.layers[static_cast<std::size_t>(first_ + l)]; }
  const Value& value(const View& v) const { return network_.values[static_cast<std::size_t>(v.value)]; }
  bool inside(const Value& v) const { return v.producer >= first_ && v.producer <= last_; }

  void find_buffers() {
    for (int l = 0; l < count(); ++l) {
      const Layer& of = layer(l);
      for (std::size_t i = 0; i < of.in.size(); ++i) {
        const bool same = i > 0 && of.in[i] == of.in[0];
        if (!same && !inside(value(of.in[i])) && !resident_(of.in[i].value))
          buffers_.push_back({l, static_cast<int>(i), true, false, 0, 1});
      }
      if (l == count() - 1) {
        pitches_.push_back(0);  // streams or stays
        if (!resident_(of.out.value)) buffers_.push_back({l, -1, true, false, 0, 1});
      } else {
        pitches_.push_back(chip_row_pitch(network_, value(of.out), m_));
        buffers_.push_back({l, -1, false, !read_by_array(of.out.value), 0, 1});
      }
    }
    cycles_.resize(pitches_.size());
  }

  bool read_by_array(int id) const {
    for (int l = 0; l < count(); ++l)
      if (windowed_on_array(layer(l)) && layer(l).in[0].value == id) return true;
    return false;
  }

  // Whether all weights fit the weight buffers, each layer's in one, and all records the parameter memory.
  void find_pins() {
    const std::int64_t bank = m_.scratchpad_bank_bytes(), slots = bank_split(m_).weights;
    std::int64_t slot = 0, used = 0, records = 0;
    for (int l = 0; l < count(); ++l) {
      const std::int64_t bytes = ceil_div<std::int64_t>(layer(l).info.weight_bytes, 64) * 64;
      if (used + bytes > bank) ++slot, used = 0;
      pins_.push_back({slot, used, 0});
      used += bytes;
      if (bytes > bank) slot = slots;
      if (layer(l).reads_table() && records / m_.parameters_channels != (records + 15) / m_.parameters_channels)
        records = ceil_div(records, m_.parameters_channels) * m_.parameters_channels;
      pins_.back().parameters = records;
      records += layer(l).parameter_count;
    }
    if (slot >= slots || records > Machine::kParameterHalves * m_.parameters_channels) return;
    pinned_.weight_slots = slot + 1;
    pinned_.parameter_halves = std::max<std::int64_t>(1, ceil_div(records, m_.parameters_channels));
  }

  // Rows of an operand that stream into one buffer for output rows [begin, end).
  std::int64_t stream_bytes(const Layer& of, int operand, std::int64_t begin, std::int64_t end) const {
    const View& v = of.in[static_cast<std::size_t>(operand)];
    const std::int64_t rows = last_input_row(of, end, v.h) - first_input_row(of, begin, v.h);
    const std::int64_t padding = of.kernel_h > 1 && windowed_on_array(of) ? Machine::kSubBanks * m_.word_bytes() : 0;
    return rows * (v.w * v.c * m_.element_bytes() + padding);
  }

  bool try_rows(std::int64_t rows) {
    if (!measure(rows)) return false;
    std::vector<std::size_t> doubled;  // buffers worth having twice
    for (std::size_t b = 0; b < buffers_.size(); ++b)
      if (!buffers_[b].shared && !kept_[b] && stripes_ > 1) doubled.push_back(b);
    bool fits = false;
    for (unsigned choice = 0; choice < 1u << doubled.size(); ++choice) {
      for (GroupBuffer& b : buffers_) b.depth = 1;
      for (std::size_t i = 0; i < doubled.size(); ++i) buffers_[doubled[i]].depth = choice >> i & 1 ? 1 : 2;
      const std::int64_t banks = banks_needed();
      if (banks > banks_) continue;
      fits = true;
      const double cycles = estimate();
      if (best_ && best_->cycles <= cycles) continue;
      Group group = pinned_;
      group.first = first_;
      group.last = last_;
      group.rows = rows;
      best_ = GroupPlan{group, buffers_, pins_, banks, cycles};
    }
    return fits;
  }

  std::int64_t banks_needed() const {
    std::int64_t shared = 0, banks = 0;
    for (const GroupBuffer& b : buffers_) {
      if (b.shared)
        shared += ceil_div<std::int64_t>(b.bytes, 64) * 64;
      else
        banks += b.depth * ceil_div(b.bytes, m_.scratchpad_bank_bytes());
    }
    return banks + ceil_div(shared, m_.scratchpad_bank_bytes());
  }

  // Walks the stripes: sizes of buffers, work and traffic. False if kept rows could not be moved out of the way, or
  // single buffers are too large.
  bool measure(std::int64_t rows) {
    kept_.assign(buffers_.size(), false);
    for (GroupBuffer& b : buffers_) b.bytes = 0, b.depth = 1;
    work_ = 0;
    stripes_ = 0;
    in_bytes_.assign(buffers_.size(), 0);
    StripeWalk walk(network_, first_, last_, rows);
    std::vector<StripeRows>& stripe = stripe_;
    while (walk.next(stripe)) {
      ++stripes_;
      for (std::size_t b = 0; b < buffers_.size(); ++b)
        if (!grow(buffers_[b], stripe[static_cast<std::size_t>(buffers_[b].layer)], b)) return false;
      if (stripes_ <= 2 && banks_needed() > banks_) return false;  // buffers hardly grow after the first stripes
      for (int l = 0; l < count(); ++l) {
        const StripeRows& s = stripe[static_cast<std::size_t>(l)];
        if (s.end > s.begin) work_ += cycles_of(l, s.end - s.begin);
      }
    }
    return true;
  }

  // stripe_cycles(), remembered: most stripes are as high as the one before.
  double cycles_of(int l, std::int64_t rows) {
    RowsCycles& known = cycles_[static_cast<std::size_t>(l)];
    if (known.rows != rows) known = {rows, stripe_cycles(layer(l), rows)};
    return known.cycles;
  }

  bool grow(GroupBuffer& b, const StripeRows& s, std::size_t index) {
    const Layer& of = layer(b.layer);
    if (s.end == s.begin) return true;
    if (!b.stream) {
      const std::int64_t kept = s.begin - s.keep;
      b.bytes = std::max(b.bytes, (s.end - s.keep) * pitches_[static_cast<std::size_t>(b.layer)]);
      if (kept == 0) return true;
      kept_[index] = true;
      work_ += static_cast<double>(kVectorFillCycles + kVectorDrainCycles +
                                   vectors(kept * of.out.w, of.out.c, m_.vector_lanes));
      return s.end - s.begin >= kept;
    }
    const std::int64_t bytes = b.operand < 0 ? (s.end - s.begin) * of.out.w * of.out.c * m_.element_bytes()
                                             : stream_bytes(of, b.operand, s.begin, s.end);
    b.bytes = std::max(b.bytes, bytes);
    in_bytes_[index] += static_cast<double>(bytes);
    return true;
  }

  // One layer's rows, alone: the slower of array and vector unit, and what does not overlap.
  double stripe_cycles(const Layer& l, std::int64_t rows) const {
    const std::int64_t pixels = rows * l.out.w, groups = ceil_div(l.out.c, m_.vector_lanes);
    const std::int64_t command = kVectorFillCycles + kVectorDrainCycles + kVectorGroupCycles * groups;
    const std::int64_t vector = vectors(pixels, l.out.c, m_.vector_lanes);
    if (l.kind != LayerKind::kConvolution) {
      const std::int64_t p = std::max<std::int64_t>(1, ceil_div(l.taps(), m_.vector_macs_per_lane));
      return static_cast<double>(vector * p + command * std::min(kCommands, rows) + kHandOver);
    }
    const std::int64_t sub = std::min(pixels, m_.accumulator_bank_rows());
    const std::int64_t subs = ceil_div(pixels, sub), k = l.taps() * l.in[0].c;
    const std::int64_t folds = ceil_div(l.out.c, m_.array_cols), k_folds = ceil_div(k, m_.array_rows);
    const std::int64_t at_once = std::min(folds, std::max<std::int64_t>(1, m_.accumulator_bank_rows() / sub));
    const std::int64_t commands = subs * ceil_div(folds, at_once);
    const std::int64_t last = pixels % sub;
    const std::int64_t array =
        m_.array_dataflow == Dataflow::kOutputStationary
            ? folds * std::max(k, m_.array_rows) *
                  (pixels / sub * ceil_div(sub, m_.array_rows) + ceil_div(last, m_.array_rows))
            : folds * k_folds *
                  (pixels / sub * std::max(sub, m_.array_rows) + (last ? std::max(last, m_.array_rows) : 0));
    const std::int64_t requantize = vector + command * commands;
    return static_cast<double>(std::max(array, requantize) + m_.array_rows + m_.array_cols + kHandOver +
                               requantize / commands);
  }

  double estimate() const {
    if (m_.dram_unlimited) return work_ * static_cast<double>(layer(0).out.n);
    const double per_byte = 1 / m_.dram_bytes_per_cycle();
    double traffic = 0, serial = 0, weights = 0;
    for (std::size_t b = 0; b < buffers_.size(); ++b) {
      if (!buffers_[b].stream) continue;
      traffic += in_bytes_[b] * per_byte;
      if (buffers_[b].depth == 1 && stripes_ > 1) serial += in_bytes_[b] * per_byte;
    }
    for (int l = 0; l < count(); ++l)
      weights += static_cast<double>((layer(l).kept_weights ? 0 : layer(l).info.weight_bytes) +
                                     (layer(l).kept_records ? 0 : layer(l).info.parameter_bytes)) *
                 per_byte;
    // All images; constants that stay come once.
    const auto images = static_cast<double>(layer(0).out.n);
    traffic = traffic * images + weights * (pinned_.pinned() ? 1 : static_cast<double>(stripes_) * images);
    serial *= images;
    return std::max(work_ * images, traffic - serial) + serial + kHiddenTraffic * traffic;
  }

  const Network& network_;
  const Machine& m_;
  int first_, last_;
  std::int64_t banks_;
  const std::function<bool(int)>& resident_;
  Group pinned_;
  std::vector<Pin> pins_;
  std::vector<GroupBuffer> buffers_;
  std::vector<std::int64_t> pitches_;  // per layer: of its output on chip; 0 for the last
  struct RowsCycles {
    std::int64_t rows = 0;
    double cycles = 0;
  };
  std::vector<RowsCycles> cycles_;  // per layer: the last asked for
  std::vector<StripeRows> stripe_;  // at hand
  std::vector<bool> kept_;          // per buffer: rows are kept from stripe to stripe
  std::vector<double> in_bytes_;    // per buffer: bytes over DRAM
  double work_ = 0;
  std::int64_t stripes_ = 0;
  std::optional<GroupPlan> best_;
};

}  // namespace

BankSplit bank_split(const Machine& machine) {
  const std::int64_t two = machine.scratchpad_banks >= kFewBanks ? 2 : 1;
  return {two, two};
}

bool is_closed(const Network& network, int first, int last) {
  for (int l = first; l <= last; ++l) {
    const Layer& of = network.layers[static_cast<std::size_t>(l)];
    if (!can_stripe(of) || of.out.n != network.layers[static_cast<std::size_t>(last)].out.n) return false;
    const Value& v = network.values[static_cast<std::size_t>(of.out.value)];
    if (v.elements != of.out.pixels() * of.out.c || v.producer != l) return false;
    if (l == last) continue;
    if (!v.homes.empty() || !v.one_view || v.last_use > last || v.last_use <= l) return false;
  }
  return true;
}

namespace {
// Sum of the gather factors of `layer`'s folds, with so many kernel rows to a command.
std::int64_t gather_cycles(const Layer& layer, Window w, std::int64_t kernel_rows, const Machine& m) {
  std::int64_t cycles = 0;
  for (std::int64_t y = 0; y < layer.kernel_h; y += kernel_rows) {
    const std::int64_t rows = std::min(kernel_rows, layer.kernel_h - y), k = rows * layer.kernel_w * layer.in[0].c;
    w.kernel_h = static_cast<std::uint8_t>(rows);
    for (std::int64_t k0 = 0; k0 < k; k0 += m.array_rows)
      cycles += gather_factor(w, k0, std::min(m.array_rows, k - k0), m);
  }
  return cycles;
}
}  // namespace

GatherPlan plan_gather(const Layer& layer, std::int64_t dense, const Machine& m) {
  const std::int64_t element = m.element_bytes(), c = layer.in[0].c, word = m.word_bytes();
  Window w;
  w.pixel_pitch = static_cast<std::uint32_t>(c * element);
  w.channels = static_cast<std::uint16_t>(std::min<std::int64_t>(c, 0xffff));
  w.kernel_w = static_cast<std::uint8_t>(layer.kernel_w);
  w.dilation_h = static_cast<std::uint8_t>(layer.dilation_h);
  w.dilation_w = static_cast<std::uint8_t>(layer.dilation_w);
  const std::int64_t folds = ceil_div(layer.taps() * c, m.array_rows);
  GatherPlan best{dense, layer.kernel_h};
  std::int64_t best_cycles = -1;
  for (std::int64_t rows = layer.kernel_h; rows > 0 && best_cycles != folds; --rows) {
    for (std::int64_t step = 0; step < Machine::kSubBanks && best_cycles != folds; ++step) {
      const std::int64_t pitch = step == 0 ? dense : (ceil_div(dense, word) + step - 1) * word;
      if (pitch < dense) continue;
      w.row_pitch = static_cast<std::uint32_t>(pitch);
      const std::int64_t cycles = gather_cycles(layer, w, rows, m);
      if (best_cycles >= 0 && cycles >= best_cycles) continue;
      best = {pitch, rows};
      best_cycles = cycles;
    }
  }
  return best;
}

std::int64_t chip_row_pitch(const Network& network, const Value& v, const Machine& machine, std::int64_t times) {
  const std::int64_t dense = v.view.w * v.view.c * machine.element_bytes() * times;
  if (!v.one_view) return dense;
  // Inputs have no producer, and the last use of outputs is behind the last layer.
  const int end = std::min(v.last_use + 1, static_cast<int>(network.layers.size()));
  for (int l = std::max(0, v.producer); l < end; ++l) {
    const Layer& layer = network.layers[static_cast<std::size_t>(l)];
    if (layer.kind == LayerKind::kConvolution && layer.kernel_h > 1 && layer.in[0].value == v.view.value)
      return plan_gather(layer, dense, machine).row_pitch;
  }
  return dense;
}

std::optional<GroupPlan> plan_group(const Network& network, const Machine& machine, int first, int last,
                                    std::int64_t banks, const std::function<bool(int)>& resident) {
  return GroupPlanner(network, machine, first, last, banks, resident).best();
}

}  // namespace octet
