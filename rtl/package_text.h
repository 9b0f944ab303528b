// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The SystemVerilog package of a machine: its sizes as parameters, the command set's encoding as packed
// structs. The only place where the RTL learns either.
#pragma once
#include <string>

#include "arch/machine.h"

namespace octet {

// Verilator's --unroll-count: loops over rows, columns, lanes and their ports are unrolled, loops over the whole
// array stay loops, which are faster.
std::int64_t unroll_count(const Machine& machine);
// Throws Error(kArchitecture) if the core cannot be that machine.
std::string package_text(const Machine& machine);

}  // namespace octet
