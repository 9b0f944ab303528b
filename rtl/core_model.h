// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inside rtl: what the backend is made of.
#pragma once
#include <memory>
#include <string>

#include "arch/backend.h"

namespace octet {

// "" or the first key in which two machines differ for the RTL.
std::string first_difference(const Machine& a, const Machine& b);

// The Verilated core as a Core; the program's machine is rtl_machine().
std::unique_ptr<Core> make_core_model(const Program& program, const RunOptions& options);

}  // namespace octet
