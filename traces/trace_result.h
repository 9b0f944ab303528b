// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a trace of a scenario gave.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arch/cost_ledger.h"
#include "traces/scenario.h"

namespace octet {

// Frames whose latency lies in an interval: from_ms belongs to it, to_ms to the next one; in the last both do.
struct LatencyBin {
  double from_ms = 0, to_ms = 0;
  std::int64_t frames = 0;
};

// Times in ms; percentiles are nearest ranks. Null: no frame was finished.
struct StreamResult {
  std::string name, model;
  std::int64_t arrived = 0, finished = 0, dropped = 0, missed = 0, inferences = 0;
  std::int64_t queue_most = 0;    // frames that waited at once
  std::int64_t queue_at_end = 0;  // frames that waited, or were worked on, when the scenario's duration ended
  double frames_per_second = 0;
  std::optional<double> mean_ms, p50_ms, p90_ms, p99_ms, worst_ms;
  std::optional<double> wait_mean_ms;                   // until work on the frame began
  std::optional<double> chain_p50_ms, chain_p99_ms;     // of a cascade: from the first stream's frame on
  std::optional<double> deadline_ms, real_time_factor;  // mean time of an inference over what it covers
  std::int64_t preemptions = 0;                         // of its inferences
  std::int64_t kept_again = 0;                          // inferences that had to load what they keep
  double energy_uj = 0, overhead_uj = 0;                // overhead: saving and restoring, in energy_uj
  std::optional<double> energy_per_frame_uj;
  double machine_share = 0;              // of the trace's time
  std::vector<LatencyBin> latency_bins;  // of equal width in the logarithm, from the shortest to the longest
  bool holds = true;                     // nothing missed or dropped, and no queue that grew
};

struct EnergyPart {
  std::string name;
  double seconds = 0, energy_uj = 0;
};

// Work on a frame, in the order of time; cycles of the machine.
struct TraceEvent {
  enum class Kind { kArrive, kDrop, kHost, kSegment, kOnce, kSave, kRestore, kFinish } kind = Kind::kArrive;
  std::int64_t begin = 0, end = 0;
  std::int32_t stream = 0, segment = -1;
  std::int64_t frame = 0;  // of its stream
  bool operator==(const TraceEvent&) const = default;
};
std::string_view name_of(TraceEvent::Kind kind);

struct TraceResult {
  double duration_s = 0;  // as asked
  double length_s = 0;    // until the last frame was done; at least the duration
  std::int64_t cycles = 0;
  std::vector<StreamResult> streams;
  bool holds = true;
  std::string limit;  // what is busy most: array, vector, dram, host or none
  // Shares of the time: the machine runs a segment; array, vector unit, DRAM's bus; the host.
  double machine_share = 0, array_share = 0, vector_share = 0, dram_share = 0, host_share = 0;
  double mac_utilization = 0;  // MACs over PEs times cycles
  double frames_per_second = 0;
  double energy_uj = 0, mean_mw = 0, peak_mw = 0, peak_window_ms = 0;
  std::optional<double> frames_per_second_per_watt, energy_per_frame_uj, battery_hours;
  std::vector<EnergyPart> parts;         // by stream, then idle states, host, base; they sum to energy_uj
  std::vector<EnergyRow> energy_ledger;  // the same energy by action
  std::vector<double> power_mw;          // over time, in slots of power_slot_ms
  double power_slot_ms = 0;
  std::int64_t segments_simulated = 0, segments_remembered = 0;
  std::vector<TraceEvent> events;  // when asked for
};

}  // namespace octet
