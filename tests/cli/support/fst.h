// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Waveform files read back, with the reader that comes with Verilator.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace octet::test {

struct ValueChange {
  std::uint64_t time = 0;
  std::string value;  // bits, the highest first
};

// Changes of every signal by hierarchical name ("top.core.u_x.y_q [7:0]"); signals without a change are there too.
// Empty if the file cannot be read.
std::map<std::string, std::vector<ValueChange>> changes_of(const std::string& fst_file);

}  // namespace octet::test
