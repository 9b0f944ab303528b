// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a simulator is made of: our SystemVerilog, the user's instead or beside it, and the C++ around it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "rtl/backend.h"

namespace octet {

// What is verilated: the whole core, or the array or the vector unit alone.
enum class SimulatorTop { kCore, kArray, kVector };

struct SimulatorSources {
  // Throws Error(kUsage) if options.directory is no directory, holds no SystemVerilog or a generated file.
  SimulatorSources(SimulatorTop top, const RtlOptions& options);

  std::string module;                             // the top module
  std::filesystem::path folder;                   // our SystemVerilog
  std::filesystem::path user;                     // the user's; empty: none
  std::vector<std::filesystem::path> includes;    // where verilator looks for modules, in order
  std::vector<std::filesystem::path> waivers;     // for verilator, before the rest
  std::vector<std::filesystem::path> verilog;     // named to verilator: the top module, the user's additions
  std::vector<std::filesystem::path> cpp;         // compiled with what verilator generates
  std::vector<std::filesystem::path> everything;  // every file that may enter the simulator, sorted
};

// Where the SystemVerilog and the C++ around it lie: $OCTET_RTL_DIR, else where octet was built.
std::filesystem::path rtl_directory();

}  // namespace octet
