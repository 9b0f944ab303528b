// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What holds of every trace: of random scenarios, on fast and systemc.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "cli/simulate.h"
#include "reports/report.h"
#include "sim/fast.h"
#include "sim/systemc.h"
#include "tests/models/support/zoo.h"
#include "tests/traces/support/small_traces.h"

namespace octet {
namespace {

using testing::on_machine;
using testing::PreparedTrace;

class Drawn {
 public:
  explicit Drawn(std::uint64_t seed) : random_(seed) {}
  std::int64_t number(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  std::string one_of(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(number(0, std::ssize(texts) - 1))];
  }

 private:
  std::mt19937_64 random_;
};

// Two to four streams of small networks; `simple`: nothing on the host, no power states, nothing dropped.
std::string random_scenario(Drawn& drawn, bool simple) {
  const std::string zoo = OCTET_SOURCE_DIR "/models/zoo/";
  const std::vector<std::string> models{"ds-cnn", "resnet8", "autoencoder", zoo + "digits.tflite",
                                        zoo + "separable.tflite"};
  std::string text =
      fmt::format("duration_s = 0.02\nseed = {}\n[schedule]\npolicy = \"{}\"\npreempt = \"{}\"\nweights = \"{}\"\n",
                  drawn.number(0, 1000), drawn.one_of({"fifo", "priority", "edf"}),
                  drawn.one_of({"inferences", "layers"}), drawn.one_of({"reloaded", "partitioned"}));
  if (!simple)
    text += fmt::format(
        "[power]\ngate_after_us = {}\ngate_wake_us = 0.2\noff_after_us = {}\noff_wake_us = 7\noff_wake_uj = 2\n"
        "off_mw = 0.1\nbase_mw = 3\n[battery]\ncapacity_mwh = 100\n",
        drawn.number(0, 20), drawn.number(20, 400));
  const std::int64_t streams = drawn.number(2, 4);
  for (std::int64_t i = 0; i < streams; ++i) {
    text += fmt::format("[[stream]]\nname = \"s{}\"\nmodel = \"{}\"\ndeadline_ms = {}\npriority = {}\n", i,
                        drawn.one_of(models), 0.2 + 0.1 * static_cast<double>(drawn.number(0, 20)), drawn.number(0, 3));
    if (i > 0 && drawn.number(0, 2) == 0)
      text += fmt::format("after = \"s{}\"\nprobability = 0.7\nframes = [0, 3]\n", drawn.number(0, i - 1));
    else
      text += fmt::format("arrivals = \"{}\"\nrate_hz = {}\n", drawn.one_of({"periodic", "poisson"}),
                          drawn.number(200, 3000));
    if (simple) continue;
    text += drawn.one_of({"", "drop = \"late\"\n", "drop = \"oldest\"\nqueue = 2\n", "drop = \"newest\"\nqueue = 3\n"});
    text += fmt::format("batch = {}\npre_ms = {}\npost_ms = {}\n", drawn.number(1, 2),
                        0.01 * static_cast<double>(drawn.number(0, 5)), 0.01 * static_cast<double>(drawn.number(0, 5)));
  }
  return text;
}

class RandomTraces : public ::testing::TestWithParam<int> {};

TEST_P(RandomTraces, WhatIsRememberedIsWhatWouldHaveBeenSimulated) {
  Drawn drawn(static_cast<std::uint64_t>(GetParam()));
  const std::string toml = random_scenario(drawn, false);
  const PreparedTrace trace(toml);
  const TraceResult remembered = trace.run({true, true}), plain = trace.run({false, true});
  ASSERT_EQ(remembered.events, plain.events) << toml;
  EXPECT_EQ(remembered.energy_uj, plain.energy_uj);
  EXPECT_EQ(remembered.power_mw, plain.power_mw);
  EXPECT_GT(remembered.segments_remembered, remembered.segments_simulated);
  EXPECT_EQ(plain.segments_remembered, 0);
  EXPECT_EQ(remembered.segments_remembered + remembered.segments_simulated, plain.segments_simulated);
}

TEST_P(RandomTraces, EnergyIsThatOfInferencesAndIdleAndEqualsTheLedger) {
  Drawn drawn(1000 + static_cast<std::uint64_t>(GetParam()));
  const std::string toml = random_scenario(drawn, false);
  const TraceResult r = PreparedTrace(toml).run({true, true});
  double parts = 0, ledger = 0, streams = 0, seconds = 0, series = 0;
  for (const EnergyPart& part : r.parts) {
    parts += part.energy_uj;
    if (part.name != "base") seconds += part.seconds;
  }
  for (const EnergyRow& row : r.energy_ledger) ledger += row.energy_uj;
  for (std::size_t i = 0; i < r.streams.size(); ++i) {
    EXPECT_NEAR(r.streams[i].energy_uj, r.parts[i].energy_uj, 1e-9 * r.energy_uj);
    streams += r.streams[i].energy_uj;
  }
  for (const double mw : r.power_mw) series += mw * r.power_slot_ms;
  EXPECT_NEAR(parts, r.energy_uj, 1e-9 * r.energy_uj) << toml;
  EXPECT_NEAR(ledger, r.energy_uj, 1e-9 * r.energy_uj) << toml;
  EXPECT_LE(streams, r.energy_uj);
  EXPECT_NEAR(seconds, r.length_s, 1e-9) << "every cycle is charged once";
  EXPECT_GE(series, r.energy_uj * (1 - 1e-9)) << "the last slot may reach beyond the end";
  EXPECT_GE(r.peak_mw, r.mean_mw);
}

TEST_P(RandomTraces, FramesAndWorkAreConserved) {
  Drawn drawn(2000 + static_cast<std::uint64_t>(GetParam()));
  const std::string toml = random_scenario(drawn, true);
  const TraceResult r = PreparedTrace(toml).run({true, true});
  std::int64_t unfinished = 0, machine_until = 0;
  for (std::size_t i = 0; i < r.events.size(); ++i) {
    const TraceEvent& e = r.events[i];
    if (on_machine(e)) {
      EXPECT_GE(e.begin, machine_until) << "two segments at once";
      machine_until = e.end;
    }
    // The machine never stands while a frame waits for it: at the time after which nothing runs, all is done.
    if (e.begin > machine_until) {
      EXPECT_EQ(unfinished, 0) << toml << "\nat event " << i;
    }
    unfinished += e.kind == TraceEvent::Kind::kArrive;
    unfinished -= e.kind == TraceEvent::Kind::kFinish;
  }
  EXPECT_EQ(unfinished, 0);
  for (const StreamResult& s : r.streams) {
    EXPECT_EQ(s.arrived, s.finished + s.dropped);
    EXPECT_LE(s.p50_ms.value_or(0), s.p90_ms.value_or(0));
    EXPECT_LE(s.p99_ms.value_or(0), s.worst_ms.value_or(0));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTraces, ::testing::Range(0, 15));

TEST(Traces, SystemcGivesTheEventsOfFast) {
  Drawn drawn(5);
  for (int i = 0; i < 2; ++i) {
    PreparedTrace trace(random_scenario(drawn, false));
    trace.scenario.duration_s = 0.004;
    const CostTable table = load_cost_table(trace.machine.technology);
    const TraceResult systemc = run_trace(trace.scenario, trace.programs, table, *make_systemc_backend(), {true, true});
    EXPECT_EQ(trace.run({true, true}).events, systemc.events);
    EXPECT_EQ(systemc.segments_remembered, 0);
  }
}

// A stream back to back is what octet run measures: the second inference on.
TEST(Traces, OneStreamBackToBackEqualsARun) {
  const std::string zoo = OCTET_SOURCE_DIR "/models/zoo/";
  for (const std::string& model : {zoo + "digits.tflite", zoo + "separable.tflite", std::string("resnet8")}) {
    for (const char* machine : {"edge-16", "tiny-8"}) {
      const PreparedTrace trace(
          fmt::format("duration_s = 0.05\n[[stream]]\nname = \"s\"\nmodel = \"{}\"\narrivals = \"back-to-back\"",
                      model),
          machine);
      const TraceResult r = trace.run({true, true});
      const Simulation run = simulate(trace.programs[0], BackendKind::kFast, {}, false);
      const CostTable table = load_cost_table(trace.machine.technology);
      const Report report = make_report(trace.programs[0], run.cold, run.warm, table, {});
      ASSERT_GT(r.streams[0].finished, 10);
      // The host's time is rounded up to whole cycles of the machine, step by step.
      const double cycle_ms = 1e-3 / trace.machine.clock_mhz;
      EXPECT_NEAR(*r.streams[0].p50_ms, *report.latency_ms, 8 * cycle_ms) << model;
      EXPECT_NEAR(*r.streams[0].worst_ms, *report.cold.latency_ms, 8 * cycle_ms) << model;
      const auto warm_frames = static_cast<double>(r.streams[0].finished - 1);
      const double warm_uj = (r.energy_uj - *report.cold.energy_uj) / warm_frames;
      EXPECT_NEAR(warm_uj / *report.energy_uj, 1, 1e-4) << model;
      // The first inference, which loads what the others find, is one of them.
      const double first = *report.cold.energy_uj / *report.energy_uj / warm_frames;
      EXPECT_NEAR(*r.frames_per_second_per_watt / *report.fps_per_watt, 1, 2 * first) << model;
    }
  }
}

// Networks that keep their weights lose them to each other, unless each has banks of its own.
TEST(Traces, PartitionedWeightsAreLoadedOnce) {
  const std::string zoo = OCTET_SOURCE_DIR "/models/zoo/";
  const auto toml = [&](const char* weights) {
    return fmt::format(
        "duration_s = 0.01\n[schedule]\nweights = \"{}\"\n[[stream]]\nname = \"a\"\nmodel = \"{}digits.tflite\"\n"
        "rate_hz = 1000\n[[stream]]\nname = \"b\"\nmodel = \"{}separable.tflite\"\nrate_hz = 1000\n",
        weights, zoo, zoo);
  };
  const TraceResult reloaded = PreparedTrace(toml("reloaded")).run(),
                    partitioned = PreparedTrace(toml("partitioned")).run();
  EXPECT_GT(reloaded.streams[0].kept_again + reloaded.streams[1].kept_again, 10);
  EXPECT_EQ(partitioned.streams[0].kept_again + partitioned.streams[1].kept_again, 0);
  EXPECT_LT(partitioned.energy_uj, reloaded.energy_uj);
}

}  // namespace
}  // namespace octet
