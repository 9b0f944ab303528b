// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rtl backend: the SystemVerilog core of the program's machine under Verilator, reading the program's binary from
// its memory image and served by arch's DRAM. Its simulator is built when a machine is first named.
#pragma once
#include <memory>

#include "arch/backend.h"

namespace octet {

// Its cores need a memory image in run_segment. make_core throws Error(kArchitecture) for a machine the core
// cannot be, and Error(kUsage) if verilator or a compiler is missing. The Program must outlive the core.
std::unique_ptr<Backend> make_rtl_backend();

}  // namespace octet
