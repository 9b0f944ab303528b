// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inside rtl: what the backend is made of.
#pragma once
#include <functional>
#include <memory>

#include "arch/dram.h"
#include "rtl/axi_subordinate.h"
#include "rtl/backend.h"

namespace octet {

// Makes what answers at the AXI4 port during one segment.
using MemoryMaker =
    std::function<std::unique_ptr<AxiSubordinate>(const Program& program, Dram& dram, MemoryImage& memory)>;

// The simulator of the program's machine as a Core. Without `memory`, a DramPort answers: the machine's own timing.
std::unique_ptr<Core> make_core_model(const Program& program, const RunOptions& options, const RtlOptions& rtl,
                                      MemoryMaker memory = {});

}  // namespace octet
