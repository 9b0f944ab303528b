// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Kriging on a lattice: several quantities interpolated between the few places where they are known (Sacks et al.,
// "Design and analysis of computer experiments", 1989).
#pragma once
#include <cstddef>
#include <vector>

namespace octet {

using Lattice = std::vector<std::size_t>;  // a place: one index per axis

struct Estimate {
  std::vector<double> means;       // of each quantity
  std::vector<double> deviations;  // 0 at a known place, growing with the distance from the nearest
};

class Kriging {
 public:
  // `sizes`: indices of each axis. `values`: of each place (no place twice, at least one), each quantity.
  Kriging(const std::vector<std::size_t>& sizes, std::vector<Lattice> places,
          const std::vector<std::vector<double>>& values);
  Estimate at(const Lattice& place) const;

 private:
  struct Quantity {
    double mean = 0, deviation = 0;
    std::vector<double> weights;  // of each place
  };
  double correlation(const Lattice& a, const Lattice& b) const;
  void decompose();
  std::vector<double> solved(std::vector<double> right) const;
  Quantity fitted(std::vector<double> values) const;

  std::vector<std::vector<double>> by_distance_;  // of each axis: correlation at an index distance
  std::vector<Lattice> places_;
  std::vector<double> lower_;  // Cholesky factor of the correlations, row by row
  std::vector<Quantity> quantities_;
};

}  // namespace octet
