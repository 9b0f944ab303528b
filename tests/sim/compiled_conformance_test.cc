// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiled networks: no permutation of systemc's processes changes anything, and a token that is deleted or
// swapped is noticed by the static checker, and by systemc whenever it matters.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "sim/host_executor.h"
#include "tests/sim/support/test_network.h"
#include "tests/sim/support/token_mutation.h"
#include "tests/sim/systemc_outcome.h"

namespace octet::testing {
namespace {

// The program's memory with random bytes as its inputs.
MemoryImage random_inputs(const Program& program) {
  MemoryImage memory = make_memory(program);
  std::mt19937_64 random(7);
  for (const TensorPort& port : program.inputs)
    for (std::int64_t i = 0; i < port.bytes(); ++i)
      memory.region[static_cast<std::size_t>(port.base)][port.offset + static_cast<std::size_t>(i)] =
          static_cast<std::uint8_t>(random());
  return memory;
}

Outcome run_with_inputs(const Program& program, unsigned permute_seed = 0) {
  Outcome out;
  out.memory = random_inputs(program);
  const RunOptions options{.record_events = true, .data = true, .permute_seed = permute_seed};
  const auto core = make_systemc_backend()->make_core(program, options);
  out.end = run_program(program, *core, &out.memory, execute_host_step, 0, out.result);
  return out;
}

class CompiledNetwork : public ::testing::TestWithParam<TestNetwork> {
 protected:
  Program compiled(const char* preset) { return compile(GetParam().load(), load_machine(preset)); }
};

TEST_P(CompiledNetwork, PermutedRegistrationAndNotificationChangeNothing) {
  OCTET_REQUIRE_NETWORK(GetParam());
  for (const char* preset : {"tiny-8", "edge-16"}) {
    const Program program = compiled(preset);
    const Outcome plain = run_with_inputs(program);
    ASSERT_EQ(plain.result.condition, Condition::kOk) << plain.result.condition_text;
    ASSERT_NE(plain.memory.region, random_inputs(program).region);
    for (unsigned permutation = 1; permutation <= 5; ++permutation) {
      SCOPED_TRACE(::testing::Message() << preset << ", permutation " << permutation);
      const Outcome permuted = run_with_inputs(program, permutation);
      expect_equal_runs(plain, permuted);
      ASSERT_TRUE(plain.memory.region == permuted.memory.region);
    }
  }
}

struct Tally {
  int mutants = 0, deadlocks = 0, overflows = 0, bits = 0, unseen = 0, proven = 0;
};

// What matters (a condition or other bits), the checker has noticed; what it proves, changes nothing.
void judge(const Program& mutant, const MemoryImage& expected, Tally& tally) {
  const bool proven = check_program(mutant).empty();
  const Outcome systemc = run_with_inputs(mutant);
  expect_equal_runs(run_fast(mutant), systemc);
  const Condition condition = systemc.result.condition;
  bool bits = false;
  for (const Base base : {Base::kIo, Base::kWorkspace})
    bits |= systemc.memory.region[static_cast<std::size_t>(base)] != expected.region[static_cast<std::size_t>(base)];
  EXPECT_FALSE(proven && condition != Condition::kOk) << "a condition that the static checker did not notice";
  EXPECT_FALSE(proven && bits) << "other bits, and the static checker did not notice";
  ++tally.mutants;
  tally.deadlocks += condition == Condition::kDeadlock;
  tally.overflows += condition == Condition::kTokenOverflow;
  if (condition == Condition::kOk) ++(bits ? tally.bits : proven ? tally.proven : tally.unseen);
}

constexpr struct {
  Mutation mutation;
  const char* name;
  bool always_noticed;  // the token pass inserts no token that others imply
} kMutations[] = {{Mutation::kDropSignal, "lost signal", true},
                  {Mutation::kDropWait, "lost wait", true},
                  {Mutation::kDropPair, "lost pair", true},
                  {Mutation::kSwapWaits, "swapped waits", false},
                  {Mutation::kSwapSignals, "swapped signals", false}};

class CompiledZooNetwork : public CompiledNetwork {};  // small ones: many runs of systemc with data

TEST_P(CompiledZooNetwork, WhatATokenChangesTheCheckerNoticesAndSystemcShows) {
  const int runs = std::getenv("OCTET_TEST_FULL") ? 100 : 20;
  for (const char* preset : {"tiny-8", "edge-16"}) {
    const Program program = compiled(preset);
    const MemoryImage expected = run_with_inputs(program).memory;
    for (const auto& [mutation, name, always_noticed] : kMutations) {
      SCOPED_TRACE(::testing::Message() << preset << ", " << name);
      std::mt19937_64 random(1);
      Tally tally;
      for (int i = 0; i < runs && !HasFailure(); ++i) {
        Program mutant = program;
        ASSERT_TRUE(mutate(mutant, mutation, random));
        judge(mutant, expected, tally);
      }
      std::printf(
          "%s on %s, %s: %d mutants; %d deadlocks, %d overflows, %d other bits; noticed by the checker only %d; "
          "proven harmless %d\n",
          GetParam().name, preset, name, tally.mutants, tally.deadlocks, tally.overflows, tally.bits, tally.unseen,
          tally.proven);
      EXPECT_TRUE(!always_noticed || tally.proven == 0);
    }
  }
}

// The static part alone, on programs of any length; fast has systemc's conditions.
TEST_P(CompiledNetwork, TheCheckerNoticesEveryLostTokenAndEverySwapThatEndsInACondition) {
  OCTET_REQUIRE_NETWORK(GetParam());
  for (const char* preset : {"tiny-8", "edge-16"}) {
    const Program program = compiled(preset);
    ASSERT_TRUE(check_program(program).empty());
    for (const auto& [mutation, name, always_noticed] : kMutations) {
      std::mt19937_64 random(2);
      for (int i = 0; i < 40; ++i) {
        Program mutant = program;
        ASSERT_TRUE(mutate(mutant, mutation, random));
        const bool proven = check_program(mutant).empty();
        EXPECT_FALSE(always_noticed && proven) << preset << ", " << name << ", mutant " << i;
        if (!proven) continue;
        EXPECT_EQ(run_fast(mutant).result.condition, Condition::kOk) << preset << ", " << name << ", mutant " << i;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, CompiledNetwork, ::testing::ValuesIn(kTestNetworks), network_label);
INSTANTIATE_TEST_SUITE_P(Zoo, CompiledZooNetwork, ::testing::Values(kTestNetworks[0], kTestNetworks[1]), network_label);

}  // namespace
}  // namespace octet::testing
