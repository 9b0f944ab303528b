// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The compiler: graph and machine in, program out.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arch/backend.h"
#include "compiler/chip_share.h"
#include "compiler/convolution_plan.h"
#include "compiler/hazards.h"
#include "models/graph.h"

namespace octet {

// Where depthwise convolutions run: on the unit with the lower estimate, or, for tests, on the one named.
enum class DepthwiseUnit { kFaster, kVector, kArray };

// A convolution's mapping given from outside: its plan and how the free banks are split between its streams.
struct ForcedMapping {
  ConvolutionPlan plan;
  std::int64_t in_run = 0, in_depth = 1, out_run = 0, out_depth = 1;  // banks of a buffer, buffers
};

// Where another program may enter: between inferences alone, or also behind each layer, where the queues drain. Layers
// computed in turns, stripe by stripe, and the parts of one node are left together.
enum class SafePoints { kInferences, kLayers };

struct CompileOptions {
  bool legacy_fully_connected = false;  // round as runtimes before TensorFlow 2.20 did
  DepthwiseUnit depthwise = DepthwiseUnit::kFaster;
  bool float_values = false;            // of a float machine, too, where every node has some (docs/numerics.md)
  std::optional<ChipShare> share = {};  // beside other programs; else the whole machine is the program's own
  // Times whole programs, so that the search compares mappings of smaller machines too; without, it estimates layers.
  Backend* timer = nullptr;
  const ForcedMapping* forced = nullptr;  // of every convolution: tests weigh the search against all mappings
  bool values = true;  // false: constants without bytes, one rounding for all commands; for timing alone, quicker
  SafePoints safe_points = SafePoints::kInferences;
};

// Deterministic. Throws Error(kModel) naming every node nobody supports, Error(kArchitecture) if a
// layer's smallest tile does not fit the machine's memories.
Program compile(const Graph& graph, const Machine& machine, const CompileOptions& options = {});

// Cold and warm inference of a program.
struct TimedRuns {
  RunResult cold, warm;
};

// A program for timing alone: compile()'s without values, its layers not explained; and the timer's runs of it, if the
// search has timed it and the machine did not halt.
struct TimedProgram {
  Program program;
  std::optional<TimedRuns> runs;
  std::optional<Hazards> hazards;  // of its commands, if they are known
};
TimedProgram compile_for_timing(const Graph& graph, const Machine& machine, const CompileOptions& options = {});

// Inserts the tokens that order every two commands of different queues that touch a common byte,
// one writing, as the stream does. Counters are per pair of queues; transitively ordered pairs get none.
// Returns what it found to be ordered.
Hazards synchronize(std::span<Command> commands, const Machine& machine);
// Likewise of every segment of a program that has no tokens yet, but those that run once; indices are the program's.
Hazards synchronize(Program& program);

// The static checker. Proves by happens-before that conflicting commands are ordered as in the stream,
// that no counter can overflow and that the stream cannot deadlock with the machine's queue depth; and that
// nothing overwrites what `once` segments brought; and that what lives at a safe point is saved and comes back.
// Returns one text per violation, empty if there is none. `known`: the hazards that synchronize() found in these
// commands; none: they are looked for again.
std::vector<std::string> check_program(const Program& program, const Hazards* known = nullptr);

}  // namespace octet
