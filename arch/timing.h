// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How long commands last: the timing rules of docs/timing.md as pure functions of command and
// machine. Load and store have no duration of their own; DRAM decides.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"

namespace octet {

inline constexpr std::int64_t kVectorFillCycles = 4;     // first operand to first result
inline constexpr std::int64_t kVectorDrainCycles = 4;    // requantizer stages behind the lanes
inline constexpr std::int64_t kVectorGroupCycles = 4;    // constants of a channel group into the lanes
inline constexpr std::int64_t kSoftmaxCycles = 18;       // from a row's sum to its reciprocal
inline constexpr std::int64_t kSoftmaxProducts = 7;      // of a reciprocal: a line, three Newton steps
inline constexpr std::int64_t kVectorTapRegisters = 25;  // weights a lane holds

// duration: start to done. occupancy: the next command of the queue starts at the earliest at
// start + occupancy, and never so early that it would be done before (or with) its predecessor. An array whose folds
// overlap streams from start + preload to start + preload + occupancy; its first results leave the array lead cycles
// after that begin at the earliest, its last drain cycles after that end. Otherwise all three are 0.
struct Timing {
  std::int64_t duration = 0, occupancy = 0, preload = 0, lead = 0, drain = 0;
  bool operator==(const Timing&) const = default;
};
Timing timing(const Command& command, const Machine& machine);  // array and vector commands

// timing() of many commands of one machine; of array commands alike but for where they read and write it is computed
// once, while few kinds take turns.
class TimingMemo {
 public:
  explicit TimingMemo(const Machine& machine) : machine_(machine) {}
  Timing of(const Command& command);

 private:
  struct Known {
    ArrayCommand command;  // its place left out
    Timing timing;
    bool valid = false;
  };
  const Machine& machine_;
  std::array<Known, 16> known_;
};

// When the newest command's engine can take another one, whose start must not be before earliest():
// the rules of docs/timing.md section 3 for array and vector.
struct EngineFree {
  std::int64_t occupied_until, stream_end, drained, done;
  static EngineFree from(std::int64_t cycle) { return {cycle, cycle, cycle, cycle - 1}; }
  static EngineFree after(std::int64_t start, const Timing& t) {
    const std::int64_t stream_end = start + t.preload + t.occupancy;
    return {start + t.occupancy, stream_end, stream_end + t.drain, start + t.duration};
  }
  std::int64_t earliest(const Timing& next) const {
    return std::max(
        {occupied_until, stream_end - next.preload, drained - next.preload - next.lead, done - next.duration + 1});
  }
};

// Cycles to gather one row of fold k0..k0+r-1 of a window (g of docs/timing.md).
std::int64_t gather_factor(const Window& window, std::int64_t k0, std::int64_t r, const Machine& machine);
// vectors(M, C): lane-wide vectors of M pixels of C channels.
std::int64_t vectors(std::int64_t m, std::int64_t c, std::int64_t lanes);

// A DRAM burst of a load or store; offset is relative to the command's base register.
struct Burst {
  std::uint32_t offset = 0;
  std::uint32_t bytes = 0;
};
// The bursts of a transfer in request order: runs that touch are joined, then split at multiples of
// dram.burst_bytes of the absolute address (so none crosses a row or a 4 KiB boundary).
std::vector<Burst> bursts(const Transfer& transfer, std::uint64_t base_address, const Machine& machine);

}  // namespace octet
