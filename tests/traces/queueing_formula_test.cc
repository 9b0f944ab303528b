// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Traces against what queueing theory says in closed form.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/traces/support/small_traces.h"

namespace octet {
namespace {

using testing::machine_cycles;
using testing::on_machine;
using testing::PreparedTrace;

// Pollaczek and Khinchine: Poisson arrivals at rate l, every service of length D, one server: a frame waits
// l D^2 / (2 (1 - l D)) on average.
TEST(Queueing, MeanWaitOfOnePoissonStreamIsThatOfMD1) {
  PreparedTrace trace(R"([[stream]]
name = "s"
model = "ds-cnn"
arrivals = "poisson"
rate_hz = 1)");
  trace.scenario.streams[0].rate_hz = 1000;
  trace.scenario.duration_s = 0.1;
  const std::vector<std::int64_t> measured = machine_cycles(trace.run({true, true}), 0);
  const double clock_hz = trace.machine.clock_mhz * 1e6;
  const double service = static_cast<double>(measured.back()) / clock_hz;
  EXPECT_EQ(std::count(measured.begin() + 1, measured.end(), measured.back()), std::ssize(measured) - 1);
  for (const double load : {0.3, 0.6, 0.8}) {
    const double rate = load / service;
    trace.scenario.streams[0].rate_hz = rate;
    trace.scenario.duration_s = 600'000 / rate;
    const TraceResult result = trace.run();
    const double expected_ms = 1e3 * rate * service * service / (2 * (1 - load));
    EXPECT_NEAR(*result.streams[0].wait_mean_ms / expected_ms, 1, 0.02) << "load " << load;
    EXPECT_NEAR(result.machine_share, load, 0.02 * load);
  }
}

// What a stream needs of the machine: the longest inference, the longest time before others may enter.
struct Need {
  std::int64_t period = 0, deadline = 0, cycles = 0, longest_segment = 0, longest_save = 0;
};

// Jobs with a deadline at or before t need at most `demand` of it, and wait for one segment of a job with a later
// deadline, which begins just before them, and for what such jobs save. Feasible if that fits at every t of the longest
// busy stretch.
bool feasible(const std::vector<Need>& needs, bool whole_inferences) {
  double load = 0;
  for (const Need& n : needs) load += static_cast<double>(n.cycles) / static_cast<double>(n.period);
  if (load >= 0.999) return false;
  const auto blocking = [&](std::int64_t t) {
    std::int64_t longest = 0, saves = 0;
    for (const Need& n : needs) {
      if (n.deadline <= t) continue;
      longest = std::max(longest, whole_inferences ? n.cycles : n.longest_segment);
      saves += n.longest_save;
    }
    return longest + saves;
  };
  std::int64_t busy = 1, next = 0;
  for (const Need& n : needs) next += n.cycles;
  next += blocking(0);
  while (next > busy) {
    busy = next;
    next = blocking(0);
    for (const Need& n : needs) next += (busy + n.period - 1) / n.period * n.cycles;
  }
  for (const Need& n : needs)
    for (std::int64_t t = n.deadline; t <= busy; t += n.period) {
      std::int64_t demand = blocking(t);
      for (const Need& o : needs)
        if (t >= o.deadline) demand += ((t - o.deadline) / o.period + 1) * o.cycles;
      if (demand > t) return false;
    }
  return true;
}

constexpr const char* kFourStreams = R"([schedule]
policy = "edf"
preempt = "{}"
[[stream]]
name = "a"
model = "ds-cnn"
rate_hz = 1
[[stream]]
name = "b"
model = "resnet8"
rate_hz = 1
[[stream]]
name = "c"
model = "{}/models/zoo/digits.tflite"
rate_hz = 1
[[stream]]
name = "d"
model = "{}/models/zoo/separable.tflite"
rate_hz = 1)";

class EarliestDeadline : public ::testing::TestWithParam<Preemption> {
 protected:
  // Periods that load the machine by some 30 to 100 %, whole cycles, deadlines from two fifths of the period on.
  static void draw(std::mt19937_64& random, const std::vector<double>& cycles, double clock_hz, Scenario& scenario) {
    const auto uniform = [&](double from, double to) {
      return from + (to - from) * static_cast<double>(random() >> 11) * 0x1p-53;
    };
    std::vector<double> spread;
    double sum = 0;
    for (const double own : cycles) sum += own / spread.emplace_back(uniform(1, 4));
    const double load = uniform(0.3, 1);
    for (std::size_t i = 0; i < scenario.streams.size(); ++i) {
      const double period = std::round(spread[i] * sum / load);
      scenario.streams[i].rate_hz = clock_hz / period;
      scenario.streams[i].deadline_ms = period * uniform(0.4, 1) / clock_hz * 1e3;
      scenario.streams[i].offset_ms = uniform(0, period / clock_hz * 1e3);
    }
    scenario.duration_s = 0.05;
  }
  // What the trace took; rates and deadlines of the scenario.
  static std::vector<Need> needs_of(const TraceResult& trace, const Scenario& scenario, double clock_hz) {
    std::vector<Need> needs;
    for (std::size_t i = 0; i < scenario.streams.size(); ++i) {
      const std::vector<std::int64_t> cycles = machine_cycles(trace, static_cast<int>(i));
      Need need{static_cast<std::int64_t>(clock_hz / scenario.streams[i].rate_hz),
                static_cast<std::int64_t>(*scenario.streams[i].deadline_ms * 1e-3 * clock_hz),
                *std::max_element(cycles.begin(), cycles.end())};
      for (const TraceEvent& event : trace.events) {
        if (!on_machine(event) || event.stream != static_cast<int>(i)) continue;
        std::int64_t& longest = event.kind == TraceEvent::Kind::kSave ? need.longest_save : need.longest_segment;
        longest = std::max(longest, event.end - event.begin);
      }
      needs.push_back(need);
    }
    return needs;
  }
};

TEST_P(EarliestDeadline, MeetsEveryDeadlineOf200FeasibleTaskSets) {
  PreparedTrace trace(fmt::format(fmt::runtime(kFourStreams), name_of(GetParam()), OCTET_SOURCE_DIR, OCTET_SOURCE_DIR));
  const double clock_hz = trace.machine.clock_mhz * 1e6;
  std::vector<double> cycles;
  for (Stream& stream : trace.scenario.streams) stream.rate_hz = 100, stream.deadline_ms = 10;
  const TraceResult first = trace.run({true, true});
  for (int i = 0; i < 4; ++i) cycles.push_back(static_cast<double>(machine_cycles(first, i).back()));
  const bool whole = GetParam() == Preemption::kInferences;
  int sets = 0, missed_by_fifo = 0, drawn = 0;
  for (std::mt19937_64 random(7); sets < 200; ++drawn) {
    ASSERT_LT(drawn, 50000);
    draw(random, cycles, clock_hz, trace.scenario);
    trace.scenario.policy = Policy::kEdf;
    if (!feasible(needs_of(first, trace.scenario, clock_hz), whole)) continue;  // a guess, which saves the trace
    const TraceResult result = trace.run({true, true});
    if (!feasible(needs_of(result, trace.scenario, clock_hz), whole)) continue;
    ++sets;
    for (const StreamResult& stream : result.streams)
      EXPECT_EQ(stream.missed, 0) << "set " << drawn << " " << stream.name;
    trace.scenario.policy = Policy::kFifo;
    const TraceResult fifo = trace.run();
    missed_by_fifo += std::any_of(fifo.streams.begin(), fifo.streams.end(), [](const auto& s) { return s.missed > 0; });
  }
  // The sets are no easy ones.
  EXPECT_GT(missed_by_fifo, 5);
}

INSTANTIATE_TEST_SUITE_P(Preemption, EarliestDeadline, ::testing::Values(Preemption::kInferences, Preemption::kLayers),
                         [](const auto& info) { return std::string(name_of(info.param)); });

}  // namespace
}  // namespace octet
