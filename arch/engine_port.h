// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The port behind which the array or the vector unit of the systemc machine lies: its own functional engine, or a
// Verilated block (co-simulation). Both read and write the machine's on-chip memories.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>

#include "arch/isa.h"
#include "arch/machine.h"
#include "arch/timing.h"

namespace octet {

// The on-chip memories of a machine with values; they must outlive the view.
struct OnChipView {
  std::uint8_t* scratchpad;        // scratchpad.bytes
  std::int32_t* accumulator;       // accumulator.rows x array.cols
  std::int32_t* sums;              // accumulator.rows
  const std::uint8_t* parameters;  // records of 16 bytes, both halves
};

// One engine in absolute cycles. In each cycle: advance (phase 1 of docs/timing.md) if it is due, then available and
// start (phase 2). Commands are done in the order of their starts. A std::runtime_error from any of them is a fault of
// the block, which ends the run with that condition.
class EnginePort {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  virtual ~EnginePort() = default;
  // A segment begins at `cycle`: no command is under way, whatever became of the last segment's.
  virtual void begin(std::int64_t cycle) = 0;
  // The first cycle >= `from` in which the engine may take the command. For a `from` in the future, and for an engine
  // that only knows cycle by cycle, a guess that is never late: ask again in that cycle.
  virtual std::int64_t available(const Command& command, const Timing& timing, std::int64_t from, std::int64_t now) = 0;
  virtual void start(const Command& command, const Timing& timing, std::int64_t now) = 0;
  // The next cycle in which advance is due; kNever: none before another start.
  virtual std::int64_t next() const = 0;
  // True if the oldest command is done in this cycle; its results are visible, except that an array may write the
  // accumulator until kArrayWritesBehindDone cycles later.
  virtual bool advance(std::int64_t now) = 0;
};

// A Verilated array still writes the accumulator in the cycles up to done + 2, and hardware reads a vector command's
// first operand in start + 7 (docs/rtl.md, "Events and activity").
inline constexpr std::int64_t kArrayWritesBehindDone = 2;
inline constexpr std::int64_t kVectorReadsBehindStart = 7;

// Makes the engine of a queue (array or vector) for one machine; null: the backend's own.
using EngineFactory =
    std::function<std::unique_ptr<EnginePort>(Queue queue, const Machine& machine, const OnChipView& memories)>;

}  // namespace octet
