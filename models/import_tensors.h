// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One import under way, and its first half: tensors, their quantization and their constants.
#pragma once
#include <string>
#include <vector>

#include "models/graph.h"
#include "models/schema/tflite_generated.h"

namespace octet {

// What a Graph does not say of a tensor; each is a reason to refuse the nodes that touch it.
struct TensorTraits {
  bool variable = false;      // state kept between inferences
  bool sparse = false;        // constant in a sparse format
  bool other_scheme = false;  // quantized by something else than scale and zero point
};

// Bounds what an import copies: a small hostile file can name the same bytes many times.
class CopyBudget {
 public:
  CopyBudget(std::string file, std::size_t file_bytes);
  // Throws Error(kModel) once more has been copied than the file can honestly contain.
  void spend(std::size_t bytes);

 private:
  std::string file_;
  std::size_t limit_, spent_ = 0;
};

struct ImportState {
  const tflite::Model& model;        // verified
  const tflite::SubGraph& subgraph;  // the one that is executed
  std::string file;                  // for messages
  CopyBudget budget;
  Graph graph;
  std::vector<TensorTraits> traits;  // parallel to graph.tensors
};

// Fills graph.tensors and traits. Throws Error(kModel) naming the tensor, what was found and what is allowed.
void import_tensors(ImportState& state);

}  // namespace octet
