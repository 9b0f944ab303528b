// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whole networks compiled for three machines: outputs on reference and systemc equal to the oracle's
// recorded ones byte for byte, fast equal to systemc in every event and counter, static checker silent.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <ostream>

#include "compiler/compile.h"
#include "models/array_file.h"
#include "models/model_inputs.h"
#include "sim/fast.h"
#include "sim/host_executor.h"
#include "sim/reference.h"
#include "sim/systemc.h"
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
    {"mobilenet_v2_inat", "coral__mobilenet_v2_1.0_224_inat_insect_quant", "coral__mobilenet_v2_1.0_224_inat_insect_quant"},
};
void PrintTo(const Network& n, std::ostream* out) { *out << n.name; }

Machine odd_machine() { return load_machine("edge-16", {"array.rows=5", "array.cols=12"}); }

// Bytes of every output after one pass, and its result.
struct Pass {
  std::vector<std::vector<std::uint8_t>> outputs;
  RunResult result;
};

Pass run_with_data(Backend& backend, const Program& program, const std::vector<std::vector<std::uint8_t>>& inputs) {
  MemoryImage memory = make_memory(program);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TensorPort& port = program.inputs[i];
    std::memcpy(memory.region[static_cast<std::size_t>(port.base)].data() + port.offset, inputs[i].data(), inputs[i].size());
  }
  RunOptions options;
  options.record_events = true;
  Pass pass;
  run_program(program, *backend.make_core(program, options), &memory, execute_host_step, 0, pass.result);
  for (const TensorPort& port : program.outputs) {
    const std::uint8_t* from = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
    pass.outputs.emplace_back(from, from + port.bytes());
  }
  return pass;
}

void expect_equal_timing(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(a.cycles, b.cycles);
  EXPECT_TRUE(a.events == b.events);
  EXPECT_TRUE(a.engines == b.engines);
  EXPECT_TRUE(a.sequencer == b.sequencer);
  EXPECT_TRUE(a.layers == b.layers);
  EXPECT_TRUE(a.actions == b.actions);
  EXPECT_EQ(a.dram_read_bytes, b.dram_read_bytes);
  EXPECT_EQ(a.dram_write_bytes, b.dram_write_bytes);
  EXPECT_EQ(a.dram_row_misses, b.dram_row_misses);
}

void expect_outputs(const Pass& pass, const std::vector<Array>& recorded) {
  ASSERT_EQ(pass.result.condition, Condition::kOk) << pass.result.condition_text;
  for (std::size_t i = 0; i < pass.outputs.size(); ++i) {
    const Array* want = find_array(recorded, "out" + std::to_string(i));
    ASSERT_NE(want, nullptr);
    EXPECT_TRUE(pass.outputs[i] == want->data) << "output " << i;
  }
}

class NetworksGolden : public ::testing::TestWithParam<Network> {
 protected:
  void on(const Machine& machine) {
    OCTET_REQUIRE_TEST_DATA();
    const std::string folder = test_data_folder();
    const Graph graph = import_model(folder + "/models/" + GetParam().model + ".tflite");
    const Program program = compile(graph, machine);
    const std::vector<std::string> problems = check_program(program);
    EXPECT_TRUE(problems.empty()) << problems.front();
    const auto fast = make_fast_backend();
    RunOptions options;
    options.record_events = true;
    RunResult timing;
    run_program(program, *fast->make_core(program, options), nullptr, nullptr, 0, timing);
    int inputs = 0;
    for (const char* which : {"s0", "s1", "cat"}) {
      const std::string file = folder + "/golden/" + GetParam().recorded + "." + which + ".npz";
      if (!std::filesystem::exists(file)) continue;
      SCOPED_TRACE(file);
      ++inputs;
      const auto given = read_inputs(graph, file);
      const std::vector<Array> recorded = read_npz(file);
      expect_outputs(run_with_data(*make_reference_backend(), program, given), recorded);
      const Pass machine_pass = run_with_data(*make_systemc_backend(), program, given);
      expect_outputs(machine_pass, recorded);
      expect_equal_timing(timing, machine_pass.result);
    }
    EXPECT_GE(inputs, 2);
  }
};

TEST_P(NetworksGolden, EqualsTheOracleOnTiny8) { on(load_machine("tiny-8")); }
TEST_P(NetworksGolden, EqualsTheOracleOnEdge16) { on(load_machine("edge-16")); }
TEST_P(NetworksGolden, EqualsTheOracleOnFiveByTwelve) { on(odd_machine()); }

INSTANTIATE_TEST_SUITE_P(Networks, NetworksGolden, ::testing::ValuesIn(kNetworks),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace octet
