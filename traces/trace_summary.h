// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The figures of a trace as a whole, from what machine and host did in it.
#pragma once
#include "traces/scenario.h"
#include "traces/segment_timer.h"
#include "traces/trace_result.h"

namespace octet {

// Cycles in which each worked.
struct TraceWork {
  std::int64_t machine = 0, array = 0, vector = 0, host = 0;
  std::int64_t dram_bytes = 0, macs = 0;
  void add(const SegmentRun& run);
};

// Of a segment that the walk of an inference of `program` gave as the next.
TraceEvent::Kind kind_of(const Segment& segment, const Program& program);

// Fills in shares, rates and battery life; energy and streams are there already. `frames` were finished.
void summarize(const Machine& machine, const Scenario& scenario, const TraceWork& work, std::int64_t frames,
               TraceResult& result);

}  // namespace octet
