// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Published networks with several images in one inference: the oracle's recorded outputs of the single images, byte for
// byte, on reference and systemc, fast's timing equal; and the weights are loaded for all images together.
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/compile.h"
#include "models/batch.h"
#include "sim/fast.h"
#include "tests/compiler/support/network_run.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

std::string model(const std::string& name) { return test_data_folder() + "/models/" + name + ".tflite"; }

class BatchGolden : public ::testing::TestWithParam<const char*> {
 protected:
  void on(const Machine& machine) {
    OCTET_REQUIRE_TEST_DATA();
    std::vector<std::string> files;
    for (const char* which : {"s0", "s1", "cat"}) {
      const std::string file = test_data_folder() + "/golden/" + GetParam() + "." + which + ".npz";
      if (std::filesystem::exists(file)) files.push_back(file);
    }
    ASSERT_GE(files.size(), 2u);
    expect_recorded_batch_everywhere(import_model(model(GetParam())), machine, files);
  }
};

TEST_P(BatchGolden, EqualsTheOracleOnEdge16) { on(load_machine("edge-16")); }
TEST_P(BatchGolden, EqualsTheOracleOnFiveByTwelve) { on(odd_machine()); }

constexpr const char* kNetworks[] = {"mlperf__kws_ref_model",
                                     "mlperf__pretrainedResnet_quant",
                                     "mlperf__vww_96_int8",
                                     "mlperf__model_ToyCar_quant_fullint",
                                     "tflm__micro_speech_quantized",
                                     "tinyengine__detection",
                                     "secda__dcgan_gen",
                                     "emza__ssd_slim_120x160x1_v1_int8",
                                     "coral__mobilenet_v1_0.25_128_quant",
                                     "coral__mobilenet_v2_1.0_224_quant"};
INSTANTIATE_TEST_SUITE_P(Networks, BatchGolden, ::testing::ValuesIn(kNetworks), [](const auto& info) {
  std::string name = info.param;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
});

std::int64_t weight_bytes(const Graph& graph, const Machine& machine) {
  const Program program = compile(graph, machine);
  RunResult result;
  run_program(program, *make_fast_backend()->make_core(program, {}), nullptr, nullptr, 0, result);
  std::int64_t bytes = 0;
  for (const LayerCounters& layer : result.layers)
    bytes += layer.dram_bytes[static_cast<std::size_t>(DramTraffic::kWeight)];
  return bytes;
}

TEST(BatchWeights, OfEightImagesAreLoadedLessThanEightTimes) {
  OCTET_REQUIRE_TEST_DATA();
  const auto expect_shared = [](const char* name, const char* preset) {
    const Graph one = import_model(model(name)), all = batched(one, 8);
    const std::int64_t alone = weight_bytes(one, load_machine(preset));
    EXPECT_GT(alone, 0) << name;
    EXPECT_LT(weight_bytes(all, load_machine(preset)), 8 * alone) << name << " on " << preset;
  };
  expect_shared("coral__mobilenet_v2_1.0_224_quant", "edge-64");
  expect_shared("mlperf__pretrainedResnet_quant", "edge-64");
  expect_shared("mlperf__pretrainedResnet_quant", "edge-16");
}

}  // namespace
}  // namespace octet
