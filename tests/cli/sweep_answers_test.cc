// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet sweep best, pareto, sensitivity and scatter on a small sweep of both zoo networks: text, CSV and JSON.
#include "cli/sweep_answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "sweep/answers.h"
#include "sweep/collect.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

class SweepAnswers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    const test::Outcome sweep =
        test::run_octet({"sweep", zoo_file("digits.tflite"), zoo_file("separable.tflite"), "--vary", "array.rows=8,16",
                         "--vary", "vector.lanes=8,16,32", "--out", sweep_folder(), "--jobs", "1"});
    ASSERT_EQ(sweep.exit_code, 0) << sweep.err;
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::string sweep_folder() { return folder_->path("sweep"); }

  // What the command prints.
  static std::string answer(const std::string& which, Words words) {
    words.insert(words.begin(), sweep_folder());
    testing::internal::CaptureStdout();
    const int code = sweep_answers_command(which, words);
    const std::string text = testing::internal::GetCapturedStdout();
    EXPECT_EQ(code, 0);
    return text;
  }

  static std::string mistake(const std::string& which, const Words& words, ErrorKind kind) {
    testing::internal::CaptureStdout();
    std::string message = "no error";
    try {
      Words all = words;
      all.insert(all.begin(), sweep_folder());
      sweep_answers_command(which, all);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      message = error.what();
    }
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    return message;
  }

  static inline std::unique_ptr<test::TemporaryFolder> folder_;
};

Words lines_of(const std::string& text) {
  Words lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(SweepAnswers, BestIsTheLeastOfTheModelsPoints) {
  const Json models = Json::parse(answer("best", {"--objective", "energy", "--json", "-"}))["models"];
  ASSERT_EQ(models.size(), 2u);
  const Table table = read_results(sweep_folder());
  const Objective energy = objective_of(table, "energy");
  for (const Json& model : models) {
    ASSERT_EQ(model["points"].size(), 1u);
    EXPECT_EQ(model["objectives"][0]["column"], "energy_uj");
    for (const ModelRows& rows : rows_by_model(table, model["model"]))
      for (const std::size_t row : rows.rows)
        EXPECT_GE(*energy.value(table.rows[row]), model["points"][0]["energy_uj"].get<double>());
  }
}

TEST_F(SweepAnswers, BestCountsAndFilters) {
  const Words lines = lines_of(answer(
      "best", {"--objective", "fps_per_watt", "--where", "array.rows == 16", "--count", "2", "--model", "digits"}));
  ASSERT_EQ(lines.size(), 4u);  // title, names, two points
  EXPECT_EQ(lines[0], "digits: best fps_per_watt (most) of 3 points");
  EXPECT_NE(lines[1].find("point  array.rows  vector.lanes  fps_per_watt  latency_ms  energy_uj  area_mm2"),
            std::string::npos);
}

TEST_F(SweepAnswers, ParetoIsTheFrontAndADrawing) {
  const std::string csv = answer("pareto", {"--model", "separable", "--csv", "-"});
  const Table table = read_results(sweep_folder());
  const RowNumbers front =
      pareto_rows(table, rows_by_model(table, "separable")[0].rows, objectives_of(table, "latency,energy,area"));
  ASSERT_GT(front.size(), 1u);
  Table expected{table.columns, {}};
  for (const std::size_t row : front) expected.rows.push_back(table.rows[row]);
  EXPECT_EQ(csv, table_csv(expected));

  const std::string text = answer("pareto", {"--model", "separable"});
  EXPECT_NE(text.find("on the front of latency_ms, energy_uj, area_mm2"), std::string::npos);
  EXPECT_NE(text.find("*"), std::string::npos);
}

TEST_F(SweepAnswers, DrawingsHonourANarrowTerminal) {
  ::setenv("COLUMNS", "50", 1);
  const Words lines = lines_of(answer("scatter", {"--x", "area", "--y", "latency"}));
  ::unsetenv("COLUMNS");
  std::size_t widest = 0;
  for (const std::string& line : lines) widest = std::max(widest, line.size());
  EXPECT_EQ(widest, 50u);
  EXPECT_EQ(lines.size(), 2 * 24u);  // of each model: title, 23 lines
}

TEST_F(SweepAnswers, ScatterListsItsPoints) {
  const Json answer_json = Json::parse(answer("scatter", {"--model", "digits", "--json", "-"}));
  EXPECT_EQ(answer_json["models"][0]["x"], "latency_ms");
  EXPECT_EQ(answer_json["models"][0]["points"].size(), 6u);
  EXPECT_EQ(lines_of(answer("scatter", {"--csv", "-"}))[0], "model,point,latency_ms,energy_uj,front");
}

// What lanes and rows add to a machine is independent, so their shares of the area's variance are nearly all of it.
TEST_F(SweepAnswers, SensitivityNamesEveryKeyMostImportantFirst) {
  const Json effects = Json::parse(
      answer("sensitivity", {"--model", "digits", "--objectives", "area", "--json", "-"}))["models"][0]["effects"];
  ASSERT_EQ(effects.size(), 2u);
  EXPECT_GE(effects[0]["share"], effects[1]["share"]);
  EXPECT_NEAR(effects[0]["share"].get<double>() + effects[1]["share"].get<double>(), 1, 0.02);
  for (const Json& effect : effects) EXPECT_GT(effect["ratio"], 1);
  ::setenv("COLUMNS", "200", 1);
  const Words lines = lines_of(answer("sensitivity", {"--model", "digits"}));
  ::unsetenv("COLUMNS");
  EXPECT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1].substr(0, 3), "key");
}

TEST_F(SweepAnswers, MistakesAreNamed) {
  EXPECT_EQ(mistake("best", {}, ErrorKind::kUsage), "sweep best: --objective is missing: energy, say");
  EXPECT_EQ(mistake("best", {"--objective", "enregy"}, ErrorKind::kUsage),
            "no number is called enregy; did you mean \"energy\"?");
  EXPECT_EQ(mistake("best", {"--objective", "energy", "--count", "0"}, ErrorKind::kUsage),
            "--count 0: allowed is at least 1");
  EXPECT_EQ(mistake("pareto", {"--objectives", "area"}, ErrorKind::kUsage),
            "--objectives: a front needs two or more; one: octet sweep best");
  EXPECT_NE(mistake("pareto", {"--where", "latency_ms <"}, ErrorKind::kArchitecture).find("--where"),
            std::string::npos);
  EXPECT_NE(
      mistake("pareto", {"--where", "latency < 0"}, ErrorKind::kArchitecture).find("no point meets it: latency is"),
      std::string::npos);
  EXPECT_NE(mistake("scatter", {"--model", "digit"}, ErrorKind::kUsage).find("did you mean \"digits\"?"),
            std::string::npos);
  EXPECT_NE(mistake("scatter", {"--csv", sweep_folder() + "/results.sqlite"}, ErrorKind::kUsage).find("overwrite"),
            std::string::npos);
}

}  // namespace
}  // namespace octet
