// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A run of a segment, remembered: its state at some moments, and how it ended. A later run that comes into the same
// state, but for the time, goes on alike and need not be run to its end.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "arch/backend.h"
#include "arch/dram.h"

namespace octet {

// Cycles by owner, of the engines and last of the sequencer.
using FastCharges = std::array<std::array<std::int64_t, 4>, kQueues + 1>;

struct FastMoment {
  std::int64_t cycle = 0;           // before its first phase
  std::vector<std::int64_t> state;  // all that the cycles from here on depend on, times relative to `cycle`
  FastCharges charges{};
  Dram::Counts dram;
};

struct FastHistory {
  // A moment is when so many commands are dispatched, the next when half as many more are.
  static constexpr std::uint32_t kFirst = 32;
  static std::uint32_t next(std::uint32_t dispatched) { return dispatched + dispatched / 2; }

  explicit FastHistory(const Dram& dram) : end_dram(dram) {}

  std::vector<FastMoment> moments;
  bool whole = false;  // it ran to its end, which was:
  std::int64_t end_cycle = 0;
  FastCharges end_charges{};
  Dram end_dram;
  std::vector<std::int64_t> last_done;  // per layer
};

}  // namespace octet
