// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which layers run together: chains whose values do not stay on chip are cut into groups by dynamic programming over
// estimated cycles.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/machine.h"
#include "compiler/convolution_plan.h"
#include "compiler/group_plan.h"

namespace octet {

struct Grouping {
  std::vector<Group> groups;   // all layers, in order; rows of a striped one are not chosen yet, only not 0
  std::vector<char> resident;  // per value: to be whole on chip
  bool any_striped() const;
  // Lets the layers of group `index` run one by one; all layers, if it is no striped one.
  void dissolve(std::size_t index);
};

// Value::resident says what stays when all layers run one by one. `banks`: those for activations.
Grouping choose_groups(const Network& network, const Machine& machine, std::int64_t banks, ConvolutionPlans& plans,
                       GroupPlans& group_plans);

}  // namespace octet
