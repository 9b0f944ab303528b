// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A network recompiled for more scratchpad or more banks is not slower: what the smaller machine would do is a
// candidate on the larger one. Every cell of a table of scratchpads and banks beside its two smaller neighbours. Only
// where the larger machine moves fewer bytes may it take a little longer: mappings are compared with a price on DRAM
// cycles.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <numeric>

#include "base/error.h"
#include "compiler/mapping.h"
#include "sim/fast.h"
#include "tests/sim/support/test_network.h"

namespace octet {
namespace {
using testing::TestNetwork;

constexpr std::int64_t kMostBytes = 16 << 20, kMostBanks = 32;

constexpr double kMostLonger = 1.005;  // cycles for fewer bytes

// Of a warm inference; no cycles: the machine is too small.
struct Cost {
  std::int64_t cycles = 0;
  double traffic = 0;  // DRAM cycles
  double all() const { return static_cast<double>(cycles) + kTrafficPrice * traffic; }
};

Cost cost_of(const Graph& graph, const Machine& machine) {
  const auto timer = make_fast_backend();
  CompileOptions options;
  options.timer = timer.get();
  try {
    const Program program = compile(graph, machine, options);
    const auto core = timer->make_core(program, {});
    RunResult cold, warm;
    const std::int64_t now = run_program(program, *core, nullptr, nullptr, 0, cold);
    run_program(program, *core, nullptr, nullptr, now, warm);
    std::int64_t bytes = 0;
    for (const LayerCounters& layer : warm.layers)
      bytes += std::accumulate(layer.dram_bytes.begin(), layer.dram_bytes.end(), std::int64_t{0});
    return {warm.cycles, static_cast<double>(bytes) / machine.dram_bytes_per_cycle()};
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << error.what();
    return {};
  }
}

class Recompiled : public ::testing::TestWithParam<std::tuple<TestNetwork, const char*>> {};

TEST_P(Recompiled, MoreScratchpadOrMoreBanksAreNotSlower) {
  const auto& [network, preset] = GetParam();
  OCTET_REQUIRE_NETWORK(network);
  const Graph graph = network.load();
  Machine machine = load_machine(preset);
  std::map<std::pair<std::int64_t, std::int64_t>, Cost> costs;  // by bytes and banks
  int pairs = 0, slower = 0;
  std::int64_t slowest = 0, fastest = 0;
  for (std::int64_t bytes = 16 << 10; bytes <= kMostBytes; bytes *= 2) {
    for (std::int64_t banks = 4; banks <= kMostBanks; banks *= 2) {
      machine.scratchpad_bytes = bytes;
      machine.scratchpad_banks = banks;
      const Cost now = costs[{bytes, banks}] = cost_of(graph, machine);
      if (now.cycles > 0) fastest = now.cycles;
      if (slowest == 0) slowest = now.cycles;
      for (const auto& less : {std::pair{bytes / 2, banks}, std::pair{bytes, banks / 2}}) {
        const auto smaller = costs.find(less);
        if (smaller == costs.end() || smaller->second.cycles == 0) continue;
        ++pairs;
        SCOPED_TRACE(std::to_string(bytes) + " bytes in " + std::to_string(banks) + " banks after " +
                     std::to_string(less.first) + " in " + std::to_string(less.second));
        EXPECT_GT(now.cycles, 0) << "a smaller machine was large enough";
        EXPECT_LE(now.all(), smaller->second.all());
        EXPECT_LE(static_cast<double>(now.cycles), kMostLonger * static_cast<double>(smaller->second.cycles));
        slower += now.cycles > smaller->second.cycles;
      }
    }
  }
  std::printf("%s on %s: %d pairs, %d of them slower for fewer bytes, %ld to %ld cycles\n", network.name, preset, pairs,
              slower, static_cast<long>(slowest), static_cast<long>(fastest));
  EXPECT_LE(slower, 2);
  EXPECT_GT(pairs, 40);
  EXPECT_LT(fastest, slowest) << "the scratchpad changes nothing";
}

INSTANTIATE_TEST_SUITE_P(Networks, Recompiled,
                         ::testing::Combine(::testing::ValuesIn(testing::kTestNetworks),
                                            ::testing::Values("edge-16", "edge-64")),
                         [](const auto& info) {
                           std::string name = std::string(std::get<0>(info.param).name) + "_" + std::get<1>(info.param);
                           for (char& c : name)
                             if (c == '-') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace octet
