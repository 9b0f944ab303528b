// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Verdicts per node, their table, and the MACs of each operator.
#include <gtest/gtest.h>

#include <sstream>

#include "models/inspect.h"
#include "tests/models/support/model_files.h"
#include "tests/models/support/small_models.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

using test::TfliteWriter;

Graph import(const TfliteWriter& w) { return import_tflite_bytes(w.bytes(), "m"); }

TEST(Inspect, SaysWhereEachNodeRunsAndWhy) {
  const auto verdicts = inspect(import(test::host_model()));
  ASSERT_EQ(verdicts.size(), 3u);
  EXPECT_EQ(verdicts[0].where, "host");
  EXPECT_EQ(verdicts[0].reason, "floating-point input");
  EXPECT_EQ(verdicts[1].where, "machine");
  EXPECT_EQ(verdicts[1].reason, "");
  EXPECT_EQ(verdicts[2].reason, "floating-point output");
  EXPECT_EQ(verdicts[2].output_name, "out");
  const auto requantize = inspect(import(test::requantize_model()));
  EXPECT_EQ(requantize[0].where, "machine");
  EXPECT_EQ(requantize[0].reason, "");
}

TEST(Inspect, ShowsTypesAndShapesAndTheRefusal) {
  TfliteWriter w = test::conv_model();
  w.node(0).inputs = {0, 1};
  w.tensor(0).type = tflite::TensorType::FLOAT16;
  const auto v = inspect(import(w)).at(0);
  EXPECT_EQ(v.inputs, (std::vector<std::string>{"FLOAT16 1x5x6x2", "int8 3x3x2x2", "-"}));
  EXPECT_EQ(v.outputs, (std::vector<std::string>{"int8 1x5x6x3"}));
  EXPECT_EQ(v.where, "refused");
  EXPECT_EQ(v.reason, "input 0 'in' has type FLOAT16, allowed: int8, uint8, float32");
}

TEST(Inspect, CountsMacsOfEachOperator) {
  const auto macs = [](const TfliteWriter& w) { return inspect(import(w)).at(0).macs; };
  EXPECT_EQ(macs(test::conv_model()), 5 * 6 * 3 * (3 * 2 * 2));   // outputs x kernel x input channels
  EXPECT_EQ(macs(test::depthwise_model()), 2 * 2 * 4 * (3 * 3));  // outputs x kernel
  EXPECT_EQ(macs(test::fully_connected_model()), 4 * 3 * 4);      // M x N x K
  EXPECT_EQ(macs(test::add_model()), 0);
  TfliteWriter refused = test::conv_model();
  refused.tensor(0).type = tflite::TensorType::INT16;
  EXPECT_EQ(macs(refused), 0);
}

TEST(FormatInspection, EndsWithNodesAndMacsByPlace) {
  const std::string table = format_inspection(import(test::host_model()));
  EXPECT_NE(table.find("total 3 nodes: 1 machine (0 MACs), 2 host (0 MACs), 0 refused (0 MACs)\n"), std::string::npos)
      << table;
}

int widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, line.size());
  return static_cast<int>(widest);
}

TEST(FormatInspection, StaysWithinOneHundredColumns) {
  TfliteWriter w = test::conv_model();
  w.tensor(3).name = std::string(500, 'x');
  w.model.operator_codes[0]->builtin_code = tflite::BuiltinOperator::CUSTOM;
  w.model.operator_codes[0]->deprecated_builtin_code = 32;
  w.model.operator_codes[0]->custom_code = std::string(300, 'y');
  const std::string table = format_inspection(import(w));
  EXPECT_LE(widest_line(table), 100);
  EXPECT_NE(table.find("yyyy.. "), std::string::npos) << table;
}

TEST(FormatInspection, StaysWithinOneHundredColumnsForRealNetworks) {
  OCTET_REQUIRE_TEST_DATA();
  const auto files = test::files_in(test_data_folder() + "/models", ".tflite");
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) EXPECT_LE(widest_line(format_inspection(import_model(file))), 100) << file;
}

}  // namespace
}  // namespace octet
