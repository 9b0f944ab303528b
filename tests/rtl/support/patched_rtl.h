// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A user's directory for a test: copies of our SystemVerilog with a change.
#pragma once
#include <string>

#include "tests/cli/support/octet_process.h"

namespace octet::testing {

// Writes rtl/`file` with `from`, which must occur in it, replaced by `to`.
void patch_rtl(const test::TemporaryFolder& folder, const std::string& file, const std::string& from,
               const std::string& to);

}  // namespace octet::testing
