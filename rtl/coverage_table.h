// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Percent of lines and of signal bits that a simulation met, by SystemVerilog file, from Verilator's coverage data.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace octet {

struct FileCoverage {
  std::string file;                       // its name, without the folder
  std::int64_t lines = 0, lines_met = 0;  // lines and branches
  std::int64_t bits = 0, bits_met = 0;    // bits that changed
};

// By name of the file. Data of several runs are added. Throws Error(kUsage) if a file is none of Verilator's.
std::vector<FileCoverage> coverage_by_file(const std::vector<std::string>& data_files);
// One line per file and a total.
std::string coverage_text(const std::vector<FileCoverage>& files);

}  // namespace octet
