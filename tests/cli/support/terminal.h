// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The octet binary of this build in a terminal of its own.
#pragma once
#include <string>
#include <vector>

namespace octet::test {

// What it writes to a terminal of so many columns, both streams. Throws std::runtime_error unless it ends with code 0.
std::string run_in_terminal(const std::vector<std::string>& words, unsigned short columns);

}  // namespace octet::test
