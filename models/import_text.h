// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How tensors, nodes and names from a model file appear in messages and tables.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/graph.h"

namespace octet {

// A name from a file in quotes: control characters as '?', at most 60 bytes of it, whole characters.
std::string shown(std::string_view name);
bool is_utf8(std::string_view text);

// "1x49x10x1"; "scalar" for no dimensions.
std::string shape_text(const std::vector<std::int64_t>& shape);
// TFLite's name of the element type: "int8", "STRING".
std::string type_text(const Tensor& tensor);
// "node 3 CONV_2D 'name of its first output'".
std::string node_text(const Graph& graph, const Node& node);

}  // namespace octet
