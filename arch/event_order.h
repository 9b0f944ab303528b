// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Between a core and its recorder: puts a segment's events into the order of arch/recorder.h.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "arch/dram.h"
#include "arch/recorder.h"

namespace octet {

// Memory: the events of a cycle, and what is granted or signalled and still to come.
class EventOrder {
 public:
  // Tells the segment's begin. Everything must outlive this.
  EventOrder(Recorder& recorder, const Program& program, const Segment& segment, std::int64_t start);

  // `cycle` is no earlier than any other told cycle but of visible(), which is told any time before.
  void visible(std::int64_t cycle, std::int32_t command) { add(cycle, {cycle, Kind::kVisible, command, {}}, false); }
  void done(std::int64_t cycle, std::int32_t command) { add(cycle, {cycle, Kind::kDone, command, {}}, true); }
  void started(std::int64_t cycle, std::int32_t command);
  void dispatched(std::int64_t cycle, std::int32_t command) {
    add(cycle, {cycle, Kind::kDispatched, command, {}}, true);
  }
  // `dram` has just accepted the burst.
  void granted(Requester requester, std::int64_t cycle, std::int64_t response, std::uint64_t address,
               std::int64_t bytes, bool write, const Dram& dram);
  // Tells what is left, of a segment with a condition only what happened up to it; then condition and end.
  void end(std::int64_t cycle, const RunResult& result);

 private:
  enum class Kind : std::uint8_t { kAnswered, kVisible, kDone, kStarted, kGranted, kDispatched };
  struct Entry {
    std::int64_t cycle;
    Kind kind;
    std::int32_t command;
    DramBurst burst;
  };
  struct Transferring {
    std::int32_t command;
    std::int64_t bytes;  // not granted yet
  };

  void add(std::int64_t cycle, const Entry& entry, bool is_now);
  void tell_before(std::int64_t cycle);
  void tell(const Entry& entry);
  std::int32_t command_of(Requester requester, std::uint64_t address, std::int64_t bytes);

  Recorder& recorder_;
  const Program& program_;
  const Segment& segment_;
  std::uint64_t code_;
  std::int64_t now_;
  std::vector<Entry> entries_;                                   // of cycle now_ or later
  std::vector<Entry> due_;                                       // being told
  std::array<std::deque<Transferring>, kRequesters> transfers_;  // of loads and stores, in the order of their starts
};

}  // namespace octet
