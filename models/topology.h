// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rows of a SCALE-Sim topology CSV: a list of independent layers given by their shapes only.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace octet {

// A convolution without padding. The output is ceil((input - kernel + stride) / stride) high and wide,
// so the last window may reach beyond the input; what lies there is read as padding.
struct TopologyConv {
  std::int64_t input_h = 0, input_w = 0, kernel_h = 0, kernel_w = 0, channels = 0, filters = 0, stride = 0;
  bool depthwise = false;  // "DP" in the layer's name; `filters` is then the depth multiplier
};
struct TopologyGemm {
  std::int64_t m = 0, n = 0, k = 0;  // C[MxN] = A[MxK] * W[KxN]
};
struct TopologyLayer {
  std::string name;
  int line = 0;
  std::variant<TopologyConv, TopologyGemm> shape;
};

// Parses the whole text. The header decides between the two forms; a byte order mark, blank rows,
// trailing columns and spaces around cells are accepted. Throws Error(kModel) listing every bad cell
// as file:line:col (both from 1, bytes).
std::vector<TopologyLayer> parse_topology(std::string_view text, const std::string& file);

// Height or width of a TopologyConv's output.
std::int64_t topology_output_extent(std::int64_t input, std::int64_t kernel, std::int64_t stride);

}  // namespace octet
