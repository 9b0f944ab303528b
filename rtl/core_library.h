// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Simulators loaded into the process: each once, by machine and options.
#pragma once
#include <filesystem>
#include <memory>

#include "arch/machine.h"
#include "rtl/simulator/block_abi.h"
#include "rtl/simulator/core_abi.h"
#include "rtl/simulator/model_abi.h"
#include "rtl/simulator_build.h"

namespace octet {

// A shared library and the functions of simulator/model_abi.h in it.
class SimulatorLibrary {
 public:
  explicit SimulatorLibrary(const std::filesystem::path& file);
  ~SimulatorLibrary();
  SimulatorLibrary(const SimulatorLibrary&) = delete;
  SimulatorLibrary& operator=(const SimulatorLibrary&) = delete;

  decltype(&octet_model_open_waveform) open_waveform = nullptr;
  decltype(&octet_model_dump) dump = nullptr;
  decltype(&octet_model_flush) flush = nullptr;
  decltype(&octet_model_write_coverage) write_coverage = nullptr;
  decltype(&octet_model_delete) destroy = nullptr;

 protected:
  template <class Function>
  void find(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(symbol(name));
  }

 private:
  void* symbol(const char* name);
  void* handle_;
};

class CoreLibrary : public SimulatorLibrary {
 public:
  explicit CoreLibrary(const std::filesystem::path& file);
  decltype(&octet_core_new) make = nullptr;
  decltype(&octet_core_settle) settle = nullptr;
  decltype(&octet_core_clock) clock = nullptr;
};

// Of SimulatorTop::kArray or kVector.
class BlockLibrary : public SimulatorLibrary {
 public:
  explicit BlockLibrary(const std::filesystem::path& file);
  decltype(&octet_block_new) make = nullptr;
  decltype(&octet_block_ready) ready = nullptr;
  decltype(&octet_block_start) start = nullptr;
  decltype(&octet_block_cycle) cycle = nullptr;
};

// Builds and loads what is not there yet; throws what simulator_library throws.
std::shared_ptr<const CoreLibrary> core_library(const Machine& machine, const RtlOptions& options);
std::shared_ptr<const BlockLibrary> block_library(const Machine& machine, SimulatorTop top, const RtlOptions& options);

}  // namespace octet
