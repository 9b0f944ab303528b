// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the search for a front asks: always the same, nothing twice, nothing that is not allowed; what it finds on a
// formula that behaves as machines do, and where some points fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "sweep/front_search.h"

namespace octet {
namespace {

using Evaluate = std::function<std::optional<Objectives>(const Lattice&)>;
using Batches = std::vector<std::vector<std::size_t>>;

struct Space {
  std::vector<std::size_t> sizes;
  std::size_t points() const {
    return std::accumulate(sizes.begin(), sizes.end(), std::size_t{1}, std::multiplies<>());
  }
  std::vector<std::size_t> all() const {
    std::vector<std::size_t> numbers(points());
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
  }
  Lattice place(std::size_t point) const {
    Lattice place(sizes.size());
    for (std::size_t i = sizes.size(); i-- > 0; point /= sizes[i]) place[i] = point % sizes[i];
    return place;
  }
};

// Rows and columns, bandwidth, memory, each doubling: time is the longer of computing and loading.
std::optional<Objectives> machine_like(const Lattice& p) {
  const double pes = std::exp2(6 + p[0] + p[1]), bandwidth = std::exp2(p[2]), memory = std::exp2(p[3]);
  const double idle = 1 + 0.2 * std::abs(static_cast<double>(p[0]) - static_cast<double>(p[1]));
  const double loads = 8000 * (1 + 3 / memory);
  const double time = std::max(4e5 / pes * idle, loads / bandwidth) + 90;
  const double area = 0.8 + pes / 2000 + memory / 5;
  return Objectives{time, loads / 100 + time * area / 40, area};
}

// As machine_like, where arrays of many rows do not fit small memories.
std::optional<Objectives> failing(const Lattice& p) {
  if (p[0] > p[3] + 1) return {};
  return machine_like(p);
}

Batches asked(const Space& space, const Evaluate& evaluate, std::size_t budget, std::uint64_t seed,
              bool backwards = false) {
  FrontSearch search(space.sizes, space.all(), budget, seed);
  Batches batches;
  while (true) {
    std::vector<std::size_t> batch = search.next();
    if (batch.empty()) return batches;
    batches.push_back(batch);
    if (backwards) std::reverse(batch.begin(), batch.end());
    for (const std::size_t point : batch) search.tell(point, evaluate(space.place(point)));
  }
}

std::vector<Objectives> values(const Space& space, const Evaluate& evaluate, const std::vector<std::size_t>& points) {
  std::vector<Objectives> found;
  for (const std::size_t point : points)
    if (const auto objectives = evaluate(space.place(point))) {
      found.push_back(*objectives);
      for (double& value : found.back()) value = std::log(value);
    }
  return found;
}

// Volume of what was asked over that of the whole space; logarithms, below the worst of the whole front.
double share_found(const Space& space, const Evaluate& evaluate, const Batches& batches) {
  std::vector<std::size_t> points;
  for (const auto& batch : batches) points.insert(points.end(), batch.begin(), batch.end());
  const std::vector<Objectives> whole = values(space, evaluate, space.all());
  Objectives reference = whole[front_of(whole)[0]];
  for (const std::size_t i : front_of(whole))
    for (std::size_t q = 0; q < reference.size(); ++q) reference[q] = std::max(reference[q], whole[i][q]);
  return hypervolume(values(space, evaluate, points), reference) / hypervolume(whole, reference);
}

const Space kSpace{{5, 5, 5, 5}};
constexpr std::size_t kBudget = 93;  // 15 % of 625

TEST(FrontSearch, FindsTheFrontWithASeventhOfThePoints) {
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    EXPECT_GT(share_found(kSpace, machine_like, asked(kSpace, machine_like, kBudget, seed)), 0.95) << "seed " << seed;
}

TEST(FrontSearch, FindsItWherePointsFail) {
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    EXPECT_GT(share_found(kSpace, failing, asked(kSpace, failing, kBudget, seed)), 0.95) << "seed " << seed;
}

TEST(FrontSearch, DependsOnTheSeedAndNotOnTheOrderOfTelling) {
  const Batches once = asked(kSpace, failing, kBudget, 3);
  EXPECT_EQ(asked(kSpace, failing, kBudget, 3), once);
  EXPECT_EQ(asked(kSpace, failing, kBudget, 3, true), once);
  EXPECT_NE(asked(kSpace, failing, kBudget, 4), once);
}

TEST(FrontSearch, AsksAllowedPointsOnceAndAsManyAsTheBudget) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Space space{{1 + seed % 3, 4, 1 + seed, 3}};
    std::vector<std::size_t> allowed = space.all();
    std::erase_if(allowed, [&](std::size_t point) { return (point * 2654435761u + seed) % 3 == 0; });
    const std::size_t budget = 1 + seed * 7;
    FrontSearch search(space.sizes, allowed, budget, seed);
    std::set<std::size_t> seen;
    for (auto batch = search.next(); !batch.empty(); batch = search.next()) {
      EXPECT_TRUE(std::is_sorted(batch.begin(), batch.end()));
      for (const std::size_t point : batch) {
        EXPECT_TRUE(seen.insert(point).second) << "twice: " << point;
        EXPECT_TRUE(std::binary_search(allowed.begin(), allowed.end(), point)) << point;
        search.tell(point, point % 4 == 0 ? std::nullopt : machine_like(space.place(point)));
      }
    }
    EXPECT_EQ(seen.size(), std::min(budget, allowed.size())) << "seed " << seed;
  }
}

// More points than are predicted at a time: neighbours of the front and a random selection.
TEST(FrontSearch, LargeSpacesAreSearchedFromTheFrontOutwards) {
  const Space space{{12, 12, 8, 8, 2}};
  const auto evaluate = [](const Lattice& p) { return machine_like({p[0] / 2, p[1] / 2, p[2], p[3]}); };
  EXPECT_GT(share_found(space, evaluate, asked(space, evaluate, 500, 1)), 0.95);
}

TEST(FrontSearch, AllPointsMayFail) {
  const auto nothing = [](const Lattice&) { return std::optional<Objectives>(); };
  std::size_t points = 0;
  for (const auto& batch : asked(kSpace, nothing, kBudget, 1)) points += batch.size();
  EXPECT_EQ(points, kBudget);
}

TEST(Kriging, KnowsItsPlacesAndDoubtsWhatIsFar) {
  const std::vector<std::size_t> sizes{5, 3};
  const Kriging model(sizes, {{0, 0}, {4, 0}, {0, 2}, {2, 1}}, {{1, 8}, {2, 6}, {3, 4}, {5, 2}});
  EXPECT_NEAR(model.at({4, 0}).means[0], 2, 1e-3);
  EXPECT_NEAR(model.at({0, 2}).means[1], 4, 1e-3);
  EXPECT_EQ(model.at({2, 1}).deviations[0], 0);
  EXPECT_GT(model.at({4, 2}).deviations[0], model.at({1, 0}).deviations[0]);
}

}  // namespace
}  // namespace octet
