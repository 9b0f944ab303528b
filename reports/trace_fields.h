// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The field lists of a trace: every key of octet-trace/1 with unit and meaning.
#pragma once
#include <concepts>

#include "reports/report_fields.h"
#include "reports/trace_report.h"

namespace octet {

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, LatencyBin>
void visit_fields(Self& b, V&& v) {
  v(FieldInfo{"from_ms", "ms", "the shortest latency of the interval", 0}, b.from_ms);
  v(FieldInfo{"to_ms", "ms", "where the next interval begins; of the last: the longest latency", 0}, b.to_ms);
  v(FieldInfo{"frames", "frames", "finished frames of such latency", 0}, b.frames);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, StreamResult>
void visit_fields(Self& s, V&& v) {
  v(FieldInfo{"name", "", "the stream"}, s.name);
  v(FieldInfo{"model", "", "its network"}, s.model);
  v(FieldInfo{"holds", "", "no frame missed its deadline or was dropped, and its queue did not grow"}, s.holds);
  v(FieldInfo{"arrived", "frames", "frames that came", 0}, s.arrived);
  v(FieldInfo{"finished", "frames", "frames whose inference ended", 0}, s.finished);
  v(FieldInfo{"dropped", "frames", "frames left out by the stream's drop policy", 0}, s.dropped);
  v(FieldInfo{"missed", "frames", "finished frames that were later than the deadline", 0}, s.missed);
  v(FieldInfo{"inferences", "", "inferences; each has a batch of frames", 0}, s.inferences);
  v(FieldInfo{"frames_per_second", "1/s", "finished frames over length_s", 0}, s.frames_per_second);
  v(FieldInfo{"deadline_ms", "ms", "from arrival to end; null: none", 0}, s.deadline_ms);
  v(FieldInfo{"mean_ms", "ms", "mean latency, from a frame's arrival to its end", 0}, s.mean_ms);
  v(FieldInfo{"p50_ms", "ms", "median latency, by nearest rank", 0}, s.p50_ms);
  v(FieldInfo{"p90_ms", "ms", "90th percentile of the latency", 0}, s.p90_ms);
  v(FieldInfo{"p99_ms", "ms", "99th percentile of the latency", 0}, s.p99_ms);
  v(FieldInfo{"worst_ms", "ms", "longest latency", 0}, s.worst_ms);
  v(FieldInfo{"latency_bins", "", "latencies in intervals of equal width in the logarithm; empty: none finished"},
    s.latency_bins);
  v(FieldInfo{"wait_mean_ms", "ms", "mean time from arrival until work on the frame begins", 0}, s.wait_mean_ms);
  v(FieldInfo{"chain_p50_ms", "ms", "median time since the frame that a cascade began with arrived", 0},
    s.chain_p50_ms);
  v(FieldInfo{"chain_p99_ms", "ms", "99th percentile of that time", 0}, s.chain_p99_ms);
  v(FieldInfo{"real_time_factor", "", "mean time of an inference over the signal it covers; below 1: fast enough", 0},
    s.real_time_factor);
  v(FieldInfo{"queue_most", "frames", "frames that waited at once, at most", 0}, s.queue_most);
  v(FieldInfo{"queue_at_end", "frames", "frames not finished when duration_s ended", 0}, s.queue_at_end);
  v(FieldInfo{"preemptions", "", "how often another stream entered before an inference ended", 0}, s.preemptions);
  v(FieldInfo{"kept_again", "segments", "segments that loaded kept weights or records again", 0}, s.kept_again);
  v(FieldInfo{"machine_share", "", "share of the time in which its segments run", 0, 1}, s.machine_share);
  v(FieldInfo{"energy_uj", "uJ", "energy of its inferences, host work included", 0}, s.energy_uj);
  v(FieldInfo{"overhead_uj", "uJ", "of these, saving and restoring at safe points", 0}, s.overhead_uj);
  v(FieldInfo{"energy_per_frame_uj", "uJ", "energy_uj over finished frames", 0}, s.energy_per_frame_uj);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, EnergyPart>
void visit_fields(Self& p, V&& v) {
  v(FieldInfo{"name", "", "a stream, what the machine does while nothing runs, or the base load"}, p.name);
  v(FieldInfo{"seconds", "s", "of machine time", 0}, p.seconds);
  v(FieldInfo{"energy_uj", "uJ", "energy", 0}, p.energy_uj);
}

// Members of the report itself, and of each baseline.
template <class Self, class V>
void visit_result(Self& r, V&& v) {
  v(FieldInfo{"duration_s", "s", "frames arrive for so long", 0}, r.duration_s);
  v(FieldInfo{"length_s", "s", "until the last frame is done; at least duration_s", 0}, r.length_s);
  v(FieldInfo{"holds", "", "every stream holds its rate"}, r.holds);
  v(FieldInfo{"limit", "", "what is busy most: array, vector, dram or host; none"}, r.limit);
  v(FieldInfo{"frames_per_second", "1/s", "finished frames of all streams over length_s", 0}, r.frames_per_second);
  v(FieldInfo{"frames_per_second_per_watt", "1/s/W", "frames_per_second over mean power", 0},
    r.frames_per_second_per_watt);
  v(FieldInfo{"energy_uj", "uJ", "energy of the whole trace", 0}, r.energy_uj);
  v(FieldInfo{"energy_per_frame_uj", "uJ", "energy_uj over finished frames", 0}, r.energy_per_frame_uj);
  v(FieldInfo{"mean_power_mw", "mW", "energy_uj over length_s", 0}, r.mean_mw);
  v(FieldInfo{"peak_power_mw", "mW", "most in a window of peak_window_ms", 0}, r.peak_mw);
  v(FieldInfo{"peak_window_ms", "ms", "length of the windows of peak_power_mw", 0}, r.peak_window_ms);
  v(FieldInfo{"battery_hours", "h", "battery.capacity_mwh over mean power; null: no battery", 0}, r.battery_hours);
  v(FieldInfo{"machine_share", "", "share of the time in which a segment runs", 0, 1}, r.machine_share);
  v(FieldInfo{"array_share", "", "share of the time in which the array works", 0, 1}, r.array_share);
  v(FieldInfo{"vector_share", "", "share of the time in which the vector unit works", 0, 1}, r.vector_share);
  v(FieldInfo{"dram_share", "", "bytes moved over those the DRAM could move in the time", 0}, r.dram_share);
  v(FieldInfo{"host_share", "", "share of the time in which the host works", 0, 1}, r.host_share);
  v(FieldInfo{"utilization", "", "MACs of the array over PEs * cycles", 0, 1}, r.mac_utilization);
  v(FieldInfo{"streams", "", "stream by stream, in the scenario's order"}, r.streams);
  v(FieldInfo{"energy_parts", "", "energy_uj by stream and power state"}, r.parts);
  v(FieldInfo{"energy_ledger", "", "energy_uj by action"}, r.energy_ledger);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, TraceBaseline>
void visit_fields(Self& b, V&& v) {
  v(FieldInfo{"name", "", "iso_pe, iso_area or scalar_fpu"}, b.name);
  v(FieldInfo{"arch", "", "the machine"}, b.arch);
  v(FieldInfo{"area_mm2", "mm2", "its area", 0}, b.area_mm2);
  v(FieldInfo{"energy_per_frame_ratio", "", "its energy_per_frame_uj over this machine's", 0},
    b.energy_per_frame_ratio);
  visit_result(b.result, v);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, HighestRate>
void visit_fields(Self& h, V&& v) {
  v(FieldInfo{"stream", "", "whose rate was raised, the others' kept"}, h.stream);
  v(FieldInfo{"rate_hz", "1/s", "the highest rate, within 1 %, at which every stream holds", 0}, h.rate_hz);
  v(FieldInfo{"traces", "", "traces that were run to find it", 0}, h.traces);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, TraceReport>
void visit_fields(Self& r, V&& v) {
  v(FieldInfo{"schema", "", "version of this format"}, r.schema);
  v(FieldInfo{"version", "", "of octet"}, r.version);
  v(FieldInfo{"revision", "", "of octet's source"}, r.revision);
  v(FieldInfo{"command_line", "", "as typed"}, r.command_line);
  v(FieldInfo{"backend", "", "what timed the segments"}, r.backend);
  v(FieldInfo{"scenario", "", "its name"}, r.scenario);
  v(FieldInfo{"description", "", "the scenario in a sentence"}, r.description);
  v(FieldInfo{"seed", "", "of jitter, Poisson arrivals and cascades", 0}, r.seed);
  v(FieldInfo{"policy", "", "who is next: fifo, priority or edf"}, r.policy);
  v(FieldInfo{"preempt", "", "where another inference may enter: inferences or layers"}, r.preempt);
  v(FieldInfo{"weights", "", "kept weights: reloaded after others, or partitioned"}, r.weights);
  v(FieldInfo{"arch", "", "the machine, every key"}, r.arch);
  v(FieldInfo{"area_mm2", "mm2", "its area", 0}, r.area_mm2);
  visit_result(r.result, v);
  v(FieldInfo{"power_slot_ms", "ms", "length of a slot of power_mw", 0}, r.result.power_slot_ms);
  v(FieldInfo{"power_mw", "mW", "mean power slot by slot"}, r.result.power_mw);
  v(FieldInfo{"segments_simulated", "", "segments that went through the backend", 0}, r.result.segments_simulated);
  v(FieldInfo{"segments_remembered", "", "segments that met the machine as an equal one before had met it", 0},
    r.result.segments_remembered);
  v(FieldInfo{"baselines", "", "the same scenario on the FPU machines"}, r.baselines);
  v(FieldInfo{"highest_rate", "", "what --find-max-rate found; null: not asked for"}, r.highest_rate);
}

}  // namespace octet
