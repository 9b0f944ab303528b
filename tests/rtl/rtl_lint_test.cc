// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Verilator finds nothing to warn of in the core of any preset.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "rtl/package_text.h"
#include "rtl/test_machine.h"

namespace octet {
namespace {

// Warnings do not depend on optimisation, which takes minutes of the largest array.
int lint(const Machine& machine) {
  const auto package = std::filesystem::temp_directory_path() / ("octet_pkg." + std::to_string(getpid()) + ".sv");
  std::ofstream(package) << package_text(machine);
  const std::string rtl = std::string(OCTET_SOURCE_DIR) + "/rtl";
  const std::string command = "verilator --lint-only -Wall -O0 --unroll-stmts 200000 --unroll-count " +
                              std::to_string(unroll_count(machine)) + " -I" + rtl + " --top-module octet " + rtl +
                              "/core.vlt " + package.string() + " " + rtl + "/octet.sv 1>&2";
  const int status = std::system(command.c_str());
  std::filesystem::remove(package);
  return status;
}

TEST(RtlLint, NoWarningForAnyPreset) {
  for (const std::string& name : preset_names()) {
    EXPECT_EQ(lint(load_machine(name)), 0) << name;
  }
}
TEST(RtlLint, NoWarningForOddMachines) {
  EXPECT_EQ(lint(rtl_machine()), 0);
  EXPECT_EQ(lint(load_machine("edge-16", {"array.rows=5", "array.cols=12"})), 0);
  EXPECT_EQ(lint(load_machine("tiny-8", {"array.rows=3", "vector.lanes=5", "queue.depth=3"})), 0);
}
TEST(RtlLint, NoWarningForOutputStationaryMachines) {
  Machine machine = rtl_machine();
  machine.array_dataflow = Dataflow::kOutputStationary;
  EXPECT_EQ(lint(machine), 0);
  const std::string stays = "array.dataflow=output-stationary";
  EXPECT_EQ(lint(load_machine("edge-16", {stays, "array.rows=5", "array.cols=12"})), 0);
  for (const char* name : {"tiny-8", "edge-16", "edge-64"}) EXPECT_EQ(lint(load_machine(name, {stays})), 0);
}
TEST(RtlLint, NoWarningForFloatMachines) {
  const std::string stays = "array.dataflow=output-stationary";
  for (const char* name : {"tiny-8-fp32", "tiny-8-bf16"}) {
    EXPECT_EQ(lint(load_machine(name)), 0) << name;
    EXPECT_EQ(lint(load_machine(name, {stays, "array.rows=3", "array.cols=5", "vector.lanes=5"})), 0) << name;
  }
}
TEST(RtlLint, RefusesWhatTheCoreCannotBe) {
  EXPECT_THROW(package_text(load_machine("edge-16", {"array.double_buffer_weights=false"})), std::runtime_error);
  EXPECT_THROW(package_text(load_machine("edge-16", {"dram.unlimited=true"})), std::runtime_error);
  EXPECT_THROW(package_text(load_machine("edge-16", {"dram.bandwidth_gb_per_s=40"})), std::runtime_error);
  EXPECT_THROW(package_text(load_machine("edge-16", {"dram.burst_bytes=4096", "dram.row_bytes=4096"})),
               std::runtime_error);
}
TEST(RtlLint, NamesTheLeastLatency) {
  EXPECT_NO_THROW(package_text(load_machine("edge-16", {"dram.latency_ns=4"})));
  try {
    package_text(load_machine("edge-16", {"dram.latency_ns=3.9"}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("dram.latency_ns is 3.9, the RTL core needs 4 (2 cycles) at least"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace octet
