// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The points of a sweep: a model on a machine, known by the hash of all that its result depends on.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sweep/evaluator.h"
#include "sweep/space.h"
#include "sweep/store.h"

namespace octet {

struct Point {
  std::size_t model = 0;
  std::int64_t machine = 0;  // its number in the space
  std::string hash;          // 32 hexadecimal digits
};

// One point.
Point make_point(const SweepSpace& space, Evaluator& evaluator, std::size_t model, std::int64_t machine);
// Every chosen machine with every model: the models in their order, each with its machines in theirs;
// none twice.
std::vector<Point> all_points(const SweepSpec& spec, const SweepSpace& space, Evaluator& evaluator);

// The list as a file: number, hash, model and the varied keys.
std::string points_csv(const SweepSpec& spec, const SweepSpace& space, const std::vector<Point>& points);

// What has to be known of a point to collect its result, from that file.
struct ListedPoint {
  std::string hash, model;
  std::vector<std::string> values;  // of the varied keys
};
struct PointList {
  std::vector<std::string> keys;  // the varied ones
  std::vector<ListedPoint> points;
};
// Throws Error(kUsage) if the folder has no list, or a damaged one.
PointList read_points(const Store& store);

}  // namespace octet
