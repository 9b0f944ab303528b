// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Inputs from files and from a seed.
#include "models/model_inputs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <set>

#include "base/error.h"

namespace octet {
namespace {

Graph graph_of(std::vector<DataType> types, std::vector<std::int64_t> shape) {
  Graph g;
  g.name = "net";
  for (DataType type : types) {
    Tensor t;
    t.name = std::string("input");
    t.type = type;
    t.shape = shape;
    g.inputs.push_back(static_cast<int>(g.tensors.size()));
    g.tensors.push_back(t);
  }
  return g;
}
std::string temporary(const std::string& name) {
  return ::testing::TempDir() + std::to_string(getpid()) + "_model_inputs_test_" + name;
}

TEST(RandomInputs, FollowSplitMix64) {
  // Outputs 0..3 for seed 0 (the generator's published reference values):
  // e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f f88bb8a8724c81ec.
  const auto inputs = random_inputs(graph_of({DataType::kUint8, DataType::kInt16}, {2}), 0);
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0], (std::vector<std::uint8_t>{0xe2, 0x6e}));
  EXPECT_EQ(inputs[1], (std::vector<std::uint8_t>{0xc4, 0x06, 0x8b, 0xf8}));
}

TEST(RandomInputs, ReachEveryCodeAndStayInRange) {
  const auto codes = random_inputs(graph_of({DataType::kInt8}, {10000}), 7)[0];
  EXPECT_EQ(std::set<std::uint8_t>(codes.begin(), codes.end()).size(), 256u);
  const auto bytes = random_inputs(graph_of({DataType::kFloat32}, {10000}), 7)[0];
  std::vector<float> values(10000);
  std::memcpy(values.data(), bytes.data(), bytes.size());
  EXPECT_GE(*std::min_element(values.begin(), values.end()), -1.0f);
  EXPECT_LT(*std::min_element(values.begin(), values.end()), -0.99f);
  EXPECT_LT(*std::max_element(values.begin(), values.end()), 1.0f);
  EXPECT_GT(*std::max_element(values.begin(), values.end()), 0.99f);
}

TEST(RandomInputs, DependOnTheSeed) {
  const Graph g = graph_of({DataType::kInt8}, {64});
  EXPECT_EQ(random_inputs(g, 1), random_inputs(g, 1));
  EXPECT_NE(random_inputs(g, 1), random_inputs(g, 2));
}

TEST(RandomInputs, RefuseShapesAndIndices) { EXPECT_THROW(random_inputs(graph_of({DataType::kInt32}, {1}), 0), Error); }

TEST(ReadInputs, TakesArraysByName) {
  const Graph g = graph_of({DataType::kInt8, DataType::kUint8}, {2});
  write_npz(temporary("two.npz"), {{"in1", DataType::kUint8, {2}, {3, 4}},
                                   {"in0", DataType::kInt8, {2}, {1, 2}},
                                   {"out0", DataType::kInt8, {1}, {9}}});
  EXPECT_EQ(read_inputs(g, temporary("two.npz")), (std::vector<std::vector<std::uint8_t>>{{1, 2}, {3, 4}}));
}

TEST(ReadInputs, TakesASingleArray) {
  write_npy(temporary("one.npy"), {"", DataType::kInt8, {2}, {1, 2}});
  EXPECT_EQ(read_inputs(graph_of({DataType::kInt8}, {2}), temporary("one.npy")),
            (std::vector<std::vector<std::uint8_t>>{{1, 2}}));
  EXPECT_THROW(read_inputs(graph_of({DataType::kInt8, DataType::kInt8}, {2}), temporary("one.npy")), Error);
}

TEST(ReadInputs, RefusesMissingArraysAndOtherTypesOrShapes) {
  write_npz(temporary("one.npz"), {{"in0", DataType::kInt8, {2}, {1, 2}}});
  EXPECT_THROW(read_inputs(graph_of({DataType::kInt8, DataType::kInt8}, {2}), temporary("one.npz")), Error);
  EXPECT_THROW(read_inputs(graph_of({DataType::kUint8}, {2}), temporary("one.npz")), Error);
  EXPECT_THROW(read_inputs(graph_of({DataType::kInt8}, {1, 2}), temporary("one.npz")), Error);
}

TEST(AsArrays, NamesThemInOrder) {
  const Graph g = graph_of({DataType::kInt8, DataType::kUint8}, {2});
  EXPECT_EQ(as_arrays(g, g.inputs, {{1, 2}, {3, 4}}, "out"),
            (std::vector<Array>{{"out0", DataType::kInt8, {2}, {1, 2}}, {"out1", DataType::kUint8, {2}, {3, 4}}}));
}

}  // namespace
}  // namespace octet
