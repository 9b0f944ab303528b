// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Runs a program on one backend and compares two runs in everything a backend reports.
#pragma once
#include "arch/backend.h"

namespace octet::testing {

struct Outcome {
  RunResult result;
  MemoryImage memory;
};

// Passes over the whole program on one core, the machine's state kept between them; the last one's result.
Outcome run_on(Backend& backend, const Program& program, const MemoryImage& memory, int passes = 1);

// Google Test expectations: events, cycles, condition, owners, DRAM counters, layers, actions.
void expect_equal_timing(const Program& program, const RunResult& expected, const RunResult& found);
// The io region, byte for byte.
void expect_equal_outputs(const Outcome& expected, const Outcome& found);

}  // namespace octet::testing
