// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a timeline says of a command beyond when it happened: its tile, and what it waited for.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "arch/program.h"

namespace octet {

// What of the output an array or vector command makes, or what a transfer moves, in words: "14x14 pixels x 16 channels,
// k 96, from input row 0, column 0".
std::string tile_text(const Command& command);

// Where a command is. Cycles; -1: not yet.
struct CommandState {
  std::int64_t dispatched = -1, started = -1, done = -1;
  std::int64_t head = -1;    // first of its queue, the ones before it started
  std::int64_t tokens = -1;  // all that it waits for were there
  int lane = 0;
  std::int64_t queue_cycles() const { return head - dispatched; }
  std::int64_t token_cycles() const { return tokens - head; }
  // Its banks were taken, or its engine could not take it; with no wait at all one cycle, as a command starts behind
  // its dispatch.
  std::int64_t bank_or_engine_cycles() const { return started - tokens; }
};

// The commands of a segment that are under way, and the lane of each in its queue: the lowest that is free.
class CommandStates {
 public:
  explicit CommandStates(const Program& program) : program_(&program) {}
  void begin_segment();  // nothing is under way, no token is set
  void dispatched(std::int64_t cycle, std::int32_t command);
  void visible(std::int64_t cycle, std::int32_t command);
  const CommandState& started(std::int64_t cycle, std::int32_t command);
  // The command leaves.
  CommandState done(std::int64_t cycle, std::int32_t command);
  // The earliest start of those under way; `otherwise` if there are none.
  std::int64_t oldest_start(std::int64_t otherwise) const;

 private:
  struct Lanes {
    std::deque<std::int32_t> waiting;    // dispatched and not started
    std::vector<std::int32_t> occupied;  // command by lane; -1: free
  };
  void look(std::int64_t cycle, Lanes& lanes);
  Lanes& lanes_of(std::int32_t command);

  const Program* program_;
  std::array<Lanes, kQueues> lanes_;
  std::array<int, kTokens> counters_{};
  std::unordered_map<std::int32_t, CommandState> under_way_;
};

}  // namespace octet
