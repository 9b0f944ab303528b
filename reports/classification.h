// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A classifier's answer: the classes with the largest outputs.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "arch/program.h"

namespace octet {

struct Answer {
  std::int64_t index = 0;
  std::string label;  // "" if no labels were given
  double value = 0;   // dequantized: (code - zero point) * scale
};

// Whether an output of this shape is one row of classes.
bool is_row_of_classes(const std::vector<std::int64_t>& shape);

// The `count` largest elements of an output, largest first, the lower index first of equals. `bytes`
// are the port's bytes; labels[i] names element i. Throws Error(kUsage) if there are labels but fewer than elements.
std::vector<Answer> top_k(const TensorPort& port, std::span<const std::uint8_t> bytes,
                          const std::vector<std::string>& labels, std::int64_t count);

}  // namespace octet
