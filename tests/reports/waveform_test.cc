// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Waveforms of systemc: their counts are the run's, a window is a part of the whole, and GTKWave's files fit them.
#include "reports/waveform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.h"
#include "compiler/compile.h"
#include "models/graph.h"
#include "reports/gtkwave.h"
#include "sim/systemc.h"
#include "tests/cli/support/vcd.h"
#include "tests/models/support/zoo.h"
#include "verify/random_program.h"

namespace octet {
namespace {

struct Recorded {
  std::string text;
  RunResult result;
  test::SignalChanges signals;
  Recorded(const Program& program, CycleWindow window = {}) {
    VcdRecorder recorder(window, [this](std::string_view part) { text += part; });
    RunOptions options;
    options.data = false;
    options.recorder = &recorder;
    run_program(program, *make_systemc_backend()->make_core(program, options), nullptr, nullptr, 1000, result);
    signals = test::vcd_changes(text);
  }
  const std::vector<test::ValueChange>& of(const std::string& name) const {
    return signals.at(kWaveformCore + (".u_view." + name));
  }
};

Program digits() { return compile(import_model(zoo_file("digits.tflite")), load_machine("tiny-8")); }

std::int64_t ones(const std::vector<std::string>& values, const std::string& wanted) {
  return std::count(values.begin(), values.end(), wanted);
}

void expect_counts_of_run(const Program& program) {
  const Recorded run(program);
  ASSERT_EQ(run.result.condition, Condition::kOk);
  const std::int64_t cycles = run.result.cycles;
  EXPECT_EQ(test::rising_edges(run.signals.at("TOP.clk_i")), cycles + 1);
  for (int q = 0; q < kQueues; ++q) {
    const auto queue = static_cast<Queue>(q);
    const std::string name(name_of(queue));
    SCOPED_TRACE(name);
    std::int64_t commands = 0;
    for (const Segment& segment : program.segments)
      for (std::uint32_t c = 0; c < segment.commands; ++c)
        commands += queue_of(program.commands[segment.first_command + c]) == queue;
    EXPECT_EQ(ones(test::values_in_cycles(run.of(name + "_start"), 0, cycles), "1"), commands);
    EXPECT_EQ(ones(test::values_in_cycles(run.of(name + "_done"), 0, cycles), "1"), commands);
    const auto states = test::values_in_cycles(run.of(name + "_state [1:0]"), 0, cycles - 1);
    const EngineCycles& counted = run.result.engines[static_cast<std::size_t>(q)];
    EXPECT_EQ(ones(states, "00"), counted.busy);
    EXPECT_EQ(ones(states, "01"), counted.token);
    EXPECT_EQ(ones(states, "10"), counted.bank);
    EXPECT_EQ(ones(states, "11"), counted.idle);
  }
}

TEST(Waveform, CountsOfANetworkAreThoseOfItsRun) { expect_counts_of_run(digits()); }

TEST(Waveform, CountsOfRandomProgramsAreThoseOfTheirRuns) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    expect_counts_of_run(random_program(seed));
  }
}

TEST(Waveform, BurstsGrantedAreTheBytesOfTheRun) {
  const Program program = digits();
  const Recorded run(program);
  const std::int64_t cycles = run.result.cycles;
  const auto bytes = test::values_in_cycles(
      run.signals.at(kWaveformCore + fmt::format(".burst_bytes_o [{}:0]", waveform_burst_bits(program.machine) - 1)), 0,
      cycles);
  const auto valid = test::values_in_cycles(run.signals.at(kWaveformCore + std::string(".burst_valid_o")), 0, cycles);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (valid[i] == "1") sum += std::stoll(bytes[i], nullptr, 2);
  EXPECT_EQ(sum, run.result.dram_read_bytes + run.result.dram_write_bytes);
}

// Also what happened before the window is known in it.
TEST(Waveform, WindowIsAPartOfTheWhole) {
  const Program program = digits();
  const Recorded whole(program);
  const std::int64_t end = whole.result.cycles;
  for (const auto& [from, to] :
       {std::pair<std::int64_t, std::int64_t>{0, 0}, {end / 3, end / 3 + 500}, {end - 20, end}}) {
    const Recorded part(program, {from, to});
    EXPECT_EQ(test::rising_edges(part.signals.at("TOP.clk_i")), to - from + 1);
    for (const auto& [name, changes] : part.signals)
      ASSERT_EQ(test::values_in_cycles(changes, from, to), test::values_in_cycles(whole.signals.at(name), from, to))
          << name;
  }
}

TEST(Waveform, NamesOfModelsEndNoComment) {
  Program program = digits();
  program.model_name = "a $end\n$scope module evil $end \x01";
  const Recorded run(program, {0, 10});
  EXPECT_NE(run.text.find("$comment octet: model a _end__scope module evil _end _ $end\n"), std::string::npos);
  EXPECT_EQ(run.text.find('\x01'), std::string::npos);
}

TEST(Waveform, SaysHowLongACycleIs) {
  EXPECT_EQ(cycle_time_text(load_machine("edge-16", {"clock_mhz=400"})),
            "machine edge-16: a cycle is 10 units, 2.5 ns at 400 MHz");
}

// The grammar of a save file, as far as octet writes it: what is said of the whole in brackets or behind "*", then
// flags behind "@" that hold for the traces behind them: a comment or group behind "-", a file of names behind "^".
struct SaveFile {
  std::vector<std::string> traces, comments;
  std::set<std::string> name_files;
  int groups = 0, open = 0;
  explicit SaveFile(const std::string& text) {
    std::istringstream lines(text);
    unsigned flags = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line[0] == '[' || line[0] == '*') continue;
      if (line[0] == '@')
        flags = static_cast<unsigned>(std::stoul(line.substr(1), nullptr, 16));
      else if (line[0] == '-')
        comment(flags, line.substr(1));
      else if (line[0] == '^')
        name_files.insert(line.substr(line.find(' ') + 1));
      else
        traces.push_back(line);
    }
  }
  void comment(unsigned flags, const std::string& text) {
    EXPECT_TRUE(flags & 0x200u) << text;
    if (flags & 0x800000u) ++groups, ++open;
    if (flags & 0x1000000u) --open;
    EXPECT_GE(open, 0);
    comments.push_back(text);
  }
};

TEST(GtkwaveFiles, ShowSignalsThatTheWaveformHas) {
  const Program program = digits();
  const Recorded run(program, {0, 0});
  std::set<std::string> names;
  for (const auto& [name, changes] : run.signals) {
    std::string joined = name;
    if (const auto space = joined.find(' '); space != std::string::npos) joined.erase(space, 1);
    names.insert(joined);
  }
  const std::string text = gtkwave_text({"a.vcd", "e.txt", "s.txt", "l.txt"}, program.machine, {70, 20});
  const SaveFile save(text);
  EXPECT_EQ(save.groups, 7);
  EXPECT_EQ(save.open, 0);
  EXPECT_GT(save.traces.size(), 90u);
  for (const std::string& trace : save.traces) EXPECT_TRUE(names.count(trace)) << trace;
  EXPECT_EQ(save.name_files, (std::set<std::string>{"e.txt", "s.txt", "l.txt"}));
  EXPECT_EQ(save.comments.front(), cycle_time_text(program.machine));
  EXPECT_NE(text.find("[dumpfile] \"a.vcd\"\n"), std::string::npos);
  EXPECT_NE(text.find("*-9.000000 70 70 20 -1 "), std::string::npos);
}

TEST(GtkwaveFiles, NameStatesAndLayers) {
  EXPECT_EQ(gtkwave_engine_states(), "0 busy\n1 token\n2 bank\n3 idle\n");
  Program program = digits();
  program.layers.at(0).name = "conv\n1 evil";
  const std::string text = gtkwave_layers(program);
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), program.commands.size());
  EXPECT_NE(text.find(" 0:conv_1 evil\n"), std::string::npos);
}

}  // namespace
}  // namespace octet
