// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Text files of the command line, and the check of output paths before anything runs.
#pragma once
#include <string>
#include <vector>

namespace octet {

// Writes `text` to `path`, "-" for standard output; a file appears whole or not at all (temporary name,
// rename). Throws Error(kUsage) with the system's reason.
void write_text(const std::string& path, const std::string& text);
// The lines of a labels file, one class each. Throws Error(kUsage) if it cannot be read.
std::vector<std::string> read_labels(const std::string& path);

// A file of a command: what the user calls it ("--json", "the model") and where it is.
struct NamedPath {
  std::string name, path;
};
// So that no hour of simulation is lost: throws Error(kUsage) if an output is a folder, if its folder is
// missing or not writable, or if two outputs, or an output and an input, are one file.
void require_writable(const std::vector<NamedPath>& outputs, const std::vector<NamedPath>& inputs);

}  // namespace octet
