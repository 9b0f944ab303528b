// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Arrivals, queues and batches of one stream, power over time, the search for a rate.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/traces/support/small_traces.h"
#include "traces/arrivals.h"
#include "traces/power_meter.h"

namespace octet {
namespace {

using testing::on_machine;
using testing::PreparedTrace;
using Kind = TraceEvent::Kind;

std::vector<std::int64_t> arrivals(const Stream& stream, int count, std::uint64_t seed = 1) {
  ArrivalSource source(stream, 1e6, seed);
  std::vector<std::int64_t> cycles;
  for (int i = 0; i < count; ++i)
    if (const auto next = source.next()) cycles.push_back(*next);
  return cycles;
}

TEST(Arrivals, PeriodicFramesDoNotDrift) {
  Stream stream;
  stream.rate_hz = 30;
  stream.offset_ms = 2;
  const std::vector<std::int64_t> cycles = arrivals(stream, 3001);
  EXPECT_EQ(cycles[0], 2000);
  EXPECT_EQ(cycles[1], 35333);
  EXPECT_EQ(cycles[3000], 100'002'000);  // 100 s later
}

TEST(Arrivals, JitterStaysWithinItsBoundAndKeepsTheOrder) {
  Stream stream;
  stream.rate_hz = 1000;
  stream.jitter_ms = 0.5;
  const std::vector<std::int64_t> cycles = arrivals(stream, 1000);
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t late = cycles[static_cast<std::size_t>(i)] - 1000 * i;
    EXPECT_GE(late, 0);
    EXPECT_LE(late, 500);
    sum += static_cast<double>(late);
  }
  EXPECT_NEAR(sum / 1000, 250, 15);
  stream.jitter_ms = 20;
  const std::vector<std::int64_t> wild = arrivals(stream, 1000);
  EXPECT_TRUE(std::is_sorted(wild.begin(), wild.end()));
}

TEST(Arrivals, PoissonHasItsRateAndItsSeed) {
  Stream stream;
  stream.arrivals = ArrivalKind::kPoisson;
  stream.rate_hz = 100;
  const std::vector<std::int64_t> cycles = arrivals(stream, 20000);
  EXPECT_NEAR(static_cast<double>(cycles.back()) / 20000, 1e4, 200);
  EXPECT_EQ(cycles, arrivals(stream, 20000));
  EXPECT_NE(cycles, arrivals(stream, 20000, 2));
}

TEST(Arrivals, CascadesSendWhatTheySay) {
  Stream stream;
  stream.arrivals = ArrivalKind::kCascade;
  stream.cascade = {"a", 0.25, 1, 3};
  ArrivalSource source(stream, 1e6, 3);
  std::int64_t frames = 0, none = 0;
  for (int i = 0; i < 10000; ++i) {
    const std::int64_t count = source.frames_of_cascade();
    EXPECT_LE(count, 3);
    none += count == 0;
    frames += count;
  }
  EXPECT_NEAR(static_cast<double>(none), 7500, 150);
  EXPECT_NEAR(static_cast<double>(frames), 5000, 250);
}

TEST(PowerMeter, SpreadsEnergyEvenlyOverItsWindows) {
  PowerMeter meter(1e6, 1);   // windows of 1000 cycles
  meter.spend(500, 2500, 8);  // 4 uJ in the middle window
  meter.spend(2600, 2600, 1);
  meter.set_base(0.5);
  EXPECT_DOUBLE_EQ(meter.window_ms(), 1);
  EXPECT_DOUBLE_EQ(meter.peak_mw(), 4.5);
  double slot_ms = 0;
  const std::vector<double> series = meter.series(10, 4000, slot_ms);
  EXPECT_EQ(series, (std::vector<double>{2.5, 4.5, 3.5, 0.5}));
  EXPECT_DOUBLE_EQ(slot_ms, 1);
  EXPECT_EQ(meter.series(2, 4000, slot_ms), (std::vector<double>{3.5, 2}));
}

// Ten frames at once; an inference takes long enough that they queue.
std::string burst(const std::string& more) {
  return "duration_s = 0.01\n[[stream]]\nname = \"s\"\nmodel = \"ds-cnn\"\nrate_hz = 1e6\n" + more;
}

TraceResult run_burst(const std::string& more) {
  PreparedTrace trace(burst(more));
  trace.scenario.streams[0].arrivals = ArrivalKind::kFile;
  trace.scenario.streams[0].rate_hz = 0;
  trace.scenario.streams[0].arrival_seconds.assign(10, 0);
  return trace.run({true, true});
}

std::vector<std::int64_t> dropped(const TraceResult& trace) {
  std::vector<std::int64_t> frames;
  for (const TraceEvent& event : trace.events)
    if (event.kind == Kind::kDrop) frames.push_back(event.frame);
  return frames;
}

TEST(Drops, TheNewestTheOldestOrTheLateGo) {
  EXPECT_EQ(run_burst("").streams[0].finished, 10);
  EXPECT_EQ(run_burst("").streams[0].queue_most, 10);
  const TraceResult newest = run_burst("drop = \"newest\"\nqueue = 4"),
                    oldest = run_burst("drop = \"oldest\"\nqueue = 4");
  EXPECT_EQ(dropped(newest), (std::vector<std::int64_t>{4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(dropped(oldest), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(newest.streams[0].queue_most, 4);
  EXPECT_EQ(oldest.streams[0].finished, 4);
  // Each takes some 0.07 ms: the fourth has waited longer than its deadline.
  const TraceResult late = run_burst("drop = \"late\"\ndeadline_ms = 0.2");
  EXPECT_EQ(late.streams[0].finished + late.streams[0].dropped, 10);
  EXPECT_EQ(late.streams[0].finished, 3);
  EXPECT_FALSE(late.streams[0].holds);
}

// Every frame arrives at 0: the end of its inference is its latency.
TEST(Latencies, EachLiesInTheOneIntervalThatHoldsIt) {
  const TraceResult trace = run_burst("");
  const std::vector<LatencyBin>& bins = trace.streams[0].latency_bins;
  std::vector<double> latencies;
  for (const TraceEvent& event : trace.events)
    if (event.kind == Kind::kFinish) latencies.push_back(static_cast<double>(event.end) / 500e6 * 1e3);
  ASSERT_EQ(latencies.size(), 10u);
  ASSERT_GT(bins.size(), 20u);
  EXPECT_EQ(bins.front().from_ms, latencies.front());
  EXPECT_EQ(bins.back().to_ms, *trace.streams[0].worst_ms);
  const double width = std::pow(latencies.back() / latencies.front(), 1.0 / 40);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const bool is_last = i + 1 == bins.size();
    EXPECT_TRUE(is_last || bins[i].to_ms == bins[i + 1].from_ms);
    EXPECT_NEAR(bins[i].to_ms / bins[i].from_ms, width, 1e-3);
    EXPECT_EQ(bins[i].frames, std::count_if(latencies.begin(), latencies.end(), [&](double ms) {
                return ms >= bins[i].from_ms && (ms < bins[i].to_ms || (is_last && ms <= bins[i].to_ms));
              }));
  }
}

TEST(Latencies, EqualOnesAreOneInterval) {
  const TraceResult trace =
      PreparedTrace("duration_s = 0.1\n[[stream]]\nname = \"s\"\nmodel = \"ds-cnn\"\nrate_hz = 0.0001\n").run();
  ASSERT_EQ(trace.streams[0].latency_bins.size(), 1u);
  EXPECT_EQ(trace.streams[0].latency_bins[0].frames, 1);
  EXPECT_EQ(trace.streams[0].latency_bins[0].from_ms, trace.streams[0].latency_bins[0].to_ms);
}

TEST(Batches, AnInferenceTakesThemAndTheRestGoesAtTheEnd) {
  const TraceResult trace = run_burst("batch = 4");
  EXPECT_EQ(trace.streams[0].finished, 10);
  EXPECT_EQ(trace.streams[0].inferences, 3);
}

TEST(Power, StatesFollowTheirTimesAndWakingTakesTime) {
  const std::string power =
      "[power]\ngate_after_us = 100\ngate_wake_us = 2\noff_after_us = 1000\noff_wake_us = 50\noff_wake_uj = 30\noff_mw "
      "= 0.25\n";
  const std::string stream = "[[stream]]\nname = \"s\"\nmodel = \"ds-cnn\"\nrate_hz = {}\n";
  const auto part = [](const TraceResult& trace, const std::string& name) {
    for (const EnergyPart& p : trace.parts)
      if (p.name == name) return p;
    return EnergyPart{};
  };
  const PreparedTrace often("duration_s = 0.1\n" + power + fmt::format(fmt::runtime(stream), 1000));
  const TraceResult gated = often.run();
  const double busy_s = part(gated, "s").seconds;
  EXPECT_NEAR(part(gated, "idle").seconds, 100 * 100e-6, 2e-6);
  EXPECT_NEAR(part(gated, "waking").seconds, 99 * 2e-6, 1e-9);  // the first frame finds it awake
  EXPECT_NEAR(part(gated, "idle, gated").seconds, 0.1 - busy_s - 100 * 100e-6 - 99 * 2e-6, 1e-5);
  EXPECT_EQ(part(gated, "off").seconds, 0);
  const PreparedTrace rarely("duration_s = 0.1\n" + power + fmt::format(fmt::runtime(stream), 100));
  const TraceResult off = rarely.run({true, true});
  EXPECT_NEAR(part(off, "waking").seconds, 9 * 50e-6, 1e-9);
  EXPECT_NEAR(part(off, "off").energy_uj, 0.25e3 * part(off, "off").seconds, 1e-6);
  EXPECT_NEAR(*off.streams[0].worst_ms - 0.05, *rarely.run().streams[0].p50_ms - 0.05, 0.02);
  // Less time awake, less power, although each frame costs more.
  EXPECT_LT(off.mean_mw, gated.mean_mw);
}

TEST(Power, BatteryLivesAsLongAsItsEnergyLasts) {
  const TraceResult trace = PreparedTrace(
                                "duration_s = 0.1\n[power]\nbase_mw = 5\n[battery]\ncapacity_mwh = 100\n"
                                "[[stream]]\nname = \"s\"\nmodel = \"ds-cnn\"\nrate_hz = 100\n")
                                .run();
  EXPECT_NEAR(*trace.battery_hours, 100 / trace.mean_mw, 1e-9);
  EXPECT_GT(trace.mean_mw, 5);
}

TEST(HighestRate, IsFoundWithinAPercent) {
  for (const double edge : {0.003, 0.9, 1.0, 17.0, 12345.0}) {
    const RateSearch found = highest_rate(1, 1e6, [&](double hz) { return hz <= edge; });
    EXPECT_LE(found.highest_hz, edge);
    EXPECT_GE(found.highest_hz, edge / 1.011);
    EXPECT_LT(found.traces, 40);
  }
  EXPECT_EQ(highest_rate(1, 1e6, [](double) { return false; }).highest_hz, 0);
}

TEST(Cascades, FramesFollowTheirStreamAndTheirChainIsTimed) {
  const TraceResult trace = PreparedTrace(
                                "duration_s = 0.1\n[[stream]]\nname = \"a\"\nmodel = \"ds-cnn\"\nrate_hz = 100\n"
                                "[[stream]]\nname = \"b\"\nmodel = \"resnet8\"\nafter = \"a\"\nframes = 2\n")
                                .run();
  EXPECT_EQ(trace.streams[1].arrived, 20);
  EXPECT_GT(*trace.streams[1].chain_p50_ms, *trace.streams[1].p50_ms);
  EXPECT_NEAR(*trace.streams[1].chain_p99_ms, *trace.streams[0].worst_ms + *trace.streams[1].worst_ms, 1e-3);
}

TEST(Shapes, EveryShippedOneIsANetwork) {
  for (const std::string& name : shipped_shape_names()) {
    const Graph graph = import_topology_text(shipped_shapes(name), name);
    EXPECT_EQ(graph.name, name);
    EXPECT_GT(graph.nodes.size(), 8u);
  }
}

}  // namespace
}  // namespace octet
