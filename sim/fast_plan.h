// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the fast backend knows of a program before time starts: per command its queue, banks, tokens and
// timing in one small record, and the counters that do not depend on time.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "arch/access.h"
#include "arch/backend.h"
#include "arch/timing.h"

namespace octet {

// Banks in one word each: every scratchpad bank, and accumulator banks (bits 0, 1) with parameter halves (bits 2, 3).
struct FastBanks {
  std::uint64_t scratchpad = 0;
  std::uint8_t others = 0;
  bool intersects(const FastBanks& o) const { return (scratchpad & o.scratchpad) || (others & o.others); }
  void add(const FastBanks& o) {
    scratchpad |= o.scratchpad;
    others |= o.others;
  }
};

// timing and banks are zero for an illegal command: it never enters a queue.
struct PlannedCommand {
  FastBanks banks;
  Timing timing;
  std::int32_t layer = -1;  // -1: outside Program::layers
  Queue queue = Queue::kLoad;
  bool legal = true;
  std::uint8_t waits = 0, signals = 0;  // entries used below
  std::array<std::uint8_t, 3> wait{}, signal{};
};

// Counters of a set of commands; a pure function of commands and machine.
struct FastTotals {
  Actions actions;
  std::int64_t read_bytes = 0, write_bytes = 0;  // DRAM, instructions included
  std::vector<LayerCounters> layers;             // one per Program::layers; last_done stays -1
  void add_to(RunResult& result) const;          // the DRAM totals are left to the caller
};

class FastPlan {
 public:
  explicit FastPlan(const Program& program);

  const Program& program() const { return program_; }
  const PlannedCommand& operator[](std::uint32_t command) const { return commands_[command]; }
  // Command indices of a queue, in stream order, over the whole program.
  const std::vector<std::uint32_t>& order(Queue queue) const { return order_[static_cast<std::size_t>(queue)]; }
  // "" or what is wrong with a command.
  std::string illegal_text(std::uint32_t command) const;
  // Counters when commands [first, dispatched_end) were dispatched and the first started[q] of them in each
  // queue were started.
  FastTotals totals(std::uint32_t first, std::uint32_t dispatched_end,
                    std::array<std::uint32_t, kQueues> started) const;

 private:
  const Program& program_;
  std::array<std::int64_t, kBases> region_bytes_;
  std::vector<PlannedCommand> commands_;
  std::array<std::vector<std::uint32_t>, kQueues> order_;
};

}  // namespace octet
