// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/run.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <random>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::size_t kLongestGroup = 64;  // points; a long one would leave other processes idle at the end

// Indices of `points`, those with equal share keys together, the groups in the order of their first points.
std::vector<std::vector<std::size_t>> grouped(const SweepRun& run, const std::vector<Point>& points) {
  std::vector<std::vector<std::size_t>> groups;
  std::map<std::string, std::size_t> open;  // by model and key: the group that takes more
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Machine machine = run.space.machine(points[i].machine);
    const std::string key = fmt::format("{} {}", points[i].model, run.evaluator.share_key(points[i].model, machine));
    const auto found = open.find(key);
    if (found == open.end() || groups[found->second].size() >= kLongestGroup) {
      open[key] = groups.size();
      groups.emplace_back();
    }
    groups[open[key]].push_back(i);
  }
  return groups;
}

// The columns that say who kept the time.
bool names_the_backend(const std::string& column) { return column == "backend" || column == "timing"; }

// The first column in which the rows differ; empty if none does.
std::string difference(const Row& kept, const Row& again) {
  for (std::size_t i = 0; i < std::max(kept.size(), again.size()); ++i) {
    if (i >= kept.size() || i >= again.size() || kept[i].first != again[i].first) return "other columns";
    if (names_the_backend(kept[i].first) || text_of(kept[i].second) == text_of(again[i].second)) continue;
    return fmt::format("{} is {}, in systemc {}", kept[i].first, text_of(kept[i].second), text_of(again[i].second));
  }
  return "";
}

}  // namespace

Shard parse_shard(const std::string& text) {
  Shard shard;
  const char* end = text.data() + text.size();
  const auto [slash, index_error] = std::from_chars(text.data(), end, shard.index);
  bool valid = index_error == std::errc() && slash != end && *slash == '/';
  if (valid) {
    const auto [last, count_error] = std::from_chars(slash + 1, end, shard.count);
    valid = count_error == std::errc() && last == end && shard.index < shard.count;
  }
  if (!valid) fail(ErrorKind::kUsage, "--shard {}: allowed is I/N, I from 0 to N-1", text);
  return shard;
}

std::vector<Point> points_of(const Shard& shard, const std::vector<Point>& points) {
  std::vector<Point> part;
  for (std::size_t i = shard.index; i < points.size(); i += shard.count) part.push_back(points[i]);
  return part;
}

std::vector<Point> listed_points(const SweepRun& run, const Shard& shard) {
  const PointList list = read_points(run.store);
  const std::vector<std::int64_t> machines = run.space.chosen();
  bool equal = list.points.size() == machines.size() * run.spec.models.size();
  std::vector<Point> points;
  for (std::size_t i = shard.index; equal && i < list.points.size(); i += shard.count) {
    points.push_back(make_point(run.space, run.evaluator, i / machines.size(), machines[i % machines.size()]));
    equal = points.back().hash == list.points[i].hash;
  }
  if (!equal)
    fail(ErrorKind::kUsage,
         "{}: its points are others here and now: octet, a model or a technology table has changed since they were "
         "listed; go on with what they were listed with, or choose another --out",
         run.store.path("points.csv"));
  return points;
}

bool run_points(const SweepRun& run, const std::vector<Point>& points, SweepProgress& progress) {
  const Store::Listing listing = run.store.list();
  std::vector<Point> pending;
  std::size_t done = 0, failed = 0;
  for (const Point& point : points) {
    if (listing.done.count(point.hash))
      ++done;
    else if (listing.failed.count(point.hash))
      ++failed;
    else
      pending.push_back(point);
  }
  progress.more(points.size(), done, failed);
  const auto evaluate = [&](std::size_t task) {
    const Point& point = pending[task];
    const Row row = run.evaluator.evaluate(point.model, run.space.machine(point.machine), run.spec.backend);
    try {
      run.store.write_result(point.hash, row);
    } catch (const Error& error) {
      throw TaskFatal(error.kind(), error.what());
    }
  };
  const auto ended = [&](std::size_t task, const std::string& error) {
    if (!error.empty()) run.store.write_failure(pending[task].hash, error);
    progress.ended(!error.empty());
  };
  return run_tasks(run.limits, grouped(run, pending), evaluate, ended, [&] {
    progress.tick();
    return !run.interrupted();
  });
}

std::vector<std::string> check_points(const SweepRun& run, const std::vector<Point>& points, double share,
                                      std::size_t& checked) {
  const Store::Listing listing = run.store.list();
  std::vector<Point> sample;
  for (const Point& point : points)
    if (listing.done.count(point.hash)) sample.push_back(point);
  std::mt19937_64 random(run.spec.seed);
  std::shuffle(sample.begin(), sample.end(), random);
  sample.resize(static_cast<std::size_t>(std::ceil(static_cast<double>(sample.size()) * std::min(share, 1.0))));
  checked = sample.size();
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < sample.size(); ++i) groups.push_back({i});
  std::vector<std::string> differing;
  const auto evaluate = [&](std::size_t task) {
    const Point& point = sample[task];
    const Row again = run.evaluator.evaluate(point.model, run.space.machine(point.machine), BackendKind::kSystemc);
    const std::string text = difference(run.store.result(point.hash).value(), again);
    if (!text.empty()) fail(ErrorKind::kCheck, "{}", text);
  };
  const auto ended = [&](std::size_t task, const std::string& error) {
    if (!error.empty()) differing.push_back(fmt::format("point {}: {}", sample[task].hash, error));
  };
  run_tasks(run.limits, groups, evaluate, ended, [&] { return !run.interrupted(); });
  std::sort(differing.begin(), differing.end());
  return differing;
}

}  // namespace octet
