// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet report of a sweep's folder: its data are the results and the answers of the sweep's own functions.
#include <gtest/gtest.h>

#include <memory>

#include "cli/sweep_page.h"
#include "sweep/answers.h"
#include "sweep/collect.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

class SweepPage : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    const test::Outcome sweep =
        test::run_octet({"sweep", zoo_file("digits.tflite"), zoo_file("separable.tflite"), "--vary", "array.rows=8,16",
                         "--vary", "vector.lanes=8,16", "--out", sweep_folder(), "--jobs", "1"});
    ASSERT_EQ(sweep.exit_code, 0) << sweep.err;
  }
  static void TearDownTestSuite() { folder_.reset(); }
  static std::string sweep_folder() { return folder_->path("sweep"); }

  static inline std::unique_ptr<test::TemporaryFolder> folder_;
};

// The cell that the page puts together from columns and constants.
Json cell(const Json& data, const std::string& name, std::size_t row) {
  for (const Json& column : data["columns"])
    if (column["name"] == name) {
      if (column.contains("values")) return column["values"][row];
      const int code = column["codes"][row];
      return code < 0 ? Json() : column["texts"][static_cast<std::size_t>(code)];
    }
  return data["constants"].at(name);
}

TEST_F(SweepPage, HasEveryCellOfTheTable) {
  const Json data = sweep_page_data(sweep_folder());
  const Table table = read_results(sweep_folder());
  EXPECT_EQ(data["counts"]["done"], table.rows.size());
  EXPECT_EQ(data["counts"]["listed"], 8);
  EXPECT_EQ(data["order"].size(), table.columns.size());
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Json value = cell(data, table.columns[i], row);
      if (const auto number = number_of(table.rows[row][i]))
        EXPECT_EQ(value.get<double>(), *number) << table.columns[i];
      else
        EXPECT_EQ(value.is_null() ? "" : value.get<std::string>(), text_of(table.rows[row][i])) << table.columns[i];
    }
}

TEST_F(SweepPage, FrontsAndEffectsAreTheAnswers) {
  const Json data = sweep_page_data(sweep_folder());
  const Table table = read_results(sweep_folder());
  const std::vector<ModelRows> models = rows_by_model(table);
  ASSERT_EQ(data["models"].size(), 2u);
  std::size_t fronts = 0, effects = 0;
  for (std::size_t m = 0; m < 2; ++m) {
    EXPECT_EQ(data["models"][m]["rows"], Json(models[m].rows));
    for (const Json& front : data["models"][m]["fronts"]) {
      ++fronts;
      const auto names = front["objectives"].get<std::vector<std::string>>();
      EXPECT_EQ(front["rows"],
                Json(pareto_rows(table, models[m].rows, objectives_of(table, names[0] + "," + names[1]))));
    }
    for (const Json& effect : data["models"][m]["effects"]) {
      ++effects;
      const MainEffect expected = main_effect(table, models[m].rows, table.column(effect["key"].get<std::string>()),
                                              objective_of(table, effect["objective"].get<std::string>()));
      EXPECT_EQ(effect["share"], expected.share);
      EXPECT_EQ(effect["ratio"], expected.ratio);
    }
  }
  const std::size_t objectives = data["objectives"].size();
  EXPECT_EQ(fronts, objectives * (objectives - 1));  // of two models
  EXPECT_EQ(effects, 2 * objectives * 2);            // and two keys
}

TEST_F(SweepPage, IsWrittenAndSaysWhatIsMissing) {
  const std::string page = folder_->path("page.html");
  EXPECT_EQ(test::run_octet({"report", sweep_folder(), "-o", page}).exit_code, 0);
  EXPECT_NE(test::text_of_file(page).find("\"kind\":\"sweep\""), std::string::npos);
  const test::Outcome none = test::run_octet({"report", folder_->path("."), "-o", page});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("nothing is collected there"), std::string::npos) << none.err;
}

}  // namespace
}  // namespace octet
