// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// systemc with its array, its vector unit or both replaced by the Verilated block: values, events and counters are
// those of plain systemc, and a fault of the block is seen.
#include <gtest/gtest.h>

#include <cstdlib>

#include "compiler/compile.h"
#include "models/model_inputs.h"
#include "rtl/block_engine.h"
#include "sim/systemc.h"
#include "tests/models/support/test_data.h"
#include "tests/rtl/support/equal_runs.h"
#include "tests/rtl/support/patched_rtl.h"
#include "tests/rtl/support/tile_program.h"

namespace octet {
namespace {

using testing::expect_equal_outputs;
using testing::expect_equal_timing;
using testing::Outcome;
using testing::patch_rtl;
using testing::run_on;
using testing::TileProgram;

constexpr RtlBlocks kArray{true, false}, kVector{false, true}, kBoth{true, true};

std::unique_ptr<Backend> with(const RtlBlocks& blocks, const std::string& directory = "") {
  RtlOptions options;
  options.directory = directory;
  return make_systemc_backend(make_block_factory(blocks, options));
}

MemoryImage memory_with_inputs(const Graph& graph, const Program& program) {
  MemoryImage memory = make_memory(program);
  const auto inputs = random_inputs(graph, 7);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TensorPort& port = program.inputs[i];
    std::copy(inputs[i].begin(), inputs[i].end(),
              memory.region[static_cast<std::size_t>(port.base)].begin() + port.offset);
  }
  return memory;
}

// Every choice of blocks, cold and warm.
void expect_network(const std::string& model, const Machine& machine = load_machine("edge-16")) {
  SCOPED_TRACE(model);
  const Graph graph = import_tflite(test_data_folder() + "/models/" + model + ".tflite");
  const Program program = compile(graph, machine);
  const MemoryImage memory = memory_with_inputs(graph, program);
  const Outcome plain = run_on(*make_systemc_backend(), program, memory, 2);
  for (const RtlBlocks& blocks : {kArray, kVector, kBoth}) {
    SCOPED_TRACE(::testing::Message() << "array " << blocks.array << ", vector " << blocks.vector);
    const Outcome found = run_on(*with(blocks), program, memory, 2);
    expect_equal_outputs(plain, found);
    expect_equal_timing(program, plain.result, found.result);
  }
}

TEST(Cosimulation, MlperfTinyOnEdge16EqualsPlainSystemc) {
  OCTET_REQUIRE_TEST_DATA();
  std::vector<std::string> models{"mlperf__model_ToyCar_quant_fullint", "mlperf__kws_ref_model"};
  const char* full = std::getenv("OCTET_TEST_FULL");
  if (full && *full == '1')
    models.insert(models.end(), {"mlperf__str_ww_ref_model", "mlperf__pretrainedResnet_quant", "mlperf__vww_96_int8"});
  for (const std::string& model : models) expect_network(model);
}

TEST(Cosimulation, OutputStationaryKeywordSpottingEqualsPlainSystemc) {
  OCTET_REQUIRE_TEST_DATA();
  expect_network("mlperf__kws_ref_model", load_machine("edge-16", {"array.dataflow=output-stationary"}));
}

// Programs of overlapping jobs on the 2x2 machine: commands wait for the engine, for banks and for tokens.
TEST(Cosimulation, RandomJobsEqualPlainSystemc) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    TileProgram tiles(seed);
    for (std::uint64_t job = 0; job < 1 + seed % 7; ++job) tiles.add(tiles.random_job());
    const Program& program = tiles.finish();
    const Outcome plain = run_on(*make_systemc_backend(), program, tiles.memory(), 2);
    for (const RtlBlocks& blocks : {kArray, kVector, kBoth}) {
      const Outcome found = run_on(*with(blocks), program, tiles.memory(), 2);
      expect_equal_outputs(plain, found);
      expect_equal_timing(program, plain.result, found.result);
    }
  }
}

// Runs of one program on plain systemc and with a block of the user's directory.
struct Pair {
  Outcome plain, found;
};
Pair run_pair(const RtlBlocks& blocks, const std::string& directory) {
  TileProgram tiles(3);
  for (int job = 0; job < 6; ++job) tiles.add(tiles.random_job());
  const Program& program = tiles.finish();
  return {run_on(*make_systemc_backend(), program, tiles.memory()),
          run_on(*with(blocks, directory), program, tiles.memory())};
}
const std::vector<std::uint8_t>& outputs(const Outcome& run) {
  return run.memory.region[static_cast<std::size_t>(Base::kIo)];
}

TEST(Cosimulation, FaultOfTheArrayIsSeenInValuesAndCycles) {
  const test::TemporaryFolder folder;
  patch_rtl(folder, "array_tracker.sv", "- Time'(2);", "- Time'(1);");
  patch_rtl(folder, "array_stream.sv", "fold_q.row + octet_pkg::AccumulatorRowBits'(1)", "fold_q.row");
  const Pair runs = run_pair(kArray, folder.path(""));
  EXPECT_NE(outputs(runs.plain), outputs(runs.found));
  EXPECT_GT(runs.found.result.cycles, runs.plain.result.cycles);
  const Event &plain = runs.plain.result.events[3], &found = runs.found.result.events[3];
  EXPECT_EQ(found.done - found.started, plain.done - plain.started + 1) << "the block's own done ends its command";
}

TEST(Cosimulation, FaultOfTheVectorUnitIsSeenInValues) {
  const test::TemporaryFolder folder;
  patch_rtl(folder, "vector.sv", ": out_channel[l*32+:32] * Bytes));", ": 32'd0));");
  const Pair runs = run_pair(kVector, folder.path(""));
  EXPECT_NE(outputs(runs.plain), outputs(runs.found));
  EXPECT_EQ(runs.found.result.events, runs.plain.result.events);
}

TEST(Cosimulation, NeedsValues) {
  TileProgram tiles(1);
  tiles.add(tiles.random_job());
  RunOptions options;
  options.data = false;
  EXPECT_THROW(with(kBoth)->make_core(tiles.finish(), options), std::runtime_error);
}

}  // namespace
}  // namespace octet
