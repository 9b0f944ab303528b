// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The search for a convolution's mapping against all mappings: random small layers on random machines; every cut of
// channels and pixels, both orders, input in slices or whole, every split of the banks is compiled and timed. The
// search's choice is the best of them, or within 2 % of it. OCTET_TEST_FULL=1 takes 200.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include "base/error.h"
#include "base/units.h"
#include "compiler/group_plan.h"
#include "compiler/lower.h"
#include "sim/fast.h"

namespace octet {
namespace {

constexpr double kWorst = 1.02;

struct Case {
  std::string csv;
  Machine machine;
};

Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  auto pick = [&](std::initializer_list<int> list) { return *(list.begin() + random() % list.size()); };
  const int kernel = pick({1, 1, 3}), stride = pick({1, 1, 2}), side = static_cast<int>(random() % 7) + 4;
  const int c = pick({3, 8, 16, 24, 32, 48}), n = pick({4, 8, 16, 24, 32, 40});
  Case made;
  made.csv = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides\nl," +
             std::to_string(side) + "," + std::to_string(side) + "," + std::to_string(kernel) + "," +
             std::to_string(kernel) + "," + std::to_string(c) + "," + std::to_string(n) + "," + std::to_string(stride) +
             ",\n";
  const int array = pick({4, 8, 16});
  made.machine = load_machine("tiny-8", {"array.rows=" + std::to_string(array), "array.cols=" + std::to_string(array),
                                         "vector.lanes=" + std::to_string(pick({4, 8, 16})),
                                         "scratchpad.bytes=" + std::to_string(pick({4, 8, 16, 32})) + "Ki",
                                         "accumulator.rows=" + std::to_string(pick({32, 64, 256})),
                                         "dram.bandwidth_gb_per_s=" + std::to_string(pick({1, 2, 4})),
                                         "dram.latency_ns=" + std::to_string(pick({20, 100}))});
  return made;
}

Graph graph_of(const std::string& csv) {
  const std::string path = ::testing::TempDir() + std::to_string(getpid()) + "_mapper.csv";
  std::ofstream(path) << csv;
  const Graph graph = import_topology_csv(path);
  std::remove(path.c_str());
  return graph;
}

std::int64_t warm_cycles(const Program& program) {
  const auto core = make_fast_backend()->make_core(program, {});
  RunResult cold, warm;
  const std::int64_t now = run_program(program, *core, nullptr, nullptr, 0, cold);
  run_program(program, *core, nullptr, nullptr, now, warm);
  return warm.cycles;
}

std::vector<std::int64_t> channel_cuts(std::int64_t channels, std::int64_t step) {
  std::vector<std::int64_t> list;
  for (std::int64_t c = std::min(step, channels); c < channels; c += step) list.push_back(c);
  list.push_back(channels);
  return list;
}

struct Best {
  std::int64_t cycles = 0, mappings = 0;
  ForcedMapping mapping;
};

class AllMappings {
 public:
  AllMappings(const Graph& graph, const Machine& machine)
      : graph_(graph), m_(machine), layer_(lower(graph, machine, {}).layers.at(0)) {}

  Best best() {
    for_each_split(m_.scratchpad_banks - bank_split(m_).weights, true, true,
                   [&](std::int64_t in_run, std::int64_t in_depth, std::int64_t out_run, std::int64_t out_depth) {
                     ForcedMapping f{{}, in_run, in_depth, out_run, out_depth};
                     try_channels(f);
                   });
    return best_;
  }

 private:
  void try_channels(ForcedMapping f) {
    const std::int64_t c = layer_.in[0].c, n = layer_.channels();
    for (const std::int64_t n_tile : channel_cuts(n, m_.array_cols)) {
      for (const std::int64_t c_tile : channel_cuts(c, std::max<std::int64_t>(1, m_.array_rows / layer_.taps()))) {
        f.plan.n_tile = n_tile;
        f.plan.c_tile = c_tile;
        f.plan.n_tiles = ceil_div(n, n_tile);
        f.plan.k_tiles = ceil_div(c, c_tile);
        for (const bool slice : {false, true}) {
          if (slice && f.plan.k_tiles == 1) continue;
          f.plan.slice_input = slice;
          for (const bool outer : {false, true}) {
            f.plan.channels_outer = outer;
            try_tiles(f);
          }
        }
      }
    }
  }

  void try_tiles(ForcedMapping f) {
    const std::int64_t bank = m_.scratchpad_bank_bytes();
    const StreamSize in{f.in_run * bank, f.in_depth}, out{f.out_run * bank, f.out_depth};
    for (std::int64_t h = 1; h <= layer_.out.h; ++h) {
      if (h > 1 && ceil_div(layer_.out.h, h) == ceil_div(layer_.out.h, h - 1)) continue;
      for (const std::int64_t w : {layer_.out.w, ceil_div<std::int64_t>(layer_.out.w, 2)}) {
        if (w < layer_.out.w && h > 1) continue;
        f.plan.tile_h = h;
        f.plan.tile_w = w;
        if (!fits(f.plan, layer_, m_, in, out)) continue;
        // Buffers that are larger than their tiles change nothing.
        const std::array<std::int64_t, 8> key{
            f.plan.n_tile, f.plan.c_tile, f.plan.slice_input, f.plan.channels_outer, h, w, f.in_depth, f.out_depth};
        if (!seen_.insert(key).second) continue;
        CompileOptions options;
        options.forced = &f;
        const std::int64_t cycles = warm_cycles(compile(graph_, m_, options));
        ++best_.mappings;
        if (best_.cycles > 0 && best_.cycles <= cycles) continue;
        best_.cycles = cycles;
        best_.mapping = f;
      }
    }
  }

  const Graph& graph_;
  const Machine& m_;
  Layer layer_;
  std::set<std::array<std::int64_t, 8>> seen_;
  Best best_;
};

TEST(ExhaustiveMapper, FindsLittleThatIsBetterThanTheSearch) {
  const int layers = std::getenv("OCTET_TEST_FULL") ? 200 : 20;
  int done = 0, optimal = 0;
  double worst = 1;
  for (std::uint64_t seed = 0; done < layers; ++seed) {
    const Case made = random_case(seed);
    const Graph graph = graph_of(made.csv);
    std::int64_t chosen = 0;
    try {
      const auto timer = make_fast_backend();
      CompileOptions options;
      options.timer = timer.get();
      chosen = warm_cycles(compile(graph, made.machine, options));
    } catch (const Error& error) {
      ASSERT_EQ(error.kind(), ErrorKind::kArchitecture) << error.what();
      continue;
    }
    const Best best = AllMappings(graph, made.machine).best();
    const double ratio = static_cast<double>(chosen) / static_cast<double>(best.cycles);
    const ConvolutionPlan& p = best.mapping.plan;
    EXPECT_LE(ratio, kWorst) << "seed " << seed << " " << made.csv << to_toml(made.machine) << chosen
                             << " cycles, best " << best.cycles << " of " << best.mappings << ": n " << p.n_tile
                             << " c " << p.c_tile << " tile " << p.tile_h << "x" << p.tile_w
                             << (p.channels_outer ? " outer" : "") << (p.slice_input ? " slices" : "") << " banks "
                             << best.mapping.in_run << "x" << best.mapping.in_depth << " " << best.mapping.out_run
                             << "x" << best.mapping.out_depth;
    worst = std::max(worst, ratio);
    optimal += best.cycles >= chosen;
    ++done;
  }
  std::printf("%d layers, %d optimal, worst %.4f\n", done, optimal, worst);
}

}  // namespace
}  // namespace octet
