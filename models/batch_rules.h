// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which nodes treat the rows of the leading dimension alike and apart, so that images can lie one after the other in
// it.
#pragma once
#include <string>
#include <vector>

#include "models/graph.h"

namespace octet {

// A node of the network of one image, and which tensors differ from image to image.
struct BatchNode {
  const Graph& graph;
  const Node& node;
  const std::vector<bool>& differs;  // by tensor

  const Tensor& in(std::size_t i) const { return graph.tensors.at(static_cast<std::size_t>(node.inputs.at(i))); }
  const Tensor& out() const { return graph.tensors.at(static_cast<std::size_t>(node.outputs.at(0))); }
  bool has_images(std::size_t i) const {
    return i < node.inputs.size() && node.inputs[i] >= 0 && differs.at(static_cast<std::size_t>(node.inputs[i]));
  }
};

// Why the node cannot take several images; empty: it can.
std::string batch_reason(const BatchNode& n);
// The inputs, constants, that need a copy per image.
std::vector<std::size_t> repeated_inputs(const BatchNode& n);

}  // namespace octet
