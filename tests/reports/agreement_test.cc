// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Cosines with known answers, whose top-1 counts, and what the files and the screen say.
#include "reports/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/typed_values.h"
#include "reports/csv.h"
#include "reports/json.h"
#include "reports/text.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A graph of outputs only.
Graph outputs(const std::vector<Tensor>& tensors) {
  Graph graph;
  graph.tensors = tensors;
  for (std::size_t i = 0; i < tensors.size(); ++i) graph.outputs.push_back(static_cast<int>(i));
  return graph;
}

Tensor tensor(DataType type, std::vector<std::int64_t> shape, float scale = 0, std::int64_t zero_point = 0) {
  Tensor t;
  t.name = "scores";
  t.type = type;
  t.shape = std::move(shape);
  if (scale > 0) t.quantization = {{scale}, {zero_point}, 0};
  return t;
}

TEST(CosineSimilarity, IsThatOfTheAngle) {
  EXPECT_DOUBLE_EQ(*cosine_similarity({1, 2, 3}, {2, 4, 6}), 1);
  EXPECT_DOUBLE_EQ(*cosine_similarity({1, 0}, {0, 5}), 0);
  EXPECT_DOUBLE_EQ(*cosine_similarity({1, 0}, {-3, 0}), -1);
  EXPECT_DOUBLE_EQ(*cosine_similarity({1, 0}, {1, 1}), std::sqrt(0.5));
}

TEST(CosineSimilarity, OfZerosAndOfWhatIsNoNumber) {
  EXPECT_DOUBLE_EQ(*cosine_similarity({0, 0}, {0, 0}), 1);
  EXPECT_FALSE(cosine_similarity({0, 0}, {0, 1}));
  EXPECT_FALSE(cosine_similarity({1, 0}, {std::numeric_limits<float>::infinity(), 1}));
  EXPECT_FALSE(cosine_similarity({1, 0}, {std::nanf(""), 1}));
}

TEST(Agreement, ComparesRealValuesAndTheirLargest) {
  const Graph codes = outputs({tensor(DataType::kUint8, {1, 3}, 0.5f, 10)});
  const Graph real = outputs({tensor(DataType::kFloat32, {1, 3})});
  const Agreement same = agreement(codes, {{10, 12, 14}}, real, {bytes_of_values<float>({0, 1, 2})});
  EXPECT_DOUBLE_EQ(*same.cosine, 1);
  EXPECT_TRUE(*same.top1_equal);
  ASSERT_EQ(same.outputs.size(), 1u);
  EXPECT_EQ(same.outputs[0].name, "scores");
  const Agreement other = agreement(codes, {{10, 12, 14}}, real, {bytes_of_values<float>({0, 2, 1})});
  EXPECT_FALSE(*other.top1_equal);
  EXPECT_DOUBLE_EQ(*other.cosine, 0.8);  // (1*2 + 2*1) / (sqrt 5 * sqrt 5)
}

TEST(Agreement, OnlyAClassifierHasATop1) {
  const auto top1 = [](const std::vector<std::int64_t>& shape, std::size_t count) {
    const Graph graph = outputs(std::vector<Tensor>(count, tensor(DataType::kFloat32, shape)));
    const std::vector<Bytes> values(
        count, bytes_of_values(std::vector<float>(static_cast<std::size_t>(graph.tensors[0].elements()), 1)));
    return agreement(graph, values, graph, values).top1_equal.has_value();
  };
  EXPECT_TRUE(top1({1, 1, 4}, 1));
  EXPECT_TRUE(top1({2}, 1));
  EXPECT_FALSE(top1({1, 4}, 2)) << "two outputs";
  EXPECT_FALSE(top1({2, 4}, 1)) << "a picture";
  EXPECT_FALSE(top1({1, 1}, 1)) << "one element";
  EXPECT_FALSE(top1({}, 1)) << "a scalar";
}

TEST(Agreement, OfABatchHasATop1IfAllImagesHave) {
  const Graph graph = outputs({tensor(DataType::kFloat32, {2, 3})});
  const Bytes ours = bytes_of_values<float>({0, 1, 2, 9, 8, 7}), same = bytes_of_values<float>({0, 1, 3, 4, 2, 2}),
              other = bytes_of_values<float>({0, 1, 3, 2, 4, 2});
  EXPECT_TRUE(agreement(graph, {ours}, graph, {same}, 2).top1_equal.value());
  EXPECT_FALSE(agreement(graph, {ours}, graph, {other}, 2).top1_equal.value());
  EXPECT_FALSE(agreement(graph, {ours}, graph, {same}, 1).top1_equal.has_value());
}

TEST(Agreement, StatesTheLeastOfItsOutputs) {
  const Graph graph = outputs({tensor(DataType::kFloat32, {2}), tensor(DataType::kFloat32, {2})});
  const Bytes x = bytes_of_values<float>({1, 0}), y = bytes_of_values<float>({0, 1}),
              none = bytes_of_values<float>({0, 0});
  EXPECT_DOUBLE_EQ(*agreement(graph, {x, x}, graph, {x, y}).cosine, 0);
  EXPECT_DOUBLE_EQ(*agreement(graph, {x, x}, graph, {y, x}).cosine, 0);
  EXPECT_FALSE(agreement(graph, {x, x}, graph, {none, x}).cosine);
}

TEST(Agreement, IsOnTheScreenInJsonAndInTheSummary) {
  Report report = sample_report();
  report.agreement = Agreement{true, 0.99874, {{"scores", 0.99874}}};
  EXPECT_NE(to_text(report).find("agreement     with fp32 values: top-1 equal, cosine 0.9987\n"), std::string::npos);
  const auto json = to_json(report)["agreement"];
  EXPECT_EQ(json["top1_equal"], true);
  EXPECT_EQ(json["cosine"], 0.99874);
  EXPECT_EQ(json["outputs"][0]["name"], "scores");
  EXPECT_NE(summary_csv(std::vector<Report>{report}).find(",true,0.99874\n"), std::string::npos);
  report.agreement = Agreement{std::nullopt, 0.5, {{"boxes", 0.5}, {"scores", 0.75}}};
  EXPECT_NE(to_text(report).find("with fp32 values: cosine 0.5000, the least of 2 outputs\n"), std::string::npos);
  report.agreement = Agreement{false, std::nullopt, {{"scores", std::nullopt}}};
  EXPECT_NE(to_text(report).find("with fp32 values: top-1 differs, cosine -\n"), std::string::npos);
  report.agreement.reset();
  EXPECT_EQ(to_text(report).find("agreement"), std::string::npos);
  EXPECT_TRUE(to_json(report)["agreement"].is_null());
}

}  // namespace
}  // namespace octet
