// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How long commands last: the timing rules of docs/timing.md as pure functions of command and
// machine. Load and store have no duration of their own; DRAM decides.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"

namespace octet {

inline constexpr std::int64_t kVectorFillCycles = 4;    // first operand to first result
inline constexpr std::int64_t kVectorDrainCycles = 4;   // requantizer stages behind the lanes
inline constexpr std::int64_t kVectorGroupCycles = 4;   // constants of a channel group into the lanes
inline constexpr std::int64_t kVectorTapRegisters = 25;  // weights a lane holds

// duration: start to done. occupancy: the next command of the queue starts at the earliest at
// start + occupancy, and never so early that it would be done before (or with) its predecessor.
struct Timing {
  std::int64_t duration = 0, occupancy = 0;
  bool operator==(const Timing&) const = default;
};
Timing timing(const Command& command, const Machine& machine);  // array and vector commands

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
