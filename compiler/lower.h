// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Graph to Network: canonical int8 (or fp32) layers, with aliases resolved and parameters folded.
#pragma once
#include "compiler/compile.h"
#include "compiler/layer.h"

namespace octet {

// Layers in execution order with the terms of their bound (docs/timing.md section 10); no placement yet. `plan`: the
// machine as the mapping sees it, for what depends on the scratchpad but for the bound. Without values layers have
// neither weights nor records nor tables.
Network lower(const Graph& graph, const Machine& machine, const Machine& plan, bool values,
              const CompileOptions& options);
inline Network lower(const Graph& graph, const Machine& machine, const CompileOptions& options) {
  return lower(graph, machine, machine, true, options);
}

}  // namespace octet
