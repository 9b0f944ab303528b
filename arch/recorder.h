// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a core tells while it runs, to whom it may concern: timelines, waveforms, DRAM traces. systemc and rtl tell the
// same. Cycles never decrease from call to call within an inference; within a cycle the order is answered, visible,
// done, started, granted, dispatched, each by index of the command.
#pragma once
#include <cstdint>

#include "arch/backend.h"

namespace octet {

enum class Requester : std::uint8_t { kFetch, kStore, kLoad };  // in order of priority
inline constexpr int kRequesters = 3;

// A burst that the DRAM granted. With an unlimited DRAM there are none.
struct DramBurst {
  Requester requester = Requester::kFetch;
  std::int32_t command = -1;                // that is fetched, or whose data this is
  std::int64_t granted = 0, answered = 0;   // cycles
  std::int64_t bus_begin = 0, bus_end = 0;  // the data bus is occupied: ticks of 1/1024 cycle (Dram::kTicksPerCycle)
  std::uint64_t address = 0;
  std::int64_t bytes = 0;
  bool write = false;
  bool operator==(const DramBurst&) const = default;
};

// Commands by their index in the program. An event is told when nothing earlier can come any more, so that what is told
// last may be a few cycles behind the core. What a recorder throws ends the run.
class Recorder {
 public:
  virtual ~Recorder() = default;
  // One inference by run_program, from its first segment to its last or to a condition.
  virtual void inference_begins(const Program& /*program*/, std::int64_t /*cycle*/) {}
  virtual void inference_ends(std::int64_t /*cycle*/, const RunResult& /*result*/) {}
  // A machine segment. Tokens that its last commands signal are visible a cycle after its end, and told before it.
  virtual void segment_begins(const Program& /*program*/, const Segment& /*segment*/, std::int64_t /*cycle*/) {}
  virtual void segment_ends(const Program& /*program*/, const Segment& /*segment*/, std::int64_t /*cycle*/) {}
  // A host segment, which takes no machine cycle: the machine stands at `cycle` for `seconds`.
  virtual void host_runs(const Program& /*program*/, const Segment& /*segment*/, std::int64_t /*cycle*/,
                         double /*seconds*/) {}
  // The response; of a fetch: its command may be dispatched from the next cycle on.
  virtual void answered(const DramBurst& /*burst*/) {}
  virtual void visible(std::int64_t /*cycle*/, std::int32_t /*command*/) {}
  virtual void done(std::int64_t /*cycle*/, std::int32_t /*command*/) {}
  virtual void started(std::int64_t /*cycle*/, std::int32_t /*command*/) {}
  virtual void granted(const DramBurst& /*burst*/) {}
  virtual void dispatched(std::int64_t /*cycle*/, std::int32_t /*command*/) {}
  // The machine's condition, before the segment's end.
  virtual void halted(Condition /*condition*/, std::int64_t /*cycle*/, std::int32_t /*command*/) {}
};

}  // namespace octet
