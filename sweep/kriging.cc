// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A correlation is the product over the axes of (1 + exp(-d)) / 2, d the distance in lengths of the axis: multiplied
// out, the effect of each axis alone, of each pair, and so on, all of one weight.
#include "sweep/kriging.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "base/error.h"

namespace octet {
namespace {

constexpr double kNugget = 1e-5;  // on the diagonal, so that rounding cannot make the correlations singular

}  // namespace

Kriging::Kriging(const std::vector<std::size_t>& sizes, std::vector<Lattice> places,
                 const std::vector<std::vector<double>>& values)
    : places_(std::move(places)) {
  OCTET_CHECK(!places_.empty() && values.size() == places_.size(), "{} places, {} values", places_.size(),
              values.size());
  for (const std::size_t size : sizes) {
    std::vector<double>& axis = by_distance_.emplace_back();
    for (std::size_t d = 0; d < size; ++d)
      axis.push_back((1 + std::exp(-static_cast<double>(d) / static_cast<double>(std::max<std::size_t>(size, 2) - 1))) /
                     2);
  }
  decompose();
  for (std::size_t q = 0; q < values[0].size(); ++q) {
    std::vector<double> column;
    for (const std::vector<double>& row : values) column.push_back(row[q]);
    quantities_.push_back(fitted(std::move(column)));
  }
}

double Kriging::correlation(const Lattice& a, const Lattice& b) const {
  double product = 1;
  for (std::size_t i = 0; i < by_distance_.size(); ++i)
    product *= by_distance_[i][a[i] > b[i] ? a[i] - b[i] : b[i] - a[i]];
  return product;
}

void Kriging::decompose() {
  const std::size_t n = places_.size();
  lower_.assign(n * n, 0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const double* a = &lower_[i * n];
      const double* b = &lower_[j * n];
      const double rest = correlation(places_[i], places_[j]) - std::inner_product(a, a + j, b, 0.0);
      lower_[i * n + j] = i == j ? std::sqrt(std::max(rest, 0.0) + kNugget) : rest / b[j];
    }
}

// The correlations' inverse times `right`.
std::vector<double> Kriging::solved(std::vector<double> right) const {
  const std::size_t n = places_.size();
  for (std::size_t i = 0; i < n; ++i) {
    const double* row = &lower_[i * n];
    right[i] = (right[i] - std::inner_product(row, row + i, right.begin(), 0.0)) / row[i];
  }
  for (std::size_t i = n; i-- > 0;) {
    right[i] /= lower_[i * n + i];
    for (std::size_t j = 0; j < i; ++j) right[j] -= right[i] * lower_[i * n + j];
  }
  return right;
}

Kriging::Quantity Kriging::fitted(std::vector<double> values) const {
  const auto n = static_cast<double>(values.size());
  Quantity quantity;
  quantity.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  for (double& value : values) value -= quantity.mean;
  quantity.weights = solved(values);
  const double squares = std::inner_product(values.begin(), values.end(), quantity.weights.begin(), 0.0);
  quantity.deviation = std::sqrt(std::max(squares, 0.0) / n);
  return quantity;
}

Estimate Kriging::at(const Lattice& place) const {
  std::vector<double> correlations;
  for (const Lattice& known : places_) correlations.push_back(correlation(place, known));
  const double nearest = *std::max_element(correlations.begin(), correlations.end());
  Estimate estimate;
  for (const Quantity& q : quantities_) {
    estimate.means.push_back(std::inner_product(correlations.begin(), correlations.end(), q.weights.begin(), q.mean));
    estimate.deviations.push_back(q.deviation * std::sqrt(1 - nearest * nearest));
  }
  return estimate;
}

}  // namespace octet
