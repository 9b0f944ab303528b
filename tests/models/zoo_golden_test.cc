// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The networks of the zoo, node by node, against what the oracle recorded for them; the pictures beside
// them against the inputs they were made from.
#include <gtest/gtest.h>

#include <algorithm>

#include "models/array_file.h"
#include "models/inspect.h"
#include "models/layerwise.h"
#include "models/model_inputs.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

Graph network(const std::string& name) { return import_model(zoo_file(name + ".tflite")); }

std::string picture_of(const std::string& network, int digit) {
  return (network == "digits" ? "digit_" : "scene_") + std::to_string(digit);
}

class ZooGolden : public ::testing::TestWithParam<const char*> {};

TEST_P(ZooGolden, EqualsTheOracle) {
  const Graph graph = network(GetParam());
  const std::vector<std::string> recorded = zoo_recorded(GetParam());
  ASSERT_EQ(recorded.size(), 12u);
  for (const std::string& file : recorded) {
    SCOPED_TRACE(file);
    const auto outputs = as_arrays(graph, graph.outputs, run_layerwise(graph, read_inputs(graph, file)), "out");
    ASSERT_EQ(outputs.size(), 1u);
    const std::vector<Array> arrays = read_npz(file);
    const Array* expected = find_array(arrays, "out0");
    ASSERT_NE(expected, nullptr);
    EXPECT_TRUE(outputs[0] == *expected);
  }
}

TEST_P(ZooGolden, PicturesBecomeTheRecordedInputs) {
  const Graph graph = network(GetParam());
  for (int digit = 0; digit < 10; ++digit) {
    const std::string picture = picture_of(GetParam(), digit);
    EXPECT_TRUE(read_inputs(graph, zoo_file(picture + ".bmp")) ==
                read_inputs(graph, zoo_file("golden/" + std::string(GetParam()) + "." + picture + ".npz")))
        << picture;
  }
}

TEST_P(ZooGolden, RunsOnTheMachine) {
  std::int64_t macs = 0;
  for (const NodeVerdict& verdict : inspect(network(GetParam()))) {
    EXPECT_EQ(verdict.where, "machine") << verdict.index;
    macs += verdict.macs;
  }
  EXPECT_GT(macs, 100'000);
}

// The highest code of a picture's answer.
int answer(const Graph& graph, const std::string& picture) {
  const auto outputs = run_layerwise(graph, read_inputs(graph, zoo_file(picture + ".bmp")));
  std::vector<int> codes;
  for (const std::uint8_t byte : outputs.at(0)) codes.push_back(static_cast<std::int8_t>(byte));
  return static_cast<int>(std::max_element(codes.begin(), codes.end()) - codes.begin());
}

// The scripts take the first held-out example of each class, whatever the network says to it.
TEST_P(ZooGolden, AnswersMostPicturesAndTheDemonstratedOne) {
  const Graph graph = network(GetParam());
  EXPECT_EQ(answer(graph, picture_of(GetParam(), 7)), 7);
  int right = 0;
  for (int digit = 0; digit < 10; ++digit) right += answer(graph, picture_of(GetParam(), digit)) == digit;
  EXPECT_GE(right, 8);
}

INSTANTIATE_TEST_SUITE_P(Networks, ZooGolden, ::testing::ValuesIn(kZooNetworks),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace octet
