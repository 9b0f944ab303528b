// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Topology CSV: each message with its line and column.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "base/error.h"
#include "models/graph.h"
#include "models/topology.h"

namespace octet {
namespace {

const std::string kConvHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    return error.what();
  }
  return "no error";
}

std::string parse_message(const std::string& text) {
  return message_of([&] { parse_topology(text, "t.csv"); });
}

std::string import_message(const std::string& text, const std::string& path) {
  std::ofstream(path, std::ios::binary) << text;
  return message_of([&] { import_topology_csv(path); });
}

TEST(Topology, NamesAnUnknownHeader) {
  EXPECT_EQ(parse_message("\nName,H,W\n"),
            "t.csv:2:1: header starting with 'Name', allowed: \"Layer name, IFMAP Height, IFMAP Width, Filter Height, "
            "Filter Width, Channels, Num Filter, Strides\" or \"Layer, M, N, K\"");
}

TEST(Topology, RejectsAFileWithoutLayers) {
  EXPECT_EQ(parse_message(""), "t.csv:1:1: no layers, allowed: a header and 1 row or more");
  EXPECT_EQ(parse_message("Layer,M,N,K\n,,,\n"), "t.csv:2:1: no layers, allowed: a header and 1 row or more");
}

TEST(Topology, PointsAtEveryBadCellAtOnce) {
  EXPECT_EQ(parse_message("Layer,M,N,K\nL0, 0,x,3\nL1,1,2.5,99999999999\n"),
            "t.csv:2:5: m is '0', allowed: a whole number from 1 to 2147483647\n"
            "t.csv:2:7: n is 'x', allowed: a whole number from 1 to 2147483647\n"
            "t.csv:3:6: n is '2.5', allowed: a whole number from 1 to 2147483647\n"
            "t.csv:3:10: k is '99999999999', allowed: a whole number from 1 to 2147483647");
}

TEST(Topology, NamesMissingColumnsAndNames) {
  EXPECT_EQ(parse_message("Layer,M,N,K\nL0,1,2\n"), "t.csv:2:6: 3 columns, allowed: 4 or more (k is missing)");
  EXPECT_EQ(parse_message("Layer,M,N,K\n ,1,2,3\n"), "t.csv:2:2: no layer name");
  EXPECT_EQ(parse_message("Layer,M,N,K\n\xFF,1,2,3\n"), "t.csv:2:1: the layer's name is not UTF-8");
}

TEST(Topology, RejectsAFilterLargerThanItsInput) {
  EXPECT_EQ(parse_message(kConvHeader + "C,3,3,4,5,1,1,1,\n"),
            "t.csv:2:7: filter height 4 is above the input's 3\n"
            "t.csv:2:9: filter width 5 is above the input's 3");
}

TEST(Topology, ListsAtMostTwentyProblems) {
  std::string text = "Layer,M,N,K\n";
  for (int i = 0; i < 50; ++i) text += "L,0,1,1\n";
  const std::string message = parse_message(text);
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 19);
}

TEST(Topology, BoundsElementsAndMacs) {
  const std::string path = ::testing::TempDir() + std::to_string(getpid()) + "_topology_negative.csv";
  EXPECT_EQ(import_message("Layer,M,N,K\n\nL0,65536,1,65536\n", path),
            path + ":3:1: layer 'L0': input of shape 65536x65536, allowed: at most 2147483648 elements");
  EXPECT_EQ(import_message("Layer,M,N,K\nL0,32768,65536,65535\n", path),
            path + ":2:1: layer 'L0': weights of shape 65536x65535, allowed: at most 2147483648 elements");
  // 2^15 x 2^16 x 2^15 = 2^46 a layer: 2^53 is passed by the 129th, on line 130.
  std::string text = "Layer,M,N,K\n";
  for (int i = 0; i < 130; ++i) text += "L,32768,65536,32768\n";
  EXPECT_EQ(import_message(text, path),
            path + ":130:1: 9077567998918656 MACs up to here, allowed: at most 9007199254740992");
}

TEST(Topology, NamesAMissingFile) {
  EXPECT_EQ(message_of([] { import_model("absent.csv"); }), "absent.csv: no such file");
}

}  // namespace
}  // namespace octet
