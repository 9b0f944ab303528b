// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inputs and outputs of a program of a float machine that has values.
#pragma once
#include "cli/simulate.h"
#include "models/graph.h"

namespace octet {

// Inputs of the quantized graph, by step, as elements of the machine.
StepBytes element_inputs(const Graph& graph, const Program& program, const StepBytes& inputs);
// The program's outputs as float32.
StepBytes float_outputs(const Program& program, const StepBytes& outputs);

}  // namespace octet
