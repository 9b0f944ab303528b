// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which programs leave the same values on hardware that streams as on backends that read all of a command's
// operands before they write its results.
#pragma once
#include "arch/program.h"

namespace octet {

// False if a command reads scratchpad bytes that it writes itself, except element by element in place (add and
// move), or if the pixels it writes overlap (docs/rtl.md).
bool streams(const Program& program);
bool streams(const Command& command, const Machine& machine);

}  // namespace octet
