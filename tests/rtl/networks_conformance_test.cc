// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole networks on the RTL: outputs equal to the oracle's, cold and warm (of networks with states: of the first step),
// and every event, owner and counter equal to systemc's.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "compiler/compile.h"
#include "models/array_file.h"
#include "models/graph.h"
#include "models/model_inputs.h"
#include "rtl/backend.h"
#include "sim/host_executor.h"
#include "sim/systemc.h"
#include "tests/models/support/test_data.h"
#include "tests/rtl/support/equal_runs.h"

namespace octet {
namespace {

std::string test_data(const std::string& file) { return test_data_folder() + "/" + file; }

struct Network {
  const char* model;
  const char* recorded;  // of golden/
};

MemoryImage memory_with(const Program& program, const std::vector<std::vector<std::uint8_t>>& inputs) {
  MemoryImage memory = make_memory(program);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TensorPort& port = program.inputs[i];
    std::memcpy(memory.region[static_cast<std::size_t>(port.base)].data() + port.offset, inputs[i].data(),
                inputs[i].size());
  }
  return memory;
}

void expect_oracle(const Program& program, const MemoryImage& memory, const std::vector<Array>& recorded,
                   const std::string& step) {
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const Array* want = find_array(recorded, "out" + std::to_string(i) + step);
    ASSERT_NE(want, nullptr);
    const TensorPort& port = program.outputs[i];
    const std::uint8_t* from = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
    EXPECT_TRUE(std::equal(want->data.begin(), want->data.end(), from)) << "output " << i;
  }
}

void expect_network(const Network& network, const Machine& machine) {
  SCOPED_TRACE(network.model);
  const Graph graph = import_tflite(test_data("models/" + std::string(network.model) + ".tflite"));
  const Program program = compile(graph, machine);
  const std::string file = test_data("golden/" + std::string(network.recorded) + ".npz");
  const std::vector<Array> recorded = read_npz(file);
  const bool steps = find_array(recorded, "in0.0") != nullptr;
  const MemoryImage memory =
      memory_with(program, steps ? read_input_steps(graph, file, 1).front() : read_inputs(graph, file));
  const int inferences = program.states.empty() ? 2 : 1;
  const auto systemc = testing::run_on(*make_systemc_backend(), program, memory, inferences);
  const auto rtl = testing::run_on(*make_rtl_backend(), program, memory, inferences);
  ASSERT_EQ(rtl.result.condition, Condition::kOk) << rtl.result.condition_text;
  expect_oracle(program, rtl.memory, recorded, steps ? ".0" : "");
  testing::expect_equal_timing(program, systemc.result, rtl.result);
}

const std::vector<Network> kMlperfTiny{
    {"mlperf__kws_ref_model", "mlperf__kws_ref_model.s0"},
    {"mlperf__pretrainedResnet_quant", "mlperf__pretrainedResnet_quant.s0"},
    {"mlperf__vww_96_int8", "mlperf__vww_96_int8.s0"},
    {"mlperf__model_ToyCar_quant_fullint", "mlperf__model_ToyCar_quant_fullint.s0"},
    {"mlperf__str_ww_ref_model", "mlperf__str_ww_ref_model.s0"},
};
const std::vector<Network> kOthers{
    {"tflm__person_detect_qdimfix", "tflm__person_detect_qdimfix.s0"},
    {"tflm__micro_speech_quantized", "tflm__micro_speech_quantized.s0"},
    {"coral__mobilenet_v1_0.25_128_quant", "coral__mobilenet_v1_0.25_128_quant.s0"},
    {"coral__mobilenet_v2_1.0_224_quant", "coral__mobilenet_v2_1.0_224_quant.s0"},
    {"emza__ssd_slim_120x160x1_v1_int8", "emza__ssd_slim_120x160x1_v1_int8.cat"},
    {"tinyengine__detection", "tinyengine__detection.cat"},
    {"secda__dcgan_gen", "secda__dcgan_gen.s0"},
    {"litert__single_add_default_a8w8_recipe_quantized", "litert__single_add_default_a8w8_recipe_quantized.s0"},
    {"litert__single_mul_default_a8w8_recipe_quantized", "litert__single_mul_default_a8w8_recipe_quantized.s0"},
    {"mww__okay_nabu", "mww__okay_nabu.s0"},
    {"mww__v2_okay_nabu", "mww__v2_okay_nabu.s0"},
    {"mww__v2_vad", "mww__v2_vad.s0"},
    {"tflm__trained_lstm_int8", "tflm__trained_lstm_int8.s0"},
    {"tflm__hello_world_int8", "tflm__hello_world_int8.s0"},
    {"mlperf__model_ToyCar_quant_fullint_micro_intio", "mlperf__model_ToyCar_quant_fullint_micro_intio.s0"},
};

void expect_networks(const std::vector<Network>& networks, const Machine& machine) {
  for (const Network& network : networks) expect_network(network, machine);
}

TEST(RtlNetworks, MlperfTinyOnEdge16) {
  OCTET_REQUIRE_TEST_DATA();
  expect_networks(kMlperfTiny, load_machine("edge-16"));
}
TEST(RtlNetworks, MlperfTinyOnTiny8) {
  OCTET_REQUIRE_TEST_DATA();
  expect_networks(kMlperfTiny, load_machine("tiny-8"));
}
TEST(RtlNetworks, MlperfTinyOnFiveByTwelve) {
  OCTET_REQUIRE_TEST_DATA();
  expect_networks(kMlperfTiny, load_machine("edge-16", {"array.rows=5", "array.cols=12"}));
}
TEST(RtlNetworks, TwoOnOutputStationaryEdge16) {
  OCTET_REQUIRE_TEST_DATA();
  expect_networks({kMlperfTiny[0], kMlperfTiny[1]}, load_machine("edge-16", {"array.dataflow=output-stationary"}));
}
TEST(RtlNetworks, LargerOnesOnEdge16) {
  OCTET_REQUIRE_TEST_DATA();
  expect_networks(kOthers, load_machine("edge-16"));
}
// With other DRAM timing, pages included.
TEST(RtlNetworks, KeywordSpottingAtThreeDramSettings) {
  OCTET_REQUIRE_TEST_DATA();
  for (const char* setting : {"dram.latency_ns=20", "dram.bandwidth_gb_per_s=1", "dram.miss_ns=0"}) {
    SCOPED_TRACE(setting);
    expect_network(kMlperfTiny[0], load_machine("edge-16", {setting}));
  }
}

}  // namespace
}  // namespace octet
