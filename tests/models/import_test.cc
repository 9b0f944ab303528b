// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the importer makes of small models, operator by operator.
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "models/graph.h"
#include "tests/models/support/small_models.h"

namespace octet {
namespace {

using test::TfliteWriter;

Graph import(const TfliteWriter& w) {
  Graph graph = import_tflite_bytes(w.bytes(), "m");
  require_supported(graph);
  return graph;
}

TEST(Import, KeepsWhatAConvolutionSays) {
  const Graph g = import(test::conv_model());
  ASSERT_EQ(g.nodes.size(), 1u);
  const Node& node = g.nodes[0];
  EXPECT_EQ(node.op, Operator::kConv2d);
  EXPECT_EQ(node.op_name, "CONV_2D");
  EXPECT_EQ(node.inputs, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(node.outputs, (std::vector<int>{3}));
  const auto& o = std::get<ConvOptions>(node.options);
  EXPECT_EQ(o.activation, Activation::kRelu6);
  EXPECT_EQ(o.stride_h, 1);
  EXPECT_EQ(o.pad_top, 1);   // total (5-1)*1 + 3 - 5 = 2
  EXPECT_EQ(o.pad_left, 0);  // total (6-1)*1 + 2 - 6 = 1: the odd one goes after
  EXPECT_EQ(g.inputs, (std::vector<int>{0}));
  EXPECT_EQ(g.outputs, (std::vector<int>{3}));
  EXPECT_EQ(g.name, "m");
  EXPECT_TRUE(g.has_values);
}

TEST(Import, KeepsShapesQuantizationAndConstants) {
  TfliteWriter w = test::conv_model();
  w.buffer_of(2).data = {1, 0, 0, 0, 2, 0, 0, 0, 253, 255, 255, 255};
  const Graph g = import(w);
  EXPECT_EQ(g.tensors[0].name, "in");
  EXPECT_EQ(g.tensors[0].shape, (std::vector<std::int64_t>{1, 5, 6, 2}));
  EXPECT_EQ(g.tensors[0].quantization.zero_points, (std::vector<std::int64_t>{-3}));
  EXPECT_FALSE(g.tensors[0].constant);
  EXPECT_EQ(g.tensors[1].quantization.scales, (std::vector<float>{0.1f, 0.2f, 0.3f}));
  EXPECT_TRUE(g.tensors[1].quantization.per_channel());
  EXPECT_EQ(g.tensors[2].type, DataType::kInt32);
  EXPECT_TRUE(g.tensors[2].constant);
  EXPECT_EQ(g.tensors[2].data, (std::vector<std::uint8_t>{1, 0, 0, 0, 2, 0, 0, 0, 253, 255, 255, 255}));
}

TEST(Import, AcceptsLegacyUint8WeightsWithAZeroPoint) {
  const Graph g = import(test::conv_model(tflite::TensorType::UINT8));
  EXPECT_EQ(g.tensors[0].type, DataType::kUint8);
  EXPECT_EQ(g.tensors[1].quantization.zero_points, (std::vector<std::int64_t>{120}));
}

TEST(Import, GivesConvolutionsThreeInputsWhetherOrNotTheFileDoes) {
  for (const std::vector<std::int32_t>& inputs : {std::vector<std::int32_t>{0, 1}, {0, 1, -1}}) {
    TfliteWriter w = test::conv_model();
    w.node(0).inputs = inputs;
    EXPECT_EQ(import(w).nodes[0].inputs, (std::vector<int>{0, 1, -1}));
  }
}

TEST(Import, ComputesPadsOfDilatedAndStridedConvolutions) {
  TfliteWriter w = test::conv_model();
  auto& options = *w.node(0).builtin_options.AsConv2DOptions();
  options.stride_h = 2, options.dilation_h_factor = 2, options.dilation_w_factor = 4;
  w.tensor(3).shape = {1, 3, 6, 3};
  const auto o = std::get<ConvOptions>(import(w).nodes[0].options);
  EXPECT_EQ(o.dilation_h, 2);
  EXPECT_EQ(o.dilation_w, 4);
  EXPECT_EQ(o.pad_top, 2);   // total (3-1)*2 + (3-1)*2+1 - 5 = 4
  EXPECT_EQ(o.pad_left, 2);  // total (6-1)*1 + (2-1)*4+1 - 6 = 4
}

TEST(Import, KeepsDepthMultiplierAndLeavesValidUnpadded) {
  const auto o = std::get<ConvOptions>(import(test::depthwise_model()).nodes[0].options);
  EXPECT_EQ(o.depth_multiplier, 2);
  EXPECT_EQ(o.stride_w, 2);
  EXPECT_EQ(o.pad_top, 0);
  EXPECT_EQ(o.pad_left, 0);
}

TEST(Import, KeepsPoolWindowAndPadsIt) {
  TfliteWriter w = test::pool_model();
  auto& options = *w.node(0).builtin_options.AsPool2DOptions();
  options.padding = tflite::Padding::SAME;
  options.filter_height = 4, options.filter_width = 3;
  const auto o = std::get<PoolOptions>(import(w).nodes[0].options);
  EXPECT_EQ(o.kernel_h, 4);
  EXPECT_EQ(o.kernel_w, 3);
  EXPECT_EQ(o.stride_h, 2);
  EXPECT_EQ(o.pad_top, 1);   // total (3-1)*2 + 4 - 6 = 2
  EXPECT_EQ(o.pad_left, 0);  // total (2-1)*2 + 3 - 4 = 1
}

TEST(Import, TakesTheRowsOfAFullyConnectedLayerFromItsElements) {
  const Graph g = import(test::fully_connected_model());  // 2x8 codes are 4 rows of 4
  EXPECT_EQ(std::get<FullyConnectedOptions>(g.nodes[0].options).activation, Activation::kNone);
}

TEST(Import, AcceptsAddReshapeAndRequantize) {
  EXPECT_EQ(import(test::add_model()).nodes[0].op, Operator::kAdd);
  EXPECT_EQ(import(test::reshape_model()).nodes[0].op, Operator::kReshape);
  EXPECT_EQ(import(test::requantize_model()).nodes[0].op, Operator::kQuantize);
}

TEST(Import, AcceptsFloatEndsAndSoftmax) {
  const Graph g = import(test::host_model());
  EXPECT_EQ(g.nodes[0].op, Operator::kQuantize);
  EXPECT_EQ(std::get<SoftmaxOptions>(g.nodes[1].options).beta, 1.0f);
  EXPECT_EQ(g.nodes[2].op, Operator::kDequantize);
}

TEST(Import, ReadsTheOperatorCodeOfOldFiles) {
  TfliteWriter w = test::conv_model();
  w.model.operator_codes[0]->builtin_code = tflite::BuiltinOperator::ADD;  // 0: the field is absent
  EXPECT_EQ(import(w).nodes[0].op_name, "CONV_2D");
}

TEST(Import, NamesOperatorsAbove127AndCustomOnes) {
  TfliteWriter w = test::add_model();
  w.model.operator_codes[0]->builtin_code = tflite::BuiltinOperator::STABLEHLO_CASE;
  w.model.operator_codes[0]->deprecated_builtin_code = 127;
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].op_name, "STABLEHLO_CASE");
  w.model.operator_codes[0]->builtin_code = tflite::BuiltinOperator::CUSTOM;
  w.model.operator_codes[0]->deprecated_builtin_code = 32;
  w.model.operator_codes[0]->custom_code = "MyOperator";
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").nodes[0].op_name, "MyOperator");
}

TEST(Import, IgnoresTheQuantizedDimensionOfABias) {
  TfliteWriter w = test::conv_model();
  w.tensor(2).quantization->scale = {0.1f, 0.2f, 0.3f};
  w.tensor(2).quantization->zero_point = {0, 0, 0};
  w.tensor(2).quantization->quantized_dimension = 3;
  EXPECT_EQ(import(w).tensors[2].quantization.dimension, 0);
}

TEST(Import, CountsAnOpenBatchAsOne) {
  TfliteWriter w = test::conv_model();
  w.tensor(0).shape_signature = {-1, 5, 6, 2};
  EXPECT_EQ(import(w).tensors[0].shape[0], 1);
}

TEST(Import, ExecutesTheFirstSubgraphOnly) {
  TfliteWriter w = test::conv_model();
  w.model.subgraphs.push_back(std::make_unique<tflite::SubGraphT>());
  EXPECT_EQ(import(w).nodes.size(), 1u);
}

TEST(Import, KeepsTheNameOfATypeItLacks) {
  TfliteWriter w = test::add_model();
  w.tensor(0).type = tflite::TensorType::STRING;
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "m").tensors[0].foreign_type, "STRING");
}

TEST(Import, LetsAnEmptyTensorPassThatNoNodeTouches) {
  TfliteWriter w = test::add_model();
  w.add_tensor("intermediate", tflite::TensorType::INT8, {0});
  EXPECT_EQ(import(w).tensors[3].elements(), 0);
}

TEST(Import, HashesTheBytesOfTheFile) {
  TfliteWriter w = test::conv_model();
  const std::uint64_t hash = import(w).hash;
  EXPECT_EQ(import(w).hash, hash);
  w.buffer_of(1).data[0] ^= 1;
  EXPECT_NE(import(w).hash, hash);
}

TEST(Import, ChoosesTheImporterByExtension) {
  const std::string path = ::testing::TempDir() + "Small.TFLITE";
  const auto bytes = test::conv_model().bytes();
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  const Graph g = import_model(path);
  EXPECT_EQ(g.name, "Small");
  EXPECT_EQ(g.file_bytes, std::ssize(bytes));
}

}  // namespace
}  // namespace octet
