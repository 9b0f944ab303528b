// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The simulator of one machine's core: a shared library that Verilator and the C++ compiler build when it is
// first asked for, kept in a cache under the hash of everything that went into it.
#pragma once
#include <memory>
#include <string>

#include "arch/machine.h"
#include "rtl/simulator/core_abi.h"

namespace octet {

class CoreLibrary {
 public:
  // Throws Error(kUsage) if verilator or the compiler is missing, Error(kArchitecture) if the core cannot be
  // that machine. Takes the time of a compilation when the cache does not hold it yet.
  explicit CoreLibrary(const Machine& machine);
  ~CoreLibrary();
  CoreLibrary(const CoreLibrary&) = delete;
  CoreLibrary& operator=(const CoreLibrary&) = delete;

  decltype(&octet_core_new) make = nullptr;
  decltype(&octet_core_delete) destroy = nullptr;
  decltype(&octet_core_settle) settle = nullptr;
  decltype(&octet_core_clock) clock = nullptr;

 private:
  void* handle_ = nullptr;
};

// Where simulators are kept: $OCTET_CACHE, else octet in $XDG_CACHE_HOME or ~/.cache.
std::string cache_directory();

}  // namespace octet
