// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/core_library.h"

#include <dlfcn.h>

#include <map>
#include <mutex>
#include <string>

#include "base/error.h"

namespace octet {
namespace {

// One library per file and process: loading takes a while.
template <class Library>
std::shared_ptr<const Library> loaded(const Machine& machine, SimulatorTop top, const RtlOptions& options) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Library>> libraries;
  const std::filesystem::path file = simulator_library(machine, top, options);
  const std::lock_guard lock(mutex);
  auto& library = libraries[file.string()];
  if (!library) library = std::make_shared<Library>(file);
  return library;
}

}  // namespace

SimulatorLibrary::SimulatorLibrary(const std::filesystem::path& file) : handle_(dlopen(file.c_str(), RTLD_NOW)) {
  if (!handle_) fail(ErrorKind::kUsage, "{}: cannot be loaded, remove it to have it built again", dlerror());
  find(open_waveform, "octet_model_open_waveform");
  find(dump, "octet_model_dump");
  find(flush, "octet_model_flush");
  find(write_coverage, "octet_model_write_coverage");
  find(destroy, "octet_model_delete");
}

SimulatorLibrary::~SimulatorLibrary() { dlclose(handle_); }

void* SimulatorLibrary::symbol(const char* name) {
  void* found = dlsym(handle_, name);
  OCTET_CHECK(found, "the simulator has no {}", name);
  return found;
}

CoreLibrary::CoreLibrary(const std::filesystem::path& file) : SimulatorLibrary(file) {
  find(make, "octet_core_new");
  find(settle, "octet_core_settle");
  find(clock, "octet_core_clock");
}

BlockLibrary::BlockLibrary(const std::filesystem::path& file) : SimulatorLibrary(file) {
  find(make, "octet_block_new");
  find(ready, "octet_block_ready");
  find(start, "octet_block_start");
  find(cycle, "octet_block_cycle");
}

std::shared_ptr<const CoreLibrary> core_library(const Machine& machine, const RtlOptions& options) {
  return loaded<CoreLibrary>(machine, SimulatorTop::kCore, options);
}

std::shared_ptr<const BlockLibrary> block_library(const Machine& machine, SimulatorTop top, const RtlOptions& options) {
  return loaded<BlockLibrary>(machine, top, options);
}

}  // namespace octet
