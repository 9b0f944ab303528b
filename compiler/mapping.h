// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How a network uses a machine: what the search decides and emission carries out.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/compile.h"
#include "compiler/place.h"
#include "models/graph.h"

namespace octet {

// What a DRAM cycle counts beside a cycle where whole mappings are compared: a fraction of a per cent in time is not
// worth loading all weights again, at many times the energy.
inline constexpr double kTrafficPrice = 0.05;

struct Mapping {
  Machine plan;  // the machine as the mapping sees it: it may leave banks together or parts of them empty
  ChipShare share;
  Network network;  // lowered for the plan, without values, placed
  Placement placement;
  bool cut_layers = false;  // SafePoints::kLayers
};

// Cycles of a stream of commands, and those that the choices of its layers saved, as far as trials of them say.
struct Estimate {
  double cycles = 0, saved = 0;
};

// A mapping's commands, segments and layers, without explanations and constants.
struct Draft {
  Program program;
  Estimate estimate;
  bool is_mapping = false;         // the mapping has not changed since
  std::optional<Hazards> hazards;  // if its commands have tokens
  std::optional<TimedRuns> runs;   // if it was timed
};

struct SearchResult {
  Mapping mapping;
  std::optional<Draft> draft;  // of the mapping, if the search has one
};

// The mapping with the fewest cycles of those the search tries. Deterministic. Throws Error(kArchitecture) if a layer's
// smallest tile does not fit the machine's memories.
SearchResult search(const Graph& graph, const Machine& machine, const CompileOptions& options);

// Appends the segments and layers of `network`, the mapping's or the same with values, to `program`, whose machine it
// runs on. `decide`: convolutions that run whole choose among their options, each between what comes before and the
// next layer; what they chose is noted in `mapping`. Commands have no tokens yet. A draft has commands and addresses,
// but no constants and no explanation; its estimate (stream_timer.h) is returned.
enum class Emission { kDraft, kFinal };
Estimate emit_network(Network& network, Mapping& mapping, Emission emission, bool decide, Program& program);

}  // namespace octet
