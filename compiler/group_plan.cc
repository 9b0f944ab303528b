// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Stripe heights from high to low; for each the buffers' sizes from a walk, then double or single buffers.
#include "compiler/group_plan.h"

#include <algorithm>

#include "arch/timing.h"
#include "base/units.h"
#include "compiler/convolution_plan.h"
#include "compiler/gather_plan.h"

namespace octet {
namespace {

constexpr std::int64_t kFewBanks = 8;   // below: one weight buffer, single-buffered streams
constexpr int kHeightsTried = 3;        // that fit; lower ones only cost more hand-overs
constexpr std::int64_t kHandOver = 24;  // cycles from the last result to a waiting command, beside fill and drain
constexpr std::int64_t kCommands = 8;   // into which the vector unit's part of a stripe is cut

bool windowed_on_array(const Layer& l) { return l.kind == LayerKind::kConvolution; }

}  // namespace

// What layers [first, last] need in stripes, whatever lies on chip outside and however many banks there are: measured
// once for each height of the stripes.
class GroupPlans::Shape {
 public:
  Shape(const Network& network, const Machine& machine, int first, int last)
      : network_(network), m_(machine), first_(first), last_(last), walk_(network, first, last, 1) {
    find_buffers();
    find_pins();
    const std::int64_t height = layer(count() - 1).out.h;
    heights_.reserve(32);
    for (std::int64_t pieces = 1; pieces <= height; ++pieces)
      if (const std::int64_t rows = ceil_div(height, pieces); heights_.empty() || heights_.back().rows != rows)
        heights_.emplace_back(rows);
  }

  struct Need {
    std::int64_t bytes = 0;  // of one buffer
    double moved = 0;        // bytes over DRAM
    bool kept = false;       // rows are kept from stripe to stripe
  };
  struct Height {
    explicit Height(std::int64_t r) : rows(r) {}
    std::int64_t rows;
    std::int64_t stripes = 0;  // walked so far
    bool whole = false;        // all are, and their work is known
    bool movable = true;       // kept rows, out of the way
    double work = 0;
    std::vector<Need> needs;  // per buffer
  };

  struct Best {
    const Height* height = nullptr;
    std::uint64_t singles = 0;  // of the buffers worth having twice: those that are not
    std::int64_t banks = 0;
    double cycles = 0;
  };

  std::optional<Best> best(std::int64_t banks, const std::function<bool(int)>& resident) {
    used_.clear();
    for (std::size_t b = 0; b < buffers_.size(); ++b)
      if (!buffers_[b].stream || !resident(value_of(buffers_[b]))) used_.push_back(b);
    const auto first = std::partition_point(heights_.begin(), heights_.end(),
                                            [&](Height& height) { return !begins_within(height, banks); });
    std::optional<Best> best;
    int tried = 0;
    for (auto h = first; h != heights_.end() && tried < kHeightsTried; ++h)
      if (try_height(*h, banks, best)) ++tried;
    return best;
  }

  // Of what best() found last.
  GroupPlan plan(const Best& best) {
    const Height& height = *best.height;
    find_doubled(height);
    GroupPlan plan{pinned_, {}, pins_, best.banks, best.cycles};
    plan.group.first = first_;
    plan.group.last = last_;
    plan.group.rows = height.rows;
    for (const std::size_t b : used_) {
      plan.buffers.push_back(buffers_[b]);
      plan.buffers.back().bytes = height.needs[b].bytes;
      plan.buffers.back().depth = depth_of(b, best.singles);
    }
    return plan;
  }

 private:
  int count() const { return last_ - first_ + 1; }
  const Layer& layer(int l) const { return network_.layers[static_cast<std::size_t>(first_ + l)]; }
  const Value& value(const View& v) const { return network_.values[static_cast<std::size_t>(v.value)]; }
  bool inside(const Value& v) const { return v.producer >= first_ && v.producer <= last_; }
  int value_of(const GroupBuffer& b) const {
    const Layer& of = layer(b.layer);
    return b.operand < 0 ? of.out.value : of.in[static_cast<std::size_t>(b.operand)].value;
  }

  // All there may be: what streams if it does not stay.
  void find_buffers() {
    buffers_.reserve(2 * static_cast<std::size_t>(count()));
    pitches_.reserve(static_cast<std::size_t>(count()));
    pins_.reserve(static_cast<std::size_t>(count()));
    for (int l = 0; l < count(); ++l) {
      const Layer& of = layer(l);
      for (std::size_t i = 0; i < of.in.size(); ++i) {
        const bool same = i > 0 && of.in[i] == of.in[0];
        if (!same && !inside(value(of.in[i]))) buffers_.push_back({l, static_cast<int>(i), true, false, 0, 1});
      }
      const bool is_last = l == count() - 1;
      pitches_.push_back(is_last ? 0 : chip_row_pitch(network_, value(of.out), m_));
      buffers_.push_back({l, -1, is_last, !is_last && !read_by_array(of.out.value), 0, 1});
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

  // Whether the first stripes of that height fit: later ones hardly need more, and lower ones less.
  bool begins_within(Height& height, std::int64_t banks) {
    for (const std::int64_t first : {1, 2}) {
      if (height.stripes < first && !height.whole) walk(height, first);
      if (least_banks(height) > banks) return false;
    }
    return true;
  }

  // Whether stripes of that height fit; `best` becomes the cheapest of them if it is cheaper.
  bool try_height(Height& height, std::int64_t banks, std::optional<Best>& best) {
    if (!begins_within(height, banks)) return false;
    if (!height.whole) walk(height, std::nullopt);
    if (!height.movable || least_banks(height) > banks) return false;
    find_doubled(height);
    const Traffic traffic = traffic_of(height);
    for (std::uint64_t singles = 0; singles < std::uint64_t{1} << doubled_.size(); ++singles) {
      std::int64_t needed = least_banks(height);
      double serial = 0;  // DRAM cycles that overlap nothing
      for (std::size_t i = 0; i < doubled_.size(); ++i) {
        const Need& need = height.needs[doubled_[i]];
        if (singles >> i & 1)
          serial += buffers_[doubled_[i]].stream ? need.moved * traffic.per_byte : 0;
        else
          needed += ceil_div(need.bytes, m_.scratchpad_bank_bytes());
      }
      if (needed > banks) continue;
      const double cycles = estimate(height, traffic, serial);
      if (!best || best->cycles > cycles) best = {&height, singles, needed, cycles};
    }
    return true;
  }

  // The used buffers worth having twice.
  void find_doubled(const Height& height) {
    doubled_.clear();
    for (const std::size_t b : used_)
      if (!buffers_[b].shared && !height.needs[b].kept && height.stripes > 1) doubled_.push_back(b);
  }
  std::int64_t depth_of(std::size_t b, std::uint64_t singles) const {
    for (std::size_t i = 0; i < doubled_.size(); ++i)
      if (doubled_[i] == b) return singles >> i & 1 ? 1 : 2;
    return 1;
  }

  // Of single buffers.
  std::int64_t least_banks(const Height& height) const {
    std::int64_t shared = 0, banks = 0;
    for (const std::size_t b : used_) {
      if (buffers_[b].shared)
        shared += ceil_div<std::int64_t>(height.needs[b].bytes, 64) * 64;
      else
        banks += ceil_div(height.needs[b].bytes, m_.scratchpad_bank_bytes());
    }
    return banks + ceil_div(shared, m_.scratchpad_bank_bytes());
  }

  // Measures the first stripes, as far as they need memory, or all of them.
  void walk(Height& height, std::optional<std::int64_t> first) {
    height.needs.assign(buffers_.size(), {});
    height.stripes = 0;
    walk_.restart(height.rows);
    while (height.stripes != first && walk_.next(stripe_)) {
      ++height.stripes;
      for (std::size_t b = 0; b < buffers_.size(); ++b)
        grow(buffers_[b], stripe_[static_cast<std::size_t>(buffers_[b].layer)], height.needs[b]);
      if (!first) add_work(height);
    }
    height.whole = !first;
  }

  // Of the stripe at hand.
  void add_work(Height& height) {
    for (int l = 0; l < count(); ++l) {
      const StripeRows& s = stripe_[static_cast<std::size_t>(l)];
      if (s.end == s.begin) continue;
      height.work += cycles_of(l, s.end - s.begin);
      const std::int64_t kept = s.begin - s.keep;
      if (kept == 0 || l + 1 == count()) continue;
      const Layer& of = layer(l);
      height.work += static_cast<double>(kVectorFillCycles + kVectorDrainCycles +
                                         vectors(kept * of.out.w, of.out.c, m_.vector_lanes));
      if (s.end - s.begin < kept) height.movable = false;
    }
  }

  // stripe_cycles(), remembered: most stripes are as high as the one before.
  double cycles_of(int l, std::int64_t rows) {
    RowsCycles& known = cycles_[static_cast<std::size_t>(l)];
    if (known.rows != rows) known = {rows, stripe_cycles(layer(l), rows)};
    return known.cycles;
  }

  void grow(const GroupBuffer& b, const StripeRows& s, Need& need) const {
    if (s.end == s.begin) return;
    if (!b.stream) {
      need.bytes = std::max(need.bytes, (s.end - s.keep) * pitches_[static_cast<std::size_t>(b.layer)]);
      need.kept |= s.begin > s.keep;
      return;
    }
    const Layer& of = layer(b.layer);
    const std::int64_t bytes = b.operand < 0 ? (s.end - s.begin) * of.out.w * of.out.c * m_.element_bytes()
                                             : stream_bytes(of, b.operand, s.begin, s.end);
    need.bytes = std::max(need.bytes, bytes);
    need.moved += static_cast<double>(bytes);
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

  // DRAM cycles: of a byte, of an image's streams, of the constants once.
  struct Traffic {
    double per_byte = 0, streams = 0, weights = 0;
  };
  Traffic traffic_of(const Height& height) const {
    Traffic t;
    if (m_.dram_unlimited) return t;
    t.per_byte = 1 / m_.dram_bytes_per_cycle();
    for (const std::size_t b : used_)
      if (buffers_[b].stream) t.streams += height.needs[b].moved * t.per_byte;
    for (int l = 0; l < count(); ++l)
      t.weights += static_cast<double>((layer(l).kept_weights ? 0 : layer(l).info.weight_bytes) +
                                       (layer(l).kept_records ? 0 : layer(l).info.parameter_bytes)) *
                   t.per_byte;
    return t;
  }

  double estimate(const Height& height, const Traffic& t, double serial) const {
    const auto images = static_cast<double>(layer(0).out.n);
    if (m_.dram_unlimited) return height.work * images;
    // All images; constants that stay come once.
    const double traffic =
        t.streams * images + t.weights * (pinned_.pinned() ? 1 : static_cast<double>(height.stripes) * images);
    serial *= images;
    return std::max(height.work * images, traffic - serial) + serial + kHiddenTraffic * traffic;
  }

  const Network& network_;
  const Machine& m_;
  int first_, last_;
  StripeWalk walk_;
  Group pinned_;
  std::vector<Pin> pins_;
  std::vector<GroupBuffer> buffers_;
  std::vector<std::int64_t> pitches_;  // per layer: of its output on chip; 0 for the last
  struct RowsCycles {
    std::int64_t rows = 0;
    double cycles = 0;
  };
  std::vector<RowsCycles> cycles_;           // per layer: the last asked for
  std::vector<Height> heights_;              // from high to low
  std::vector<StripeRows> stripe_;           // at hand
  std::vector<std::size_t> used_, doubled_;  // buffers of the plan at hand
};

GroupPlans::GroupPlans(const Network& network, const Machine& machine) : network_(network), machine_(machine) {}
GroupPlans::~GroupPlans() = default;

GroupPlans::Shape& GroupPlans::shape(int first, int last) {
  std::unique_ptr<Shape>& known = shapes_[{first, last}];
  if (!known) known = std::make_unique<Shape>(network_, machine_, first, last);
  return *known;
}

std::optional<double> GroupPlans::cycles(int first, int last, std::int64_t banks,
                                         const std::function<bool(int)>& resident) {
  const auto best = shape(first, last).best(banks, resident);
  return best ? std::optional(best->cycles) : std::nullopt;
}

std::optional<GroupPlan> GroupPlans::plan(int first, int last, std::int64_t banks,
                                          const std::function<bool(int)>& resident) {
  Shape& of = shape(first, last);
  const auto best = of.best(banks, resident);
  return best ? std::optional(of.plan(*best)) : std::nullopt;
}

BankSplit bank_split(const Machine& machine) {
  const std::int64_t two = machine.scratchpad_banks >= kFewBanks ? 2 : 1;
  return {two, two};
}

double vector_cycles(const Layer& l, const Machine& m, std::int64_t streamed) {
  const std::int64_t p = std::max<std::int64_t>(1, ceil_div(l.taps(), m.vector_macs_per_lane));
  const auto work = static_cast<double>(vectors(l.out.pixels(), l.out.c, m.vector_lanes) * p);
  if (m.dram_unlimited) return work;
  const double traffic =
      static_cast<double>(streamed * m.element_bytes() + (l.kept_weights ? 0 : l.info.weight_bytes)) /
      m.dram_bytes_per_cycle();
  return std::max(work, traffic) + kHiddenTraffic * traffic;
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

}  // namespace octet
