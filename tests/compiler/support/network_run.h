// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A compiled network on every backend of the simulator: its outputs against recorded ones, fast's
// timing against systemc's.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "arch/machine.h"
#include "arch/program.h"
#include "models/graph.h"

namespace octet {

// edge-16 with five rows and twelve columns: no extent of a network is a multiple of both.
Machine odd_machine();

// Compiles the network, expects the static checker to be silent and, for every recorded file (.npz with
// in0, in1, ... and the oracle's out0, out1, ...): reference and systemc give the recorded bytes, fast
// gives systemc's events and counters.
void expect_recorded_everywhere(const Graph& graph, const Machine& machine, const std::vector<std::string>& recorded);

}  // namespace octet
