// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the parts of a machine show in one cycle, from what a core tells a Recorder: the state of registers as hardware
// has them at the begin of the cycle, and what happens in it (docs/timing.md, rtl/core.sv).
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "arch/recorder.h"

namespace octet {

// As on the RTL's trace port.
enum class EngineOwner : std::uint8_t { kBusy, kToken, kBank, kIdle };
enum class SequencerOwner : std::uint8_t { kDispatch, kFetch, kQueue, kIdle };

class MachineCycle {
 public:
  struct Engine {
    int queued = 0;             // commands in its queue at the begin of the cycle
    std::int32_t started = -1;  // the command that starts in this cycle
    std::int32_t done = -1;     // that is done in it
    bool visible = false;       // what was done a cycle ago raises its counters
    EngineOwner owner = EngineOwner::kIdle;
    std::optional<std::int32_t> index, done_index;  // that started, that was done last
  };
  struct Port {  // of the DRAM
    bool request = false, grant = false, response = false;
  };

  explicit MachineCycle(const Program& program);

  // What happens in this cycle. Tokens are visible in the cycle after done, unless that ended the segment.
  void begin(const Segment& segment);
  void answered(const DramBurst& burst);
  void done(std::int32_t command);
  void started(std::int32_t command);
  void granted(const DramBurst& burst);
  void dispatched(std::int32_t command);
  // That was all; what follows from it is known.
  void settle();
  // To the next cycle.
  void advance();

  const Engine& engine(Queue queue) const { return lanes_[static_cast<std::size_t>(queue)].shown; }
  const Port& port(Requester requester) const { return ports_[static_cast<std::size_t>(requester)].shown; }
  const std::array<std::uint8_t, 64>& tokens() const { return tokens_at_begin_; }
  int outstanding() const { return outstanding_; }  // bursts granted and not answered, at the begin of the cycle
  bool dispatches() const { return dispatched_ >= 0; }
  std::optional<std::int32_t> next_dispatch() const { return next_index_; }  // by index
  std::optional<std::int32_t> last_dispatch() const { return last_dispatched_; }
  SequencerOwner sequencer() const { return sequencer_; }
  const std::optional<DramBurst>& burst() const { return burst_; }            // granted in this cycle
  const std::optional<DramBurst>& last_burst() const { return last_burst_; }  // granted in it or before

 private:
  struct Lane {
    Engine shown;
    std::deque<std::int32_t> queue;
    int running = 0;
    bool head_is_new = false;  // dispatched in this cycle to an empty queue
  };
  struct Source {
    Port shown;
    std::int64_t wanted = 0;  // bursts wanted and not granted, at the begin of the cycle
    std::int64_t change = 0;
  };
  Lane& lane_of(std::int32_t command);
  const Command& command(std::int32_t index) const { return program_.commands[static_cast<std::size_t>(index)]; }
  std::int64_t bursts_of(std::int32_t index) const;
  EngineOwner owner_of(const Lane& lane) const;
  void start_segment();
  void signal();

  const Program& program_;
  std::array<Lane, kQueues> lanes_;
  std::array<Source, kRequesters> ports_;
  std::array<std::uint8_t, 64> tokens_{}, tokens_at_begin_{};
  int outstanding_ = 0, outstanding_change_ = 0;
  std::optional<Segment> coming_;  // begins in this cycle
  // Commands of the segment: all, done, dispatched, received and requested, at the begin of the cycle.
  std::int64_t first_ = 0, all_ = 1, done_ = 0, count_ = 0, received_ = 0, received_now_ = 0, requested_ = 0;
  std::int32_t dispatched_ = -1;
  std::optional<std::int32_t> next_index_, last_dispatched_;
  SequencerOwner sequencer_ = SequencerOwner::kFetch;
  std::optional<DramBurst> burst_, last_burst_;
};

}  // namespace octet
