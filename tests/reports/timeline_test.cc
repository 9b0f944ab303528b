// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Timelines of runs: tracks, counters, what is left out, and names that are no names.
#include "reports/timeline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/compile.h"
#include "sim/host_executor.h"
#include "sim/systemc.h"
#include "tests/models/support/zoo.h"
#include "tests/sim/support/small_program.h"
#include "verify/random_program.h"

namespace octet {
namespace {

struct Made {
  std::string text;
  RunResult result;
  nlohmann::json json() const { return nlohmann::json::parse(text); }
};

// The first inference, from a cycle other than 0.
Made timeline_of(const Program& program, const TimelineOptions& options = {}) {
  Made made;
  const CostTable table = load_cost_table(program.machine.technology);
  Timeline timeline(table, options, [&made](std::string_view text) { made.text += text; });
  RunOptions run;
  run.data = false;
  run.recorder = &timeline;
  const std::unique_ptr<Backend> backend = make_systemc_backend();
  const std::unique_ptr<Core> core = backend->make_core(program, run);
  run_program(program, *core, nullptr, execute_host_step, 12345, made.result);
  made.result.timed = true;
  return made;
}

Program digits(const std::string& machine = "edge-16") {
  return compile(import_model(zoo_file("digits") + ".tflite"), load_machine(machine));
}

struct Slice {
  std::int64_t begin, end;  // ns
  nlohmann::json event;
};
using Tracks = std::map<std::string, std::vector<Slice>>;

Tracks tracks_of(const nlohmann::json& trace) {
  Tracks tracks;
  std::map<int, std::string> names;
  for (const auto& e : trace.at("traceEvents")) {
    if (e.at("name") == "thread_name") names[e.at("tid")] = e.at("args").at("name");
    if (e.at("ph") != "X") continue;
    const auto ns = [&](const char* key) { return static_cast<std::int64_t>(e.at(key).get<double>() * 1000); };
    tracks[names.at(e.at("tid"))].push_back({ns("ts"), ns("ts") + ns("dur"), e});
  }
  return tracks;
}

double integral(const nlohmann::json& trace, const std::string& name) {
  double sum = 0, ts = 0, value = 0;
  for (const auto& e : trace.at("traceEvents")) {
    if (e.at("ph") != "C" || e.at("name") != name) continue;
    sum += value * (e.at("ts").get<double>() - ts);
    ts = e.at("ts");
    value = e.at("args").at("value");
  }
  EXPECT_EQ(value, 0) << "a counter ends with 0";
  return sum;
}

// Cycles in which a slice of the queue's lanes is there.
std::int64_t busy(const Tracks& tracks, const std::string& queue, double ns_per_cycle) {
  std::vector<Slice> slices;
  for (const auto& [name, of_lane] : tracks)
    if (name == queue || name.starts_with(queue + " ")) slices.insert(slices.end(), of_lane.begin(), of_lane.end());
  std::sort(slices.begin(), slices.end(), [](const Slice& a, const Slice& b) { return a.begin < b.begin; });
  std::int64_t sum = 0, until = 0;
  for (const Slice& s : slices) {
    sum += std::max<std::int64_t>(0, s.end - std::max(s.begin, until));
    until = std::max(until, s.end);
  }
  return std::llround(static_cast<double>(sum) / ns_per_cycle);
}

TEST(Timeline, TracksNeverOverlapAndAreBusyAsTheResultSays) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    Program program = random_program(seed);
    program.machine.clock_mhz = 500;  // 2 ns
    const Made made = timeline_of(program);
    const Tracks tracks = tracks_of(made.json());
    for (const auto& [name, slices] : tracks) {
      std::int64_t until = 0;
      for (const Slice& s : slices) {
        ASSERT_GE(s.begin, until) << name;
        until = s.end;
      }
    }
    for (const Queue queue : {Queue::kLoad, Queue::kArray, Queue::kVector, Queue::kStore})
      EXPECT_EQ(busy(tracks, std::string(name_of(queue)), 2), made.result.engines[static_cast<std::size_t>(queue)].busy)
          << name_of(queue);
  }
}

TEST(Timeline, IntegralsOfTheCountersAreEnergyAndBytes) {
  for (const char* name : {"edge-16", "tiny-8", "tpu-128"}) {
    SCOPED_TRACE(name);
    const Program program = digits(name);
    const Made made = timeline_of(program);
    const EnergyLedger ledger =
        energy_ledger(program.machine, load_cost_table(program.machine.technology), made.result);
    const double bytes = static_cast<double>(made.result.dram_read_bytes + made.result.dram_write_bytes);
    // mW times us are nJ; 700 MHz is no whole number of ns, which moves a window's edge by up to half a one.
    EXPECT_NEAR(integral(made.json(), "power (mW)") * 1e-3 / ledger.energy_uj, 1, 1e-3);
    EXPECT_NEAR(integral(made.json(), "DRAM bandwidth (GB/s)") * 1e3 / bytes, 1, 1e-3);
    if (program.machine.clock_mhz != 500) continue;
    EXPECT_NEAR(integral(made.json(), "power (mW)") * 1e-3 / ledger.energy_uj, 1, 1e-6);
  }
}

TEST(Timeline, AnUnlimitedDramHasEnergyAndNoBus) {
  Machine machine = load_machine("edge-16", {"dram.unlimited=true"});
  const Program program = compile(import_model(zoo_file("digits") + ".tflite"), machine);
  const Made made = timeline_of(program);
  EXPECT_EQ(tracks_of(made.json()).count("DRAM bus"), 0u);
  const EnergyLedger ledger = energy_ledger(machine, load_cost_table(machine.technology), made.result);
  EXPECT_NEAR(integral(made.json(), "power (mW)") * 1e-3 / ledger.energy_uj, 1, 1e-6);
}

TEST(Timeline, SaysOfEachCommandWhatItIsAndWhenItWas) {
  const Program program = digits();
  const Made made = timeline_of(program);
  std::size_t commands = 0;
  std::int64_t bytes = 0;
  for (const auto& [name, slices] : tracks_of(made.json()))
    for (const Slice& s : slices) {
      const auto& args = s.event.at("args");
      if (name == "DRAM bus") bytes += args.at("bytes").get<std::int64_t>();
      if (!args.contains("text")) continue;
      ++commands;
      const Command& c = program.commands.at(args.at("command").get<std::size_t>());
      EXPECT_EQ(args.at("text"), disassemble(c));
      EXPECT_EQ(args.at("tile"), tile_text(c));
      const std::int64_t dispatched = args.at("dispatched"), started = args.at("started");
      EXPECT_EQ(s.begin, started * 2);
      EXPECT_EQ(s.end, args.at("done").get<std::int64_t>() * 2);
      EXPECT_EQ(args.at("queue_cycles").get<std::int64_t>() + args.at("token_cycles").get<std::int64_t>() +
                    args.at("bank_or_engine_cycles").get<std::int64_t>(),
                started - dispatched);
      EXPECT_EQ(s.event.at("name"), program.layers.at(args.at("layer").get<std::size_t>()).name);
    }
  EXPECT_EQ(commands, program.commands.size());
  EXPECT_EQ(bytes, made.result.dram_read_bytes + made.result.dram_write_bytes);
}

TEST(Timeline, LayersFollowEachOtherForTheirCycles) {
  const Program program = digits();
  const Made made = timeline_of(program);
  const Tracks tracks = tracks_of(made.json());
  std::int64_t cycles = 0;
  for (const Slice& s : tracks.at("layers")) cycles += s.event.at("args").at("cycles").get<std::int64_t>();
  std::int64_t expected = 0;
  for (const LayerCounters& layer : made.result.layers) expected += layer.cycles;
  EXPECT_EQ(cycles, expected);
  EXPECT_EQ(tracks.at("layers").front().begin, 0);
}

// A machine segment, 10 us on the host, another machine segment.
TEST(Timeline, TheHostsTimePassesBetweenCycles) {
  Program program = testing::program_of(testing::gate_machine(),
                                        {testing::move_pixels(0, 1024, 8), testing::move_pixels(0, 1024, 8)});
  const CostTable table = load_cost_table(program.machine.technology);
  std::string text;
  Timeline timeline(table, {}, [&text](std::string_view t) { text += t; });
  RunOptions options;
  options.data = false;
  options.recorder = &timeline;
  const std::unique_ptr<Backend> backend = make_systemc_backend();
  const std::unique_ptr<Core> core = backend->make_core(program, options);
  Segment first, host, second;
  first.commands = second.commands = 1;
  second.first_command = 1;
  host.on_host = true;
  host.layer = 0;
  host.host.op = "SOFTMAX";
  program.layers.at(0).name = "on the host";
  RunResult result;
  result.layers.resize(1);
  timeline.inference_begins(program, 0);
  const std::int64_t between = core->run_segment(first, 0, nullptr, result);
  timeline.host_runs(program, host, between, 1e-5);
  const std::int64_t end = core->run_segment(second, between, nullptr, result);
  timeline.inference_ends(end, result);
  const Tracks tracks = tracks_of(nlohmann::json::parse(text));
  ASSERT_EQ(tracks.at("host").size(), 1u);
  EXPECT_EQ(tracks.at("host")[0].begin, between);  // 1 GHz
  EXPECT_EQ(tracks.at("host")[0].end, between + 10000);
  ASSERT_EQ(tracks.at("vector").size(), 2u);
  EXPECT_LE(tracks.at("vector")[0].end, between);
  EXPECT_EQ(tracks.at("vector")[1].end, end + 10000);
}

TEST(Timeline, FromToAndLayerLeaveTheRestOut) {
  const Program program = digits();
  const std::string whole = timeline_of(program).text;
  TimelineOptions options;
  options.from = 2000;
  options.to = 3000;
  const Made part = timeline_of(program, options);
  EXPECT_LT(part.text.size(), whole.size());
  std::size_t slices = 0;
  for (const auto& [name, of_track] : tracks_of(part.json()))
    for (const Slice& s : of_track) {
      EXPECT_LE(s.begin, 3000 * 2) << name;
      EXPECT_GE(s.end, 2000 * 2) << name;
      ++slices;
    }
  EXPECT_GT(slices, 0u);
  const nlohmann::json partial = part.json();
  for (const auto& e : partial.at("traceEvents"))
    if (e.at("ph") == "C") {
      EXPECT_LE(e.at("ts").get<double>(), 8.1);
    }
  options = {};
  options.layer = 1;
  const Tracks of_layer = tracks_of(timeline_of(program, options).json());
  for (const auto& [name, of_track] : of_layer)
    for (const Slice& s : of_track) EXPECT_EQ(s.event.at("args").at("layer"), 1) << name;
  EXPECT_EQ(of_layer.at("layers").size(), 1u);
}

TEST(Timeline, NamesAreTextWhateverTheyHold) {
  Program program = digits();
  std::string hostile = "<script>\"\\\n\x01\xff{}";
  hostile.append(10000, 'x');
  program.model_name = hostile;
  for (LayerInfo& layer : program.layers) layer.name = hostile;
  const nlohmann::json trace = timeline_of(program).json();
  const std::string shown = tracks_of(trace).at("layers")[0].event.at("name");
  EXPECT_TRUE(shown.starts_with("<script>\"\\\n\x01\xef\xbf\xbd{}xxx"));
  EXPECT_EQ(shown.size(), hostile.size() + 2);
}

TEST(Timeline, AHaltedRunSaysSo) {
  const Command waits = testing::with_tokens(testing::move_pixels(0, 1024, 8), {3}, {});
  const Made made = timeline_of(testing::program_of(testing::gate_machine(), {waits}));
  ASSERT_EQ(made.result.condition, Condition::kDeadlock);
  EXPECT_NE(made.text.find("\"name\":\"deadlock\""), std::string::npos);
  EXPECT_TRUE(made.json().contains("traceEvents"));
}

TEST(TimeWindows, KeepWhatIsSpentAndCutTheLast) {
  std::vector<std::array<double, 3>> closed;
  TimeWindows windows(10, [&](double b, double e, double sum) { closed.push_back({b, e, sum}); });
  windows.spend(5, 25, 40);  // 10, 20, 10
  windows.spend(12, 12, 1);
  windows.close_until(19.9);
  ASSERT_EQ(closed.size(), 1u);
  windows.finish(28);
  ASSERT_EQ(closed.size(), 3u);
  EXPECT_EQ(closed[0], (std::array<double, 3>{0, 10, 10}));
  EXPECT_EQ(closed[1], (std::array<double, 3>{10, 20, 21}));
  EXPECT_EQ(closed[2], (std::array<double, 3>{20, 28, 10}));
}

}  // namespace
}  // namespace octet
