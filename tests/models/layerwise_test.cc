// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The walk over a graph: every operator in one small network, per-channel zero points, and what it refuses.
#include "models/layerwise.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"

namespace octet {
namespace {

Tensor tensor(DataType type, std::vector<std::int64_t> shape, float scale, std::int64_t zero_point) {
  Tensor t;
  t.name = std::string("tensor");
  t.type = type;
  t.shape = std::move(shape);
  t.quantization = {{scale}, {zero_point}, 0};
  return t;
}
Tensor constant(Tensor t, const void* data) {
  t.constant = true;
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  t.data.assign(bytes, bytes + t.elements() * bytes_of(t.type));
  return t;
}
Node node(Operator op, std::vector<int> inputs, int output, NodeOptions options = {}) {
  Node n;
  n.op = op;
  n.inputs = std::move(inputs);
  n.outputs = {output};
  n.options = std::move(options);
  return n;
}
TensorBytes bytes_of_floats(const std::vector<float>& values) {
  TensorBytes bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// float -> QUANTIZE (uint8) -> RESHAPE -> FULLY_CONNECTED (bias left out) -> DEQUANTIZE.
Graph small_graph() {
  Graph g;
  g.name = "small";
  const std::uint8_t weights[] = {9, 10, 11, 12};  // zero point 10: [-1 0; 1 2]
  g.tensors = {tensor(DataType::kFloat32, {2, 1}, 1, 0),    tensor(DataType::kUint8, {2, 1}, 0.5f, 100),
               tensor(DataType::kUint8, {1, 2}, 0.5f, 100), constant(tensor(DataType::kUint8, {2, 2}, 1, 10), weights),
               tensor(DataType::kUint8, {1, 2}, 0.5f, 128), tensor(DataType::kFloat32, {1, 2}, 1, 0)};
  g.nodes = {node(Operator::kQuantize, {0}, 1), node(Operator::kReshape, {1}, 2),
             node(Operator::kFullyConnected, {2, 3, -1}, 4, FullyConnectedOptions{}),
             node(Operator::kDequantize, {4}, 5)};
  g.inputs = {0};
  g.outputs = {5, 1};
  return g;
}

TEST(Layerwise, WalksTheNodesInOrder) {
  // x = (3, -1.5) is exact at scale 0.5: y = (-x0, x0 + 2 x1) = (-3, 0).
  const auto outputs = run_layerwise(small_graph(), {bytes_of_floats({3, -1.5f})});
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_EQ(outputs[0], bytes_of_floats({-3, 0}));
  EXPECT_EQ(outputs[1], (TensorBytes{106, 97}));
}

TEST(Layerwise, KeepsEveryTensorOnRequest) {
  const auto tensors = run_layerwise_tensors(small_graph(), {bytes_of_floats({3, -1.5f})});
  ASSERT_EQ(tensors.size(), 6u);
  EXPECT_EQ(tensors[4], (TensorBytes{122, 128}));
}

TEST(Layerwise, UsesScaleAndZeroPointOfEachChannel) {
  Graph g = small_graph();
  g.tensors[3].quantization = {{1, 0.5f}, {10, 12}, 0};  // [-1 0; -1 0]
  const auto tensors = run_layerwise_tensors(g, {bytes_of_floats({3, -1.5f})});
  EXPECT_EQ(tensors[4], (TensorBytes{122, 125}));  // -3, and -1.5 at half the scale
}

TEST(Layerwise, RefusesWrongInputs) {
  EXPECT_THROW(run_layerwise(small_graph(), {}), Error);
  EXPECT_THROW(run_layerwise(small_graph(), {TensorBytes(7)}), Error);
}

TEST(Layerwise, RefusesGraphsItCannotRun) {
  Graph shapes = small_graph();
  shapes.has_values = false;
  EXPECT_THROW(run_layerwise(shapes, {bytes_of_floats({3, -1.5f})}), Error);
  Graph refused = small_graph();
  refused.nodes[0].refusal = "not today";
  EXPECT_THROW(run_layerwise(refused, {bytes_of_floats({3, -1.5f})}), Error);
}

}  // namespace
}  // namespace octet
