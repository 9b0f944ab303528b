// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A backend that does one kind of command wrong: the command that is named is the one after which the memories of
// right and wrong execution, stepped side by side, part; and the shrunk program still shows it.
#include <gtest/gtest.h>

#include <set>

#include "compiler/compile.h"
#include "sim/functional.h"
#include "tests/cli/support/octet_process.h"
#include "tests/verify/support/wrong_backend.h"
#include "verify/shrink.h"

namespace octet {
namespace {

constexpr std::int64_t kCases = 24;

// Requantize commands round another way than they should.
testing::Wrong wrong_rounding() {
  testing::Wrong wrong;
  wrong.command = [](Command& c) {
    if (auto* r = std::get_if<RequantizeCommand>(&c.op))
      r->rounding = r->rounding == Rounding::kSingle ? Rounding::kDouble : Rounding::kSingle;
  };
  return wrong;
}

// Commands after which scratchpad or DRAM differ though they were equal before.
std::set<std::int64_t> parting_commands(const Case& c) {
  const testing::Wrong wrong = wrong_rounding();
  OnChip right_chip(c.program.machine), wrong_chip(c.program.machine);
  MemoryImage right_memory = c.memory, wrong_memory = c.memory;
  std::set<std::int64_t> found;
  bool equal = true;
  for (std::size_t i = 0; i < c.program.commands.size(); ++i) {
    Command other = c.program.commands[i];
    wrong.command(other);
    execute(c.program.machine, c.program.commands[i], right_chip, right_memory);
    execute(c.program.machine, other, wrong_chip, wrong_memory);
    const bool now = right_chip.scratchpad == wrong_chip.scratchpad && right_memory.region == wrong_memory.region;
    if (equal && !now) found.insert(static_cast<std::int64_t>(i));
    equal = now;
  }
  return found;
}

TEST(Check, EqualBackendsHaveNoMismatch) {
  const Bench bench = testing::bench_with({});
  for (std::int64_t i = 0; i < kCases; ++i) {
    const CaseResult r = check_case(random_case(1, i, load_machine("tiny-8")), bench);
    EXPECT_TRUE(r.mismatches.empty()) << r.name;
    EXPECT_NE(r.values_compared, random_case_halts(i)) << r.name << ": " << r.values_excuse;
    EXPECT_EQ(r.cycles, r.expected_cycles);
  }
}

TEST(Check, NamesACommandAtWhichTheMemoriesPart) {
  const Bench bench = testing::bench_with(wrong_rounding());
  int failed = 0;
  for (std::int64_t i = 0; i < kCases; ++i) {
    if (random_case_halts(i)) continue;
    const Case c = random_case(2, i, load_machine("tiny-8"));
    const CaseResult r = check_case(c, bench);
    const std::set<std::int64_t> parting = parting_commands(c);
    if (r.mismatches.empty()) continue;  // wrong bytes may be overwritten: nothing is wrong in the end
    ++failed;
    const Mismatch& m = r.mismatches[0];
    ASSERT_EQ(m.kind, "values") << m.found;
    ASSERT_TRUE(parting.count(m.command)) << r.name << " names " << m.command << ": " << m.note;
    if (c.program.commands.size() <= 40) {
      EXPECT_EQ(m.command, *parting.begin());
    }
    EXPECT_NE(m.disassembly.find("requantize"), std::string::npos);
    EXPECT_NE(m.expected, m.found);
    EXPECT_GT(m.wrong, 0);
    EXPECT_FALSE(m.coordinate.empty());
  }
  EXPECT_GT(failed, kCases / 2);
}

TEST(Shrink, LeavesAFewCommandsThatStillFailAndReproduceFromFiles) {
  const Bench bench = testing::bench_with(wrong_rounding());
  const test::TemporaryFolder folder;
  int shrunk = 0, named = 0;
  for (std::int64_t i = 0; i < kCases && shrunk < 4; ++i) {
    if (random_case_halts(i)) continue;
    const Case c = random_case(3, i, load_machine("tiny-8"));
    const CaseResult before = check_case(c, bench);
    if (before.mismatches.empty()) continue;
    ++shrunk;
    const Shrunk small = shrink(c, bench, before.mismatches[0]);
    EXPECT_LE(small.c.program.commands.size(), 5u) << c.name;
    EXPECT_TRUE(check_program(small.c.program).empty());
    EXPECT_EQ(shrink(c, bench, before.mismatches[0]).c.program.commands, small.c.program.commands);
    const std::string file = folder.path("small.octp");
    save_case(small.c, file);
    Case again{c.name, load_program(file), {}};
    again.memory = make_memory(again.program);
    load_memory(memory_file_of(file), again.memory);
    const CaseResult after = check_case(again, bench);
    ASSERT_EQ(after.mismatches.size(), 1u);
    EXPECT_EQ(after.mismatches[0].kind, "values");
    EXPECT_EQ(after.mismatches[0].inference, before.mismatches[0].inference);
    if (after.mismatches[0].inference > 1) continue;
    EXPECT_NE(after.mismatches[0].disassembly.find("requantize"), std::string::npos);
    ++named;
  }
  EXPECT_EQ(shrunk, 4);
  EXPECT_GE(named, 3);
}

TEST(RandomCase, IsAPureFunctionOfSeedAndIndex) {
  const Machine machine = load_machine("tiny-8");
  for (std::int64_t i = 0; i < 4; ++i) {
    const Case a = random_case(7, i, machine), b = random_case(7, i, machine), other = random_case(8, i, machine);
    EXPECT_EQ(a.program.commands, b.program.commands);
    EXPECT_EQ(a.memory.region, b.memory.region);
    EXPECT_NE(a.program.commands, other.program.commands);
    EXPECT_TRUE(check_program(a.program).empty());
  }
}

}  // namespace
}  // namespace octet
