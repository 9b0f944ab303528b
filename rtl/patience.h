// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How long a core may go without an event of any command before it hangs.
#pragma once
#include <cstdint>

#include "arch/program.h"

namespace octet {

// Cycles that a correct core never spends between two events of a program: the longest array or vector command, and
// the longest transfer with every burst alone on the DRAM, for each of the requesters that compete for it.
std::int64_t patience(const Program& program);

}  // namespace octet
