// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM's requesters in the fast backend: fetch, store and load with their pending bursts, and the
// grant of one burst a cycle (docs/timing.md 5). Lives for one segment.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "arch/dram.h"
#include "sim/fast_burst.h"
#include "sim/fast_plan.h"

namespace octet {

inline constexpr std::int64_t kNeverCycle = std::numeric_limits<std::int64_t>::max();

class FastDma {
 public:
  // done_at is written at [command] when the last burst of a load or store is granted.
  FastDma(const FastPlan& plan, Dram& dram, std::uint32_t first_command, std::int64_t* done_at);

  // Requests the fetches of commands up to `end`; at most two are under way at once.
  void request_fetches(std::uint32_t end);
  // The first cycle in whose phase 4 a requested command can be dispatched; kNeverCycle before its grant.
  std::int64_t fetched_at(std::uint32_t command) const { return fetched_at_[command & 1]; }
  // Requests the bursts of a started load or store; to be called after phase 3 of its start.
  void request(Queue queue, std::uint32_t command);
  // Grants all that can be granted in [from, limit), stopping before the first cycle in which a response takes
  // effect; returns that cycle, or limit.
  std::int64_t grant(std::int64_t from, std::int64_t limit);
  // Appends all that grants from `cycle` on depend on, times relative to it; not the DRAM's.
  void append_state(std::int64_t cycle, std::vector<std::int64_t>& state) const;

 private:
  struct Requester {
    std::array<std::uint32_t, 2> commands{};  // not wholly granted; [0] is under way
    int count = 0;
    BurstCursor cursor;
  };

  bool pending() const { return fetch_granted_ < fetch_requested_ || store_.count > 0 || load_.count > 0; }
  std::int64_t next_room(std::int64_t from) const;
  // Both lower `limit` to the cycle in which a response takes effect.
  void grant_fetch(std::int64_t cycle, std::int64_t& limit);
  // Bursts of the requester's first command from `cycle` on, which becomes the last granted one's, while below `limit`.
  void grant_bursts(Requester& requester, bool write, std::int64_t& cycle, std::int64_t& limit);
  std::int64_t accept(std::int64_t cycle, std::uint64_t address, std::int64_t bytes, bool write);
  // Whole bursts of the last one's row, as many as Dram::accept_row() grants.
  std::int64_t accept_row(std::int64_t& cycle, std::int64_t limit, std::int64_t most, bool write);
  BurstCursor cursor_of(std::uint32_t command) const;

  const FastPlan& plan_;
  Dram& dram_;
  std::array<std::uint64_t, kBases> bases_;
  std::int64_t* done_at_;
  Requester store_, load_;
  std::uint32_t fetch_granted_, fetch_requested_;
  std::array<std::int64_t, 2> fetched_at_{kNeverCycle, kNeverCycle};  // by parity of the command
  // Responses not yet seen to be past, never decreasing: a ring by position modulo its size.
  std::array<std::int64_t, Dram::kMaxOutstanding> responses_{};
  std::uint32_t oldest_ = 0, newest_ = 0;
};

}  // namespace octet
