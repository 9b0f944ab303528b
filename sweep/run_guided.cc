// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The front search asks for batches; each is run like a sweep of its own.
#include <algorithm>

#include "base/error.h"
#include "sweep/front_search.h"
#include "sweep/run.h"

namespace octet {
namespace {

constexpr const char* kObjectives[] = {"latency_ms", "energy_uj", "area_mm2"};

// None if the point failed, or a number is missing.
std::optional<Objectives> objectives_of(const std::optional<Row>& row) {
  if (!row) return {};
  Objectives objectives;
  for (const char* column : kObjectives) {
    const auto found = std::find_if(row->begin(), row->end(), [&](const auto& cell) { return cell.first == column; });
    const std::optional<double> value = found == row->end() ? std::nullopt : number_of(found->second);
    if (!value || !(*value > 0)) return {};
    objectives.push_back(*value);
  }
  return objectives;
}

// False if interrupted.
bool search_model(const SweepRun& run, std::size_t model, const std::vector<std::size_t>& allowed,
                  std::vector<Point>& asked, SweepProgress& progress) {
  const auto budget = static_cast<std::size_t>(run.spec.points);
  FrontSearch search(run.space.extents(), allowed, budget, run.spec.seed);
  for (std::vector<std::size_t> batch = search.next(); !batch.empty(); batch = search.next()) {
    std::vector<Point> points;
    for (const std::size_t machine : batch)
      points.push_back(make_point(run.space, run.evaluator, model, static_cast<std::int64_t>(machine)));
    asked.insert(asked.end(), points.begin(), points.end());
    run.store.write("points.csv", points_csv(run.spec, run.space, asked));
    if (!run_points(run, points, progress)) return false;
    for (std::size_t i = 0; i < batch.size(); ++i)
      search.tell(batch[i], objectives_of(run.store.result(points[i].hash)));
  }
  return true;
}

}  // namespace

bool run_guided(const SweepRun& run, std::vector<Point>& asked, SweepProgress& progress) {
  const std::vector<std::int64_t> chosen = run.space.chosen();
  const std::vector<std::size_t> allowed(chosen.begin(), chosen.end());
  for (std::size_t model = 0; model < run.spec.models.size(); ++model)
    if (!search_model(run, model, allowed, asked, progress)) return false;
  return true;
}

}  // namespace octet
