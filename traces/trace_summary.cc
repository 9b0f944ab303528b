// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/trace_summary.h"

#include <algorithm>

namespace octet {

std::string_view name_of(TraceEvent::Kind kind) {
  constexpr std::string_view kNames[] = {"arrive", "drop", "host", "segment", "once", "save", "restore", "finish"};
  return kNames[static_cast<int>(kind)];
}

TraceEvent::Kind kind_of(const Segment& segment, const Program& program) {
  if (segment.once) return TraceEvent::Kind::kOnce;
  const std::vector<Segment>& own = program.segments;
  const bool is_own = &segment >= own.data() && &segment < own.data() + own.size();
  return is_own ? TraceEvent::Kind::kSegment : TraceEvent::Kind::kRestore;
}

void TraceWork::add(const SegmentRun& run) {
  machine += run.cycles;
  array += run.busy[static_cast<std::size_t>(Queue::kArray)];
  vector += run.busy[static_cast<std::size_t>(Queue::kVector)];
  dram_bytes += run.dram_read_bytes + run.dram_write_bytes;
  macs += run.actions.macs;
}

void summarize(const Machine& machine, const Scenario& scenario, const TraceWork& work, std::int64_t frames,
               TraceResult& result) {
  const auto cycles = static_cast<double>(result.cycles);
  const auto share = [&](std::int64_t busy) { return static_cast<double>(busy) / cycles; };
  result.machine_share = share(work.machine);
  result.array_share = share(work.array);
  result.vector_share = share(work.vector);
  result.dram_share = machine.dram_unlimited ? 0 : share(work.dram_bytes) / machine.dram_bytes_per_cycle();
  result.host_share = share(work.host);
  result.mac_utilization = share(work.macs) / static_cast<double>(machine.array_rows * machine.array_cols);
  const std::pair<double, const char*> shares[] = {{result.array_share, "array"},
                                                   {result.vector_share, "vector"},
                                                   {result.dram_share, "dram"},
                                                   {result.host_share, "host"}};
  const auto most = std::max_element(std::begin(shares), std::end(shares),
                                     [](const auto& a, const auto& b) { return a.first < b.first; });
  result.limit = most->first > 0 ? most->second : "none";
  result.frames_per_second = static_cast<double>(frames) / result.length_s;
  if (frames > 0) {
    result.energy_per_frame_uj = result.energy_uj / static_cast<double>(frames);
    if (result.mean_mw > 0) result.frames_per_second_per_watt = result.frames_per_second / result.mean_mw * 1e3;
  }
  if (scenario.battery_mwh && result.mean_mw > 0) result.battery_hours = *scenario.battery_mwh / result.mean_mw;
}

}  // namespace octet
