// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Questions to a small table of results whose answers can be read off it.
#include "sweep/answers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "sweep/scatter.h"

namespace octet {
namespace {

// latency halves with the rows, energy grows by a tenth with the lanes, area with both.
Table sample() {
  Table table;
  table.columns = {"point",      "hash",      "array.rows", "vector.lanes", "array.cols",          "model",
                   "latency_ms", "energy_uj", "area_mm2",   "fps_per_watt", "iso_pe_latency_ratio"};
  std::int64_t point = 0;
  for (const char* model : {"small", "large"})
    for (const std::int64_t rows : {8, 16})
      for (const std::int64_t lanes : {4, 8}) {
        const double scale = model[0] == 's' ? 1 : 10, r = static_cast<double>(rows), l = static_cast<double>(lanes);
        table.rows.push_back({point++, std::string("h"), rows, lanes, std::int64_t{16}, std::string(model),
                              scale * 64 / r, scale * (lanes == 8 ? 11 : 10), r / 4 + l / 4, 1000 / (scale * l),
                              std::monostate{}});
      }
  return table;
}

RowNumbers rows_of(const char* model) { return rows_by_model(sample(), model)[0].rows; }

std::string message_of(const std::function<void()>& action, ErrorKind kind) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  return "no error";
}

TEST(Objective, HasShortNamesAndADirection) {
  const Table table = sample();
  EXPECT_EQ(objective_of(table, "latency").column, "latency_ms");
  EXPECT_EQ(objective_of(table, "area_mm2").column, "area_mm2");
  EXPECT_FALSE(objective_of(table, "energy").maximised);
  EXPECT_TRUE(objective_of(table, "fps_per_watt").maximised);
  EXPECT_TRUE(is_maximised("iso_pe_energy_ratio"));
  EXPECT_FALSE(is_maximised("cycles_total"));
}

TEST(Objective, UnknownNamesAreAnsweredWithTheNearest) {
  const Table table = sample();
  const auto message = [&](const std::string& name) {
    return message_of([&] { objectives_of(table, name); }, ErrorKind::kUsage);
  };
  EXPECT_EQ(message("latncy"), "no number is called latncy; did you mean \"latency\"?");
  EXPECT_EQ(message("energy,energy_uj"), "objective energy_uj is named twice");
  EXPECT_EQ(message("model").substr(0, 25), "no number is called model");
  EXPECT_EQ(message("iso_pe_latency_ratio").substr(0, 19), "no number is called");  // no row has one
  EXPECT_EQ(message(""), "an objective is missing: latency,energy,area, say");
}

TEST(Answers, ModelsAreKeptApart) {
  const Table table = sample();
  const std::vector<ModelRows> models = rows_by_model(table);
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[1].model, "large");
  EXPECT_EQ(models[1].rows, (RowNumbers{4, 5, 6, 7}));
  EXPECT_EQ(message_of([&] { rows_by_model(table, "smal"); }, ErrorKind::kUsage),
            "no model smal in the results; did you mean \"small\"?; there are small, large");
}

TEST(Answers, WhereKeepsRowsAndTheModelsThatHaveAny) {
  const Table table = sample();
  std::vector<ModelRows> models = rows_by_model(table);
  keep_where(table, "latency < 5 && vector.lanes == 8", models);
  ASSERT_EQ(models.size(), 1u);
  EXPECT_EQ(models[0].rows, RowNumbers{3});
  EXPECT_EQ(
      message_of([&] { keep_where(table, "latency < 1", models = rows_by_model(table)); }, ErrorKind::kArchitecture),
      "--where \"latency < 1\": no point meets it: latency is 4 to 80");
  EXPECT_NE(message_of([&] { keep_where(table, "latncy < 1", models); }, ErrorKind::kArchitecture).find("\"latency\""),
            std::string::npos);
}

TEST(Answers, VariedKeysAreMachineKeysWithSeveralValues) { EXPECT_EQ(varied_keys(sample()), (RowNumbers{2, 3})); }

TEST(Answers, BestRowsComeFirstAndEqualOnesInOrder) {
  const Table table = sample();
  EXPECT_EQ(best_rows(table, rows_of("small"), objective_of(table, "latency"), 3), (RowNumbers{2, 3, 0}));
  EXPECT_EQ(best_rows(table, rows_of("small"), objective_of(table, "fps_per_watt"), 1), RowNumbers{0});
  EXPECT_EQ(best_rows(table, rows_of("large"), objective_of(table, "area"), 9).size(), 4u);
}

// lanes only cost energy and area, so 4 is on the front; rows trade latency for area.
TEST(Answers, ParetoRowsAreThoseNoOtherBeats) {
  const Table table = sample();
  EXPECT_EQ(pareto_rows(table, rows_of("small"), objectives_of(table, "latency,energy,area")), (RowNumbers{2, 0}));
  EXPECT_EQ(pareto_rows(table, rows_of("small"), objectives_of(table, "area,fps_per_watt")), RowNumbers{0});
}

TEST(Answers, MainEffectsAreSharesOfVarianceAndRatiosOfMeans) {
  const Table table = sample();
  const MainEffect rows = main_effect(table, rows_of("small"), 2, objective_of(table, "latency"));
  EXPECT_NEAR(rows.share, 1, 1e-12);
  EXPECT_NEAR(rows.ratio, 2, 1e-12);
  EXPECT_EQ(rows.lowest, "16");
  EXPECT_EQ(rows.highest, "8");
  const MainEffect lanes = main_effect(table, rows_of("small"), 3, objective_of(table, "latency"));
  EXPECT_NEAR(lanes.share, 0, 1e-12);
  EXPECT_NEAR(lanes.ratio, 1, 1e-12);
  EXPECT_NEAR(main_effect(table, rows_of("small"), 3, objective_of(table, "energy")).ratio, 1.1, 1e-12);
}

// Areas 3, 4, 5, 6 over rows 8, 8, 16, 16: by hand, from the logarithms' means.
TEST(Answers, SharesLackWhatInteractionsTake) {
  const Table table = sample();
  const double a = std::log(3), b = std::log(4), c = std::log(5), d = std::log(6), mean = (a + b + c + d) / 4;
  const double total = a * a + b * b + c * c + d * d - 4 * mean * mean;
  const MainEffect effect = main_effect(table, rows_of("small"), 2, objective_of(table, "area"));
  EXPECT_NEAR(effect.share, std::pow((c + d - a - b) / 2, 2) / total, 1e-9);
  EXPECT_NEAR(effect.ratio, std::sqrt(30.0 / 12), 1e-12);
}

TEST(Answers, EffectsNeedPositiveValues) {
  Table table = sample();
  table.rows[1][7] = 0.0;
  EXPECT_EQ(
      message_of([&] { main_effect(table, rows_of("small"), 2, objective_of(table, "energy")); }, ErrorKind::kUsage),
      "energy_uj is 0 in point 1: effects are ratios, of values above 0");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  return lines;
}

TEST(Scatter, DrawsCornersAndMarks) {
  const std::string text = scatter_text({{1, 1, false}, {9, 9, true}, {9, 1, false}, {9, 1, false}}, "x", "y", 40);
  const std::vector<std::string> lines = lines_of(text);
  ASSERT_EQ(lines.size(), 23u);  // name, 20 rows, axis, numbers
  EXPECT_EQ(lines[0], "y");
  EXPECT_EQ(lines[1].size(), 40u);
  EXPECT_EQ(lines[1].back(), '*');
  EXPECT_EQ(lines[20].substr(0, 12), "        1 |.");
  EXPECT_EQ(lines[20].back(), ':');
  EXPECT_EQ(lines[22].back(), '9');
}

TEST(Scatter, FitsItsWidthAndSaysWhereAnAxisIsLogarithmic) {
  for (const std::size_t width : {1, 32, 55, 80, 500}) {
    const std::string text = scatter_text({{1.2345e-7, 1}, {9.8765e8, 2}}, std::string(100, 'x'), "latency_ms", width);
    for (const std::string& line : lines_of(text))
      EXPECT_LE(line.size(), std::clamp<std::size_t>(width, 32, 80)) << line;
  }
  const std::string text = scatter_text({{1, 1}, {10, 5}}, "x", "y", 80);
  EXPECT_NE(text.find("x (log)"), std::string::npos);
  EXPECT_EQ(text.find("y (log)"), std::string::npos);
  EXPECT_EQ(scatter_text({}, "x", "y", 80), "");
  EXPECT_NE(scatter_text({{2, 3}}, "x", "y", 80).find('.'), std::string::npos);
}

}  // namespace
}  // namespace octet
