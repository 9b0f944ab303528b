// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Pareto fronts. A point is its objectives, all minimised.
#pragma once
#include <cstddef>
#include <vector>

namespace octet {

using Objectives = std::vector<double>;

// No objective of `a` is higher and one is lower.
bool dominates(const Objectives& a, const Objectives& b);
// Places of the points that no other dominates, ascending; equal points stand together.
std::vector<std::size_t> front_of(const std::vector<Objectives>& points);
// Volume of what is dominated by some point and lies below `reference`, exactly; one to three objectives. Points that
// are not below it add nothing.
double hypervolume(const std::vector<Objectives>& points, const Objectives& reference);
// What `added` would add to the volume of `points`.
double hypervolume_gain(const std::vector<Objectives>& points, const Objectives& added, const Objectives& reference);

}  // namespace octet
