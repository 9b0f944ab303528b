// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Several images in one inference: a network whose tensors hold N images, one after the other.
#pragma once
#include "models/graph.h"

namespace octet {

inline constexpr std::int64_t kMostImages = 4096;

// The network that computes `images` images at once: the leading dimension of every tensor that depends on an input
// times `images`, its bytes those of the images' own tensors, one after the other. Constants stay; those that are
// joined or combined with images row by row are repeated. Throws Error(kModel) naming every node that mixes images or
// keeps a state, and a tensor that becomes too large.
Graph batched(const Graph& graph, std::int64_t images);

}  // namespace octet
