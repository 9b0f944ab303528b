// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rtl backend: the SystemVerilog core of the program's machine under Verilator, reading the program's binary from
// its memory image and served by arch's DRAM. Its simulator is built when a machine is first named.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "arch/backend.h"

namespace octet {

struct RtlOptions {
  // SystemVerilog of the user's own: a file named like one of ours replaces it, others are added. Empty: none.
  std::string directory;
  // FST waveform of the core made last, with the absolute cycles from..to; ten time units a cycle. Empty: none.
  std::string waveform;
  std::int64_t waveform_from = 0, waveform_to = std::numeric_limits<std::int64_t>::max();
  // The absolute cycle that both, and the time in the file, count from; below 0: nothing is recorded meanwhile. Read in
  // every cycle, so that it may follow an inference. None: 0.
  std::shared_ptr<const std::int64_t> waveform_origin;
  // Verilator's line and toggle coverage data, written after every segment. Empty: none.
  std::string coverage;
};

// Its cores need a memory image in run_segment. make_core throws Error(kArchitecture) for a machine the core
// cannot be, and Error(kUsage) if verilator or a compiler is missing, the user's SystemVerilog is wrong, or a file
// cannot be written. What the running RTL does wrong (an assertion, a request that cannot be, nothing any more) is
// the result's condition. The Program must outlive the core.
std::unique_ptr<Backend> make_rtl_backend(const RtlOptions& options = {});

}  // namespace octet
