// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet compile with several models: programs that stay side by side on one machine.
#pragma once
#include <string>

#include "cli/arguments.h"

namespace octet {

// Writes a program per model into the folder --output, which it makes if there is none. What stays of each, and what it
// loads each time.
std::string compile_together(const Arguments& arguments);

}  // namespace octet
