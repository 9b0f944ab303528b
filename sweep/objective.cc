// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Names and directions of objectives.
#include "sweep/objective.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace {

constexpr std::pair<std::string_view, std::string_view> kShort[] = {
    {"latency", "latency_ms"}, {"energy", "energy_uj"}, {"area", "area_mm2"}};
constexpr std::string_view kMaximised[] = {"fps_per_watt", "inferences_per_second", "inferences_per_joule",
                                           "fps_per_dollar", "utilization"};

}  // namespace

std::string_view full_name(std::string_view name) {
  for (const auto& [brief, full] : kShort)
    if (name == brief) return full;
  return name;
}

bool is_maximised(std::string_view column) {
  return column.ends_with("_ratio") ||
         std::find(std::begin(kMaximised), std::end(kMaximised), column) != std::end(kMaximised);
}

std::vector<std::string> number_names(const Table& table) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (std::any_of(table.rows.begin(), table.rows.end(),
                    [&](const auto& row) { return number_of(row[i]).has_value(); }))
      names.push_back(table.columns[i]);
  for (const auto& [brief, full] : kShort)
    if (std::find(names.begin(), names.end(), full) != names.end()) names.emplace_back(brief);
  return names;
}

Objective objective_of(const Table& table, const std::string& name) {
  const std::vector<std::string> known = number_names(table);
  if (std::find(known.begin(), known.end(), name) == known.end())
    fail(ErrorKind::kUsage, "no number is called {}{}", name, did_you_mean(name, known));
  const std::string column(full_name(name));
  return {column, table.column(column), is_maximised(column)};
}

std::vector<Objective> objectives_of(const Table& table, const std::string& names) {
  std::vector<Objective> objectives;
  std::istringstream stream(names);
  for (std::string name; std::getline(stream, name, ',');) {
    Objective next = objective_of(table, name);
    if (std::any_of(objectives.begin(), objectives.end(), [&](const Objective& o) { return o.place == next.place; }))
      fail(ErrorKind::kUsage, "objective {} is named twice", next.column);
    objectives.push_back(std::move(next));
  }
  if (objectives.empty()) fail(ErrorKind::kUsage, "an objective is missing: latency,energy,area, say");
  return objectives;
}

std::optional<Objectives> minimised(const std::vector<Objective>& objectives, const std::vector<Cell>& row) {
  Objectives values;
  for (const Objective& objective : objectives) {
    const std::optional<double> value = objective.value(row);
    if (!value) return {};
    values.push_back(objective.maximised ? -*value : *value);
  }
  return values;
}

}  // namespace octet
