// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The bytes that commands touch, beside the bounding ranges of them.
#include <gtest/gtest.h>

#include <map>

#include "arch/access.h"
#include "verify/random_program.h"

namespace octet {
namespace {

using Range = std::pair<std::int64_t, std::int64_t>;
using Extents = std::map<std::pair<Space, bool>, Range>;  // by space and write: least begin, greatest end

void enter(Extents& to, const Access& a) {
  const auto [at, fresh] = to.try_emplace({a.space, a.write}, a.begin, a.end);
  if (!fresh) at->second = {std::min(at->second.first, a.begin), std::max(at->second.second, a.end)};
}

TEST(ExactAccesses, LieInTheBoundingRangesAndTouchTheirEnds) {
  std::int64_t smaller = 0, commands = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Program p = random_program(seed);
    for (const Command& command : p.commands) {
      Extents bounds, runs;
      std::int64_t bytes = 0, bound = 0;
      for (const Access& a : accesses(command, p.machine)) {
        if (a.space >= Space::kDramConstants) continue;
        enter(bounds, a);
        bound += a.end - a.begin;
      }
      for (const Access& a : exact_accesses(command, p.machine)) {
        ASSERT_LT(a.begin, a.end);
        if (std::holds_alternative<ArrayCommand>(command.op) && a.space == Space::kAccumulator && !a.write) continue;
        enter(runs, a);
        bytes += a.end - a.begin;
      }
      ASSERT_EQ(runs, bounds) << "seed " << seed << ": " << disassemble(command);
      smaller += bytes < bound;
      ++commands;
    }
  }
  EXPECT_GT(smaller, commands / 20);
}

TEST(ExactAccesses, OfAWindowAreItsRowsInsideTheTensor) {
  const Command command = assemble(
      "pool in.address=1000 in.row_pitch=100 in.pixel_pitch=8 in.channels=8 in.height=5 in.width=5 in.y0=-1 in.x0=1 "
      "in.kernel_h=3 in.kernel_w=2 out.address=8192 parameters=7");
  std::vector<Range> reads;
  for (const Access& a : exact_accesses(command, load_machine("tiny-8")))
    if (a.space == Space::kScratchpad && !a.write) reads.emplace_back(a.begin, a.end);
  EXPECT_EQ(reads, (std::vector<Range>{{1008, 1024}, {1108, 1124}}));
}

TEST(ExactAccesses, OfAnArrayThatAddsReadTheRowsItWrites) {
  for (const std::string adds : {"false", "true"}) {
    const Command command = assemble("array in.channels=8 n=8 acc_row=3 weights=0x2000 accumulate=" + adds);
    int reads = 0;
    for (const Access& a : exact_accesses(command, load_machine("tiny-8")))
      reads += a.space == Space::kAccumulator && !a.write;
    EXPECT_EQ(reads, adds == "true" ? 1 : 0);
  }
}

}  // namespace
}  // namespace octet
