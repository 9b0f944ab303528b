// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Co-simulation: array and vector unit of the RTL behind the engine port of the systemc machine. A block's own done
// strobe ends its commands, so their cycles are the RTL's.
#pragma once
#include "arch/engine_port.h"
#include "rtl/backend.h"

namespace octet {

// Which engines are Verilated blocks.
struct RtlBlocks {
  bool array = false, vector = false;
};

// Blocks are built when a machine is first named, like cores; the factory throws what make_core of the rtl backend
// throws. Of the options they know the directory.
EngineFactory make_block_factory(const RtlBlocks& blocks, const RtlOptions& options);

}  // namespace octet
