// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One machine segment on the fast backend: visits the cycles in which something but a DRAM grant can
// happen, in the four phases of docs/timing.md, and charges the cycles between to their owners.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/fast_dma.h"
#include "sim/fast_history.h"
#include "sim/fast_plan.h"

namespace octet {

class FastSegment {
 public:
  // done_at: one entry per command of the program, scratch. events: nullptr, or one per command. history: of the
  // segment, followed if it is whole, else written; nullptr if there are events.
  FastSegment(const FastPlan& plan, Dram& dram, const Segment& segment, std::int64_t start, std::int64_t* done_at,
              Event* events, FastHistory* history, RunResult& result);
  // Runs to the last done or to a condition; returns that cycle.
  std::int64_t run();
  // What was counted: commands [first, dispatched_end()) entered queues, started()[q] of each queue started.
  std::uint32_t dispatched_end() const { return next_; }
  std::array<std::uint32_t, kQueues> started() const;

 private:
  enum class Owner : std::uint8_t { kBusy, kToken, kBank, kIdle };
  enum class SequencerOwner : std::uint8_t { kDispatch, kFetch, kQueue, kIdle };
  // Who owns the cycles of a block, charged when the owner changes.
  template <class O>
  struct Ownership {
    O owner;
    std::int64_t since;
    std::array<std::int64_t, 4> cycles{};  // by owner
    void pass_to(O next, std::int64_t t) {
      if (next == owner) return;
      charge(t);
      owner = next;
    }
    void charge(std::int64_t t) {
      cycles[static_cast<std::size_t>(owner)] += t - since;
      since = t;
    }
    std::array<std::int64_t, 4> charged(std::int64_t t) const {
      Ownership until = *this;
      until.charge(t);
      return until.cycles;
    }
  };
  // A queue and its engine. Commands order[done..started) are in the engine, [started..dispatched) in the queue.
  struct Lane {
    const std::uint32_t* order = nullptr;  // from the segment's first command of this queue on
    std::uint32_t done = 0, started = 0, dispatched = 0;
    const PlannedCommand* head = nullptr;  // of the queue, if a command waits
    FastBanks held;
    EngineFree free = EngineFree::from(0);  // after the newest command (array, vector)
    Ownership<Owner> ownership{Owner::kIdle, 0};
  };

  std::optional<std::int64_t> remembered(std::int64_t t);
  FastMoment moment(std::int64_t t) const;
  FastCharges charges(std::int64_t t) const;
  std::int64_t follow(const FastMoment& now, const FastMoment& then);
  void report(const FastCharges& charges);
  bool complete(std::int64_t t);
  std::uint32_t apply_increments(std::int64_t t);
  void finish(int q, std::int64_t t);
  void issue(std::int64_t t);
  bool tokens_ready(const PlannedCommand& p) const;
  bool banks_free(int q, const PlannedCommand& p) const;
  bool engine_ready(int q, std::int64_t t) const;
  void start(int q, std::int64_t t);
  void hand_over_requests();
  bool dispatch(std::int64_t t);
  void enter(int q, std::int64_t t);
  void judge_owners(std::int64_t t);
  std::int64_t next_visit(std::int64_t t);
  std::int64_t deadlock();
  std::int64_t halt(Condition condition, std::int64_t t, std::uint32_t command, std::string text);
  std::int64_t finish_segment(std::int64_t t);

  const FastPlan& plan_;
  Dram& dram_;
  FastDma dma_;
  const bool unlimited_;
  const std::uint32_t depth_;
  const std::uint32_t first_, end_;
  const std::int64_t start_;
  std::int64_t* done_at_;
  Event* events_;
  FastHistory* history_;
  std::uint32_t next_moment_ = FastHistory::kFirst;  // dispatched commands
  std::size_t moments_ = 0;                          // seen so far
  RunResult& result_;

  // Sets of queues, as bits.
  unsigned busy_ = 0, waiting_ = 0;                // a command in the engine; one in the queue
  unsigned started_now_ = 0, dispatched_now_ = 0;  // in the visited cycle
  unsigned judge_ = 0;                             // the owner of the engine may have changed
  std::array<Lane, kQueues> lanes_;
  std::array<std::int8_t, kTokens> tokens_{};
  std::array<std::uint32_t, 8> due_{};  // commands done in the visited cycle that signal
  std::uint32_t due_count_ = 0;
  std::uint32_t next_;  // to be dispatched
  std::uint32_t done_count_ = 0;
  Ownership<SequencerOwner> sequencer_;
  std::int64_t last_event_;
};

}  // namespace octet
