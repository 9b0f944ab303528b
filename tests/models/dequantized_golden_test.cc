// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The dequantized form of whole networks against the oracle's recorded int8 outputs: the floors are what rounding to
// codes costs these networks, with some room. An operator done wrong in float32 falls far below.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <ostream>

#include "models/array_file.h"
#include "models/dequantized.h"
#include "models/model_inputs.h"
#include "tests/models/support/test_data.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double product = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i], y = b.at(i);
    product += x * y, squares_a += x * x, squares_b += y * y;
  }
  return product / std::sqrt(squares_a * squares_b);
}

std::ptrdiff_t largest(const std::vector<float>& values) {
  return std::max_element(values.begin(), values.end()) - values.begin();
}

// Real values of an output: the recorded codes, and those in float32.
struct Pair {
  std::vector<float> recorded, real;
};

std::vector<Pair> outputs_of(const Graph& graph, const std::string& file) {
  const std::vector<Array> recorded = read_npz(file);
  const DequantizedRun run = run_dequantized(graph, {read_inputs(graph, file)});
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const Array* array = find_array(recorded, "out" + std::to_string(i));
    if (!array) continue;
    const auto at = [i](const Graph& g) { return g.tensors.at(static_cast<std::size_t>(g.outputs[i])); };
    pairs.push_back({real_values(at(graph), array->data), real_values(at(run.graph), run.outputs[0][i])});
  }
  return pairs;
}

class DequantizedZoo : public ::testing::TestWithParam<const char*> {};

TEST_P(DequantizedZoo, AnswersAsTheOracleDoes) {
  const Graph graph = import_model(zoo_file(std::string(GetParam()) + ".tflite"));
  for (int digit = 0; digit < 10; ++digit) {
    const std::string picture = std::string(GetParam()) == "digits" ? ".digit_" : ".scene_";
    const std::string file = zoo_file("golden/" + std::string(GetParam()) + picture + std::to_string(digit) + ".npz");
    const std::vector<Pair> pairs = outputs_of(graph, file);
    ASSERT_EQ(pairs.size(), 1u) << file;
    EXPECT_GE(cosine(pairs[0].recorded, pairs[0].real), 0.99) << file;
    EXPECT_EQ(largest(pairs[0].recorded), largest(pairs[0].real)) << file;
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, DequantizedZoo, ::testing::ValuesIn(kZooNetworks),
                         [](const auto& info) { return std::string(info.param); });

struct Case {
  const char* model;
  const char* input;  // of the recorded ones; a photograph where the network takes one
  double floor;       // of the cosine of every output
  bool classifies = false;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.model; }

constexpr Case kCases[] = {
    {"coral__mobilenet_v1_0.25_128_quant", "cat", 0.99, true},
    {"coral__mobilenet_v1_0.75_192_quant", "cat", 0.99, true},
    {"coral__mobilenet_v2_1.0_224_quant", "cat", 0.999, true},
    {"coral__mobilenet_v2_1.0_224_inat_insect_quant", "cat", 0.999, true},
    {"coral__tf2_mobilenet_v2_1.0_224_ptq", "cat", 0.999, true},
    {"coral__movenet_single_pose_lightning_ptq", "cat", 0.985},
    {"coralmicro__yamnet_spectra_in", "s0", 0.995, true},
    {"mlperf__kws_ref_model", "cat", 0.999, true},
    {"mlperf__pretrainedResnet_quant", "cat", 0.999, true},
    {"mlperf__str_ww_ref_model", "s0", 0.999, true},
    {"mlperf__vww_96_int8", "cat", 0.999, true},
    {"mlperf__model_ToyCar_quant_fullint", "s0", 0.999},
    {"posenet__posenet_mobilenet_v1_075_353_481_quant", "cat", 0.99},  // RELU6 by ranges alone
    {"tflm__micro_speech_quantized", "s0", 0.999, true},
    {"tflm__person_detect_qdimfix", "cat", 0.999, true},
    {"tflm__trained_lstm_int8", "s0", 0.999, true},
    {"tinyengine__detection", "s0", 0.999},
    {"tinyengine__mcunetv2_large", "s0", 0.999},
    {"litert__single_add_default_a8w8_recipe_quantized", "s0", 0.999},
    {"litert__single_mul_default_a8w8_recipe_quantized", "s0", 0.999},
};

class DequantizedGolden : public ::testing::TestWithParam<Case> {};

TEST_P(DequantizedGolden, StaysNearTheOraclesCodes) {
  OCTET_REQUIRE_TEST_DATA();
  const std::string stem = test_data_folder() + "/golden/" + GetParam().model;
  const Graph graph = import_tflite(test_data_folder() + "/models/" + GetParam().model + ".tflite");
  const std::vector<Pair> pairs = outputs_of(graph, stem + "." + GetParam().input + ".npz");
  ASSERT_EQ(pairs.size(), graph.outputs.size());
  for (const Pair& pair : pairs) {
    EXPECT_GE(cosine(pair.recorded, pair.real), GetParam().floor);
    if (GetParam().classifies) {
      EXPECT_EQ(largest(pair.recorded), largest(pair.real));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, DequantizedGolden, ::testing::ValuesIn(kCases), [](const auto& info) {
  std::string name = info.param.model;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

// Streaming networks keep float32 states: four inferences, a probability each.
class DequantizedStreaming : public ::testing::TestWithParam<const char*> {};

TEST_P(DequantizedStreaming, StaysNearTheOraclesCodesOverItsSteps) {
  OCTET_REQUIRE_TEST_DATA();
  constexpr std::int64_t kSteps = 4;
  const Graph graph = import_tflite(test_data_folder() + "/models/" + GetParam() + ".tflite");
  const std::string file = test_data_folder() + "/golden/" + GetParam() + ".s0.npz";
  const std::vector<Array> recorded = read_npz(file);
  const DequantizedRun run = run_dequantized(graph, read_input_steps(graph, file, kSteps));
  const auto at = [](const Graph& g) { return g.tensors.at(static_cast<std::size_t>(g.outputs[0])); };
  for (std::size_t step = 0; step < run.outputs.size(); ++step) {
    const Array* array = find_array(recorded, "out0." + std::to_string(step));
    ASSERT_NE(array, nullptr) << step;
    const std::vector<float> codes = real_values(at(graph), array->data);
    const std::vector<float> values = real_values(at(run.graph), run.outputs[step][0]);
    for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_NEAR(codes[i], values.at(i), 0.05) << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, DequantizedStreaming,
                         ::testing::Values("mww__okay_nabu", "mww__v2_okay_nabu", "mww__v2_vad"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace octet
