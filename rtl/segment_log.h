// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Turns what the core's trace port says during one segment into a RunResult.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arch/event_order.h"

namespace octet {

class SegmentLog {
 public:
  SegmentLog(const Program& program, const Segment& segment, std::int64_t start, const RunOptions& options,
             RunResult& result);

  // Events of cycle t, in the order of its phases; commands by their index in the program.
  void visible(std::int64_t t, std::uint32_t command);
  void done(std::int64_t t, std::uint32_t command);
  void started(std::int64_t t, std::uint32_t command);
  void dispatched(std::int64_t t, std::uint32_t command);
  void halt(Condition condition, std::int64_t t, std::uint32_t command);
  // No command is under way and the cycle that is being logged has had no event.
  bool quiet() const { return started_ == done_ && !event_now_; }
  void deadlock();
  // Commands are under way or expected, and too long nothing has happened.
  void hang();
  // In cycle t the core did what it must not do.
  void fault(std::int64_t t, const std::string& what);
  std::int64_t last_event() const { return last_event_; }
  // The owners of the cycle, two bits each; called after its events.
  void owners(unsigned engines, unsigned sequencer);

  // Where the DRAM's bursts are told; nullptr if nobody listens.
  EventOrder* order() { return order_ ? &*order_ : nullptr; }
  // Tells the recorder the end.
  void close() {
    if (order_) order_->end(end_, result_);
  }

  bool ended() const { return ended_; }
  std::int64_t end() const { return end_; }

 private:
  struct Owners {
    std::array<std::array<std::int64_t, 4>, kQueues> engines{};
    std::array<std::int64_t, 4> sequencer{};
  };
  void event(std::int64_t t);
  void count_start(std::uint32_t command);
  void report_owners();
  LayerCounters& layer_of(std::uint32_t command);
  void require_known(std::uint32_t command) const;
  void end_early(Condition condition, std::int64_t t, std::string text);

  const Program& program_;
  std::uint32_t first_, commands_, started_ = 0, done_ = 0;
  RunResult& result_;
  Event* events_;
  std::optional<EventOrder> order_;
  std::vector<bool> finished_;                  // by command of the segment
  std::vector<std::uint32_t> pending_visible_;  // done in the last cycle and signalling
  LayerCounters outside_;                       // of commands without a layer
  Owners sure_, since_;                         // up to and with the last event's cycle; after it
  std::int64_t last_event_, end_;
  bool event_now_ = false, ended_ = false;
};

}  // namespace octet
