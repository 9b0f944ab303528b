// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Several networks on one machine, run in turn, each finding what it kept.
#pragma once
#include <vector>

#include "compiler/compile.h"

namespace octet {

// Shares for CompileOptions::share, one per graph: banks of its own for what each keeps, the others for all. While the
// weights are too many together the network with the most banks keeps nothing. Records stay if those of all fit.
// Throws what compile() throws before it places.
std::vector<ChipShare> share_out(const std::vector<Graph>& graphs, const Machine& machine,
                                 const CompileOptions& options = {});

}  // namespace octet
