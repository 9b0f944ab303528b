// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Topology CSV: accepted spellings, and the layers they become.
#include "models/topology.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "models/inspect.h"
#include "tests/models/support/model_files.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

const std::string kConvHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

Graph import(const std::string& text) {
  const std::string path = ::testing::TempDir() + std::to_string(getpid()) + "_topology_test.csv";
  std::ofstream(path, std::ios::binary) << text;
  return import_topology_csv(path);
}

TEST(Topology, MakesEachConvRowALayerOfItsOwn) {
  const Graph g = import(kConvHeader + "Conv1, 224, 200, 7, 5, 3, 64, 2,\nConv2,8,8,3,3,4,1,1,\n");
  EXPECT_FALSE(g.has_values);
  EXPECT_EQ(g.name, std::to_string(getpid()) + "_topology_test");
  EXPECT_GT(g.file_bytes, 0);
  ASSERT_EQ(g.nodes.size(), 2u);
  EXPECT_EQ(g.nodes[0].op, Operator::kConv2d);
  EXPECT_EQ(g.nodes[0].inputs, (std::vector<int>{0, 1, -1}));
  EXPECT_EQ(g.nodes[1].outputs, (std::vector<int>{5}));
  EXPECT_EQ(g.inputs, (std::vector<int>{0, 3}));
  EXPECT_EQ(g.outputs, (std::vector<int>{2, 5}));
  EXPECT_EQ(g.tensors[0].name, "Conv1/input");
  EXPECT_EQ(g.tensors[0].shape, (std::vector<std::int64_t>{1, 224, 200, 3}));
  EXPECT_EQ(g.tensors[0].quantization.scales, (std::vector<float>{1}));
  EXPECT_EQ(g.tensors[0].quantization.zero_points, (std::vector<std::int64_t>{0}));
  EXPECT_EQ(g.tensors[1].shape, (std::vector<std::int64_t>{64, 7, 5, 3}));
  EXPECT_TRUE(g.tensors[1].constant);
  EXPECT_TRUE(g.tensors[1].data.empty());
  // ceil((224-7+2)/2) and ceil((200-5+2)/2)
  EXPECT_EQ(g.tensors[2].shape, (std::vector<std::int64_t>{1, 110, 99, 64}));
  EXPECT_EQ(g.nodes[1].op, Operator::kConv2d);  // one filter alone is no depthwise convolution
  EXPECT_EQ(g.tensors[5].shape, (std::vector<std::int64_t>{1, 6, 6, 1}));
  EXPECT_EQ(std::get<ConvOptions>(g.nodes[0].options).stride_w, 2);
  EXPECT_NO_THROW(require_supported(g));
}

TEST(Topology, MakesGemmRowsFullyConnected) {
  const Graph g = import("Layer,M,N,K,\nL0,196,192,384,\n");
  ASSERT_EQ(g.nodes.size(), 1u);
  EXPECT_EQ(g.nodes[0].op, Operator::kFullyConnected);
  EXPECT_EQ(g.tensors[0].shape, (std::vector<std::int64_t>{196, 384}));
  EXPECT_EQ(g.tensors[1].shape, (std::vector<std::int64_t>{192, 384}));
  EXPECT_EQ(g.tensors[2].shape, (std::vector<std::int64_t>{196, 192}));
  EXPECT_EQ(macs_of(g, g.nodes[0]), 196 * 192 * 384);
}

TEST(Topology, MakesMarkedRowsDepthwise) {
  const Graph g = import(kConvHeader + "Conv2_DP,112,112,3,3,32,2,1,\n");
  EXPECT_EQ(g.nodes[0].op, Operator::kDepthwiseConv2d);
  EXPECT_EQ(std::get<ConvOptions>(g.nodes[0].options).depth_multiplier, 2);
  EXPECT_EQ(g.tensors[1].shape, (std::vector<std::int64_t>{1, 3, 3, 64}));
  EXPECT_EQ(g.tensors[2].shape, (std::vector<std::int64_t>{1, 110, 110, 64}));
  EXPECT_EQ(macs_of(g, g.nodes[0]), 110 * 110 * 64 * 9);
}

TEST(Topology, RoundsTheOutputUpWhenTheLastWindowReachesBeyond) {
  EXPECT_EQ(topology_output_extent(8, 3, 2), 4);  // windows at 0 2 4 6, the last reads 6 7 8: 8 is beyond
  EXPECT_EQ(topology_output_extent(9, 3, 2), 4);  // windows at 0 2 4 6
  EXPECT_EQ(topology_output_extent(3, 3, 5), 1);
  EXPECT_EQ(topology_output_extent(227, 11, 4), 55);
}

TEST(Topology, AcceptsByteOrderMarkBlankRowsTrailingColumnsAndSpaces) {
  const auto layers = parse_topology(
      "\xEF\xBB\xBF\r\n layer  NAME ,IFMAP Height, IFMAP Width, Filter Height,Filter Width,Channels,Num Filter,"
      " Strides,,,Eh,Ew\r\n,,,,,,,,,,,,\r\n"
      "\r\n  Conv 1 ,\t13 , 13,3,3,256,384,1,,,110,110,x\r\n   \r\nlast,1,1,1,1,1,1,1",
      "t.csv");
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_EQ(layers[0].name, "Conv 1");
  EXPECT_EQ(layers[0].line, 5);
  EXPECT_EQ(std::get<TopologyConv>(layers[0].shape).filters, 384);
  EXPECT_EQ(layers[1].name, "last");
}

TEST(Topology, ReadsTheNetworksOfScaleSim) {
  OCTET_REQUIRE_TEST_DATA();
  const auto files = test::files_in(test_data_folder() + "/topologies", ".csv");
  ASSERT_GE(files.size(), 5u);
  for (const std::string& file : files) {
    const Graph g = import_model(file);
    EXPECT_NO_THROW(require_supported(g)) << file;
    EXPECT_GT(g.nodes.size(), 0u) << file;
  }
  const Graph resnet = import_model(test_data_folder() + "/topologies/Resnet50.csv");
  EXPECT_EQ(resnet.nodes.size(), 54u);                                               // rows of the file
  EXPECT_EQ(resnet.tensors[2].shape, (std::vector<std::int64_t>{1, 110, 110, 64}));  // its columns Eh, Ew
}

}  // namespace
}  // namespace octet
