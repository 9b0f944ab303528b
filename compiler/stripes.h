// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Groups: consecutive layers that run together, a stripe of rows at a time (depth first), so that what one hands to
// the next is never whole in memory. Which rows each layer makes in a stripe, and which it must keep for the next.
#pragma once
#include <cstdint>
#include <vector>

#include "compiler/layer.h"

namespace octet {

// Layers [first, last]. One layer: rows is 0, it runs whole. More: the last makes `rows` output rows a stripe.
struct Group {
  int first = 0, last = 0;
  std::int64_t rows = 0;
  // All weights and records of the group stay while it runs, in so many weight buffers and parameter halves; 0: they
  // come again for each stripe.
  std::int64_t weight_slots = 0, parameter_halves = 0;
  bool striped() const { return rows > 0; }
  bool pinned() const { return parameter_halves > 0; }
};

// What one layer does in a stripe: makes output rows [begin, end), of which and of earlier ones those from `keep` on
// are read in this stripe or later.
struct StripeRows {
  std::int64_t begin = 0, end = 0, keep = 0;
};

// Whether the layer can be one of a group: an operator of windows or elements whose operands and output are whole.
bool can_stripe(const Layer& layer);

// The stripes of one image, in order.
class StripeWalk {
 public:
  StripeWalk(const Network& network, int first, int last, std::int64_t rows);
  // From the first stripe again, of another height.
  void restart(std::int64_t rows) {
    rows_ = rows;
    made_.assign(made_.size(), 0);
  }
  // The next stripe, an entry per layer of the group; false at the end.
  bool next(std::vector<StripeRows>& stripe);

 private:
  struct Operand {
    int consumer, producer;  // layers, counted from the group's first
  };
  const Network& network_;
  int first_, last_;
  std::int64_t rows_;
  std::vector<Operand> inner_;      // operands made inside the group, consumers descending
  std::vector<std::int64_t> made_;  // output rows so far
};

// First and past-last input row that output rows [begin, end) of a layer read, clipped to an operand of `height` rows.
std::int64_t first_input_row(const Layer& layer, std::int64_t begin, std::int64_t height);
std::int64_t last_input_row(const Layer& layer, std::int64_t end, std::int64_t height);

}  // namespace octet
