// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// How far a machine's int8 values are from those of the network in float32 (docs/numerics.md).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/graph.h"

namespace octet {

// Null: one of the two has a value that is no finite number, or only zeros where the other has not.
struct OutputAgreement {
  std::string name;
  std::optional<double> cosine;
};

struct Agreement {
  std::optional<bool> top1_equal;  // null: no classifier
  std::optional<double> cosine;    // the least of `outputs`; null if one of them is
  std::vector<OutputAgreement> outputs;
};

// Outputs of `graph` against those of `real`, the same network in float32; bytes by output. A classifier has one
// output, of more than one element, all along its last dimension; of a batch every image's largest must be equal.
Agreement agreement(const Graph& graph, const std::vector<std::vector<std::uint8_t>>& outputs, const Graph& real,
                    const std::vector<std::vector<std::uint8_t>>& real_outputs, std::int64_t images = 1);

// The cosine of the angle between two vectors of one length: 1 for two of zeros.
std::optional<double> cosine_similarity(const std::vector<float>& a, const std::vector<float>& b);

}  // namespace octet
