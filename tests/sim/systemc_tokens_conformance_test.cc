// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs with a token deleted, swapped or added or a command made illegal: fast and systemc agree on what
// becomes of them, a lost order that matters shows on systemc, as other bits or as a condition, and the static
// checker has noticed it.
#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <cstdio>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "arch/access.h"
#include "compiler/compile.h"
#include "sim/functional.h"
#include "tests/sim/support/token_mutation.h"
#include "tests/sim/systemc_outcome.h"
#include "verify/random_program.h"

namespace octet {
namespace {
using octet::testing::expect_equal_runs;
using octet::testing::mutate;
using octet::testing::Mutation;
using octet::testing::run_fast;
using octet::testing::run_reference;
using octet::testing::run_systemc;

constexpr int kMutants = 500;

bool conflict(const Command& a, const Command& b, const Machine& machine) {
  for (const Access& x : accesses(a, machine))
    for (const Access& y : accesses(b, machine))
      if (x.space == y.space && (x.write || y.write) && x.begin < y.end && y.begin < x.end) return true;
  return false;
}

// True if two commands of different queues that touch a common byte ran in another order than the stream's.
bool out_of_order(const Program& program, const std::vector<Event>& events) {
  for (std::size_t late = 1; late < events.size(); ++late)
    for (std::size_t early = 0; early < late; ++early)
      if (events[late].started < events[early].done &&
          queue_of(program.commands[late]) != queue_of(program.commands[early]) &&
          conflict(program.commands[early], program.commands[late], program.machine))
        return true;
  return false;
}

// DRAM and on-chip memories if operands are read at the cycles of `started` and results written at those of `done`.
struct Contents {
  explicit Contents(const Program& program) : memory(make_memory(program)), chip(program.machine) {}
  MemoryImage memory;
  OnChip chip;
};
Contents replay(const Program& program, const std::vector<Event>& events) {
  struct Step {
    std::int64_t cycle;
    bool start;
    std::size_t command;
    auto operator<=>(const Step&) const = default;
  };
  std::vector<Step> steps;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].started >= 0) steps.push_back({events[i].started, true, i});
    if (events[i].done >= 0) steps.push_back({events[i].done, false, i});
  }
  std::sort(steps.begin(), steps.end());
  Contents held(program);
  std::map<std::size_t, Effect> effects;
  for (const Step& step : steps) {
    const Command& command = program.commands[step.command];
    if (step.start) {
      effects[step.command] = compute(program.machine, command, held.chip, held.memory);
    } else {
      commit(program.machine, command, std::move(effects[step.command]), held.chip, held.memory);
    }
  }
  return held;
}

// Everything but the code, in which the mutant's tokens differ.
bool equal_bits(const MemoryImage& a, const MemoryImage& b) {
  return std::equal(a.region.begin() + 1, a.region.end(), b.region.begin() + 1);
}
static_assert(Base::kCode == Base{0});
bool equal_bits(const OnChip& a, const OnChip& b) {
  return a.scratchpad == b.scratchpad && a.accumulator == b.accumulator && a.sums == b.sums &&
         a.parameters == b.parameters;
}

// What becomes of a mutant, the strongest that holds. It matters if its run ends in a condition or with other bits
// than the program's own.
enum class Fate {
  kCondition,
  kBits,    // other bits in DRAM
  kOnChip,  // other bits on chip only, which nobody stored
  kUnseen,  // conflicting commands in another order, but what they wrote is overwritten or equal
  kInOrder  // nothing differs
};
constexpr std::size_t kFates = 5;

// Runs the mutant on fast and systemc. What the static checker proves behaves like the program; systemc's bits are
// those of its own order of events, so that a lost order which changes bits shows.
Fate fate_of(const Program& mutant, bool proven, const Contents& expected) {
  const auto systemc = run_systemc(mutant, true);
  expect_equal_runs(run_fast(mutant), systemc);
  const Contents replayed = replay(mutant, systemc.result.events);
  EXPECT_TRUE(systemc.memory.region == replayed.memory.region);
  const bool reordered = out_of_order(mutant, systemc.result.events);
  Fate fate = reordered ? Fate::kUnseen : Fate::kInOrder;
  if (!equal_bits(replayed.chip, expected.chip)) fate = Fate::kOnChip;
  if (!equal_bits(systemc.memory, expected.memory)) fate = Fate::kBits;
  if (systemc.result.condition != Condition::kOk) fate = Fate::kCondition;
  EXPECT_TRUE(!proven || fate == Fate::kInOrder) << "the static checker proves an order that does not hold";
  EXPECT_TRUE(fate == Fate::kCondition || fate == Fate::kInOrder || reordered) << "bits changed though no order did";
  return fate;
}

// With other memories than its own machine's: what was in order by luck may not be.
bool matters_elsewhere(Program mutant, const Contents& expected) {
  constexpr std::pair<double, double> kMemories[] = {{1000, 0}, {0.05, 0}, {1000, 5000}, {0.5, 500}};  // GB/s, ns
  mutant.machine.dram_unlimited = false;
  for (const auto& [bandwidth, latency] : kMemories) {
    mutant.machine.dram_bandwidth_gb_per_s = bandwidth;
    mutant.machine.dram_latency_ns = latency;
    if (fate_of(mutant, false, expected) <= Fate::kBits) return true;
  }
  return false;
}

struct Tally {
  int mutants = 0, deadlocks = 0, overflows = 0, illegal = 0;
  int proven = 0;     // by the checker, without the token
  int elsewhere = 0;  // mutants that matter with another memory only
  std::array<int, kFates> fates{};
  int count(Fate fate) const { return fates[static_cast<std::size_t>(fate)]; }
};

void judge(const Program& mutant, const Contents& expected, Tally& tally) {
  const bool proven = check_program(mutant).empty();
  const Fate fate = fate_of(mutant, proven, expected);
  const Condition condition = run_fast(mutant).result.condition;
  ++tally.mutants;
  ++tally.fates[static_cast<std::size_t>(fate)];
  tally.proven += proven;
  tally.deadlocks += condition == Condition::kDeadlock;
  tally.overflows += condition == Condition::kTokenOverflow;
  tally.illegal += condition == Condition::kIllegal;
  tally.elsewhere += !proven && fate > Fate::kBits && matters_elsewhere(mutant, expected);
}

void print(const char* name, const Tally& t) {
  std::printf(
      "%s, %d mutants: %d matter (%d deadlocks, %d overflows, %d illegal, %d other bits), all noticed by the checker; "
      "not: %d other bits on chip, %d reordered unseen, %d in order, of which %d proven; matter with another memory: "
      "%d\n",
      name, t.mutants, t.count(Fate::kCondition) + t.count(Fate::kBits), t.deadlocks, t.overflows, t.illegal,
      t.count(Fate::kBits), t.count(Fate::kOnChip), t.count(Fate::kUnseen), t.count(Fate::kInOrder), t.proven,
      t.elsewhere);
}

// One mutant of each of 500 programs that have a place for it.
Tally judge_all(const char* name, Mutation mutation) {
  Tally tally;
  for (std::uint64_t seed = 1; tally.mutants < kMutants && seed < 2 * kMutants; ++seed) {
    SCOPED_TRACE(seed);
    Program program = random_program(seed);
    const Contents expected = replay(program, run_fast(program).result.events);
    EXPECT_TRUE(expected.memory.region == run_reference(program).memory.region);
    std::mt19937_64 random(seed);
    if (!mutate(program, mutation, random)) continue;
    judge(program, expected, tally);
    if (::testing::Test::HasFailure()) break;
  }
  print(name, tally);
  EXPECT_EQ(tally.mutants, kMutants);
  return tally;
}

TEST(DroppedTokens, ALostSignalIsADeadlock) {
  const Tally tally = judge_all("lost signal", Mutation::kDropSignal);
  EXPECT_EQ(tally.deadlocks, tally.mutants);  // its wait takes a token that never comes
}

TEST(DroppedTokens, ALostWaitChangesBits) {
  const Tally tally = judge_all("lost wait", Mutation::kDropWait);
  EXPECT_EQ(tally.proven, 0);  // a counter that is not zero at the end
  EXPECT_GT(tally.count(Fate::kBits) + tally.elsewhere, tally.mutants / 8);
}

TEST(DroppedTokens, ALostPairChangesBits) {
  const Tally tally = judge_all("lost pair", Mutation::kDropPair);
  EXPECT_EQ(tally.proven, 0);  // synchronize() inserts no token that others imply
  EXPECT_GT(tally.count(Fate::kBits) + tally.elsewhere, tally.mutants / 8);
}

TEST(SwappedTokens, SwappedWaitsDeadlockOrChangeBits) {
  const Tally tally = judge_all("swapped waits", Mutation::kSwapWaits);
  EXPECT_GT(tally.deadlocks, tally.mutants / 2);
}

TEST(SwappedTokens, SwappedSignalsDeadlockOrChangeBits) {
  const Tally tally = judge_all("swapped signals", Mutation::kSwapSignals);
  EXPECT_GT(tally.deadlocks, tally.mutants / 2);
}

TEST(Conditions, ACounterNamedTwiceInAListIsIllegal) {
  const Tally tally = judge_all("counter twice", Mutation::kTwice);
  EXPECT_EQ(tally.illegal, tally.mutants);
}

TEST(Conditions, ACounterAboveFifteenHaltsFastAndSystemcAlike) {
  const Tally tally = judge_all("flooded counter", Mutation::kFlood);
  EXPECT_GT(tally.overflows, 300);
}

TEST(Conditions, AnIllegalCommandHaltsFastAndSystemcAlike) {
  const Tally tally = judge_all("illegal command", Mutation::kIllegal);
  EXPECT_EQ(tally.illegal, tally.mutants);
}

}  // namespace
}  // namespace octet
