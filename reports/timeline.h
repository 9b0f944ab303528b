// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A run as a timeline for Perfetto and chrome://tracing (docs/timelines.md), written while it runs: what is kept are
// the commands under way, the open windows of the counters, and a few numbers per layer.
#pragma once
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "arch/cost_ledger.h"
#include "arch/recorder.h"
#include "reports/time_windows.h"
#include "reports/timeline_commands.h"
#include "reports/trace_events.h"

namespace octet {

inline constexpr std::int64_t kTimelineWindowCycles = 1000;  // of the counters

// What of it is shown: slices that share a cycle with from..to and belong to the layer; counters between those cycles.
struct TimelineOptions {
  std::int64_t from = 0, to = std::numeric_limits<std::int64_t>::max();  // cycles since the inference began
  std::int32_t layer = -1;                                               // -1: all
  Activity activity;                                                     // of array MACs, for the power
};

// Of one inference. Time 0 is its begin; the host's time passes between cycles.
class Timeline : public Recorder {
 public:
  Timeline(const CostTable& table, const TimelineOptions& options, TextSink sink);
  void inference_begins(const Program& program, std::int64_t cycle) override;
  void inference_ends(std::int64_t cycle, const RunResult& result) override;
  void segment_begins(const Program& program, const Segment& segment, std::int64_t cycle) override;
  void segment_ends(const Program& program, const Segment& segment, std::int64_t cycle) override;
  void host_runs(const Program& program, const Segment& segment, std::int64_t cycle, double seconds) override;
  void visible(std::int64_t cycle, std::int32_t command) override;
  void done(std::int64_t cycle, std::int32_t command) override;
  void started(std::int64_t cycle, std::int32_t command) override;
  void granted(const DramBurst& burst) override;
  void dispatched(std::int64_t cycle, std::int32_t command) override;
  void halted(Condition condition, std::int64_t cycle, std::int32_t command) override;

 private:
  struct HostStop {
    std::int64_t cycle;
    std::int32_t layer;
    double begin_ns, ns;
  };
  // A counter's name, and up to where it is written.
  struct Counter {
    std::string_view name;
    double end_ns = 0;
  };
  // Bursts of one command that follow each other on the bus without a gap.
  struct BusUse {
    DramBurst first;
    std::int64_t bus_end = 0, bytes = 0, bursts = 0;
  };

  double ns(std::int64_t cycle) const { return ticks_ns(cycle * 1024); }
  double ticks_ns(std::int64_t tick) const;
  // With the host's stops before the cycle, and with those in it.
  double ns_before(std::int64_t cycle, bool stops_in_it) const;
  bool shown(std::int64_t begin, std::int64_t end, std::int32_t layer) const;
  std::int32_t layer_of(std::int32_t command) const;
  std::string layer_name(std::int32_t layer) const;
  int lane(int track, std::string_view name, int lane);
  void slice(int track, std::string_view kind, std::string_view name, double begin_ns, double end_ns,
             const std::string& arguments);
  void fetch(const DramBurst& burst);
  void bus(const DramBurst& burst);
  void end_bus_use();
  void write_layers(const RunResult& result);
  void spend_dram(double begin_ns, double end_ns, std::int64_t bytes);
  void pass(std::int64_t cycle);
  void count(Counter& counter, double begin_ns, double end_ns, double value);

  const CostTable& table_;
  const TimelineOptions options_;
  TextSink sink_;
  std::optional<TraceEvents> events_;
  const Program* program_ = nullptr;
  std::optional<CommandStates> commands_;
  std::vector<EnergyPrice> prices_;
  std::optional<TimeWindows> power_, bandwidth_;
  Counter power_mw_{"power (mW)"}, gigabytes_{"DRAM bandwidth (GB/s)"};
  std::optional<double> from_ns_, to_ns_;  // of the options, once time has come to them
  double leakage_mw_ = 0;
  std::int64_t origin_ = 0, passed_ = 0;  // cycles: the inference's begin, and up to where time has passed
  double host_ns_ = 0;
  std::vector<HostStop> stops_;
  std::vector<std::int64_t> fetches_;  // by lane: when it is free
  std::map<std::pair<int, int>, bool> named_;
  std::optional<BusUse> bus_use_;
  std::vector<std::map<Opcode, std::pair<int, int>>> parts_;  // by layer: commands of a kind, started and in all
};

}  // namespace octet
