// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The objectives' logarithms by kriging, the batch greedily by predicted hypervolume. Evolutionary searches (NSGA-II in
// pagmo2, say) evaluate a population some tens of times: more than the 150 of 1000 points that there are.
#include "sweep/front_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"

namespace octet {
namespace {

// What keeps a batch at milliseconds in large spaces.
constexpr std::size_t kMostTraining = 400, kMostCandidates = 3000, kMostBatch = 64, kMostFirst = 100;
// Shares of the budget: of the first batch, and of each later one.
constexpr double kFirst = 0.25, kLater = 0.06;
// Predictions are taken so many deviations better than they are, so that what is far from all known is looked at.
constexpr double kOptimism = 0.2;
// The corner that bounds the volume lies this share of the range beyond the worst known, so that extremes count.
constexpr double kMargin = 0.05;

std::size_t share_of(std::size_t budget, double share, std::size_t most) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(share * static_cast<double>(budget)), 1, most);
}

}  // namespace

struct FrontSearch::Candidate {
  std::size_t point;
  Objectives predicted;  // 0: the best known, 1: the worst
  double chance;         // of a result
  double gain;           // of hypervolume, when last computed: an upper bound, for gains shrink as the front grows
  double doubt;
};

struct FrontSearch::Models {
  Kriging objectives;
  std::optional<Kriging> success;  // if some point failed
};

FrontSearch::FrontSearch(std::vector<std::size_t> sizes, std::vector<std::size_t> allowed, std::size_t budget,
                         std::uint64_t seed)
    : sizes_(std::move(sizes)),
      allowed_(std::move(allowed)),
      budget_(std::min(budget, allowed_.size())),
      random_(seed) {
  const std::size_t points = std::accumulate(sizes_.begin(), sizes_.end(), std::size_t{1}, std::multiplies<>());
  OCTET_CHECK(allowed_.empty() || allowed_.back() < points, "point {} of {}", allowed_.back(), points);
}

std::vector<std::size_t> FrontSearch::next() {
  OCTET_CHECK(told_.size() == asked_.size(), "{} asked, {} told", asked_.size(), told_.size());
  const std::size_t room = budget_ - asked_.size();
  if (room == 0) return {};
  std::vector<std::size_t> batch = front_.empty() ? first_batch(std::min(share_of(budget_, kFirst, kMostFirst), room))
                                                  : guided_batch(std::min(share_of(budget_, kLater, kMostBatch), room));
  std::sort(batch.begin(), batch.end());
  asked_.insert(asked_.end(), batch.begin(), batch.end());
  return batch;
}

void FrontSearch::tell(std::size_t point, const std::optional<Objectives>& objectives) {
  OCTET_CHECK(std::find(asked_.rbegin(), asked_.rend(), point) != asked_.rend(), "point {} was not asked", point);
  const auto [told, fresh] = told_.emplace(point, objectives);
  OCTET_CHECK(fresh, "point {} is told twice", point);
  if (!objectives) return;
  Objectives& logs = *told->second;
  for (double& value : logs) value = std::log(value);
  if (low_.empty()) low_ = high_ = logs;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    low_[i] = std::min(low_[i], logs[i]);
    high_[i] = std::max(high_[i], logs[i]);
  }
  if (std::any_of(front_.begin(), front_.end(), [&](const auto& f) { return dominates(f.second, logs); })) return;
  std::erase_if(front_, [&](const auto& f) { return dominates(logs, f.second); });
  front_.emplace(point, logs);
}

Lattice FrontSearch::coordinates(std::size_t point) const {
  Lattice place(sizes_.size());
  for (std::size_t i = sizes_.size(); i-- > 0; point /= sizes_[i]) place[i] = point % sizes_[i];
  return place;
}

// Squared, in lengths of the axes.
double FrontSearch::distance(const Lattice& a, const Lattice& b) const {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double steps = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    const double relative = steps / static_cast<double>(std::max<std::size_t>(sizes_[i], 2) - 1);
    sum += relative * relative;
  }
  return sum;
}

// `count` of the points, without repetition, in a random order that is the same with every standard library.
std::vector<std::size_t> FrontSearch::drawn(std::vector<std::size_t> points, std::size_t count) {
  count = std::min(count, points.size());
  for (std::size_t i = 0; i < count; ++i) std::swap(points[i], points[i + random_() % (points.size() - i)]);
  points.resize(count);
  return points;
}

// The allowed points next to the lowest and to the highest corner, where objectives tend to be extreme; random ones.
std::vector<std::size_t> FrontSearch::first_batch(std::size_t count) {
  std::vector<std::size_t> open;
  std::copy_if(allowed_.begin(), allowed_.end(), std::back_inserter(open),
               [&](std::size_t p) { return told_.count(p) == 0; });
  std::vector<std::size_t> batch;
  Lattice low(sizes_.size(), 0), high(sizes_);
  for (std::size_t& index : high) --index;
  for (const Lattice& corner : {low, high}) {
    if (batch.size() == count) break;
    const auto nearest = std::min_element(open.begin(), open.end(), [&](std::size_t a, std::size_t b) {
      return distance(coordinates(a), corner) < distance(coordinates(b), corner);
    });
    batch.push_back(*nearest);
    open.erase(nearest);
  }
  const std::vector<std::size_t> others = drawn(std::move(open), count - batch.size());
  batch.insert(batch.end(), others.begin(), others.end());
  return batch;
}

// What may be asked: everything in a small space; in a large one the front's neighbours and a random selection.
std::vector<std::size_t> FrontSearch::candidates() {
  std::vector<std::size_t> found;
  if (allowed_.size() <= kMostCandidates) {
    found = allowed_;
  } else {
    std::vector<std::size_t> front;
    for (const auto& [point, logs] : front_) front.push_back(point);
    for (const std::size_t point : drawn(std::move(front), kMostCandidates / (4 * sizes_.size()))) {
      const Lattice place = coordinates(point);
      std::size_t stride = 1;
      for (std::size_t i = sizes_.size(); i-- > 0; stride *= sizes_[i]) {
        if (place[i] > 0) found.push_back(point - stride);
        if (place[i] + 1 < sizes_[i]) found.push_back(point + stride);
      }
    }
    while (found.size() < kMostCandidates) found.push_back(allowed_[random_() % allowed_.size()]);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
  }
  std::erase_if(found, [&](std::size_t p) {
    return told_.count(p) > 0 || !std::binary_search(allowed_.begin(), allowed_.end(), p);
  });
  return found;
}

// Of everything told, or of the first batch, the front and the latest where that is too much.
FrontSearch::Models FrontSearch::models() const {
  std::vector<std::size_t> points = asked_;
  if (points.size() > kMostTraining) {
    points.resize(kMostFirst);
    const std::size_t stride = front_.size() / (kMostTraining / 4) + 1;
    std::size_t number = 0;
    for (const auto& [point, logs] : front_)
      if (number++ % stride == 0) points.push_back(point);
    const std::size_t latest = kMostTraining - std::min(kMostTraining, points.size());
    points.insert(points.end(), asked_.end() - static_cast<std::ptrdiff_t>(latest), asked_.end());
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<Lattice> all, succeeded;
  std::vector<std::vector<double>> successes, values;
  for (const std::size_t point : points) {
    const std::optional<Objectives>& logs = told_.at(point);
    all.push_back(coordinates(point));
    successes.push_back({logs ? 1.0 : 0.0});
    if (!logs) continue;
    succeeded.push_back(all.back());
    values.push_back(*logs);
  }
  const bool failures = succeeded.size() < all.size();
  return {Kriging(sizes_, succeeded, values),
          failures ? std::optional<Kriging>(std::in_place, sizes_, all, successes) : std::nullopt};
}

std::vector<std::size_t> FrontSearch::guided_batch(std::size_t count) {
  const auto scaled = [&](Objectives logs) {
    for (std::size_t i = 0; i < logs.size(); ++i) logs[i] = (logs[i] - low_[i]) / std::max(high_[i] - low_[i], 1e-9);
    return logs;
  };
  const Objectives corner(low_.size(), 1 + kMargin);
  std::vector<Objectives> front;
  for (const auto& [point, logs] : front_) front.push_back(scaled(logs));
  const auto gain = [&](const Candidate& c) { return c.chance * hypervolume_gain(front, c.predicted, corner); };
  const Models models = this->models();
  std::vector<Candidate> open;
  for (const std::size_t point : candidates()) {
    const Lattice place = coordinates(point);
    Estimate estimate = models.objectives.at(place);
    for (std::size_t i = 0; i < estimate.means.size(); ++i) estimate.means[i] -= kOptimism * estimate.deviations[i];
    const double chance = models.success ? std::clamp(models.success->at(place).means[0], 0.01, 1.0) : 1;
    Candidate& c = open.emplace_back(Candidate{point, scaled(std::move(estimate.means)), chance, 0, 0});
    c.gain = gain(c);
    c.doubt = chance * estimate.deviations[0];
  }
  std::vector<std::size_t> batch;
  while (batch.size() < count && !open.empty()) {
    std::sort(open.begin(), open.end(), [](const Candidate& a, const Candidate& b) {
      return a.gain != b.gain ? a.gain > b.gain : a.doubt != b.doubt ? a.doubt > b.doubt : a.point < b.point;
    });
    std::size_t best = 0;
    open[0].gain = gain(open[0]);
    for (std::size_t i = 1; i < open.size() && open[i].gain > open[best].gain; ++i) {
      open[i].gain = gain(open[i]);
      if (open[i].gain > open[best].gain) best = i;
    }
    batch.push_back(open[best].point);
    front.push_back(open[best].predicted);
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(best));
  }
  return batch;
}

}  // namespace octet
