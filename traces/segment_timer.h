// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Runs segments of several programs on one core, and remembers: what a segment does depends on the segment and on what
// the DRAM was left in, not on the cycle. A segment that met the same state before is not simulated again; the result
// is the one that it would have.
#pragma once
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "arch/backend.h"
#include "arch/dram.h"

namespace octet {

// What one pass over a machine segment took.
struct SegmentRun {
  std::int64_t cycles = 0;
  Actions actions;
  std::int64_t dram_read_bytes = 0, dram_write_bytes = 0;
  std::array<std::int64_t, kQueues> busy{};  // cycles of each engine
};

class SegmentTimer {
 public:
  // `programs` of one machine, at different addresses, outlive the timer. `remembers` false: every segment is
  // simulated.
  SegmentTimer(Backend& backend, const std::vector<Program>& programs, bool remembers);
  // Runs a segment of a program from cycle `start` on; starts must ascend. Throws Error(kCheck) if the machine halts.
  const SegmentRun& run(const Program& program, const Segment& segment, std::int64_t start);
  std::int64_t simulated() const { return simulated_; }    // segments that went through the backend
  std::int64_t remembered() const { return remembered_; }  // those that did not have to

 private:
  struct Key {
    const Program* program;
    std::uint32_t first_command;
    std::uint32_t state;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Known {
    SegmentRun run;
    std::uint32_t state_behind;  // at the segment's end
    bool settled;                // the state behind stays as it is, however long nothing happens
  };
  SegmentRun simulate(const Program& program, const Segment& segment, std::int64_t start);
  std::uint32_t state_number(const DramState& state);
  std::uint32_t state_at(std::int64_t cycle);

  std::unique_ptr<Core> core_;
  const bool remembers_;
  std::unordered_map<DramState, std::uint32_t> numbers_;
  std::vector<DramState> states_;  // by number
  std::unordered_map<Key, Known, KeyHash> known_;
  std::uint32_t state_ = 0;  // at cycle since_
  bool settled_ = false;
  std::int64_t since_ = 0;
  SegmentRun last_;
  std::int64_t simulated_ = 0, remembered_ = 0;
};

}  // namespace octet
