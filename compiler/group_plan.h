// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a group of layers needs on chip, and what it costs: the height of its stripes, buffers for what flows inside
// it, stream buffers for what comes from or goes to DRAM.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "arch/machine.h"
#include "compiler/stripes.h"

namespace octet {

// Banks beside those of values: buffers for weights, and how many of each stream.
struct BankSplit {
  std::int64_t weights, depth;
};
BankSplit bank_split(const Machine& machine);

// `depth` buffers of `bytes` each. `layer` counts from the group's first.
struct GroupBuffer {
  int layer = 0;
  int operand = -1;     // streamed input; -1: the layer's output
  bool stream = false;  // to or from DRAM; else what flows inside the group
  bool shared = false;  // only the vector unit touches it: may share banks with others like it
  std::int64_t bytes = 0, depth = 1;
};

// Where a layer's constants stay while its group runs: which of the group's weight banks, byte in it, record of its
// halves.
struct Pin {
  std::int64_t bank = 0, weights = 0, parameters = 0;
};

struct GroupPlan {
  Group group;
  std::vector<GroupBuffer> buffers;
  std::vector<Pin> pins;   // per layer, if the group is pinned
  std::int64_t banks = 0;  // of all buffers
  double cycles = 0;       // estimate
};

// Plans of groups of one network on one machine.
class GroupPlans {
 public:
  GroupPlans(const Network& network, const Machine& machine);
  ~GroupPlans();
  // The cheapest stripes of layers [first, last] within `banks` banks for activations, nothing if none fit or the
  // layers cannot run so. `resident(value)`: a value from outside, or the last layer's, that lies on chip whole.
  std::optional<GroupPlan> plan(int first, int last, std::int64_t banks, const std::function<bool(int)>& resident);
  // Their estimate.
  std::optional<double> cycles(int first, int last, std::int64_t banks, const std::function<bool(int)>& resident);

 private:
  class Shape;
  Shape& shape(int first, int last);
  const Network& network_;
  const Machine& machine_;
  std::map<std::pair<int, int>, std::unique_ptr<Shape>> shapes_;
};

// How an ordinary layer's streams share `banks` banks: runs of banks for the input and output buffers, and how many
// of each. Calls visit(in_run, in_depth, out_run, out_depth), 0 for what does not stream.
template <class Visit>
void for_each_split(std::int64_t banks, bool in, bool out, Visit&& visit) {
  for (const std::int64_t in_depth : {2, 1}) {
    for (const std::int64_t out_depth : {2, 1}) {
      if ((!in && in_depth == 1) || (!out && out_depth == 1)) continue;
      for (std::int64_t run = in ? (banks - (out ? out_depth : 0)) / in_depth : 0; run >= (in ? 1 : 0); --run) {
        const std::int64_t rest = out ? (banks - run * in_depth) / out_depth : 0;
        if (!out || rest >= 1) visit(run, in_depth, rest, out_depth);
      }
    }
  }
}

// Estimated cycles of a layer of the vector unit that runs whole, with so many elements from and to DRAM.
double vector_cycles(const Layer& layer, const Machine& machine, std::int64_t streamed);

// Whether what layers [first, last] hand to each other is of no interest outside.
bool is_closed(const Network& network, int first, int last);

}  // namespace octet
