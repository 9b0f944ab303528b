// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Text files of the command line.
#pragma once
#include <string>
#include <vector>

namespace octet {

// Writes `text` to `path`, "-" for standard output; a file appears whole or not at all (temporary name,
// rename). Throws Error(kUsage) with the system's reason.
void write_text(const std::string& path, const std::string& text);
// The lines of a labels file, one class each. Throws Error(kUsage) if it cannot be read.
std::vector<std::string> read_labels(const std::string& path);

}  // namespace octet
