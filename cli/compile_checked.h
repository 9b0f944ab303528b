// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiling as every command does it: with the options of the command line, and checked.
#pragma once
#include "cli/arguments.h"
#include "compiler/compile.h"
#include "models/batch.h"

namespace octet {

inline constexpr const char* kFullyConnectedHelp = "rounding of FULLY_CONNECTED: single (default) or legacy";

inline constexpr const char* kSafePointsHelp =
    "where another program may enter: inferences (default) or layers, also behind each layer";

// Throws Error(kUsage) for a --fully-connected or --safe-points that is none.
CompileOptions compile_options(const Arguments& arguments);
inline constexpr const char* kBatchHelp = "images in one inference (default 1)";
// The network of --batch images. Throws Error(kUsage) for a number that cannot be, Error(kModel) for a network that
// cannot take several.
std::int64_t batch_of(const Arguments& arguments);
Graph batched_graph(const Arguments& arguments, const Graph& one);

// A program whose mapping was timed by the fast backend and that the static checker has nothing against; if it has,
// that is an InternalError.
Program compile_checked(const Graph& graph, const Machine& machine, CompileOptions options);
// Likewise a program for timing alone; its runs are the fast backend's.
TimedProgram compile_checked_for_timing(const Graph& graph, const Machine& machine);

}  // namespace octet
