// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rtl backend: the Verilated SystemVerilog core, reading the program's binary from its memory image
// and served by arch's DRAM. It exists for one machine, rtl_machine() of rtl/test_machine.h.
#pragma once
#include <memory>

#include "arch/backend.h"

namespace octet {

// Its cores need a memory image in run_segment. make_core throws Error(kUsage) for another machine, and
// when the build had no Verilator. The Program must outlive the core.
std::unique_ptr<Backend> make_rtl_backend();

}  // namespace octet
