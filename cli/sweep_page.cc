// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Answers of the sweep's own functions to the questions that its page lets one ask.
#include "cli/sweep_page.h"

#include <algorithm>
#include <map>
#include <set>

#include "arch/machine.h"
#include "base/error.h"
#include "sweep/answers.h"
#include "sweep/collect.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

// Of these, what differs between points can be chosen in the page.
constexpr const char* kObjectives[] = {"latency_ms",
                                       "energy_uj",
                                       "area_mm2",
                                       "inferences_per_second",
                                       "fps_per_watt",
                                       "power_mw",
                                       "utilization",
                                       "dram_read_bytes",
                                       "chip_price_dollars",
                                       "fps_per_dollar",
                                       "iso_area_latency_ratio",
                                       "iso_area_energy_ratio"};

bool differs(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [&](const auto& row) { return row[column] != table.rows[0][column]; });
}

// Texts that repeat are written once.
Json column_json(const Table& table, std::size_t column) {
  std::map<std::string, std::size_t> places;
  Json texts = Json::array(), codes = Json::array(), values = Json::array();
  bool is_text = true;
  for (const std::vector<Cell>& row : table.rows) {
    values.push_back(json_of(row[column]));
    const auto* text = std::get_if<std::string>(&row[column]);
    is_text = is_text && (text || row[column].index() == 0);
    if (!is_text) continue;
    if (!text) {
      codes.push_back(-1);
      continue;
    }
    const auto [found, is_new] = places.emplace(*text, places.size());
    if (is_new) texts.push_back(*text);
    codes.push_back(found->second);
  }
  Json json = {{"name", table.columns[column]}};
  if (is_text && places.size() * 2 < table.rows.size()) {
    json["texts"] = std::move(texts);
    json["codes"] = std::move(codes);
  } else {
    json["values"] = std::move(values);
  }
  return json;
}

std::vector<Objective> objectives_in(const Table& table) {
  const std::vector<std::string> numbers = number_names(table);
  std::vector<Objective> found;
  for (const bool must_differ : {true, false}) {
    for (const char* name : kObjectives)
      if (std::find(numbers.begin(), numbers.end(), name) != numbers.end() &&
          (!must_differ || differs(table, table.column(name))))
        found.push_back(objective_of(table, name));
    if (found.size() >= 2) return found;
    found.clear();
  }
  fail(ErrorKind::kUsage,
       "the results have fewer than two of latency_ms, energy_uj, area_mm2, ...: nothing to compare");
}

bool is_positive(const Table& table, const RowNumbers& rows, const Objective& objective) {
  return std::all_of(rows.begin(), rows.end(),
                     [&](std::size_t row) { return objective.value(table.rows[row]).value_or(1) > 0; });
}

Json model_json(const Table& table, const ModelRows& model, const std::vector<std::size_t>& keys,
                const std::vector<Objective>& objectives) {
  Json best = Json::array(), fronts = Json::array(), effects = Json::array();
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const Objective& one = objectives[i];
    for (const std::size_t row : best_rows(table, model.rows, one, 1))
      best.push_back({{"objective", one.column}, {"row", row}});
    for (std::size_t j = i + 1; j < objectives.size(); ++j)
      fronts.push_back({{"objectives", {one.column, objectives[j].column}},
                        {"rows", pareto_rows(table, model.rows, {one, objectives[j]})}});
    if (!is_positive(table, model.rows, one)) continue;
    for (const std::size_t key : keys) {
      const MainEffect effect = main_effect(table, model.rows, key, one);
      effects.push_back({{"key", table.columns[key]},
                         {"objective", one.column},
                         {"share", effect.share},
                         {"ratio", effect.ratio},
                         {"lowest", effect.lowest},
                         {"highest", effect.highest}});
    }
  }
  return {{"model", model.model}, {"rows", model.rows}, {"best", best}, {"fronts", fronts}, {"effects", effects}};
}

}  // namespace

Json sweep_page_data(const std::string& folder) {
  const Store store(folder);
  const Table table = read_results(folder);
  const Counts counts = count_points(store);
  if (table.rows.empty()) fail(ErrorKind::kUsage, "{}: no point is done", folder);
  const std::vector<std::size_t> keys = varied_keys(table);
  const std::vector<Objective> objectives = objectives_in(table);
  Json columns = Json::array(), constants = Json::object(), names = Json::array(), machine_keys = Json::array(),
       aims = Json::array(), models = Json::array();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (differs(table, i) || table.columns[i] == "point")
      columns.push_back(column_json(table, i));
    else
      constants[table.columns[i]] = json_of(table.rows[0][i]);
  }
  for (const std::size_t key : keys) names.push_back(table.columns[key]);
  const Machine machine;
  visit_fields(machine, [&](const FieldInfo& info, const auto&) { machine_keys.push_back(std::string(info.name)); });
  for (const Objective& o : objectives) aims.push_back({{"column", o.column}, {"maximised", o.maximised}});
  for (const ModelRows& model : rows_by_model(table)) models.push_back(model_json(table, model, keys, objectives));
  return {{"counts", {{"listed", counts.listed}, {"done", table.rows.size()}, {"failed", counts.failed}}},
          {"order", table.columns},
          {"columns", columns},
          {"constants", constants},
          {"keys", names},
          {"machine_keys", machine_keys},
          {"objectives", aims},
          {"models", models},
          {"spec", store.read("spec.toml")}};
}

}  // namespace octet
