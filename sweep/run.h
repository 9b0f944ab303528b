// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Evaluates the points of a sweep that are not done yet.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sweep/points.h"
#include "sweep/progress.h"
#include "sweep/store.h"
#include "sweep/workers.h"

namespace octet {

// Every count-th point of the list, from the index-th on.
struct Shard {
  std::size_t index = 0, count = 1;
};
// "2/8": shard 2 of 0 to 7. Throws Error(kUsage).
Shard parse_shard(const std::string& text);
std::vector<Point> points_of(const Shard& shard, const std::vector<Point>& points);

struct SweepRun {
  const SweepSpec& spec;
  const SweepSpace& space;
  const Store& store;
  Evaluator& evaluator;
  WorkerLimits limits;
  std::function<bool()> interrupted;  // asked about ten times a second
};

// The shard's part of the folder's list. Throws Error(kUsage) if another list would be made here and now: by another
// octet, of a model or a technology table that has changed.
std::vector<Point> listed_points(const SweepRun& run, const Shard& shard);

// Evaluates those of `points`, which are all different, that are neither done nor failed; those with equal share keys
// in one process. Counts all of them in `progress`. False if interrupted; what is done stays. Throws Error(kUsage) if
// the disk is full.
bool run_points(const SweepRun& run, const std::vector<Point>& points, SweepProgress& progress);

// Searches each model's Pareto front of latency, energy and area with spec.points evaluations, and keeps the list of
// points up to date. What is in the folder already is not evaluated again. False if interrupted. `asked`: the points.
bool run_guided(const SweepRun& run, std::vector<Point>& asked, SweepProgress& progress);

// Evaluates a seeded `share` of the points that are done once more, in systemc: those whose results differ, each with
// the first column that does. Empty if all are equal. `checked`: how many were.
std::vector<std::string> check_points(const SweepRun& run, const std::vector<Point>& points, double share,
                                      std::size_t& checked);

}  // namespace octet
