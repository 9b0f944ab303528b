// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What compiling and timing see of a machine, for sweeps: points that differ in nothing else need one program.
#pragma once
#include <string>

#include "arch/machine.h"

namespace octet {

// Machines with equal keys get the same commands, constants and layers from compile(), and their programs take the same
// cycles and do the same actions. Left out are name, technology and host; clock and DRAM count by the cycle, and not at
// all where the DRAM is unlimited. Energy, area and time are to be worked out from the machine itself.
std::string compile_key(const Machine& machine);

}  // namespace octet
