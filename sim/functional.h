// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What commands do to values: the meanings of arch/isa.h, on an int8 machine with the arithmetic of base/fixed_point.h,
// on a float machine as sim/float_kernel.h says. The reference executes at once; systemc computes at start and commits
// at done.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"
#include "arch/program.h"
#include "sim/onchip.h"

namespace octet {

// The results of one command, computed and not yet visible.
struct Effect {
  // Array: rows of C columns, row j*M + m of N fold j; only the fold's own columns mean anything.
  // On a float machine so many per K fold (sim/float_kernel.h), and no sums.
  std::vector<std::int32_t> products;
  std::vector<std::int32_t> sums;   // array: one per row of the first fold, the same for every fold
  std::vector<std::uint8_t> bytes;  // others: elements written, pixel after pixel or run after run, no gaps
};

// All three need a command that is legal on the machine (illegal() of arch/access.h is empty).
// compute reads every operand; commit makes the results visible, adding to what the accumulator holds
// by then if the command accumulates.
Effect compute(const Machine& machine, const Command& command, const OnChip& chip, const MemoryImage& memory);
void commit(const Machine& machine, const Command& command, Effect&& effect, OnChip& chip, MemoryImage& memory);

// compute and commit at once, without intermediate copies where operands and results do not overlap.
void execute(const Machine& machine, const Command& command, OnChip& chip, MemoryImage& memory);

}  // namespace octet
