// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random programs of all nine commands on fixed machines of both dataflows: the RTL's events, owners, counters and
// condition are fast's and systemc's in every cycle; its memory image is the reference's where the program streams.
#include <gtest/gtest.h>

#include <cstdlib>

#include "rtl/backend.h"
#include "rtl/test_machine.h"
#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/rtl/support/equal_runs.h"
#include "verify/random_program.h"
#include "verify/streaming.h"

namespace octet {
namespace {

using testing::expect_equal_timing;
using testing::Outcome;
using testing::run_on;

// 1,750 programs over the seven machines in the full test.
int programs() {
  const char* full = std::getenv("OCTET_TEST_FULL");
  return full && *full == '1' ? 250 : 25;
}

Program fixed_program(std::uint64_t seed, const Machine& machine, int commands) {
  RandomProgramOptions options;
  options.machine = machine;
  options.unlimited = false;
  options.max_commands = commands;
  return random_program(seed, options);
}

// io and workspace hold bytes that are not poison.
MemoryImage filled(const Program& program, std::uint64_t seed) {
  MemoryImage memory = make_memory(program);
  for (const Base base : {Base::kIo, Base::kWorkspace}) {
    for (auto& byte : memory.region[static_cast<std::size_t>(base)]) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<std::uint8_t>(seed >> 56);
    }
  }
  return memory;
}

void expect_agreement(const Program& program, std::uint64_t seed) {
  const MemoryImage memory = filled(program, seed);
  const Outcome fast = run_on(*make_fast_backend(), program, memory);
  const Outcome systemc = run_on(*make_systemc_backend(), program, memory);
  const Outcome rtl = run_on(*make_rtl_backend(), program, memory);
  expect_equal_timing(program, fast.result, systemc.result);
  expect_equal_timing(program, fast.result, rtl.result);
  if (!streams(program)) return;
  const Outcome reference = run_on(*make_reference_backend(), program, memory);
  EXPECT_TRUE(reference.memory.region == rtl.memory.region);
  EXPECT_TRUE(systemc.memory.region == rtl.memory.region);
}

void expect_agreement_on(const Machine& machine) {
  int streaming = 0;
  for (int seed = 0; seed < programs(); ++seed) {
    SCOPED_TRACE(seed);
    // Every second program is short: most of those stream.
    const Program program = fixed_program(static_cast<std::uint64_t>(seed), machine, seed % 2 ? 25 : 200);
    expect_agreement(program, static_cast<std::uint64_t>(seed));
    streaming += streams(program);
  }
  EXPECT_GE(streaming, programs() / 20) << "too few programs whose values are compared";
}

TEST(RtlRandom, AgreesOnTwoByTwo) { expect_agreement_on(rtl_machine()); }
TEST(RtlRandom, AgreesOnTiny8) { expect_agreement_on(load_machine("tiny-8")); }
TEST(RtlRandom, AgreesOnEdge16) { expect_agreement_on(load_machine("edge-16")); }
TEST(RtlRandom, AgreesOnFiveByTwelve) {
  expect_agreement_on(load_machine("edge-16", {"array.rows=5", "array.cols=12"}));
}

TEST(RtlRandom, AgreesOnOutputStationaryTwoByTwo) {
  Machine machine = rtl_machine();
  machine.array_dataflow = Dataflow::kOutputStationary;
  expect_agreement_on(machine);
}
TEST(RtlRandom, AgreesOnOutputStationaryTiny8) {
  expect_agreement_on(load_machine("tiny-8", {"array.dataflow=output-stationary"}));
}
TEST(RtlRandom, AgreesOnOutputStationaryFiveByTwelve) {
  expect_agreement_on(load_machine("edge-16", {"array.dataflow=output-stationary", "array.rows=5", "array.cols=12"}));
}

// Commands of one row of the array behind commands of many: the stream must wait for its predecessor's.
void expect_agreement_of_few_rows(const Machine& machine) {
  for (int seed = 0; seed < programs(); ++seed) {
    SCOPED_TRACE(seed);
    Program program = fixed_program(static_cast<std::uint64_t>(seed) + 5000, machine, 60);
    for (std::size_t i = 0; i < program.commands.size(); ++i) {
      if (auto* array = std::get_if<ArrayCommand>(&program.commands[i].op)) {
        if (i % 2) array->in.kernel_h = array->in.kernel_w = 1;
        if (i % 3) array->in.channels = 1;
        if (i % 5) array->in.out_h = 1;
        if (i % 7) array->n = 1;
      }
    }
    const MemoryImage memory = filled(program, 1);
    const Outcome fast = run_on(*make_fast_backend(), program, memory);
    const Outcome rtl = run_on(*make_rtl_backend(), program, memory);
    expect_equal_timing(program, fast.result, rtl.result);
  }
}
TEST(RtlRandom, AgreesOnArrayCommandsOfFewRows) { expect_agreement_of_few_rows(load_machine("tiny-8")); }
TEST(RtlRandom, AgreesOnOutputStationaryCommandsOfFewRows) {
  expect_agreement_of_few_rows(load_machine("tiny-8", {"array.dataflow=output-stationary"}));
}

}  // namespace
}  // namespace octet
