// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The waveform of systemc and that of the RTL, of the same program: signals of the same name have the same value in
// every cycle, where systemc's is known.
#include <gtest/gtest.h>

#include <filesystem>

#include "arch/recorder.h"
#include "base/error.h"
#include "reports/waveform.h"
#include "rtl/backend.h"
#include "rtl/fst_file.h"
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
  options.machine = load_machine("tiny-8");  // as the tests of cli: one simulator
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

void expect_equal_signals(const Pair& pair, std::int64_t from, std::int64_t to) {
  const test::SignalComparison compared = test::compare_signals(pair.in_vcd, pair.in_fst, from, to);
  EXPECT_EQ(compared.differences, std::vector<std::string>{});
  EXPECT_EQ(compared.missing, std::vector<std::string>{"TOP.layer [15:0]"}) << "the RTL knows no layers";
  EXPECT_GE(compared.equal, 100);
}

TEST(WaveformOfBothBackends, SignalsOfANameAreEqualInEveryCycle) {
  const test::TemporaryFolder folder;
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const Program program = small_program(seed);
    const Pair pair(program, {}, folder.path("wave.fst"));
    ASSERT_EQ(pair.systemc.condition, Condition::kOk);
    expect_equal_signals(pair, 0, pair.systemc.cycles);
    EXPECT_EQ(test::rising_edges(pair.in_vcd.at("TOP.clk_i")), pair.systemc.cycles + 1);
    EXPECT_EQ(test::rising_edges(pair.in_fst.at("TOP.clk_i")), pair.rtl.cycles + 1);
    if (HasFailure()) break;
  }
}

TEST(WaveformOfBothBackends, WindowsAreOfTheSameCycles) {
  const test::TemporaryFolder folder;
  const Program program = small_program(2);
  const Pair pair(program, {100, 180}, folder.path("wave.fst"));
  expect_equal_signals(pair, 100, 180);
  EXPECT_EQ(test::rising_edges(pair.in_vcd.at("TOP.clk_i")), 81);
  EXPECT_EQ(test::rising_edges(pair.in_fst.at("TOP.clk_i")), 81);
}

TEST(WholeFst, IsToldFromAShortenedOne) {
  const test::TemporaryFolder folder;
  const std::string file = folder.path("wave.fst");
  const Pair pair(small_program(1), {}, file);
  EXPECT_TRUE(is_whole_fst(file));
  const auto bytes = std::filesystem::file_size(file);
  for (const std::uintmax_t cut : {bytes - 1, bytes - 100, bytes / 2, std::uintmax_t{330}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(file, cut);
    EXPECT_FALSE(is_whole_fst(file)) << cut;
  }
  EXPECT_FALSE(is_whole_fst(folder.path("none.fst")));
}

}  // namespace
}  // namespace octet
