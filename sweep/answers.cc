// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Selections of rows, and main effects.
#include "sweep/answers.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "arch/machine.h"
#include "base/error.h"
#include "base/suggest.h"
#include "sweep/expression.h"

namespace octet {
namespace {

// "latency_ms is 2.1 to 30" of each number that `where` uses.
std::string ranges_text(const Table& table, const std::vector<std::string>& names) {
  std::vector<std::string> texts;
  for (const std::string& name : names) {
    const std::size_t place = table.column(full_name(name));
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const std::vector<Cell>& row : table.rows)
      if (const std::optional<double> value = number_of(row[place])) {
        low = std::min(low, *value);
        high = std::max(high, *value);
      }
    texts.push_back(fmt::format("{} is {:.4g} to {:.4g}", name, low, high));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

struct Level {
  double sum = 0;
  std::size_t points = 0;
  double mean() const { return sum / static_cast<double>(points); }
};

}  // namespace

std::vector<ModelRows> rows_by_model(const Table& table, const std::string& model) {
  const std::size_t column = table.column("model");
  std::vector<ModelRows> models;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string name = text_of(table.rows[i][column]);
    auto found = std::find_if(models.begin(), models.end(), [&](const ModelRows& m) { return m.model == name; });
    if (found == models.end()) found = models.insert(models.end(), {name, {}});
    found->rows.push_back(i);
  }
  if (model.empty()) return models;
  std::vector<std::string> names;
  for (const ModelRows& m : models) names.push_back(m.model);
  const auto found = std::find(names.begin(), names.end(), model);
  if (found == names.end())
    fail(ErrorKind::kUsage, "no model {} in the results{}; there are {}", model, did_you_mean(model, names),
         fmt::join(names, ", "));
  return {models[static_cast<std::size_t>(found - names.begin())]};
}

void keep_where(const Table& table, const std::string& where, std::vector<ModelRows>& models) {
  if (where.empty()) return;
  const Expression expression(where, "--where", number_names(table));
  for (ModelRows& model : models)
    std::erase_if(model.rows, [&](std::size_t row) {
      return !expression.holds([&](std::string_view name) {
        return number_of(table.rows[row][table.column(full_name(name))]).value_or(std::nan(""));
      });
    });
  std::erase_if(models, [](const ModelRows& model) { return model.rows.empty(); });
  if (models.empty())
    fail(ErrorKind::kArchitecture, "--where \"{}\": no point meets it: {}", where,
         ranges_text(table, expression.names()));
}

std::vector<std::size_t> varied_keys(const Table& table) {
  std::set<std::string> keys;
  const Machine machine;
  visit_fields(machine, [&](const FieldInfo& info, const auto&) { keys.emplace(info.name); });
  std::vector<std::size_t> varied;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (keys.count(table.columns[i]) > 0 &&
        std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[i] != table.rows[0][i]; }))
      varied.push_back(i);
  return varied;
}

RowNumbers best_rows(const Table& table, const RowNumbers& rows, const Objective& objective, std::size_t count) {
  std::vector<std::pair<Objectives, std::size_t>> ranked;
  for (const std::size_t row : rows)
    if (auto values = minimised({objective}, table.rows[row])) ranked.emplace_back(std::move(*values), row);
  std::sort(ranked.begin(), ranked.end());
  RowNumbers best;
  for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i) best.push_back(ranked[i].second);
  return best;
}

RowNumbers pareto_rows(const Table& table, const RowNumbers& rows, const std::vector<Objective>& objectives) {
  RowNumbers complete, front;
  std::vector<Objectives> points;
  for (const std::size_t row : rows)
    if (auto values = minimised(objectives, table.rows[row])) {
      complete.push_back(row);
      points.push_back(std::move(*values));
    }
  std::vector<std::size_t> kept = front_of(points);
  std::stable_sort(kept.begin(), kept.end(), [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  for (const std::size_t i : kept) front.push_back(complete[i]);
  return front;
}

MainEffect main_effect(const Table& table, const RowNumbers& rows, std::size_t key, const Objective& objective) {
  std::map<Cell, Level> levels;
  Level all;
  double squares = 0;
  for (const std::size_t row : rows) {
    const std::optional<double> value = objective.value(table.rows[row]);
    if (!value) continue;
    if (!(*value > 0))
      fail(ErrorKind::kUsage, "{} is {} in point {}: effects are ratios, of values above 0", objective.column, *value,
           text_of(table.rows[row][table.column("point")]));
    const double logarithm = std::log(*value);
    Level& level = levels[table.rows[row][key]];
    for (Level* l : {&level, &all}) {
      l->sum += logarithm;
      ++l->points;
    }
    squares += logarithm * logarithm;
  }
  if (levels.empty()) return {};
  const auto less = [](const auto& a, const auto& b) { return a.second.mean() < b.second.mean(); };
  const auto lowest = std::min_element(levels.begin(), levels.end(), less);
  const auto highest = std::max_element(levels.begin(), levels.end(), less);
  double between = 0;
  for (const auto& [value, level] : levels)
    between += static_cast<double>(level.points) * std::pow(level.mean() - all.mean(), 2);
  const double total = squares - all.sum * all.mean();
  // Below this the objective is one number, but for rounding.
  const bool varies = total > 1e-12 * std::max(1.0, squares);
  return {varies ? std::min(between / total, 1.0) : 0, std::exp(highest->second.mean() - lowest->second.mean()),
          text_of(lowest->first), text_of(highest->first)};
}

}  // namespace octet
