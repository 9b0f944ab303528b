// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/simulator_sources.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "rtl/shell.h"

namespace octet {
namespace {
namespace fs = std::filesystem;

bool has_extension(const fs::path& file, std::initializer_list<const char*> extensions) {
  return std::any_of(extensions.begin(), extensions.end(), [&](const char* e) { return file.extension() == e; });
}

// Files of SystemVerilog and waivers in a folder, sorted.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (has_extension(entry.path(), {".sv", ".svh", ".v", ".vh", ".vlt"})) files.push_back(entry.path());
  if (error) fail(ErrorKind::kUsage, "{}: {}", folder.string(), error.message());
  std::sort(files.begin(), files.end());
  return files;
}

// Of folder simulator, but for the module of the core and the vector unit.
struct Top {
  const char *module, *file;
  std::vector<const char*> waivers, compiled, included;
};
Top top_of(SimulatorTop top) {
  switch (top) {
    case SimulatorTop::kCore:
      return {"core_bench", "simulator/core_bench.sv", {"core.vlt"}, {"core_shim.cc"}, {"core_abi.h"}};
    case SimulatorTop::kArray:
      return {"array_block",
              "simulator/array_block.sv",
              {"core.vlt", "blocks.vlt"},
              {"array_shim.cc", "block.cc"},
              {"block_abi.h", "block.h"}};
    case SimulatorTop::kVector:
      return {"vector",
              "vector.sv",
              {"core.vlt", "blocks.vlt"},
              {"vector_shim.cc", "block.cc"},
              {"block_abi.h", "block.h"}};
  }
  return {};
}

// The user's files that are not in place of ours; those verilator finds by the name of their module.
void add_user_files(SimulatorSources& sources) {
  const std::vector<fs::path> files = files_in(sources.user);
  bool modules = false;
  for (const fs::path& file : files) {
    modules |= has_extension(file, {".sv", ".v"});
    if (file.filename() == "octet_pkg.sv")
      fail(ErrorKind::kUsage, "{}: the package is generated from the machine and cannot be replaced", file.string());
    if (file.extension() == ".vlt") sources.waivers.push_back(file);
    if (has_extension(file, {".sv", ".v"}) && !fs::exists(sources.folder / file.filename()))
      sources.verilog.push_back(file);
    sources.everything.push_back(file);
  }
  if (!modules) fail(ErrorKind::kUsage, "{}: holds no SystemVerilog (.sv or .v)", sources.user.string());
}

// What makes a waveform readable is bound into modules of ours; one of the user's has signals of its own.
void add_views(SimulatorSources& sources) {
  const fs::path simulator = sources.folder / "simulator";
  for (const char* module : {"octet.sv", "core.sv", "sequencer.sv", "scoreboard.sv"})
    if (!sources.user.empty() && fs::exists(sources.user / module)) return;
  sources.waivers.push_back(simulator / "view.vlt");
  for (const char* view : {"core_view.sv", "token_view.sv"}) sources.verilog.push_back(simulator / view);
  for (const char* file : {"view.vlt", "core_view.sv", "token_view.sv"}) sources.everything.push_back(simulator / file);
}

}  // namespace

fs::path rtl_directory() { return fs::absolute(environment("OCTET_RTL_DIR", OCTET_RTL_SOURCES)); }

SimulatorSources::SimulatorSources(SimulatorTop top, const RtlOptions& options) : folder(rtl_directory()) {
  const Top parts = top_of(top);
  module = parts.module;
  everything = files_in(folder);
  for (const char* file : parts.waivers) waivers.push_back(folder / file);
  fs::path top_file = folder / parts.file;
  if (!options.directory.empty()) {
    if (!fs::is_directory(options.directory))
      fail(ErrorKind::kUsage, "{}: is not a directory with SystemVerilog", options.directory);
    user = fs::absolute(options.directory);
    includes.push_back(user);
    if (fs::exists(user / top_file.filename())) top_file = user / top_file.filename();
    add_user_files(*this);
  }
  verilog.push_back(top_file);
  if (!options.waveform.empty() && top == SimulatorTop::kCore) add_views(*this);
  includes.push_back(folder);
  const fs::path simulator = folder / "simulator";
  cpp.push_back(simulator / "model.cc");
  for (const char* file : parts.compiled) cpp.push_back(simulator / file);
  everything.push_back(top_file);
  everything.insert(everything.end(), cpp.begin(), cpp.end());
  for (const char* file : {"model.h", "model_abi.h", "print.h"}) everything.push_back(simulator / file);
  for (const char* file : parts.included) everything.push_back(simulator / file);
  everything.push_back(folder / "verilated" / "port_bits.h");
}

}  // namespace octet
