// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inferences of several programs on one core that preempt one another at random safe points.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "arch/backend.h"
#include "arch/walk.h"

namespace octet::testing {

using Bytes = std::vector<std::vector<std::uint8_t>>;  // one entry per input or output

// A program and the inputs of its inferences, in order.
struct Guest {
  const Program* program = nullptr;
  std::vector<Bytes> inputs;
};

// What an inference of a guest came to.
struct Inference {
  Bytes outputs;  // empty without data
  RunResult result;
};

// What happened, in order.
struct Step {
  std::size_t guest = 0;
  std::uint32_t first_command = 0;
  std::int64_t start = 0, end = 0;
  bool operator==(const Step&) const = default;
};

struct Interleaved {
  std::vector<std::vector<Inference>> inferences;  // by guest
  std::vector<Step> steps;                         // machine segments
  int preemptions = 0, saves = 0, repeated_once = 0;
};

// `percent`: how likely another guest enters at a safe point. A schedule is a function of programs, seed and percent.
Interleaved interleave(Backend& backend, const std::vector<Guest>& guests, std::uint64_t seed, int percent, bool data);

// The inferences of a guest in a row, on a core of their own.
std::vector<Inference> alone(Backend& backend, const Guest& guest);

// Google Test expectations: outputs of every inference; steps, events and counters.
void expect_outputs(const Interleaved& run, const std::vector<std::vector<Inference>>& expected);
void expect_equal_time(const Interleaved& a, const Interleaved& b);

// Writes all that `use` lets it of scratchpad and parameter memory, with bytes that nobody wants.
Program wrecker(const Machine& machine, const MemoryUse& scratchpad, const MemoryUse& parameters);

}  // namespace octet::testing
