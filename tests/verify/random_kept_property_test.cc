// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random programs that keep something on chip: the static checker accepts them, both kinds of what is kept are read,
// and the second inference does without the loads of the first, on the reference, systemc and fast.
#include <gtest/gtest.h>

#include "arch/access.h"
#include "compiler/compile.h"
#include "tests/verify/support/wrong_backend.h"
#include "verify/case.h"
#include "verify/compare.h"
#include "verify/random_program.h"

namespace octet {
namespace {

constexpr std::uint64_t kPrograms = 150;

Program kept_program(std::uint64_t seed) {
  RandomProgramOptions options;
  options.keeps = true;
  options.max_commands = 60;
  options.rare = seed % 3 == 0;
  return random_program(seed, options);
}

std::int64_t reads_of(const Program& p, Space space, const MemoryUse& use) {
  std::int64_t reads = 0;
  for (std::size_t i = p.segments[0].commands; i < p.commands.size(); ++i)
    for (const Access& a : accesses(p.commands[i], p.machine))
      reads += a.space == space && a.begin >= use.kept_begin && a.end <= use.kept_end;
  return reads;
}

TEST(RandomKept, ProgramsReadWhatTheyKeepAndNothingOverwritesIt) {
  std::int64_t programs = 0, weights = 0, records = 0;
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    const Program p = kept_program(seed);
    const auto problems = check_program(p);
    ASSERT_TRUE(problems.empty()) << seed << ": " << problems[0];
    if (!p.scratchpad.keeps()) {
      EXPECT_LT(p.machine.scratchpad_banks, 3) << seed;
      continue;
    }
    ++programs;
    EXPECT_TRUE(p.segments[0].once);
    weights += reads_of(p, Space::kScratchpad, p.scratchpad);
    records += reads_of(p, Space::kParameters, p.parameters);
  }
  EXPECT_GT(programs, static_cast<std::int64_t>(kPrograms / 2));
  EXPECT_GT(weights, programs / 2);
  EXPECT_GT(records, programs / 2);
}

TEST(RandomKept, TheSecondInferenceIsEqualOnAllBackendsAndLoadsNothingAgain) {
  const Bench bench = testing::bench_with({});
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    const Program p = kept_program(seed);
    const Case c{"kept", p, make_memory(p)};
    const CaseResult r = check_case(c, bench);
    EXPECT_TRUE(r.mismatches.empty()) << seed << ": " << r.mismatches[0].what << " " << r.mismatches[0].note;
    EXPECT_TRUE(r.values_compared) << seed << ": " << r.values_excuse;
    if (!p.scratchpad.keeps()) continue;
    const auto runs = run_twice(*bench.time, p, c.memory, nullptr, false);
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_GE(runs[0].result.events[0].done, 0);
    EXPECT_EQ(runs[1].result.events[0], Event{});
    EXPECT_LT(runs[1].result.dram_read_bytes, runs[0].result.dram_read_bytes);
  }
}

}  // namespace
}  // namespace octet
