// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs made from programs: the first commands, some of the commands, and stores that show the scratchpad.
#pragma once
#include <cstddef>
#include <vector>

#include "arch/program.h"

namespace octet {

// The first `count` commands and the host steps before them. Tokens stay, except signals whose wait is cut off, so
// that commands meet the same conditions as in the whole program.
Program first_commands(const Program& program, std::size_t count);
// The commands at these ascending indices, tokens made anew by the compiler's pass; host steps stay if wanted.
Program some_commands(const Program& program, const std::vector<std::size_t>& kept, bool host_steps);

// A last segment of one store that shows scratchpad bytes [begin, begin + bytes) in the workspace, which grows by
// them. Returns the offset in the workspace.
std::int64_t append_store(Program& program, std::int64_t begin, std::int64_t bytes);

}  // namespace octet
