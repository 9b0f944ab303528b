// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The share of activations other than zero, on codes and on a network of two layers worked out by hand.
#include "reports/activation_density.h"

#include <gtest/gtest.h>

namespace octet {
namespace {

TEST(ActivationDensity, CountsCodesAwayFromTheZeroPoint) {
  Tensor tensor;
  tensor.quantization.zero_points = {-128};
  EXPECT_EQ(activity_of(tensor, {0x80, 0x80, 0x80, 0x00}).density, 0.25);
  tensor.type = DataType::kUint8;
  tensor.quantization.zero_points = {255};
  EXPECT_EQ(activity_of(tensor, {0xff, 0x00}).density, 0.5);
  tensor.quantization.zero_points.clear();
  EXPECT_EQ(activity_of(tensor, {0xff, 0x00, 0x00, 0x00}).density, 0.25);
  tensor.type = DataType::kFloat32;
  EXPECT_EQ(activity_of(tensor, {0, 0, 0, 0}).density, 1);
  EXPECT_EQ(activity_of(tensor, {}).density, 1);
}

// Four pixels of two channels, zero point 5: channel 0 is 5 5 7 7, one change in three pairs; channel 1 is 5 9 5 9,
// three.
TEST(ActivationDensity, CountsChangesBetweenNeighboursOfAChannel) {
  Tensor tensor;
  tensor.shape = {1, 2, 2, 2};
  tensor.quantization.zero_points = {5};
  const Activity found = activity_of(tensor, {5, 5, 5, 9, 7, 5, 7, 9});
  EXPECT_EQ(found.density, 0.5);
  EXPECT_DOUBLE_EQ(found.changes, 4.0 / 6);
  EXPECT_DOUBLE_EQ(found.macs() + found.changes + found.idle(), 1);
  tensor.shape = {1, 8};  // one pixel: at random
  EXPECT_EQ(activity_of(tensor, {5, 5, 5, 9, 7, 5, 7, 7}).changes, 0.5);
  tensor.shape = {1, 3, 1, 1};  // no more changes than zeros can have neighbours: one of three
  EXPECT_DOUBLE_EQ(activity_of(tensor, {9, 5, 9}).changes, 2.0 / 3);
}

// RELU of an input, then RELU of that: node 0 sees half zeros, node 1 three quarters (the negative ones became zero).
TEST(ActivationDensity, IsTheMeanOfLayersByTheirMacs) {
  Graph graph;
  for (const char* name : {"a", "b", "c"}) {
    Tensor tensor;
    tensor.name = name;
    tensor.shape = {1, 4};
    tensor.quantization = {{0.5F}, {0}, 0};
    graph.tensors.push_back(tensor);
  }
  graph.has_values = true;
  graph.inputs = {0};
  graph.outputs = {2};
  for (int i = 0; i < 2; ++i) {
    Node node;
    node.op = Operator::kRelu;
    node.op_name = "RELU";
    node.index = i;
    node.inputs = {i};
    node.outputs = {i + 1};
    graph.nodes.push_back(node);
  }
  Program program;
  program.layers.resize(3);
  program.layers[0].node = 1;
  program.layers[1].node = 0;
  RunResult run;
  run.layers.resize(3);
  run.layers[0].actions.macs = 300;
  run.layers[1].actions.macs = 100;
  const std::vector<std::vector<std::uint8_t>> inputs{{0, 0, 0xf0, 7}};
  EXPECT_DOUBLE_EQ(measured_activity(graph, program, run, inputs).density, (300 * 0.25 + 100 * 0.5) / 400);
  run.layers[2].actions.macs = 400;  // a layer without a node counts as dense
  EXPECT_DOUBLE_EQ(measured_activity(graph, program, run, inputs).density, (300 * 0.25 + 100 * 0.5 + 400) / 800);
  EXPECT_EQ(measured_activity(graph, program, RunResult{}, inputs).density, 1);
}

}  // namespace
}  // namespace octet
