// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/points.h"

#include <xxhash.h>

#include <unordered_set>

#include "base/csv.h"
#include "base/error.h"

namespace octet {
namespace {

constexpr const char* kFile = "points.csv";

std::string hash_of(const std::string& text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

Point make_point(const SweepSpace& space, Evaluator& evaluator, std::size_t model, std::int64_t machine) {
  return {model, machine, hash_of(evaluator.identity(model, space.machine(machine)))};
}

std::vector<Point> all_points(const SweepSpec& spec, const SweepSpace& space, Evaluator& evaluator) {
  const std::vector<std::int64_t> machines = space.chosen();
  std::vector<Point> points;
  points.reserve(machines.size() * spec.models.size());
  for (std::size_t model = 0; model < spec.models.size(); ++model)
    for (const std::int64_t machine : machines) points.push_back(make_point(space, evaluator, model, machine));
  std::unordered_set<std::string> seen;  // two files may hold one model
  std::erase_if(points, [&](const Point& point) { return !seen.insert(point.hash).second; });
  return points;
}

std::string points_csv(const SweepSpec& spec, const SweepSpace& space, const std::vector<Point>& points) {
  Table table{{"point", "hash", "model"}, {}};
  for (const Axis& axis : spec.axes) table.columns.push_back(axis.key);
  for (const Point& point : points) {
    std::vector<Cell> row{static_cast<std::int64_t>(table.rows.size()), point.hash, spec.models[point.model]};
    for (std::string& value : space.values(point.machine)) row.emplace_back(std::move(value));
    table.rows.push_back(std::move(row));
  }
  return table_csv(table);
}

PointList read_points(const Store& store) {
  constexpr std::size_t kFirstKey = 3;
  const std::string csv = store.read(kFile);
  std::size_t at = 0;
  std::vector<std::string> cells = read_csv_line(csv, at);
  const std::size_t columns = cells.size();
  if (columns < kFirstKey || cells[1] != "hash") fail(ErrorKind::kUsage, "{}: damaged", store.path(kFile));
  PointList list{{cells.begin() + kFirstKey, cells.end()}, {}};
  while (at < csv.size()) {
    cells = read_csv_line(csv, at);
    if (cells.size() != columns || cells[1].size() != 32) fail(ErrorKind::kUsage, "{}: damaged", store.path(kFile));
    list.points.push_back({cells[1], cells[2], {cells.begin() + kFirstKey, cells.end()}});
  }
  return list;
}

}  // namespace octet
