// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A network recompiled for more scratchpad or more banks is never slower: what the smaller machine would do is a
// candidate on the larger one. Every cell of a table of scratchpads and banks beside its two smaller neighbours.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "base/error.h"
#include "sim/fast.h"
#include "tests/sim/support/test_network.h"

namespace octet {
namespace {
using testing::TestNetwork;

constexpr std::int64_t kMostBytes = 16 << 20, kMostBanks = 32;

// Cycles of a warm inference; 0 if the machine is too small.
std::int64_t cycles_of(const Graph& graph, const Machine& machine) {
  const auto timer = make_fast_backend();
  CompileOptions options;
  options.timer = timer.get();
  try {
    const Program program = compile(graph, machine, options);
    const auto core = timer->make_core(program, {});
    RunResult cold, warm;
    const std::int64_t now = run_program(program, *core, nullptr, nullptr, 0, cold);
    run_program(program, *core, nullptr, nullptr, now, warm);
    return warm.cycles;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture) << error.what();
    return 0;
  }
}

class Recompiled : public ::testing::TestWithParam<std::tuple<TestNetwork, const char*>> {};

TEST_P(Recompiled, MoreScratchpadOrMoreBanksAreNeverSlower) {
  const auto& [network, preset] = GetParam();
  OCTET_REQUIRE_NETWORK(network);
  const Graph graph = network.load();
  Machine machine = load_machine(preset);
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> cycles;  // by bytes and banks
  int pairs = 0;
  std::int64_t slowest = 0, fastest = 0;
  for (std::int64_t bytes = 16 << 10; bytes <= kMostBytes; bytes *= 2) {
    for (std::int64_t banks = 4; banks <= kMostBanks; banks *= 2) {
      machine.scratchpad_bytes = bytes;
      machine.scratchpad_banks = banks;
      const std::int64_t now = cycles[{bytes, banks}] = cycles_of(graph, machine);
      if (now > 0) fastest = now;
      if (slowest == 0) slowest = now;
      for (const auto& less : {std::pair{bytes / 2, banks}, std::pair{bytes, banks / 2}}) {
        const auto smaller = cycles.find(less);
        if (smaller == cycles.end() || smaller->second == 0) continue;
        ++pairs;
        EXPECT_LE(now, smaller->second) << bytes << " bytes in " << banks << " banks after " << less.first << " in "
                                        << less.second;
        EXPECT_GT(now, 0) << "a smaller machine was large enough";
      }
    }
  }
  std::printf("%s on %s: %d pairs, %ld to %ld cycles\n", network.name, preset, pairs, static_cast<long>(slowest),
              static_cast<long>(fastest));
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
