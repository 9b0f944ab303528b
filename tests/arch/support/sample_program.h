// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A small program in which every member of every part differs from its default.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/program.h"

namespace octet::testing {

Program sample_program();
// Makes payload size and checksum of a .octp file right again after its bytes were changed.
void reseal(std::vector<std::uint8_t>& file);

}  // namespace octet::testing
