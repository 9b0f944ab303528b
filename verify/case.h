// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A case of a regression: a program and the memory it starts from.
#pragma once
#include <cstdint>
#include <string>

#include "arch/program.h"
#include "verify/bench.h"
#include "verify/result.h"

namespace octet {

struct Case {
  std::string name;
  Program program;
  MemoryImage memory;
};

// Case `index` of a random regression: a pure function of its arguments. Three of four programs stream, so that
// their values are comparable on hardware; a last segment stores the scratchpad, so that all results are seen. Every
// fourth is rare (RandomProgramOptions), two of eight keep something on chip, three of 16 halt (random_case_halts): an
// illegal field, a token that overflows.
Case random_case(std::uint64_t seed, std::int64_t index, const Machine& machine);
bool random_case_halts(std::int64_t index);
// Fills io and workspace with bytes of that seed.
void fill_memory(MemoryImage& memory, std::uint64_t seed);

// The memory a program file starts from lies beside it: p.octp and p.memory.npz with arrays io and workspace.
std::string memory_file_of(const std::string& program_file);
// Writes both files.
void save_case(const Case& c, const std::string& program_file);
// Puts io and workspace into `memory`. Throws Error(kUsage) if the file lacks one or its length is another.
void load_memory(const std::string& file, MemoryImage& memory);

// Runs the case and compares it; explains what is wrong. A std::exception of the candidate that is no Error
// (an assertion of RTL) is a mismatch of kind crash.
CaseResult check_case(const Case& c, const Bench& bench);

}  // namespace octet
