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
    {"mobilenet_v2_tf2", "coral__tf2_mobilenet_v2_1.0_224_ptq", "coral__tf2_mobilenet_v2_1.0_224_ptq"},
    {"deeplab", "coral__deeplabv3_mnv2_dm05_pascal_quant", "coral__deeplabv3_mnv2_dm05_pascal_quant"},
    {"movenet", "coral__movenet_single_pose_lightning_ptq", "coral__movenet_single_pose_lightning_ptq"},
    {"yamnet", "coralmicro__yamnet_spectra_in", "coralmicro__yamnet_spectra_in"},
    {"ssd_slim", "emza__ssd_slim_120x160x1_v1_int8", "emza__ssd_slim_120x160x1_v1_int8"},
    {"add", "litert__single_add_default_a8w8_recipe_quantized", "litert__single_add_default_a8w8_recipe_quantized"},
    {"mul", "litert__single_mul_default_a8w8_recipe_quantized", "litert__single_mul_default_a8w8_recipe_quantized"},
    {"okay_nabu", "mww__okay_nabu", "mww__okay_nabu"},
    {"okay_nabu_v2", "mww__v2_okay_nabu", "mww__v2_okay_nabu"},
    {"voice_activity", "mww__v2_vad", "mww__v2_vad"},
    {"posenet", "posenet__posenet_mobilenet_v1_075_353_481_quant", "posenet__posenet_mobilenet_v1_075_353_481_quant"},
    {"dcgan", "secda__dcgan_gen", "secda__dcgan_gen"},
    {"coco_ssd", "support__coco_ssd_mobilenet_v1_1.0_quant_2018_06_29_no_metadata",
     "support__coco_ssd_mobilenet_v1_1.0_quant_2018_06_29_no_metadata"},
    {"lstm", "tflm__trained_lstm_int8", "tflm__trained_lstm_int8"},
    {"detection", "tinyengine__detection", "tinyengine__detection"},
    {"mcunetv2", "tinyengine__mcunetv2_large", "tinyengine__mcunetv2_large"},
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

// Bytes do not know what stays in the PEs.
class OutputStationaryGolden : public NetworksGolden {};
TEST_P(OutputStationaryGolden, EqualsTheOracleOnEdge16) {
  on(load_machine("edge-16", {"array.dataflow=output-stationary"}));
}
INSTANTIATE_TEST_SUITE_P(Networks, OutputStationaryGolden, ::testing::ValuesIn(kNetworks),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace octet
