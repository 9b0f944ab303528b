// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs that halt: the machine's conditions come at the same cycle in every backend.
#pragma once
#include <cstdint>

#include "arch/program.h"

namespace octet {

// Makes a command illegal by one field; which and how follows from the seed.
void make_illegal(Program& program, std::uint64_t seed);
// Makes about every second command signal one counter that nobody waits for, until it overflows.
void make_overflow(Program& program, std::uint64_t seed);

}  // namespace octet
