// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Real networks: those octet promises to run import without a refusal, all others with clear ones.
#include <gtest/gtest.h>

#include "base/error.h"
#include "models/inspect.h"
#include "tests/models/support/model_files.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

// Multiply-accumulates counted from tensor shapes by an independent script (vela's convention), 0: not listed there.
struct Network {
  const char* file;
  std::int64_t macs;
};
constexpr Network kNetworks[] = {
    {"mlperf__kws_ref_model", 2656768},
    {"mlperf__pretrainedResnet_quant", 12501632},
    {"mlperf__vww_96_int8", 7489664},
    {"mlperf__model_ToyCar_quant_fullint", 264192},
    {"mlperf__model_ToyCar_quant_fullint_micro_intio", 264192},
    {"mlperf__str_ww_ref_model", 826368},
    {"tflm__person_detect", 7157888},
    {"tflm__person_detect_qdimfix", 7157888},
    {"tflm__micro_speech_quantized", 336000},
    {"tflm__hello_world_int8", 288},
    {"coral__mobilenet_v1_0.25_128_quant", 13570304},
    {"coral__mobilenet_v1_0.75_192_quant", 239274240},
    {"coral__mobilenet_v2_1.0_224_quant", 300775552},
    {"coral__mobilenet_v2_1.0_224_inat_insect_quant", 0},
};

std::string model_path(const std::string& name) { return test_data_folder() + "/models/" + name + ".tflite"; }

TEST(ImportNetworks, PromisedOnesAreNotRefusedAndCountTheirMacs) {
  OCTET_REQUIRE_TEST_DATA();
  for (const Network& network : kNetworks) {
    SCOPED_TRACE(network.file);
    const Graph graph = import_model(model_path(network.file));
    EXPECT_NO_THROW(require_supported(graph));
    std::int64_t macs = 0;
    for (const Node& node : graph.nodes) macs += macs_of(graph, node);
    if (network.macs > 0) {
      EXPECT_EQ(macs, network.macs);
    }
  }
}

TEST(ImportNetworks, OthersRunOrAreRefusedWithAReasonPerNode) {
  OCTET_REQUIRE_TEST_DATA();
  for (const std::string& file : test::files_in(test_data_folder() + "/models", ".tflite")) {
    SCOPED_TRACE(file);
    const Graph graph = import_model(file);
    bool refused = false;
    for (const NodeVerdict& v : inspect(graph)) {
      if (v.where != "refused") continue;
      refused = true;
      EXPECT_NE(v.reason.find(", allowed: "), std::string::npos) << v.reason;
    }
    if (refused)
      EXPECT_THROW(require_supported(graph), Error);
    else
      EXPECT_NO_THROW(require_supported(graph));
  }
}

TEST(ImportNetworks, PersonDetectIsReadAsItsCorrectedCopy) {
  OCTET_REQUIRE_TEST_DATA();
  const Graph a = import_model(model_path("tflm__person_detect"));
  const Graph b = import_model(model_path("tflm__person_detect_qdimfix"));
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    EXPECT_EQ(a.tensors[i].data, b.tensors[i].data);
    EXPECT_EQ(a.tensors[i].quantization.scales, b.tensors[i].quantization.scales);
    EXPECT_EQ(a.tensors[i].quantization.dimension, b.tensors[i].quantization.dimension);
  }
}

TEST(ImportNetworks, ZooIsNotRefused) {
  const auto files = test::files_in(test::zoo_folder(), ".tflite");
  EXPECT_GE(files.size(), 3u);
  for (const std::string& file : files) EXPECT_NO_THROW(require_supported(import_model(file))) << file;
}

}  // namespace
}  // namespace octet
