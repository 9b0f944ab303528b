// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Durations of array and vector commands, gather factors and burst splitting (docs/timing.md 3, 5).
#include "arch/timing.h"

#include <algorithm>

#include "base/error.h"
#include "base/units.h"

namespace octet {
namespace {

// Cycles from the first address to the first element, output-stationary.
constexpr std::int64_t kAddressCycles = 1;

struct Fold {
  std::int64_t rows, cols, stream;  // stream: g*M cycles
};

// How the reduction of a window lies in memory: runs of so many elements, whole kernel rows or pixels.
struct Runs {
  bool whole_row;
  std::int64_t length;
  // How many runs fold rows k0..k0+r-1 touch.
  std::int64_t count(std::int64_t k0, std::int64_t r) const { return (k0 + r - 1) / length - k0 / length + 1; }
};
Runs runs_of(const Window& w, std::int64_t element) {
  const bool whole_row = w.dilation_w == 1 && w.pixel_pitch == w.channels * element;
  return {whole_row, whole_row ? std::int64_t{w.kernel_w} * w.channels : w.channels};
}

// Whether the runs of fold rows k0..k0+r-1, each counted as two neighbouring sub-banks, fall on disjoint ones.
bool disjoint(const Window& w, const Runs& runs, std::int64_t k0, std::int64_t r, const Machine& m) {
  const std::int64_t word = m.word_bytes(), element = m.element_bytes();
  unsigned used = 0;
  for (std::int64_t k = k0; k < k0 + r;) {
    const std::int64_t within = k % runs.length;
    const std::int64_t index = k / runs.length;
    const std::int64_t ky = runs.whole_row ? index : index / w.kernel_w;
    const std::int64_t kx = runs.whole_row ? 0 : index % w.kernel_w;
    const std::int64_t offset = ky * w.dilation_h * w.row_pitch + kx * w.dilation_w * w.pixel_pitch + within * element;
    const auto s = static_cast<unsigned>(offset / word % Machine::kSubBanks);
    const unsigned pair = (1u << s) | (1u << ((s + 1) % Machine::kSubBanks));
    if (used & pair) return false;
    used |= pair;
    k += runs.length - within;
  }
  return true;
}

Timing weight_stationary_timing(const ArrayCommand& c, const Machine& m) {
  const std::int64_t pixels = c.in.pixels(), k = c.k();
  const std::int64_t k_folds = ceil_div(k, m.array_rows), n_folds = ceil_div<std::int64_t>(c.n, m.array_cols);
  std::int64_t occupancy = 0, serial = 0, last_interval = 0;
  Fold first{}, last{};
  const bool alike = runs_of(c.in, m.element_bytes()).count(0, k) == 1;  // all but the last fold
  std::int64_t times = 1;
  for (std::int64_t f = 0; f < k_folds; f += times) {  // every N fold has the same K folds
    times = alike ? std::max<std::int64_t>(1, k_folds - 1 - f) : 1;
    const std::int64_t r = std::min(m.array_rows, k - f * m.array_rows);
    const Fold fold{m.array_skip_empty ? r : m.array_rows, 0, gather_factor(c.in, f * m.array_rows, r, m) * pixels};
    if (f == 0) first = fold;
    last = fold;
    last_interval = std::max(fold.stream, fold.rows);
    occupancy += times * last_interval;
    serial += times * (2 * fold.rows + fold.stream - 2);
  }
  const std::int64_t last_cols = m.array_skip_empty ? c.n - (n_folds - 1) * m.array_cols : m.array_cols;
  const std::int64_t cols = m.array_skip_empty ? c.n : n_folds * m.array_cols;  // summed over N folds
  if (!m.array_double_buffer_weights) {
    const std::int64_t total = serial * n_folds + cols * k_folds;
    return {total, total};
  }
  // A whole N fold before a narrower last one may leave the array later by its last column.
  const std::int64_t late_cols = n_folds > 1 ? std::max(last_cols, m.array_cols - occupancy) : last_cols;
  occupancy *= n_folds;
  return {first.rows + occupancy - last_interval + last.stream + last.rows + late_cols - 2, occupancy, first.rows,
          first.rows, last.rows};
}

// A fold of p pixels, all of K: in steady state, and what its last K block takes of that and by itself.
struct OutputFold {
  std::int64_t pixels, occupancy = 0, last_interval = 0, last_stream = 0;
  void add(std::int64_t gather, std::int64_t rows) {
    last_stream = gather * pixels;
    last_interval = std::max(last_stream, rows);
    occupancy += last_interval;
  }
  std::int64_t before_last() const { return occupancy - last_interval; }
};

Timing output_stationary_timing(const ArrayCommand& c, const Machine& m) {
  const std::int64_t pixels = c.in.pixels(), k = c.k(), rest = pixels % m.array_rows;
  const std::int64_t n_folds = ceil_div<std::int64_t>(c.n, m.array_cols);
  const std::int64_t full_folds = m.array_skip_empty ? pixels / m.array_rows : ceil_div(pixels, m.array_rows);
  const bool partial = m.array_skip_empty && rest != 0;
  OutputFold full{m.array_rows}, last{partial ? rest : m.array_rows};
  std::int64_t rows = 0;
  for (std::int64_t k0 = 0; k0 < k; k0 += rows) {  // every fold has the same K blocks
    rows = std::min(m.array_rows, k - k0);
    const std::int64_t gather = gather_factor(c.in, k0, rows, m);
    full.add(gather, rows);
    last.add(gather, rows);
  }
  if (!m.array_double_buffer_weights) {
    const auto serial = [&](const OutputFold& fold) { return fold.before_last() + fold.last_stream + rows - 2; };
    const std::int64_t m_folds = full_folds + (partial ? 1 : 0);
    const std::int64_t cols = m.array_skip_empty ? c.n : n_folds * m.array_cols;  // summed over N folds
    const std::int64_t total = n_folds * (full_folds * serial(full) + (partial ? serial(last) : 0)) + m_folds * cols;
    return {total, total};
  }
  const std::int64_t n_fold = full_folds * full.occupancy + (partial ? last.occupancy : 0);
  const std::int64_t last_cols = m.array_skip_empty ? c.n - (n_folds - 1) * m.array_cols : m.array_cols;
  const std::int64_t late_cols = n_folds > 1 ? std::max(last_cols, m.array_cols - n_fold) : last_cols;
  const std::int64_t occupancy = n_folds * n_fold;
  return {kAddressCycles + occupancy - last.last_interval + last.last_stream + rows + late_cols - 2, occupancy,
          kAddressCycles, std::min(k, m.array_rows), rows};
}

Timing array_timing(const ArrayCommand& c, const Machine& m) {
  switch (m.array_dataflow) {
    case Dataflow::kWeightStationary:
      return weight_stationary_timing(c, m);
    case Dataflow::kOutputStationary:
      return output_stationary_timing(c, m);
  }
  OCTET_CHECK(false, "dataflow {}", static_cast<int>(m.array_dataflow));
}

Timing vector_timing(std::int64_t pixels, std::int64_t channels, std::int64_t per_vector, const Machine& m) {
  const std::int64_t duration = kVectorFillCycles + kVectorGroupCycles * ceil_div(channels, m.vector_lanes) +
                                vectors(pixels, channels, m.vector_lanes) * per_vector + kVectorDrainCycles;
  return {duration, duration};
}

std::int64_t window_cycles(const Window& w, const Machine& m) {
  return std::max(ceil_div(w.taps(), m.vector_macs_per_lane),
                  ceil_div<std::int64_t>(std::int64_t{w.kernel_h} * w.stride_h, 2));
}

std::int64_t binary_cycles(const BinaryCommand& c, const Machine& m) {
  const std::int64_t bank = m.scratchpad_bank_bytes(), word = m.word_bytes();
  if (c.a.address / bank != c.b.address / bank) return 1;
  const std::int64_t apart = (c.a.address / word - c.b.address / word) % Machine::kSubBanks;
  const std::int64_t distance = (apart + Machine::kSubBanks) % Machine::kSubBanks;
  return distance <= 1 || distance == Machine::kSubBanks - 1 ? 2 : 1;
}

}  // namespace

std::int64_t vectors(std::int64_t m, std::int64_t c, std::int64_t lanes) {
  return c <= lanes ? ceil_div(m, lanes / c) : m * ceil_div(c, lanes);
}

std::int64_t gather_factor(const Window& w, std::int64_t k0, std::int64_t r, const Machine& m) {
  if (m.array_gather_runs == Machine::kUnlimited) return 1;
  const Runs runs = runs_of(w, m.element_bytes());
  const std::int64_t count = runs.count(k0, r);
  if (count == 1 || (count <= m.array_gather_runs && disjoint(w, runs, k0, r, m))) return 1;
  return count;
}

Timing timing(const Command& command, const Machine& m) {
  struct Visitor {
    const Machine& m;
    Timing operator()(const LoadCommand&) const { return {}; }
    Timing operator()(const StoreCommand&) const { return {}; }
    Timing operator()(const ArrayCommand& c) const { return array_timing(c, m); }
    Timing operator()(const RequantizeCommand& c) const {
      return vector_timing(std::int64_t{c.out_h} * c.out_w, c.n, c.parts(m.element_bytes()), m);
    }
    Timing operator()(const DepthwiseCommand& c) const {
      const std::int64_t taps = c.in.taps();
      const std::int64_t p = std::max(window_cycles(c.in, m), taps > kVectorTapRegisters ? taps : 0);
      return vector_timing(c.in.pixels(), std::int64_t{c.in.channels} * c.depth_multiplier, p, m);
    }
    Timing operator()(const PoolCommand& c) const {
      return vector_timing(c.in.pixels(), c.in.channels, window_cycles(c.in, m), m);
    }
    Timing operator()(const BinaryCommand& c) const {
      return vector_timing(std::int64_t{c.out_h} * c.out_w, c.channels, binary_cycles(c, m), m);
    }
    Timing operator()(const MoveCommand& c) const {
      Timing t = vector_timing(std::int64_t{c.out_h} * c.out_w, c.channels, 1, m);
      if (c.mode == MoveMode::kTable) t.occupancy = t.duration += kTableRecords;  // one record a cycle
      return t;
    }
    Timing operator()(const SoftmaxCommand& c) const {
      const std::int64_t rows = std::int64_t{c.out_h} * c.out_w;
      const std::int64_t duration =
          kVectorFillCycles + rows * (3 * std::int64_t{c.channels} + kSoftmaxCycles) + kVectorDrainCycles;
      return {duration, duration};
    }
  };
  return std::visit(Visitor{m}, command.op);
}

Timing TimingMemo::of(const Command& command) {
  const auto* array = std::get_if<ArrayCommand>(&command.op);
  if (!array) return timing(command, machine_);
  ArrayCommand c = *array;
  c.weights = c.acc_row = c.in.address = 0;
  c.in.y0 = c.in.x0 = 0;
  c.in.height = c.in.width = 1;
  c.accumulate = false;
  const unsigned shape = c.in.out_h * 31u + c.in.out_w * 17u + c.in.channels * 5u + c.in.kernel_h * 3u + c.n;
  Known& known = known_[(shape ^ shape >> 4 ^ shape >> 8) % known_.size()];
  if (!known.valid || !(c == known.command)) known = {c, timing(command, machine_), true};
  return known.timing;
}

std::vector<Burst> bursts(const Transfer& t, std::uint64_t base_address, const Machine& m) {
  std::int64_t run = t.run_bytes, inner = t.inner, outer = t.outer;
  if (inner > 1 && t.dram_inner_pitch == run) {
    run *= inner;
    inner = 1;
  }
  if (inner == 1 && outer > 1 && t.dram_outer_pitch == run) {
    run *= outer;
    outer = 1;
  }
  std::vector<Burst> list;
  for (std::int64_t o = 0; o < outer; ++o) {
    for (std::int64_t i = 0; i < inner; ++i) {
      std::int64_t at = t.dram_offset + o * t.dram_outer_pitch + i * t.dram_inner_pitch;
      for (std::int64_t left = run; left > 0;) {
        const std::int64_t within = static_cast<std::int64_t>((base_address + at) % m.dram_burst_bytes);
        const std::int64_t bytes = std::min(left, m.dram_burst_bytes - within);
        list.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(bytes)});
        at += bytes;
        left -= bytes;
      }
    }
  }
  return list;
}

}  // namespace octet
