// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs with a token deleted, swapped or added or a command made illegal: fast and systemc agree on what
// becomes of them, and with data on a lost order shows, as other bits or as a condition.
#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <map>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "arch/access.h"
#include "compiler/compile.h"
#include "sim/functional.h"
#include "tests/sim/support/random_program.h"
#include "tests/sim/systemc_outcome.h"

namespace octet {
namespace {
using octet::testing::expect_equal_runs;
using octet::testing::random_program;
using octet::testing::run_fast;
using octet::testing::run_reference;
using octet::testing::run_systemc;

constexpr std::uint64_t kPrograms = 500;
using List = std::array<std::uint8_t, 3> Tokens::*;

struct Place {  // one token of one command
  std::size_t command;
  List list;
  std::size_t slot;
};
std::uint8_t& at(Program& program, const Place& place) {
  return (program.commands[place.command].tokens.*place.list)[place.slot];
}

std::vector<Place> places_of(const Program& program, List list) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < program.commands.size(); ++i)
    for (std::size_t slot = 0; slot < 3; ++slot)
      if ((program.commands[i].tokens.*list)[slot] != kNoToken) places.push_back({i, list, slot});
  return places;
}

const Segment& segment_of(const Program& program, std::size_t command) {
  for (const Segment& segment : program.segments)
    if (command >= segment.first_command && command < segment.first_command + segment.commands) return segment;
  throw std::out_of_range("command of no segment");
}

// The wait that takes the token of this signal: the same rank among its counter's waits in the segment.
Place wait_of(const Program& program, const Place& signal) {
  const Segment& segment = segment_of(program, signal.command);
  const std::uint8_t token = (program.commands[signal.command].tokens.signal)[signal.slot];
  auto rank_of = [&](List list, std::size_t until) {
    std::size_t rank = 0;
    for (const Place& p : places_of(program, list))
      rank += p.command >= segment.first_command && p.command < until && (program.commands[p.command].tokens.*list)[p.slot] == token;
    return rank;
  };
  std::size_t left = rank_of(&Tokens::signal, signal.command);
  for (const Place& p : places_of(program, &Tokens::wait)) {
    if (p.command < segment.first_command || (program.commands[p.command].tokens.wait)[p.slot] != token) continue;
    if (left-- == 0) return p;
  }
  throw std::out_of_range("signal without wait");
}

enum class Mutation { kDropSignal, kDropWait, kDropPair, kSwap, kTwice, kFlood, kIllegal };

// Lets every command with a free slot signal a counter that nobody waits for.
bool flood(Program& program) {
  constexpr std::uint8_t kFlooded = kTokens - 1;
  for (const List list : {&Tokens::signal, &Tokens::wait})
    for (const Place& p : places_of(program, list))
      if (at(program, p) == kFlooded) return false;
  for (Command& command : program.commands)
    if (command.tokens.signal[2] == kNoToken) command.tokens.signal[2] = kFlooded;
  return true;
}

void make_illegal(Command& command) {
  if (auto* load = std::get_if<LoadCommand>(&command.op)) load->t.dram_offset = 0xffffff00;
  if (auto* store = std::get_if<StoreCommand>(&command.op)) store->t.base = Base::kCode;
  if (auto* array = std::get_if<ArrayCommand>(&command.op)) array->in.kernel_w = 0;
  if (auto* requantize = std::get_if<RequantizeCommand>(&command.op)) requantize->n = 0;
  if (auto* depthwise = std::get_if<DepthwiseCommand>(&command.op)) depthwise->weights = 0xffffff00;
  if (auto* pool = std::get_if<AveragePoolCommand>(&command.op)) pool->out.address = 0xffffff00;
  if (auto* add = std::get_if<AddCommand>(&command.op)) add->channels = 0;
  if (auto* move = std::get_if<MoveCommand>(&command.op)) move->in.address = 0xffffff00;
}

// Changes the program at random places; false if it has too few tokens.
bool mutate(Program& program, Mutation mutation, std::mt19937_64& random) {
  const std::vector<Place> signals = places_of(program, &Tokens::signal), waits = places_of(program, &Tokens::wait);
  if (signals.empty() || waits.size() < 2) return false;
  const Place signal = signals[random() % signals.size()], wait = waits[random() % waits.size()];
  switch (mutation) {
    case Mutation::kDropSignal: at(program, signal) = kNoToken; return true;
    case Mutation::kDropWait: at(program, wait) = kNoToken; return true;
    case Mutation::kDropPair: {
      const Place taker = wait_of(program, signal);
      at(program, signal) = at(program, taker) = kNoToken;
      return true;
    }
    case Mutation::kSwap: {
      const Place other = waits[random() % waits.size()];
      if (at(program, wait) == at(program, other)) return false;
      std::swap(at(program, wait), at(program, other));
      return true;
    }
    case Mutation::kTwice: {
      List list = random() % 2 == 0 ? &Tokens::wait : &Tokens::signal;
      const Place place = list == &Tokens::wait ? wait : signal;
      (program.commands[place.command].tokens.*list)[(place.slot + 1) % 3] = at(program, place);
      return true;
    }
    case Mutation::kFlood: return flood(program);
    case Mutation::kIllegal: make_illegal(program.commands[random() % program.commands.size()]); return true;
  }
  return false;
}

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

// What the memory holds if operands are read at the cycles of `started` and results written at those of `done`.
MemoryImage replay(const Program& program, const std::vector<Event>& events) {
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
  MemoryImage memory = make_memory(program);
  OnChip chip(program.machine);
  std::map<std::size_t, Effect> effects;
  for (const Step& step : steps) {
    const Command& command = program.commands[step.command];
    if (step.start) {
      effects[step.command] = compute(program.machine, command, chip, memory);
    } else {
      commit(program.machine, command, std::move(effects[step.command]), chip, memory);
    }
  }
  return memory;
}

struct Tally {
  int mutants = 0, deadlocks = 0, overflows = 0, illegal = 0;
  int conditions() const { return deadlocks + overflows + illegal; }
  int proven = 0;     // the static checker still proves the order
  int reordered = 0;  // a condition, or conflicting commands that ran in another order
  int bits = 0;       // other bits than the reference's; reordered results may be overwritten or unread
};

// Runs the mutant everywhere. Bits change only if the order did, and a mutant whose order the static
// checker still proves behaves like the original.
void judge(const Program& mutant, const MemoryImage& expected, Tally& tally) {
  const auto systemc = run_systemc(mutant, true);
  const auto fast = run_fast(mutant);
  expect_equal_runs(fast, systemc);
  EXPECT_TRUE(systemc.memory.region == replay(mutant, fast.result.events).region);
  const bool proven = check_program(mutant).empty();
  const bool condition = systemc.result.condition != Condition::kOk;
  const bool reordered = condition || out_of_order(mutant, systemc.result.events);
  MemoryImage memory = systemc.memory;
  const auto code = static_cast<std::size_t>(Base::kCode);
  memory.region[code] = expected.region[code];
  const bool bits = !condition && memory.region != expected.region;
  EXPECT_TRUE(!proven || !reordered) << "the static checker proves an order that does not hold";
  EXPECT_TRUE(!bits || reordered) << "bits changed though no order did";
  ++tally.mutants;
  tally.proven += proven;
  tally.deadlocks += systemc.result.condition == Condition::kDeadlock;
  tally.overflows += systemc.result.condition == Condition::kTokenOverflow;
  tally.illegal += systemc.result.condition == Condition::kIllegal;
  tally.reordered += reordered;
  tally.bits += bits;
}

Tally judge_all(Mutation mutation) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    Program program = random_program(seed);
    const MemoryImage expected = run_reference(program).memory;
    std::mt19937_64 random(seed);
    if (!mutate(program, mutation, random)) continue;
    judge(program, expected, tally);
    if (::testing::Test::HasFailure()) break;
  }
  ::testing::Test::RecordProperty("mutants", tally.mutants);
  ::testing::Test::RecordProperty("conditions", tally.conditions());
  ::testing::Test::RecordProperty("bits", tally.bits);
  ::testing::Test::RecordProperty("proven", tally.proven);
  ::testing::Test::RecordProperty("reordered", tally.reordered);
  return tally;
}

TEST(DroppedTokens, ALostSignalIsADeadlock) {
  const Tally tally = judge_all(Mutation::kDropSignal);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_EQ(tally.deadlocks, tally.mutants);  // its wait takes a token that never comes
  EXPECT_EQ(tally.proven, 0);
}

TEST(DroppedTokens, ALostWaitChangesBits) {
  const Tally tally = judge_all(Mutation::kDropWait);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_EQ(tally.proven, 0);
  EXPECT_GT(tally.bits, tally.reordered / 4);  // the others are overwritten, never stored or luckily in order
}

TEST(DroppedTokens, ALostPairChangesBits) {
  const Tally tally = judge_all(Mutation::kDropPair);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_GT(tally.bits, tally.reordered / 4);
}

TEST(DroppedTokens, SwappedWaitsDeadlockOrChangeBits) {
  const Tally tally = judge_all(Mutation::kSwap);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_GT(tally.deadlocks, tally.mutants / 2);
}

TEST(Conditions, ACounterNamedTwiceInAListIsIllegal) {
  const Tally tally = judge_all(Mutation::kTwice);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_EQ(tally.illegal, tally.mutants);
}

TEST(Conditions, ACounterAboveFifteenHaltsFastAndSystemcAlike) {
  const Tally tally = judge_all(Mutation::kFlood);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_GT(tally.overflows, 300);
}

TEST(Conditions, AnIllegalCommandHaltsFastAndSystemcAlike) {
  const Tally tally = judge_all(Mutation::kIllegal);
  EXPECT_GT(tally.mutants, 400);
  EXPECT_EQ(tally.illegal, tally.mutants);
}

}  // namespace
}  // namespace octet
