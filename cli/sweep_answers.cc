// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Answers from what a sweep collected, as text, CSV and JSON, model by model.
#include "cli/sweep_answers.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/files.h"
#include "cli/screen.h"
#include "reports/columns.h"
#include "sweep/answers.h"
#include "sweep/collect.h"
#include "sweep/scatter.h"

namespace octet {
namespace {
namespace po = boost::program_options;
using Json = nlohmann::ordered_json;
using TextRows = std::vector<std::vector<std::string>>;

constexpr const char* kDefaultObjectives = "latency,energy,area";

struct Answer {
  std::string text;
  Table csv;
  Json models = Json::array();
};

// What every answer starts from.
struct Results {
  const Arguments& arguments;
  Table table;
  std::vector<std::size_t> keys;  // columns of what varies
  std::vector<ModelRows> models;  // rows that meet --where
};

Json row_json(const std::vector<std::string>& columns, const std::vector<Cell>& row) {
  Json object = Json::object();
  for (std::size_t i = 0; i < columns.size(); ++i) object[columns[i]] = json_of(row[i]);
  return object;
}

std::string cell_text(const Cell& cell) {
  if (const auto* real = std::get_if<double>(&cell)) return figure(std::optional(*real));
  const std::string text = text_of(cell);
  return text.empty() ? "-" : text;
}

// Columns that a table of points shows: the varied keys, then the objectives, then latency, energy and area.
std::vector<std::size_t> shown_columns(const Results& results, const std::vector<Objective>& objectives) {
  std::vector<std::size_t> shown{results.table.column("point")};
  shown.insert(shown.end(), results.keys.begin(), results.keys.end());
  std::vector<Objective> all = objectives;
  for (const Objective& o : objectives_of(results.table, kDefaultObjectives)) all.push_back(o);
  for (const Objective& o : all)
    if (std::find(shown.begin(), shown.end(), o.place) == shown.end()) shown.push_back(o.place);
  return shown;
}

// Adds rows of the table, whole in CSV and JSON, their shown columns in the text.
void add_points(const Results& results, const std::string& model, const RowNumbers& rows,
                const std::vector<Objective>& objectives, Answer& answer) {
  const std::vector<std::size_t> shown = shown_columns(results, objectives);
  TextRows text(1);
  for (const std::size_t column : shown) text[0].push_back(results.table.columns[column]);
  Json points = Json::array();
  answer.csv.columns = results.table.columns;
  for (const std::size_t number : rows) {
    const std::vector<Cell>& row = results.table.rows[number];
    answer.csv.rows.push_back(row);
    points.push_back(row_json(results.table.columns, row));
    std::vector<std::string>& cells = text.emplace_back();
    for (const std::size_t column : shown) cells.push_back(cell_text(row[column]));
  }
  answer.text += table_text(text, 0);
  Json names = Json::array();
  for (const Objective& o : objectives) names.push_back({{"column", o.column}, {"maximised", o.maximised}});
  answer.models.push_back({{"model", model}, {"objectives", names}, {"points", points}});
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string names_text(const std::vector<Objective>& objectives) {
  std::vector<std::string> names;
  for (const Objective& o : objectives) names.push_back(o.column + (o.maximised ? " (most)" : ""));
  return fmt::format("{}", fmt::join(names, ", "));
}

Answer best(const Results& results) {
  const Arguments& a = results.arguments;
  if (!a.has("objective")) fail(ErrorKind::kUsage, "sweep best: --objective is missing: energy, say");
  const std::uint64_t count = a.number("count", 1);
  if (count < 1) fail(ErrorKind::kUsage, "--count 0: allowed is at least 1");
  const Objective objective = objective_of(results.table, a.text("objective"));
  Answer answer;
  for (const ModelRows& model : results.models) {
    const RowNumbers rows = best_rows(results.table, model.rows, objective, count);
    answer.text +=
        fmt::format("{}: best {} of {}\n", model.model, names_text({objective}), counted(model.rows.size(), "point"));
    add_points(results, model.model, rows, {objective}, answer);
  }
  return answer;
}

// All rows of a model in the plane of two objectives, `front` marked.
std::string plane_text(const Results& results, const ModelRows& model, const RowNumbers& front, const Objective& x,
                       const Objective& y) {
  std::vector<ScatterPoint> points;
  for (const std::size_t row : model.rows) {
    const auto at = x.value(results.table.rows[row]), up = y.value(results.table.rows[row]);
    if (at && up) points.push_back({*at, *up, std::find(front.begin(), front.end(), row) != front.end()});
  }
  return scatter_text(points, x.column, y.column, std::min(screen_columns(), kMostScatter));
}

Answer pareto(const Results& results) {
  const std::vector<Objective> objectives =
      objectives_of(results.table, results.arguments.text("objectives", kDefaultObjectives));
  if (objectives.size() < 2) fail(ErrorKind::kUsage, "--objectives: a front needs two or more; one: octet sweep best");
  Answer answer;
  for (const ModelRows& model : results.models) {
    const RowNumbers front = pareto_rows(results.table, model.rows, objectives);
    answer.text += fmt::format("{}: {} of {} on the front of {}\n", model.model, front.size(),
                               counted(model.rows.size(), "point"), names_text(objectives));
    add_points(results, model.model, front, objectives, answer);
    answer.text += fmt::format("\n{}", plane_text(results, model, front, objectives[0], objectives[1]));
  }
  return answer;
}

Answer scatter(const Results& results) {
  const Objective x = objective_of(results.table, results.arguments.text("x", "latency"));
  const Objective y = objective_of(results.table, results.arguments.text("y", "energy"));
  Answer answer;
  answer.csv.columns = {"model", "point", x.column, y.column, "front"};
  const std::size_t point = results.table.column("point");
  for (const ModelRows& model : results.models) {
    const RowNumbers front = pareto_rows(results.table, model.rows, {x, y});
    Json points = Json::array();
    for (const std::size_t number : model.rows) {
      const std::vector<Cell>& row = results.table.rows[number];
      const bool on_front = std::find(front.begin(), front.end(), number) != front.end();
      answer.csv.rows.push_back({model.model, row[point], row[x.place], row[y.place], std::int64_t{on_front}});
      points.push_back({{"point", json_of(row[point])},
                        {"x", json_of(row[x.place])},
                        {"y", json_of(row[y.place])},
                        {"front", on_front}});
    }
    answer.text +=
        fmt::format("{}: {}, {} on the front (*)\n", model.model, counted(model.rows.size(), "point"), front.size());
    answer.text += plane_text(results, model, front, x, y);
    answer.models.push_back({{"model", model.model}, {"x", x.column}, {"y", y.column}, {"points", points}});
  }
  return answer;
}

struct KeyEffects {
  std::size_t key;
  std::vector<MainEffect> effects;  // on each objective
  double shares = 0;                // summed
};

std::vector<KeyEffects> key_effects(const Results& results, const ModelRows& model,
                                    const std::vector<Objective>& objectives) {
  std::vector<KeyEffects> all;
  for (const std::size_t key : results.keys) {
    KeyEffects& found = all.emplace_back(KeyEffects{key, {}, 0});
    for (const Objective& objective : objectives) {
      found.effects.push_back(main_effect(results.table, model.rows, key, objective));
      found.shares += found.effects.back().share;
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const KeyEffects& a, const KeyEffects& b) { return a.shares > b.shares; });
  return all;
}

Answer sensitivity(const Results& results) {
  const std::vector<Objective> objectives =
      objectives_of(results.table, results.arguments.text("objectives", kDefaultObjectives));
  Answer answer;
  answer.csv.columns = {"model", "key", "objective", "share", "ratio", "lowest_at", "highest_at"};
  for (const ModelRows& model : results.models) {
    answer.text += fmt::format("{}: share of the variance, and highest over lowest mean, of {}\n", model.model,
                               counted(model.rows.size(), "point"));
    TextRows text{{"key"}};
    for (const Objective& o : objectives) text[0].insert(text[0].end(), {o.column, "ratio", "lowest at"});
    Json keys = Json::array();
    for (const KeyEffects& key : key_effects(results, model, objectives)) {
      const std::string& name = results.table.columns[key.key];
      std::vector<std::string>& line = text.emplace_back(1, name);
      for (std::size_t i = 0; i < objectives.size(); ++i) {
        const MainEffect& e = key.effects[i];
        line.insert(line.end(), {fmt::format("{:.1f} %", 100 * e.share), figure(std::optional(e.ratio)), e.lowest});
        const std::vector<Cell> row{model.model, name, objectives[i].column, e.share, e.ratio, e.lowest, e.highest};
        keys.push_back(row_json(answer.csv.columns, row));
        keys.back().erase("model");
        answer.csv.rows.push_back(row);
      }
    }
    answer.text += table_text(text, 1);
    answer.models.push_back({{"model", model.model}, {"effects", keys}});
  }
  return answer;
}

struct Entry {
  const char* name;
  Answer (*answer)(const Results&);
  const char* help;
};
constexpr Entry kEntries[] = {
    {"best", best, "usage: octet sweep best DIR --objective NAME [options]\nThe points of least energy, say."},
    {"pareto", pareto,
     "usage: octet sweep pareto DIR [options]\nThe points that no other beats in all objectives; all of them drawn "
     "over "
     "the first two."},
    {"sensitivity", sensitivity,
     "usage: octet sweep sensitivity DIR [options]\n"
     "Which key matters most. Share: of the variance of the objective's logarithm between points, what its means at "
     "the\n"
     "key's values explain; what a full grid's shares lack of 100 % is interaction of keys. Ratio: highest over "
     "lowest\n"
     "of these (geometric) means, and the value where it is lowest."},
    {"scatter", scatter,
     "usage: octet sweep scatter DIR [options]\nThe points in a plane; * is on the front of the two objectives."}};

po::options_description options_of(const std::string& which) {
  po::options_description options("options");
  if (which == "best")
    options.add_options()("objective", po::value<std::string>(),
                          "latency, energy, area, or any column of results.csv with numbers; fps_per_watt and other "
                          "rates, utilization and ratios are maximised")("count", po::value<std::string>(),
                                                                         "so many points (default 1)");
  if (which == "pareto" || which == "sensitivity")
    options.add_options()("objectives", po::value<std::string>(), "as latency,energy,area, which is the default");
  if (which == "scatter")
    options.add_options()("x", po::value<std::string>(), "column across (default latency)")(
        "y", po::value<std::string>(), "column upwards (default energy)");
  options.add_options()("where", po::value<std::string>(), "only points that meet it: \"latency_ms < 5 && area < 4\"")(
      "model", po::value<std::string>(), "only this one (default: each by itself)")(
      "csv", po::value<std::string>(), "write the answer as CSV; - for standard output")(
      "json", po::value<std::string>(), "write it as JSON; - for standard output")("help,h", "this text");
  return options;
}

Results results_of(const Arguments& a) {
  const std::string& folder = a.words()[0];
  Results results{a, read_results(folder), {}, {}};
  if (results.table.rows.empty()) fail(ErrorKind::kUsage, "{}: no point has a result", folder);
  results.keys = varied_keys(results.table);
  results.models = rows_by_model(results.table, a.text("model"));
  keep_where(results.table, a.text("where"), results.models);
  return results;
}

void write(const Arguments& a, const std::string& which, const Answer& answer) {
  if (a.has("csv")) write_text(a.text("csv"), table_csv(answer.csv));
  if (a.has("json")) write_text(a.text("json"), Json{{"answer", which}, {"models", answer.models}}.dump(2) + "\n");
  if (a.text("csv") != "-" && a.text("json") != "-") print_text(answer.text);
}

}  // namespace

int sweep_answers_command(const std::string& which, const std::vector<std::string>& words) {
  const auto entry =
      std::find_if(std::begin(kEntries), std::end(kEntries), [&](const Entry& e) { return which == e.name; });
  OCTET_CHECK(entry != std::end(kEntries), "{}", which);
  const po::options_description options = options_of(which);
  if (print_help(words, entry->help, options)) return 0;
  const Arguments a("sweep " + which, options, words, 1, 1);
  std::vector<NamedPath> outputs;
  for (const char* name : {"csv", "json"})
    if (a.has(name)) outputs.push_back({fmt::format("--{}", name), a.text(name)});
  require_writable(outputs, {{"the results", a.words()[0] + "/results.sqlite"}});
  write(a, which, entry->answer(results_of(a)));
  return 0;
}

}  // namespace octet
