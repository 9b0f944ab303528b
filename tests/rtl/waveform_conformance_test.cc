// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The waveform of systemc and that of the RTL, of the same program: signals of the same name have the same value in
// every cycle, where systemc's is known.
#include <gtest/gtest.h>

#include <filesystem>

#include "arch/recorder.h"
#include "reports/waveform.h"
#include "rtl/backend.h"
#include "rtl/fst_file.h"
#include "rtl/test_machine.h"
#include "sim/host_executor.h"
#include "sim/systemc.h"
#include "tests/cli/support/octet_process.h"
#include "tests/cli/support/vcd.h"
#include "verify/random_program.h"

namespace octet {
namespace {

using test::SignalChanges;

constexpr int kPrograms = 12;

Program small_program(std::uint64_t seed) {
  RandomProgramOptions options;
  options.machine = rtl_machine();
  options.unlimited = false;
  options.max_commands = seed % 2 ? 20 : 120;
  return random_program(seed, options);
}

RunResult run_first_inference(Backend& backend, const Program& program, Recorder* recorder) {
  RunOptions options;
  options.recorder = recorder;
  MemoryImage memory = make_memory(program);
  RunResult result;
  run_program(program, *backend.make_core(program, options), &memory, execute_host_step, 0, result);
  return result;
}

struct Pair {
  std::string vcd;
  RunResult systemc, rtl;
  SignalChanges in_vcd, in_fst;
  Pair(const Program& program, CycleWindow window, const std::string& fst) {
    VcdRecorder recorder(window, [this](std::string_view text) { vcd += text; });
    systemc = run_first_inference(*make_systemc_backend(), program, &recorder);
    RtlOptions options;
    options.waveform = fst;
    options.waveform_from = window.from;
    options.waveform_to = window.to;
    rtl = run_first_inference(*make_rtl_backend(options), program, nullptr);
    in_vcd = test::vcd_changes(vcd);
    in_fst = test::changes_of(fst);
  }
};

bool agree(const std::string& known, const std::string& other) {
  return known.find('x') != std::string::npos || known == other;
}

// How many signals were compared.
int expect_equal_signals(const Pair& pair, std::int64_t from, std::int64_t to) {
  int compared = 0;
  for (const auto& [name, changes] : pair.in_vcd) {
    if (name == "TOP.layer [15:0]") continue;  // the RTL knows no layers
    const auto other = pair.in_fst.find(name);
    if (other == pair.in_fst.end()) {
      ADD_FAILURE() << name << " is not in the FST";
      continue;
    }
    const auto known = test::values_in_cycles(changes, from, to), rtl = test::values_in_cycles(other->second, from, to);
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (agree(known[i], rtl[i])) continue;
      ADD_FAILURE() << name << " in cycle " << from + static_cast<std::int64_t>(i) << ": " << known[i]
                    << " in systemc, " << rtl[i] << " in the RTL";
      break;
    }
    ++compared;
  }
  return compared;
}

TEST(WaveformOfBothBackends, SignalsOfANameAreEqualInEveryCycle) {
  const test::TemporaryFolder folder;
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = small_program(seed);
    const Pair pair(program, {}, folder.path("wave.fst"));
    ASSERT_EQ(pair.systemc.condition, Condition::kOk);
    EXPECT_GE(expect_equal_signals(pair, 0, pair.systemc.cycles), 100);
    EXPECT_EQ(test::rising_edges(pair.in_vcd.at("TOP.clk_i")), pair.systemc.cycles + 1);
    EXPECT_EQ(test::rising_edges(pair.in_fst.at("TOP.clk_i")), pair.rtl.cycles + 1);
    if (HasFailure()) break;
  }
}

TEST(WaveformOfBothBackends, WindowsAreOfTheSameCycles) {
  const test::TemporaryFolder folder;
  const Program program = small_program(2);
  const Pair pair(program, {100, 180}, folder.path("wave.fst"));
  EXPECT_GE(expect_equal_signals(pair, 100, 180), 100);
  EXPECT_EQ(test::rising_edges(pair.in_vcd.at("TOP.clk_i")), 81);
  EXPECT_EQ(test::rising_edges(pair.in_fst.at("TOP.clk_i")), 81);
}

TEST(WholeFst, IsToldFromAShortenedOne) {
  const test::TemporaryFolder folder;
  const std::string file = folder.path("wave.fst");
  const Pair pair(small_program(1), {}, file);
  EXPECT_NO_THROW(require_whole_fst(file));
  const auto bytes = std::filesystem::file_size(file);
  for (const std::uintmax_t cut : {bytes - 1, bytes - 100, bytes / 2, std::uintmax_t{330}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(file, cut);
    EXPECT_THROW(require_whole_fst(file), Error) << cut;
  }
  EXPECT_THROW(require_whole_fst(folder.path("none.fst")), Error);
}

}  // namespace
}  // namespace octet
