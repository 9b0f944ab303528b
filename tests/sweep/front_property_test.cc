// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Fronts and their volumes against counting, on random points whose coordinates are small whole numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sweep/front.h"

namespace octet {
namespace {

constexpr int kSide = 6;

std::vector<Objectives> random_points(std::mt19937& random, std::size_t objectives) {
  std::vector<Objectives> points(random() % 12, Objectives(objectives));
  for (Objectives& point : points)
    for (double& value : point)
      value = static_cast<double>(random() % (kSide + 2));  // some are not below the reference
  return points;
}

// Of the unit cells below (kSide, kSide, ...), those that some point has at or above it in every objective.
double counted_cells(const std::vector<Objectives>& points, std::size_t objectives) {
  int cells = 1, covered = 0;
  for (std::size_t i = 0; i < objectives; ++i) cells *= kSide;
  for (int cell = 0; cell < cells; ++cell)
    covered += std::any_of(points.begin(), points.end(), [&](const Objectives& point) {
      int rest = cell;
      return std::all_of(point.begin(), point.end(), [&](double value) {
        const int corner = rest % kSide;
        rest /= kSide;
        return value <= corner;
      });
    });
  return covered;
}

TEST(Front, VolumeIsTheCountOfDominatedCells) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::size_t objectives = 1 + seed % 3;
    const std::vector<Objectives> points = random_points(random, objectives);
    EXPECT_EQ(hypervolume(points, Objectives(objectives, kSide)), counted_cells(points, objectives)) << "seed " << seed;
  }
}

TEST(Front, GainIsTheVolumeWithThePointLessThatWithout) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::size_t objectives = 2 + seed % 2;
    std::vector<Objectives> points = random_points(random, objectives);
    if (points.empty()) continue;
    const Objectives added = points.back(), reference(objectives, kSide);
    points.pop_back();
    const double gain = hypervolume_gain(points, added, reference), before = hypervolume(points, reference);
    points.push_back(added);
    EXPECT_EQ(gain, hypervolume(points, reference) - before) << "seed " << seed;
  }
}

// By the definition, pair by pair.
TEST(Front, HoldsThePointsThatNoOtherDominates) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::vector<Objectives> points = random_points(random, 1 + seed % 4);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const bool beaten = std::any_of(points.begin(), points.end(), [&](const Objectives& other) {
        bool no_worse = true;
        for (std::size_t q = 0; q < other.size(); ++q) no_worse = no_worse && other[q] <= points[i][q];
        return no_worse && other != points[i];
      });
      if (!beaten) expected.push_back(i);
    }
    EXPECT_EQ(front_of(points), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace octet
