// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a sweep asks of whoever compiles and simulates.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "arch/backend.h"
#include "sweep/table.h"

namespace octet {

using Row = std::vector<std::pair<std::string, Cell>>;  // column and value

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  // All that a result depends on, as text: the machine, the model's contents, the version. `model` counts from 0.
  virtual std::string identity(std::size_t model, const Machine& machine) = 0;
  // Points of equal keys share work if one process evaluates them in a row.
  virtual std::string share_key(std::size_t model, const Machine& machine) = 0;
  // Throws Error if the point has no result. The same row, but for its backend, whatever was evaluated before.
  virtual Row evaluate(std::size_t model, const Machine& machine, BackendKind backend) = 0;
};

}  // namespace octet
