// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Verilator finds nothing to warn of in the core of any preset.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "rtl/package_text.h"
#include "rtl/test_machine.h"

namespace octet {
namespace {

int lint(const Machine& machine) {
  const auto package = std::filesystem::temp_directory_path() / ("octet_pkg." + std::to_string(getpid()) + ".sv");
  std::ofstream(package) << package_text(machine);
  const std::string rtl = std::string(OCTET_SOURCE_DIR) + "/rtl";
  const std::string command = "verilator --lint-only -Wall --unroll-stmts 200000 --unroll-count " +
                              std::to_string(unroll_count(machine)) + " -I" + rtl + " --top-module core " + rtl +
                              "/core.vlt " + package.string() + " " + rtl + "/core.sv 1>&2";
  const int status = std::system(command.c_str());
  std::filesystem::remove(package);
  return status;
}

// The largest preset takes verilator a while: in the full test only.
TEST(RtlLint, NoWarningForAnyPreset) {
  const char* full = std::getenv("OCTET_TEST_FULL");
  for (const std::string& name : preset_names()) {
    if (name == "tpu-128" && !(full && *full == '1')) continue;
    const Machine machine = load_machine(name);
    if (machine.array_pe == PeKind::kInt8) {
      EXPECT_EQ(lint(machine), 0) << name;
    }
  }
}
TEST(RtlLint, NoWarningForOddMachines) {
  EXPECT_EQ(lint(rtl_machine()), 0);
  EXPECT_EQ(lint(load_machine("edge-16", {"array.rows=5", "array.cols=12"})), 0);
  EXPECT_EQ(lint(load_machine("tiny-8", {"array.rows=3", "vector.lanes=5", "queue.depth=3"})), 0);
}
TEST(RtlLint, RefusesWhatTheCoreCannotBe) {
  EXPECT_THROW(package_text(load_machine("edge-16", {"array.double_buffer_weights=false"})), std::runtime_error);
  EXPECT_THROW(package_text(load_machine("edge-16", {"dram.unlimited=true"})), std::runtime_error);
}

}  // namespace
}  // namespace octet
