// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One tile against closed forms: load, multiply, requantize, store on machines of several shapes.
#include "base/units.h"
#include "tests/sim/support/backend_fixture.h"

namespace octet::testing {
namespace {

constexpr std::uint32_t bank(std::uint32_t n) { return n * kGateBank; }

struct Shape {
  int rows, cols, pixels, k, n;
};
constexpr Shape kShapes[] = {{2, 2, 4, 2, 2},   {2, 2, 1, 5, 3},     {3, 5, 7, 3, 5},    {3, 5, 2, 7, 11},
                             {8, 8, 16, 8, 8},  {8, 8, 3, 9, 17},    {16, 16, 9, 16, 1}, {16, 16, 20, 33, 16},
                             {16, 16, 1, 1, 1}, {16, 16, 17, 17, 17}};

class TileFormula : public TimingRules {
 protected:
  static Machine machine_of(const Shape& s) {
    Machine m = unlimited_gate_machine();
    m.array_rows = s.rows;
    m.array_cols = s.cols;
    m.array_gather_runs = Machine::kUnlimited;
    return m;
  }
  // Load, multiply, requantize, store, each waiting for the one before.
  static std::vector<Command> tile(const Shape& s) {
    RequantizeCommand requantize;
    requantize.out_w = static_cast<std::uint16_t>(s.pixels);
    requantize.n = static_cast<std::uint16_t>(s.n);
    requantize.out = {bank(4), 0, static_cast<std::uint32_t>(s.n)};
    return {with_tokens(load_bytes(0, bank(0), 64), {}, {0}),
            with_tokens(multiply(bank(0), bank(2), 0, s.pixels, s.k, s.n), {0}, {1}),
            with_tokens(Command{{}, requantize}, {1}, {2}), with_tokens(store_bytes(0, bank(4), 64), {2}, {})};
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, TileFormula, ::testing::Values(BackendKind::kFast, BackendKind::kSystemc),
                         backend_label);

TEST_P(TileFormula, ATileLastsTheSumOfItsPartsAndTwoCyclesPerHandOver) {
  for (const Shape& s : kShapes) {
    Machine m = machine_of(s);
    m.array_skip_empty = false;
    const RunResult r = run(m, tile(s));
    const std::int64_t folds = ceil_div(s.k, s.rows) * ceil_div(s.n, s.cols);
    const std::int64_t array = s.rows + (folds - 1) * std::max(s.pixels, s.rows) + s.pixels + s.rows + s.cols - 2;
    const std::int64_t vector =
        4 + 4 * ceil_div(s.n, 8) + 4 + (s.n <= 8 ? ceil_div(s.pixels, 8 / s.n) : s.pixels * ceil_div(s.n, 8));
    // Dispatched at 0; load and store last a cycle; a hand-over costs the cycle between done and visible.
    EXPECT_EQ(r.cycles, 1 + 1 + 1 + array + 1 + vector + 1 + 1) << s.rows << "x" << s.cols << " k " << s.k;
    EXPECT_EQ(r.layers[0].compute_cycles, folds * std::max(s.pixels, s.rows));
    EXPECT_EQ(r.layers[0].vector_cycles, vector);
    EXPECT_EQ(r.layers[0].last_done, r.cycles);
    EXPECT_EQ(r.layers[0].cycles, r.cycles);
    EXPECT_EQ(r.actions.macs, std::int64_t{s.pixels} * s.k * s.n);
  }
}

// SCALE-Sim's weight-stationary form: every fold loads, streams and drains by itself.
TEST_P(TileFormula, WithoutDoubleBufferingComputeCyclesAreScaleSims) {
  for (const Shape& s : kShapes) {
    Machine m = machine_of(s);
    m.array_skip_empty = false;
    m.array_double_buffer_weights = false;
    const std::int64_t folds = ceil_div(s.k, s.rows) * ceil_div(s.n, s.cols);
    EXPECT_EQ(run(m, tile(s)).layers[0].compute_cycles, folds * (s.pixels + 2 * s.rows + s.cols - 2));
  }
}

// SCALE-Sim's output-stationary form: every fold streams all of K and drains by itself.
TEST_P(TileFormula, WithoutDoubleBufferingOutputStationaryComputeCyclesAreScaleSims) {
  for (const Shape& s : kShapes) {
    Machine m = machine_of(s);
    m.array_dataflow = Dataflow::kOutputStationary;
    m.array_skip_empty = false;
    m.array_double_buffer_weights = false;
    const std::int64_t folds = ceil_div(s.pixels, s.rows) * ceil_div(s.n, s.cols);
    EXPECT_EQ(run(m, tile(s)).layers[0].compute_cycles, folds * (s.k + s.rows + s.cols - 2));
  }
}

// A K block lasts as long as its pixels or its values; the last one drains behind itself, and one cycle goes ahead.
TEST_P(TileFormula, OutputStationaryFoldsOverlap) {
  for (const Shape& s : kShapes) {
    Machine m = machine_of(s);
    m.array_dataflow = Dataflow::kOutputStationary;
    std::int64_t occupancy = 0, n_fold = 0, last_pixels = 0, last_rows = 0;
    for (int n = 0; n < s.n; n += s.cols) {
      n_fold = 0;
      for (int p = 0; p < s.pixels; p += s.rows)
        for (int k = 0; k < s.k; k += s.rows) {
          last_pixels = std::min(s.rows, s.pixels - p);
          last_rows = std::min(s.rows, s.k - k);
          n_fold += std::max(last_pixels, last_rows);
        }
      occupancy += n_fold;
    }
    // Columns of the last N fold, or what a whole one before it still needs when the last is over.
    std::int64_t cols = s.n - (ceil_div(s.n, s.cols) - 1) * s.cols;
    if (s.n > s.cols) cols = std::max(cols, s.cols - n_fold);
    const RunResult r = run(m, tile(s));
    EXPECT_EQ(r.layers[0].compute_cycles, occupancy);
    EXPECT_EQ(r.events[1].done - r.events[1].started,
              1 + occupancy - std::max(last_pixels, last_rows) + last_pixels + last_rows + cols - 2)
        << s.rows << "x" << s.cols << " pixels " << s.pixels << " k " << s.k << " n " << s.n;
  }
}

TEST_P(TileFormula, EmptyRowsAndColumnsAreSkipped) {
  const Shape s{16, 16, 9, 5, 3};
  const RunResult r = run(machine_of(s), tile(s));
  EXPECT_EQ(r.events[1].done - r.events[1].started, 5 + 9 + 5 + 3 - 2);
}

}  // namespace
}  // namespace octet::testing
