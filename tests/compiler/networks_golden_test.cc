// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole networks compiled for three machines: outputs on reference and systemc equal to the oracle's
// recorded ones byte for byte, fast equal to systemc in every event and counter, static checker silent.
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>

#include "tests/compiler/support/network_run.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

struct Network {
  const char* name;
  const char* model;
  const char* recorded;
};
constexpr Network kNetworks[] = {
    {"kws", "mlperf__kws_ref_model", "mlperf__kws_ref_model"},
    {"resnet8", "mlperf__pretrainedResnet_quant", "mlperf__pretrainedResnet_quant"},
    {"vww", "mlperf__vww_96_int8", "mlperf__vww_96_int8"},
    {"ad01", "mlperf__model_ToyCar_quant_fullint", "mlperf__model_ToyCar_quant_fullint"},
    {"ad01_micro", "mlperf__model_ToyCar_quant_fullint_micro_intio", "mlperf__model_ToyCar_quant_fullint_micro_intio"},
    {"str_ww", "mlperf__str_ww_ref_model", "mlperf__str_ww_ref_model"},
    {"person_detect", "tflm__person_detect_qdimfix", "tflm__person_detect_qdimfix"},
    {"person_detect_as_published", "tflm__person_detect", "tflm__person_detect_qdimfix"},
    {"micro_speech", "tflm__micro_speech_quantized", "tflm__micro_speech_quantized"},
    {"hello_world", "tflm__hello_world_int8", "tflm__hello_world_int8"},
    {"mobilenet_v1_025", "coral__mobilenet_v1_0.25_128_quant", "coral__mobilenet_v1_0.25_128_quant"},
    {"mobilenet_v1_075", "coral__mobilenet_v1_0.75_192_quant", "coral__mobilenet_v1_0.75_192_quant"},
    {"mobilenet_v2", "coral__mobilenet_v2_1.0_224_quant", "coral__mobilenet_v2_1.0_224_quant"},
    {"mobilenet_v2_inat", "coral__mobilenet_v2_1.0_224_inat_insect_quant",
     "coral__mobilenet_v2_1.0_224_inat_insect_quant"},
};
void PrintTo(const Network& n, std::ostream* out) { *out << n.name; }

class NetworksGolden : public ::testing::TestWithParam<Network> {
 protected:
  void on(const Machine& machine) {
    OCTET_REQUIRE_TEST_DATA();
    const std::string folder = test_data_folder();
    const Graph graph = import_model(folder + "/models/" + GetParam().model + ".tflite");
    std::vector<std::string> recorded;
    for (const char* which : {"s0", "s1", "cat"}) {
      const std::string file = folder + "/golden/" + GetParam().recorded + "." + which + ".npz";
      if (std::filesystem::exists(file)) recorded.push_back(file);
    }
    EXPECT_GE(recorded.size(), 2u);
    expect_recorded_everywhere(graph, machine, recorded);
  }
};

TEST_P(NetworksGolden, EqualsTheOracleOnTiny8) { on(load_machine("tiny-8")); }
TEST_P(NetworksGolden, EqualsTheOracleOnEdge16) { on(load_machine("edge-16")); }
TEST_P(NetworksGolden, EqualsTheOracleOnFiveByTwelve) { on(odd_machine()); }

INSTANTIATE_TEST_SUITE_P(Networks, NetworksGolden, ::testing::ValuesIn(kNetworks),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace octet
