// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a batch does to shapes, options and constants, and where its images come from.
#include "models/batch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "models/layerwise.h"
#include "models/model_inputs.h"
#include "tests/models/support/probe_parts.h"
#include "tests/models/support/small_models.h"

namespace octet {
namespace {

using test::TfliteWriter;
using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Shape = std::vector<std::int64_t>;

Graph graph_of(const TfliteWriter& w) { return import_tflite_bytes(w.bytes(), "m"); }

TEST(Batch, LengthensWhatDependsOnAnInputAndNothingElse) {
  const Graph one = graph_of(test::conv_model()), all = batched(one, 3);
  EXPECT_EQ(all.tensors[0].shape, (Shape{3, 5, 6, 2}));
  EXPECT_EQ(all.tensors[1].shape, (Shape{3, 3, 2, 2})) << "weights";
  EXPECT_EQ(all.tensors[2].shape, Shape{3}) << "bias";
  EXPECT_EQ(all.tensors[3].shape, (Shape{3, 5, 6, 3}));
  EXPECT_EQ(batched(one, 1).tensors[0].shape, (Shape{1, 5, 6, 2}));
}

TEST(Batch, ReshapesKeepTheirConstantShape) {
  const Graph all = batched(graph_of(test::reshape_model()), 2);
  EXPECT_EQ(all.tensors[0].shape, (Shape{2, 6, 4}));
  EXPECT_EQ(all.tensors[2].shape, (Shape{2, 24}));
}

// Rows 1 and 2 of an image get 1 and 2, and 10 and 20 are joined to them: every image the same.
TEST(Batch, RepeatsConstantsThatHaveARowPerRowOfTheImage) {
  TfliteWriter w;
  w.add_tensor("in", Type::INT8, {2, 1});
  w.make_constant(w.add_tensor("added", Type::INT8, {2, 1}), {1, 2});
  w.add_tensor("sum", Type::INT8, {2, 1});
  w.make_constant(w.add_tensor("joined", Type::INT8, {2, 1}), {10, 20});
  w.add_tensor("out", Type::INT8, {2, 2});
  w.add_node(Code::ADD, {0, 1}, {2}, test::options_union(tflite::AddOptionsT()));
  tflite::ConcatenationOptionsT join;
  join.axis = 1;
  w.add_node(Code::CONCATENATION, {2, 3}, {4}, test::options_union(join));
  w.set_inputs_and_outputs({0}, {4});
  const Graph all = batched(graph_of(w), 2);
  EXPECT_EQ(run_layerwise(all, {{50, 60, 70, 80}}), (std::vector<TensorBytes>{{51, 10, 62, 20, 71, 10, 82, 20}}));
}

// Positions 2 and 0 of each image's three elements; then from a constant table at the images' positions.
TEST(Batch, GathersFromImagesOrAtTheirPositions) {
  tflite::GatherOptionsT options;
  options.axis = 1;
  TfliteWriter columns;
  columns.add_tensor("in", Type::INT8, {1, 3});
  test::add_numbers(columns, {2, 0});
  columns.add_tensor("out", Type::INT8, {1, 2});
  columns.add_node(Code::GATHER, {0, 1}, {2}, test::options_union(options));
  columns.set_inputs_and_outputs({0}, {2});
  EXPECT_EQ(run_layerwise(batched(graph_of(columns), 2), {{1, 2, 3, 4, 5, 6}}),
            (std::vector<TensorBytes>{{3, 1, 6, 4}}));
  options.axis = 0;
  TfliteWriter table;
  table.make_constant(table.add_tensor("table", Type::INT8, {2, 2}), {10, 11, 20, 21});
  table.add_tensor("in", Type::INT32, {1}, {});
  table.add_tensor("out", Type::INT8, {1, 2});
  table.add_node(Code::GATHER, {0, 1}, {2}, test::options_union(options));
  table.set_inputs_and_outputs({1}, {2});
  EXPECT_EQ(run_layerwise(batched(graph_of(table), 3), {{1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}}),
            (std::vector<TensorBytes>{{20, 21, 10, 11, 20, 21}}));
}

TEST(Batch, OfShapesOnlyLengthensInputsAndOutputs) {
  const std::string path = (std::filesystem::temp_directory_path() / ("batch" + std::to_string(getpid()) + ".csv"));
  FILE* file = std::fopen(path.c_str(), "w");
  std::fputs("Layer,M,N,K,\nfc,2,5,7,\n", file);
  std::fclose(file);
  const Graph all = batched(import_model(path), 4);
  std::filesystem::remove(path);
  EXPECT_EQ(all.tensors.at(0).shape, (Shape{8, 7}));
  EXPECT_EQ(all.tensors.at(1).shape, (Shape{5, 7}));
  EXPECT_EQ(all.tensors.at(2).shape, (Shape{8, 5}));
}

class BatchInputs : public ::testing::Test {
 protected:
  ~BatchInputs() override { std::filesystem::remove(path_); }
  std::vector<TensorBytes> read(const Shape& shape, std::int64_t images) {
    Array array{"in0", DataType::kInt8, shape, {}};
    std::int64_t elements = 1;
    for (const std::int64_t extent : shape) elements *= extent;
    for (std::int64_t i = 0; i < elements; ++i) array.data.push_back(static_cast<std::uint8_t>(i));
    write_npz(path_, {array});
    return read_batch(graph_of(test::reshape_model()), path_, images);
  }
  std::string path_ = (std::filesystem::temp_directory_path() / ("batch" + std::to_string(getpid()) + ".npz"));
};

TEST_F(BatchInputs, OfOneImageAreRepeatedAndOfAllAreTaken) {
  const TensorBytes repeated = read({1, 6, 4}, 3).at(0), taken = read({3, 6, 4}, 3).at(0);
  ASSERT_EQ(repeated.size(), 72u);
  ASSERT_EQ(taken.size(), 72u);
  for (std::size_t i = 0; i < 72; ++i) {
    EXPECT_EQ(repeated[i], i % 24);
    EXPECT_EQ(taken[i], i);
  }
}

TEST_F(BatchInputs, OfAnotherNumberAreRefused) {
  try {
    read({2, 6, 4}, 3);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_EQ(std::string(error.what()),
              path_ + ": in0: int8 [2, 6, 4], but input in takes int8 [1, 6, 4] or [3, 6, 4]");
  }
}

}  // namespace
}  // namespace octet
