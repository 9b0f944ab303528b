// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Builds simulators, shared libraries that verilator and the C++ compiler make of SystemVerilog, and keeps them in a
// cache under the hash of everything that went into them.
#pragma once
#include <filesystem>

#include "arch/machine.h"
#include "rtl/simulator_sources.h"

namespace octet {

// The simulator's library, built now if the cache does not hold it: that takes the time of a compilation. Other
// processes that want the same one wait for it. A build that was killed leaves nothing that a later one uses.
// Throws Error(kUsage) if a tool is missing or fails, or the cache cannot be written; Error(kArchitecture) if the
// core cannot be that machine.
std::filesystem::path simulator_library(const Machine& machine, SimulatorTop top, const RtlOptions& options);

// Where simulators are kept: $OCTET_CACHE, else octet in $XDG_CACHE_HOME or ~/.cache.
std::string cache_directory();

}  // namespace octet
