// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inside rtl: what the backend is made of.
#pragma once
#include <memory>
#include <string>

#include "rtl/backend.h"

namespace octet {

// The simulator of the program's machine as a Core.
std::unique_ptr<Core> make_core_model(const Program& program, const RunOptions& options, const RtlOptions& rtl);

}  // namespace octet
