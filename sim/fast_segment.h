// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One machine segment on the fast backend: visits the cycles in which something but a DRAM grant can
// happen, in the four phases of docs/timing.md, and charges the cycles between to their owners.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "sim/fast_dma.h"
#include "sim/fast_plan.h"

namespace octet {

class FastSegment {
 public:
  // done_at: one entry per command of the program, scratch. events: nullptr, or one per command.
  FastSegment(const FastPlan& plan, Dram& dram, const Segment& segment, std::int64_t start, std::int64_t* done_at,
              Event* events, RunResult& result);
  // Runs to the last done or to a condition; returns that cycle.
  std::int64_t run();
  // What was counted: commands [first, dispatched_end()) entered queues, started()[q] of each queue started.
  std::uint32_t dispatched_end() const { return next_; }
  std::array<std::uint32_t, kQueues> started() const;

 private:
  // A queue and its engine. Commands order[done..started) are in the engine, [started..dispatched) in the queue.
  struct Lane {
    const std::uint32_t* order = nullptr;  // from the segment's first command of this queue on
    std::uint32_t done = 0, started = 0, dispatched = 0;
    bool started_now = false, dispatched_now = false;  // in the visited cycle
    FastBanks held;
    std::int64_t free_at = 0;        // previous start + occupancy (array, vector)
    std::int64_t previous_done = 0;  // (array, vector)
    bool busy() const { return done < started; }
    bool waiting() const { return started < dispatched; }
    std::uint32_t head() const { return order[started]; }
  };
  enum class Owner { kBusy, kToken, kBank, kIdle };
  enum class SequencerOwner { kDispatch, kFetch, kQueue, kIdle };

  bool complete(std::int64_t t);
  bool apply_increments(std::int64_t t);
  void finish(Lane& lane, std::int64_t t);
  void issue(std::int64_t t);
  bool tokens_ready(const PlannedCommand& p) const;
  bool banks_free(const Lane& lane, const PlannedCommand& p) const;
  std::int64_t engine_ready_at(const Lane& lane, const PlannedCommand& p) const;
  void start(Lane& lane, const PlannedCommand& p, std::int64_t t);
  void hand_over_requests();
  bool dispatch(std::int64_t t);
  std::int64_t next_visit(std::int64_t t);
  bool must_visit_next() const;
  Owner owner_of(const Lane& lane) const;
  void charge(std::int64_t cycles);
  std::int64_t deadlock(std::int64_t t);
  std::int64_t halt(Condition condition, std::int64_t t, std::uint32_t command, std::string text);
  void report_owners();

  const FastPlan& plan_;
  FastDma dma_;
  const bool unlimited_;
  const std::uint32_t depth_;
  const std::uint32_t first_, end_;
  const std::int64_t start_;
  std::int64_t* done_at_;
  Event* events_;
  RunResult& result_;

  std::array<Lane, kQueues> lanes_;
  std::array<std::int8_t, kTokens> tokens_{};
  std::array<std::uint32_t, 8> due_{};  // commands done in the visited cycle that signal, in order of completion
  std::uint32_t due_count_ = 0;
  std::uint32_t next_;  // to be dispatched
  std::uint32_t done_count_ = 0;
  SequencerOwner sequencer_ = SequencerOwner::kFetch;  // of the visited cycle
  std::int64_t last_event_;
  std::array<std::array<std::int64_t, 4>, kQueues> engine_cycles_{};  // by Owner
  std::array<std::int64_t, 4> sequencer_cycles_{};                    // by SequencerOwner
};

}  // namespace octet
