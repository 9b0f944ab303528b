// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Dominance, fronts and the volume they dominate.
#include "sweep/front.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::size_t kMostObjectives = 3;
using Triple = std::array<double, kMostObjectives>;

// Whether the point lies below the reference; fewer objectives are filled up with 0 below 1.
bool below(const Objectives& point, const Objectives& reference, Triple& filled) {
  OCTET_CHECK(point.size() == reference.size() && !point.empty() && point.size() <= kMostObjectives,
              "{} objectives, {} bounds", point.size(), reference.size());
  filled = {};
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (!(point[i] < reference[i])) return false;
    filled[i] = point[i];
  }
  return true;
}

// What points of two objectives dominate: steps down, from left to right.
class Staircase {
 public:
  Staircase(double right, double top) : right_(right), top_(top) {}

  // The area that (x, y) adds.
  double add(double x, double y) {
    auto step = steps_.upper_bound(x);
    double top = step == steps_.begin() ? top_ : std::prev(step)->second, left = x, added = 0;
    if (top <= y) return 0;
    for (step = steps_.lower_bound(x); step != steps_.end() && step->second >= y; step = steps_.erase(step)) {
      added += (step->first - left) * (top - y);
      left = step->first;
      top = step->second;
    }
    added += ((step == steps_.end() ? right_ : step->first) - left) * (top - y);
    steps_.emplace(x, y);
    return added;
  }

 private:
  double right_, top_;
  std::map<double, double> steps_;
};

}  // namespace

bool dominates(const Objectives& a, const Objectives& b) {
  bool lower = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    lower = lower || a[i] < b[i];
  }
  return lower;
}

std::vector<std::size_t> front_of(const std::vector<Objectives>& points) {
  std::vector<std::size_t> order(points.size()), front;
  std::iota(order.begin(), order.end(), 0);
  // In lexicographic order nothing dominates what stands before it.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  for (const std::size_t i : order)
    if (std::none_of(front.begin(), front.end(), [&](std::size_t f) { return dominates(points[f], points[i]); }))
      front.push_back(i);
  std::sort(front.begin(), front.end());
  return front;
}

double hypervolume(const std::vector<Objectives>& points, const Objectives& reference) {
  std::vector<Triple> inside;
  for (const Objectives& point : points)
    if (Triple filled; below(point, reference, filled)) inside.push_back(filled);
  Triple bound{1, 1, 1};
  std::copy(reference.begin(), reference.end(), bound.begin());
  // Slices along the third objective, each as high as the area that the points so far dominate in the other two.
  std::sort(inside.begin(), inside.end(), [](const Triple& a, const Triple& b) { return a[2] < b[2]; });
  Staircase stairs(bound[0], bound[1]);
  double volume = 0, area = 0;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    area += stairs.add(inside[i][0], inside[i][1]);
    volume += area * ((i + 1 < inside.size() ? inside[i + 1][2] : bound[2]) - inside[i][2]);
  }
  return volume;
}

double hypervolume_gain(const std::vector<Objectives>& points, const Objectives& added, const Objectives& reference) {
  double box = 1;
  for (std::size_t i = 0; i < added.size(); ++i) box *= std::max(0.0, reference[i] - added[i]);
  if (box == 0) return 0;
  // Of the others only what lies behind `added` takes from its box.
  std::vector<Objectives> clipped;
  for (const Objectives& point : points) {
    Objectives& kept = clipped.emplace_back(point);
    for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = std::max(kept[i], added[i]);
    if (kept == added) return 0;
  }
  return box - hypervolume(clipped, reference);
}

}  // namespace octet
