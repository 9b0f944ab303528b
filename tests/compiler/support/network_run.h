// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A compiled network on every backend of the simulator: its outputs against recorded ones, fast's
// timing against systemc's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arch/machine.h"
#include "arch/program.h"
#include "compiler/compile.h"
#include "models/graph.h"

namespace octet {

// edge-16 with five rows and twelve columns: no extent of a network is a multiple of both.
Machine odd_machine();

// As the command line compiles: the search times whole programs.
Program compile_timed(const Graph& graph, const Machine& machine, CompileOptions options = {});
// The program, or nothing if the machine is too small for the network.
std::optional<Program> compile_if_it_fits(const Graph& graph, const Machine& machine,
                                          const CompileOptions& options = {});

// Bytes per network input, and what the outputs must then be.
struct Recorded {
  std::string name;  // for messages
  std::vector<std::vector<std::uint8_t>> inputs, outputs;
};

// Runs the program on every entry in turn, on one machine per backend, so that all but the first find what
// the one before left in the memories: reference and systemc give the outputs, fast gives systemc's events
// and counters; the static checker is silent.
void expect_everywhere(const Program& program, const std::vector<Recorded>& recorded);

// The same for a network and files (.npz with in0, in1, ... and the oracle's out0, out1, ...).
void expect_recorded_everywhere(const Graph& graph, const Machine& machine, const std::vector<std::string>& files);

// The same for all files as images of one inference; the network keeps no state.
void expect_recorded_batch_everywhere(const Graph& one, const Machine& machine, const std::vector<std::string>& files);

}  // namespace octet
