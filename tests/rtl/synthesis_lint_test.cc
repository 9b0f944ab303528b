// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// yosys elaborates the RTL as synthesis sees it: machines up to 32x32 whole, larger ones block by block. No
// latch, nothing undriven or driven twice.
#include <gtest/gtest.h>

#include <cstdlib>

#include "arch/machine.h"
#include "rtl/package_text.h"
#include "tests/rtl/support/yosys.h"

namespace octet {
namespace {

using testing::Ran;
using testing::Yosys;

bool full() {
  const char* value = std::getenv("OCTET_TEST_FULL");
  return value && *value == '1';
}

void expect_elaborates(const std::string& machine, const std::vector<std::string>& tops,
                       const std::vector<std::string>& settings = {}) {
  const Yosys yosys(package_text(load_machine(machine, settings)));
  for (const std::string& top : tops) {
    const Ran ran = yosys.elaborate(top);
    EXPECT_TRUE(ran.succeeded) << machine << " " << top << "\n" << ran.log;
  }
}

// What the core consists of: every module is one of these or below one. The large ones take yosys one to three
// minutes each on the largest machine.
const std::vector<std::string> kSmall = {"axi_manager", "control_registers", "dram_arbiter",
                                         "load_engine", "store_engine",      "parameter_memory"};
const std::vector<std::string> kMemories = {"scratchpad", "accumulator"};

TEST(Synthesis, TheSmallestPresetElaboratesWhole) { expect_elaborates("tiny-8", {"octet"}); }
TEST(Synthesis, AFloatElementElaborates) { expect_elaborates("tiny-8", {"fma_pe"}); }
TEST(Synthesis, EnginesOfFloatsElaborate) {
  const std::vector<std::string> tops = {"accumulator", "array_engine", "vector"};
  expect_elaborates("tiny-8-bf16", tops);
  if (full()) expect_elaborates("tiny-8-fp32", tops, {"array.dataflow=output-stationary"});
}
TEST(Synthesis, OutputStationaryArraysElaborate) {
  const std::vector<std::string> tops = {"array_engine", "array_profile"};
  expect_elaborates("tiny-8", tops, {"array.dataflow=output-stationary"});
  if (full()) expect_elaborates("edge-16", tops, {"array.dataflow=output-stationary"});
}
TEST(Synthesis, Edge16ElaboratesWholeOrInBlocks) {
  if (full()) return expect_elaborates("edge-16", {"octet"});
  expect_elaborates("edge-16", kSmall);
  expect_elaborates("edge-16", kMemories);
  expect_elaborates("edge-16", {"sequencer", "array_engine", "vector"});
}
TEST(Synthesis, Edge32ElaboratesWhole) {
  expect_elaborates("edge-32", full() ? std::vector<std::string>{"octet"} : kSmall);
}
TEST(Synthesis, EveryBlockOfEdge64Elaborates) {
  expect_elaborates("edge-64", kSmall);
  if (!full()) return;
  expect_elaborates("edge-64", kMemories);
  expect_elaborates("edge-64", {"sequencer", "array_engine", "vector"});
}
TEST(Synthesis, SmallBlocksOfTpu128Elaborate) {
  expect_elaborates("tpu-128", kSmall);
  if (full()) expect_elaborates("tpu-128", kMemories);
}
TEST(Synthesis, SequencerOfTpu128Elaborates) { expect_elaborates("tpu-128", {full() ? "sequencer" : "fetcher"}); }
TEST(Synthesis, ArrayOfTpu128Elaborates) {
  expect_elaborates("tpu-128", {"array_tracker"});
  if (full()) expect_elaborates("tpu-128", {"array_profile", "array_rows"});
}
TEST(Synthesis, VectorUnitOfTpu128Elaborates) { expect_elaborates("tpu-128", {full() ? "vector" : "requantizer"}); }
TEST(Synthesis, AModuleThatIsNotThereDoesNotElaborate) {
  EXPECT_FALSE(Yosys(package_text(load_machine("tiny-8"))).elaborate("no_such_module").succeeded);
}

}  // namespace
}  // namespace octet
