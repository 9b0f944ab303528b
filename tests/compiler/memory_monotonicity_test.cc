// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One fixed program on machines that differ in their DRAM: what more bandwidth or less latency can cost. Under
// the arbitration of docs/timing.md 5 the answer is not nothing, even when page misses are free: a store or fetch that
// comes earlier overtakes a load that is needed more, and loads on a faster bus fill the 16 places of outstanding
// bursts, for which a fetch then waits. The first test shows it on four commands, the others bound it on networks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <limits>
#include <vector>

#include "sim/fast.h"
#include "sim/systemc.h"
#include "tests/sim/support/small_program.h"
#include "tests/sim/support/test_network.h"

namespace octet {
namespace {
using testing::TestNetwork;

constexpr double kBandwidths[] = {0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 12, 16, 32, 64};  // GB/s, rising
constexpr double kLatencies[] = {1000, 400, 200, 150, 100, 80, 60, 40, 20, 10, 5, 0};         // ns, falling
// Shares of the cycles; with misses, with free ones. The worst of the latter is 34 of the 2,540 cycles of the smallest
// network, at 32 instead of 16 GB/s and 400 ns: a load of 18 bursts fills the 16 places of outstanding bursts sooner, a
// fetch waits for a place, its command is dispatched 57 cycles later, and 34 of them remain at the end.
constexpr double kMostLoss = 0.02, kMostLossFree = 0.015;

std::int64_t cycles_with(Program& program, double bandwidth, double latency, double miss) {
  program.machine.dram_bandwidth_gb_per_s = bandwidth;
  program.machine.dram_latency_ns = latency;
  program.machine.dram_miss_ns = miss;
  RunResult result;
  run_program(program, *make_fast_backend()->make_core(program, {}), nullptr, nullptr, 0, result);
  EXPECT_EQ(result.condition, Condition::kOk) << result.condition_text;
  return result.cycles;
}

struct Worst {
  double loss = 0;  // share of the cycles with the worse memory that the better one costs more
  std::size_t bandwidth = 0, latency = 0;
};

// The greatest loss over all pairs of memories of which one is at least as good in both respects.
Worst worst_pair(Program program, double miss) {
  std::vector<std::vector<std::int64_t>> least;  // cycles with this memory or any worse one
  Worst worst;
  for (std::size_t b = 0; b < std::size(kBandwidths); ++b) {
    least.emplace_back();
    for (std::size_t l = 0; l < std::size(kLatencies); ++l) {
      const std::int64_t cycles = cycles_with(program, kBandwidths[b], kLatencies[l], miss);
      std::int64_t before = std::numeric_limits<std::int64_t>::max();
      if (b > 0) before = least[b - 1][l];
      if (l > 0) before = std::min(before, least[b][l - 1]);
      const double loss = static_cast<double>(cycles - before) / static_cast<double>(before);
      if (loss > worst.loss) worst = {loss, b, l};
      least[b].push_back(std::min(cycles, before));
    }
  }
  EXPECT_GT(5 * least.front().front(), 6 * least.back().back());  // otherwise memory does not matter here
  program.machine.dram_unlimited = true;
  EXPECT_LE(cycles_with(program, 1, 0, miss), least.back().back());
  return worst;
}

class MemoryMonotonicity : public ::testing::TestWithParam<std::tuple<TestNetwork, const char*>> {
 protected:
  void expect_little_loss(double miss) {
    const auto& [network, preset] = GetParam();
    OCTET_REQUIRE_NETWORK(network);
    const Worst worst = worst_pair(compile(network.load(), load_machine(preset)), miss);
    std::printf("%s on %s, a page miss %g ns: worst loss %.4f %% at %g GB/s, %g ns\n", network.name, preset, miss,
                100 * worst.loss, kBandwidths[worst.bandwidth], kLatencies[worst.latency]);
    EXPECT_LE(worst.loss, miss > 0 ? kMostLoss : kMostLossFree);
  }
};

TEST_P(MemoryMonotonicity, ABetterMemoryCostsLittleWhenMissesAreFree) { expect_little_loss(0); }
TEST_P(MemoryMonotonicity, ABetterMemoryCostsLittleWhenMissesCost) { expect_little_loss(20); }

// A store that waits for the first load starts earlier with less latency, and then its bursts go before those of the
// second load, on which the long last command depends. With 600 cycles of latency they come too late to overtake.
TEST(FixedPriority, AStoreThatComesEarlierDelaysALoad) {
  constexpr std::uint32_t kBank = 65536;
  Machine machine = testing::gate_machine();
  machine.scratchpad_bytes = machine.scratchpad_banks * kBank;
  machine.dram_bandwidth_gb_per_s = 1;  // a burst of 64 bytes takes 64 cycles
  const Program program =
      testing::program_of(machine, {testing::with_tokens(testing::load_bytes(0, 0, 2048), {}, {1}),
                                    testing::with_tokens(testing::load_bytes(2048, kBank, 512), {}, {2}),
                                    testing::with_tokens(testing::store_bytes(4096, 0, 4096), {1}, {}),
                                    testing::with_tokens(testing::move_pixels(kBank, 2 * kBank, 4000), {2}, {})});
  std::vector<RunResult> results;
  for (const double latency : {600.0, 0.0}) {
    Program with = program;
    with.machine.dram_latency_ns = latency;
    results.push_back(testing::run_once(*make_fast_backend(), with));
    EXPECT_EQ(results.back().events, testing::run_once(*make_systemc_backend(), with).events);
    EXPECT_EQ(results.back().condition, Condition::kOk);
  }
  EXPECT_LT(results[1].events[0].done, results[0].events[0].done);  // the first load gains
  EXPECT_GT(results[1].events[1].done, results[0].events[1].done);  // the second loses
  EXPECT_GT(results[1].cycles, results[0].cycles);
}

INSTANTIATE_TEST_SUITE_P(Networks, MemoryMonotonicity,
                         ::testing::Combine(::testing::ValuesIn(testing::kTestNetworks),
                                            ::testing::Values("tiny-8", "edge-16", "edge-64", "tpu-128")),
                         [](const auto& info) {
                           std::string name = std::string(std::get<0>(info.param).name) + "_" + std::get<1>(info.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace octet
