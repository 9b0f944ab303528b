// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A search for the Pareto front of a discrete space with few evaluations: a batch that fills the space, then batches
// that promise most hypervolume. It asks (next) and is told (tell); who evaluates, in which order, does not matter.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "sweep/front.h"
#include "sweep/kriging.h"

namespace octet {

class FrontSearch {
 public:
  // `sizes`: values of each axis, at least 1. A point is its place in cartesian order, the last axis fastest.
  // `allowed`: the points that may be asked, ascending. `budget`: how many will be asked at most.
  FrontSearch(std::vector<std::size_t> sizes, std::vector<std::size_t> allowed, std::size_t budget, std::uint64_t seed);

  // The next batch, ascending, after all of the one before was told; empty at the end. No point comes twice. Depends on
  // the constructor's arguments and on what was told, not on the order of telling.
  std::vector<std::size_t> next();
  // Up to three objectives of a point that was asked, positive, all minimised; none: the point failed.
  void tell(std::size_t point, const std::optional<Objectives>& objectives);

 private:
  struct Candidate;
  struct Models;
  std::vector<std::size_t> first_batch(std::size_t count);
  std::vector<std::size_t> guided_batch(std::size_t count);
  std::vector<std::size_t> candidates();
  Models models() const;
  std::vector<std::size_t> drawn(std::vector<std::size_t> points, std::size_t count);
  Lattice coordinates(std::size_t point) const;
  double distance(const Lattice& a, const Lattice& b) const;

  std::vector<std::size_t> sizes_, allowed_;
  std::size_t budget_;
  std::mt19937_64 random_;
  std::vector<std::size_t> asked_;                         // batch by batch
  std::map<std::size_t, std::optional<Objectives>> told_;  // logarithms
  std::map<std::size_t, Objectives> front_;                // those that no other dominates
  Objectives low_, high_;                                  // extremes of all told
};

}  // namespace octet
