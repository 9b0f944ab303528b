// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Graph to Network: canonical int8 (or fp32) layers, with aliases resolved and parameters folded.
#pragma once
#include "compiler/compile.h"
#include "compiler/layer.h"

namespace octet {

// Layers in execution order with the terms of their bound (docs/timing.md section 10); no placement yet.
Network lower(const Graph& graph, const Machine& machine, const CompileOptions& options);

// Fills a layer's weights and parameter records from the node's constants (compiler/parameters.cc).
void fold_parameters(const Graph& graph, const Node& node, const CompileOptions& options, Layer& layer);

// A tensor's zero point in canonical form: of uint8 tensors 128 less.
std::int32_t canonical_zero_point(const Tensor& tensor);

}  // namespace octet
