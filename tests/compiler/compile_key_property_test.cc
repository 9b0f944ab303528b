// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Machines with equal keys: the same program but for the machine in it, the same result of both inferences. And each
// key of a machine that may change either changes the key.
#include <gtest/gtest.h>

#include <set>
#include <type_traits>

#include "base/error.h"
#include "compiler/compile_key.h"
#include "models/graph.h"
#include "sim/fast.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "verify/random_source.h"

namespace octet {
namespace {

// Another clock, to which the DRAM is adapted, another technology and host.
Machine like(const Machine& machine, std::uint64_t seed) {
  RandomSource random(seed);
  Machine other = machine;
  const double faster = random.pick({0.25, 0.5, 1.0, 2.0, 8.0, 1.1});
  other.name = "other";
  other.technology = "28nm";
  other.host_clock_mhz *= 2;
  other.host_pj_per_instruction += 1;
  other.clock_mhz *= faster;
  other.dram_bandwidth_gb_per_s *= faster;
  other.dram_latency_ns /= faster;
  other.dram_miss_ns /= faster;
  if (!machine.dram_unlimited) return other;
  other.dram_bandwidth_gb_per_s = 7;
  other.dram_latency_ns = 33;
  other.dram_miss_ns = 44;
  other.dram_banks = 2;
  other.dram_row_bytes *= 2;
  return other;
}

struct Outcome {
  std::vector<std::uint8_t> program;
  std::vector<RunResult> inferences;
};

Outcome outcome_of(const Graph& graph, const Machine& machine, const Machine& called) {
  Program program = compile_timed(graph, machine);
  Outcome outcome;
  RunOptions options;
  options.record_events = true;
  const auto core = make_fast_backend()->make_core(program, options);
  std::int64_t now = 0;
  for (int i = 0; i < 2; ++i)
    now = run_program(program, *core, nullptr, nullptr, now, outcome.inferences.emplace_back());
  program.machine = called;
  outcome.program = serialize(program);
  return outcome;
}

void expect_same(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(a.condition, b.condition);
  EXPECT_EQ(a.cycles, b.cycles);
  EXPECT_EQ(a.engines, b.engines);
  EXPECT_EQ(a.sequencer, b.sequencer);
  EXPECT_EQ(a.dram_read_bytes, b.dram_read_bytes);
  EXPECT_EQ(a.dram_write_bytes, b.dram_write_bytes);
  EXPECT_EQ(a.layers, b.layers);
  EXPECT_EQ(a.events, b.events);
  EXPECT_EQ(a.actions, b.actions);
}

TEST(CompileKey, IsEqualOnlyWhereProgramAndResultsAre) {
  int equal = 0, unlimited = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Machine machine = testing::random_small_machine(seed), other = like(machine, seed);
    if (compile_key(machine) != compile_key(other)) continue;
    const Graph graph = import_tflite_bytes(testing::random_network(seed, 6).file, "random");
    if (!compile_if_it_fits(graph, machine)) continue;
    const Outcome a = outcome_of(graph, machine, machine), b = outcome_of(graph, other, machine);
    EXPECT_EQ(a.program, b.program);
    for (std::size_t i = 0; i < a.inferences.size(); ++i) expect_same(a.inferences[i], b.inferences[i]);
    ++equal;
    unlimited += machine.dram_unlimited;
  }
  EXPECT_GT(equal, 60);
  EXPECT_GT(unlimited, 5);
}

TEST(CompileKey, TellsMachinesApart) {
  const std::set<std::string_view> unseen{"technology", "host.clock_mhz", "host.pj_per_instruction"};
  const Machine machine = load_machine("edge-16");
  Machine other = machine;
  visit_fields(other, [&](const FieldInfo& info, auto& member) {
    using Member = std::remove_reference_t<decltype(member)>;
    const Member before = member;
    if constexpr (std::is_same_v<Member, std::string>)
      member = "28nm";
    else if constexpr (std::is_same_v<Member, bool>)
      member = !member;
    else if constexpr (std::is_enum_v<Member>)
      member = static_cast<Member>(1);
    else
      member *= 2;
    EXPECT_EQ(compile_key(machine) == compile_key(other), unseen.contains(info.name)) << info.name;
    member = before;
  });
}

}  // namespace
}  // namespace octet
