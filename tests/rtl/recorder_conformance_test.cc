// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// systemc and rtl tell a recorder the same, line by line: events, bursts and what the bus does.
#include <gtest/gtest.h>

#include "rtl/backend.h"
#include "rtl/test_machine.h"
#include "sim/systemc.h"
#include "tests/sim/support/event_log.h"
#include "verify/random_program.h"

namespace octet {
namespace {

// Two inferences in a row, as the state of the DRAM's pages is kept.
std::vector<std::string> told(Backend& backend, const Program& program) {
  testing::EventLog log;
  RunOptions options;
  options.recorder = &log;
  MemoryImage memory = make_memory(program);
  const std::unique_ptr<Core> core = backend.make_core(program, options);
  std::int64_t now = 0;
  for (int pass = 0; pass < 2; ++pass) {
    RunResult result;
    now = run_program(program, *core, &memory, nullptr, now, result);
  }
  EXPECT_TRUE(log.in_order);
  EXPECT_FALSE(log.bursts.empty());
  return log.lines;
}

void expect_the_same(const Machine& machine) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE(seed);
    RandomProgramOptions options;
    options.machine = machine;
    options.unlimited = false;
    options.max_commands = seed % 2 ? 25 : 120;
    const Program program = random_program(seed, options);
    const auto systemc = told(*make_systemc_backend(), program), rtl = told(*make_rtl_backend(), program);
    ASSERT_EQ(systemc.size(), rtl.size());
    for (std::size_t i = 0; i < rtl.size(); ++i) ASSERT_EQ(systemc[i], rtl[i]) << "line " << i;
  }
}

TEST(RtlRecorder, TellsWhatSystemcTellsOnTwoByTwo) { expect_the_same(rtl_machine()); }
TEST(RtlRecorder, TellsWhatSystemcTellsOnTiny8) { expect_the_same(load_machine("tiny-8")); }

}  // namespace
}  // namespace octet
