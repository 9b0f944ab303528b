// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The C interface of a block, the same for both kinds.
#include "rtl/simulator/block.h"

namespace {
octet::Block& block_of(void* block) { return *static_cast<octet::Block*>(static_cast<octet::Model*>(block)); }
}  // namespace

extern "C" {
int octet_block_ready(void* block, const std::uint8_t* head) { return block_of(block).ready(head); }
void octet_block_start(void* block, const std::uint8_t* head) { block_of(block).start(head); }
int octet_block_cycle(void* block) { return block_of(block).cycle(); }
}
