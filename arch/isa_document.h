// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The hand-written parts of docs/isa.md.
#pragma once
#include <string_view>

#include "arch/isa.h"

namespace octet {

std::string_view isa_introduction();         // encoding, assembly, queues, tokens
std::string_view meaning_of(Opcode opcode);  // what the command computes
std::string_view isa_parameter_records();    // layout and use of a parameter record
std::string_view isa_worked_programs();      // three programs worked on paper, as assembly

}  // namespace octet
