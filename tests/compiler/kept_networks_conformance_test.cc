// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the compiler keeps on chip: the bytes that a warm inference moves, alone and in turn with another network.
#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "compiler/together.h"
#include "models/array_file.h"
#include "models/model_inputs.h"
#include "sim/fast.h"
#include "sim/host_executor.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/models/support/test_data.h"
#include "tests/models/support/zoo.h"

namespace octet {
namespace {

std::int64_t bytes_of(const RunResult& result, DramTraffic traffic) {
  std::int64_t bytes = 0;
  for (const LayerCounters& layer : result.layers) bytes += layer.dram_bytes[static_cast<std::size_t>(traffic)];
  return bytes;
}

RunResult warm_run(const Program& program) {
  const auto core = make_fast_backend()->make_core(program, {});
  RunResult cold, warm;
  const std::int64_t end = run_program(program, *core, nullptr, nullptr, 0, cold);
  run_program(program, *core, nullptr, nullptr, end, warm);
  EXPECT_LT(warm.cycles, cold.cycles);
  EXPECT_EQ(bytes_of(cold, DramTraffic::kActivation), bytes_of(warm, DramTraffic::kActivation));
  return warm;
}

// Input, output and instructions; of the input `again` bytes a second time, where stripes of it overlap.
void expect_only_input_and_output(const Program& program, std::int64_t again) {
  const RunResult warm = warm_run(program);
  ASSERT_TRUE(program.segments.front().once);
  EXPECT_EQ(bytes_of(warm, DramTraffic::kWeight), 0);
  EXPECT_EQ(bytes_of(warm, DramTraffic::kParameter), 0);
  EXPECT_EQ(bytes_of(warm, DramTraffic::kActivation), program.inputs[0].bytes() + again + program.outputs[0].bytes());
  const std::int64_t commands = static_cast<std::int64_t>(program.commands.size()) - program.segments.front().commands;
  EXPECT_EQ(bytes_of(warm, DramTraffic::kInstruction), commands * kCommandBytes);
}

TEST(KeptNetworks, AWarmDigitMovesInputOutputAndInstructions) {
  expect_only_input_and_output(compile(import_model(zoo_file("digits.tflite")), load_machine("edge-16")),
                               4 * 16);  // input rows of two tiles
}

TEST(KeptNetworks, AWarmMobileNetV2MovesInputOutputAndInstructionsWithEightMebibytes) {
  const Graph graph = import_model(test_data_folder() + "/models/coral__tf2_mobilenet_v2_1.0_224_ptq.tflite");
  const Machine machine = load_machine("edge-64", {"scratchpad.bytes=8Mi", "parameters.channels=10Ki"});
  expect_only_input_and_output(compile(graph, machine), 224 * 3);  // one input row of two stripes
}

TEST(KeptNetworks, ResidenceMakesSmallNetworksFaster) {
  for (const char* name : {"mlperf__pretrainedResnet_quant", "mlperf__vww_96_int8", "mlperf__kws_ref_model"}) {
    const Graph graph = import_model(test_data_folder() + "/models/" + name + ".tflite");
    const Machine machine = load_machine("edge-64");
    CompileOptions nothing_stays;
    nothing_stays.share = ChipShare{machine.scratchpad_banks};
    EXPECT_LT(warm_run(compile(graph, machine)).cycles, [&] {
      const Program program = compile(graph, machine, nothing_stays);
      RunResult result;
      run_program(program, *make_fast_backend()->make_core(program, {}), nullptr, nullptr, 0, result);
      return result.cycles;
    }()) << name;
  }
}

// Two networks in turn on one core.
class InTurn {
 public:
  InTurn(Backend& backend, const std::vector<Program>& programs) : core_(backend.make_core(programs[0], {})) {}

  RunResult run(const Program& program, const std::string& recorded) {
    MemoryImage& memory = memories_.try_emplace(&program, make_memory(program)).first->second;
    const std::vector<Array> arrays = read_npz(recorded);
    const TensorPort &in = program.inputs[0], &out = program.outputs[0];
    const Array& input = *find_array(arrays, "in0");
    std::memcpy(region(memory, in), input.data.data(), input.data.size());
    RunResult result;
    now_ = run_program(program, *core_, &memory, execute_host_step, now_, result);
    const Array& expected = *find_array(arrays, "out0");
    EXPECT_EQ(std::memcmp(region(memory, out), expected.data.data(), expected.data.size()), 0) << recorded;
    return result;
  }

 private:
  static std::uint8_t* region(MemoryImage& memory, const TensorPort& port) {
    return memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
  }
  std::unique_ptr<Core> core_;
  std::map<const Program*, MemoryImage> memories_;
  std::int64_t now_ = 0;
};

// Weight and record bytes of runs A, B, A, B.
std::vector<std::int64_t> constant_bytes(Backend& backend, const std::vector<Program>& programs) {
  InTurn turns(backend, programs);
  std::vector<std::int64_t> bytes;
  for (std::size_t turn = 0; turn < 4; ++turn) {
    const RunResult result = turns.run(programs[turn % 2], zoo_recorded(kZooNetworks[turn % 2])[turn]);
    bytes.push_back(bytes_of(result, DramTraffic::kWeight) + bytes_of(result, DramTraffic::kParameter));
  }
  return bytes;
}

TEST(KeptNetworks, TwoNetworksCompiledTogetherLoadWeightsOnce) {
  const Machine machine = load_machine("edge-64");
  std::vector<Graph> graphs;
  for (const char* name : kZooNetworks) graphs.push_back(import_model(zoo_file(name + std::string(".tflite"))));
  const std::vector<ChipShare> shares = share_out(graphs, machine);
  std::vector<Program> together, apart;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    CompileOptions options;
    options.share = shares[i];
    together.push_back(compile(graphs[i], machine, options));
    EXPECT_TRUE(check_program(together.back()).empty());
    apart.push_back(compile(graphs[i], machine));
  }
  const auto reference = make_reference_backend(), systemc = make_systemc_backend();
  for (Backend* backend : {reference.get(), systemc.get()}) {
    const std::vector<std::int64_t> bytes = constant_bytes(*backend, together);
    EXPECT_GT(bytes[0], 0);
    EXPECT_GT(bytes[1], 0);
    EXPECT_EQ(bytes[2], 0);
    EXPECT_EQ(bytes[3], 0);
    // Compiled alone both keep the top banks: every turn loads again, and says so.
    EXPECT_EQ(constant_bytes(*backend, apart), (std::vector<std::int64_t>{bytes[0], bytes[1], bytes[0], bytes[1]}));
  }
}

}  // namespace
}  // namespace octet
