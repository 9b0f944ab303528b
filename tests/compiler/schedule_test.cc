// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How far ahead of their use loads are issued.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/emit.h"

namespace octet {
namespace {

// 400 steps of one load to the last bank, which nothing reads, and one move within the first. The most loads issued
// ahead of the step they belong to.
std::int64_t most_ahead(const Machine& machine) {
  Command load = make_command(Opcode::kLoad), move = make_command(Opcode::kMove);
  std::get<LoadCommand>(load.op).t.local = static_cast<std::uint32_t>(machine.scratchpad_bytes - 64);
  std::get<LoadCommand>(load.op).t.run_bytes = 16;
  std::get<MoveCommand>(move.op).out.address = 64;
  Steps steps;
  for (int i = 0; i < 400; ++i) {
    steps.begin();
    steps.loads.push_back({load});
    steps.work.push_back({move});
  }
  std::int64_t loads = 0, moves = 0, most = 0;
  for (const Emitted& e : schedule(steps, machine)) {
    ++(queue_of(e.command) == Queue::kLoad ? loads : moves);
    most = std::max(most, loads - moves);
  }
  EXPECT_EQ(loads, 400);
  EXPECT_EQ(moves, 400);
  return most;
}

// Five counters of 15 tokens, less the moves of a full queue, which wait for each counter in turn: 5 * (15 - 1) and
// 5 * (15 - 13).
TEST(Schedule, LoadsAheadStayWithinTheTokenCounters) {
  EXPECT_EQ(most_ahead(load_machine("edge-16")), 70);
  EXPECT_EQ(most_ahead(load_machine("edge-16", {"queue.depth=64"})), 10);
}

}  // namespace
}  // namespace octet
