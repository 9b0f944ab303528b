// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compile, run twice (cold, then warm), collect the outputs: what every command that simulates shares.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arch/backend.h"

namespace octet {

// Throws Error(kUsage) with the nearest name for an unknown backend, or for one that this build lacks.
BackendKind backend_kind(const std::string& name);
std::unique_ptr<Backend> make_backend(BackendKind kind);

using StepBytes = std::vector<std::vector<std::vector<std::uint8_t>>>;

struct Simulation {
  RunResult cold, warm;  // of the first and the second inference; the reference runs one: warm equals cold
  MemoryImage memory;    // after the last inference asked for; empty without data
  StepBytes outputs;     // bytes by step and output; empty without data
};

// `inputs`: bytes by step and program input, an inference each, in a row; ignored when `data` is false. What timing
// needs beyond them repeats the last. Throws Error(kModel) when values
// are asked of a program without values, Error(kCheck) on a machine condition (deadlock, overflow, illegal).
Simulation simulate(const Program& program, BackendKind kind, const StepBytes& inputs, bool data);
// `options`: also what is recorded, and to whom it is told.
Simulation simulate(const Program& program, Backend& backend, const StepBytes& inputs, const RunOptions& options);

// The bytes of each program output.
std::vector<std::vector<std::uint8_t>> outputs_of(const Program& program, const MemoryImage& memory);

}  // namespace octet
