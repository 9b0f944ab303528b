// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Networks that preempt one another at random safe points give what they give alone, whatever the others write on chip;
// fast takes systemc's cycles for it.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "compiler/together.h"
#include "models/graph.h"
#include "models/layerwise.h"
#include "models/model_inputs.h"
#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/compiler/support/interleaved.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/test_data.h"
#include "tests/models/support/zoo.h"
#include "verify/random_source.h"

namespace octet {
namespace {

using testing::alone;
using testing::Guest;
using testing::Inference;
using testing::interleave;
using testing::Interleaved;

constexpr int kOften = 60;  // per cent

CompileOptions by_layers() {
  CompileOptions options;
  options.safe_points = SafePoints::kLayers;
  return options;
}

// What was seen over many schedules: that the tests test something.
struct Seen {
  int preemptions = 0, saves = 0, repeated_once = 0, schedules = 0;
  void add(const Interleaved& run) {
    preemptions += run.preemptions;
    saves += run.saves;
    repeated_once += run.repeated_once;
    ++schedules;
  }
};

// The guests, and one that overwrites what `use` lets it, in some schedules.
void expect_preemptible(std::vector<Guest> guests, Program wrecker, std::uint64_t seed, int schedules, Seen& seen) {
  const auto reference = make_reference_backend(), systemc = make_systemc_backend(), fast = make_fast_backend();
  std::vector<std::vector<Inference>> expected;
  for (const Guest& guest : guests) {
    expected.push_back(alone(*reference, guest));
    const auto problems = check_program(*guest.program);
    ASSERT_TRUE(problems.empty()) << problems[0];
  }
  wrecker.dram_base = guests.back().program->dram_end();
  guests.push_back({&wrecker, std::vector<testing::Bytes>(4)});
  expected.push_back(std::vector<Inference>(4));
  for (int i = 0; i < schedules; ++i) {
    SCOPED_TRACE("schedule " + std::to_string(i));
    const std::uint64_t schedule = seed * 100 + static_cast<std::uint64_t>(i);
    const int percent = i % 3 == 0 ? 15 : kOften;
    testing::expect_outputs(interleave(*reference, guests, schedule, percent, true), expected);
    const Interleaved on_systemc = interleave(*systemc, guests, schedule, percent, true);
    testing::expect_outputs(on_systemc, expected);
    testing::expect_equal_time(interleave(*fast, guests, schedule, percent, false), on_systemc);
    seen.add(on_systemc);
    if (::testing::Test::HasFailure()) return;
  }
}

// Places the programs in DRAM and lets them preempt one another.
void expect_preemptible(std::vector<Program>& programs, const std::vector<std::vector<testing::Bytes>>& inputs,
                        std::uint64_t seed, int schedules, Seen& seen) {
  std::vector<Program*> placed;
  std::vector<Guest> guests;
  MemoryUse scratchpad, parameters;
  scratchpad.work_end = parameters.work_end = 0;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    placed.push_back(&programs[i]);
    guests.push_back({&programs[i], inputs[i]});
    scratchpad.work_end = std::max(scratchpad.work_end, programs[i].scratchpad.work_end);
    parameters.work_end = std::max(parameters.work_end, programs[i].parameters.work_end);
  }
  place_in_turn(placed);
  expect_preemptible(guests, testing::wrecker(programs[0].machine, scratchpad, parameters), seed, schedules, seen);
}

std::vector<testing::Bytes> random_inputs(const Program& program, std::uint64_t seed, int inferences) {
  RandomSource random(seed);
  std::vector<testing::Bytes> list(static_cast<std::size_t>(inferences));
  for (testing::Bytes& inputs : list) {
    for (const TensorPort& port : program.inputs) {
      std::vector<std::uint8_t>& bytes = inputs.emplace_back(static_cast<std::size_t>(port.bytes()));
      if (port.type != DataType::kFloat32)
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
    }
  }
  return list;
}

// Random networks on one random machine; false: too small for them.
bool random_guests(std::uint64_t seed, int count, bool chains, Seen& seen) {
  const Machine machine = testing::random_small_machine(seed);
  std::vector<Program> programs;
  std::vector<std::vector<testing::Bytes>> inputs;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    const testing::RandomNetwork network =
        chains ? testing::random_chain(seed + 1000 * i)
               : testing::random_network(seed + 1000 * i, 3 + static_cast<int>(seed % 9));
    const Graph graph = import_tflite_bytes(network.file, "random");
    try {
      programs.push_back(compile_timed(graph, machine, by_layers()));
    } catch (const Error&) {
      return false;
    }
    inputs.push_back(network.inputs);
    const auto by_itself = alone(*make_reference_backend(), {&programs.back(), network.inputs});
    for (std::size_t n = 0; n < network.inputs.size(); ++n)
      EXPECT_TRUE(by_itself[n].outputs == run_layerwise(graph, network.inputs[n])) << "inputs " << n;
  }
  expect_preemptible(programs, inputs, seed, 3, seen);
  return true;
}

int run_random(std::uint64_t usual, int count, bool chains, Seen& seen) {
  std::uint64_t begin = 0, end = std::getenv("OCTET_TEST_FULL") ? 5 * usual : usual;
  if (const char* one = std::getenv("OCTET_TEST_SEED")) end = 1 + (begin = std::strtoull(one, nullptr, 10));
  int ran = 0;
  for (std::uint64_t seed = begin; seed < end && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("OCTET_TEST_SEED=" + std::to_string(seed));
    ran += random_guests(seed, count, chains, seen);
  }
  std::printf("%d machines ran, %d preemptions, %d saves, %d weights brought again\n", ran, seen.preemptions,
              seen.saves, seen.repeated_once);
  return ran;
}

TEST(Preemption, OfTwoRandomNetworksChangesNothing) {
  Seen seen;
  run_random(70, 2, false, seen);
  if (std::getenv("OCTET_TEST_SEED")) return;
  EXPECT_GT(seen.saves, 200);
  EXPECT_GT(seen.repeated_once, 20);
}

TEST(Preemption, OfThreeChainsOfLayersChangesNothing) {
  Seen seen;
  run_random(14, 3, true, seen);
  if (std::getenv("OCTET_TEST_SEED")) return;
  EXPECT_GT(seen.saves, 40);
}

// The zoo's networks, compiled apart or to stay side by side.
void run_zoo(const Machine& machine, bool together, Seen& seen) {
  std::vector<Graph> graphs;
  for (const char* name : kZooNetworks) graphs.push_back(import_model(zoo_file(name + std::string(".tflite"))));
  const std::vector<ChipShare> shares = share_out(graphs, machine);
  std::vector<Program> programs;
  std::vector<std::vector<testing::Bytes>> inputs;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    CompileOptions options = by_layers();
    if (together) options.share = shares[i];
    programs.push_back(compile_timed(graphs[i], machine, options));
    inputs.emplace_back();
    for (int image = 0; image < 2; ++image)
      inputs.back().push_back(read_inputs(graphs[i], zoo_recorded(kZooNetworks[i])[static_cast<std::size_t>(image)]));
    EXPECT_GT(programs.back().safe_points.size(), 2u);
  }
  expect_preemptible(programs, inputs, 7, 8, seen);
}

TEST(Preemption, OfTheZoosNetworksSideBySideLeavesTheirWeights) {
  for (const char* preset : {"tiny-8", "edge-16", "edge-64"}) {
    SCOPED_TRACE(preset);
    Seen seen;
    run_zoo(load_machine(preset), true, seen);
    EXPECT_GT(seen.saves, 20);
    EXPECT_EQ(seen.repeated_once, 0);
  }
}

TEST(Preemption, OfTheZoosNetworksWithOneBankForWeightsBringsThemAgain) {
  Seen seen;
  run_zoo(load_machine("edge-16"), false, seen);
  run_zoo(load_machine("edge-16", {"array.dataflow=output-stationary", "parameters.channels=63"}), false, seen);
  EXPECT_GT(seen.repeated_once, 5);
}

TEST(Preemption, OfRealNetworksChangesNothing) {
  OCTET_REQUIRE_TEST_DATA();
  const Machine machine = load_machine("edge-16");
  std::vector<Program> programs;
  std::vector<std::vector<testing::Bytes>> inputs;
  for (const char* name : {"mlperf__kws_ref_model", "mlperf__pretrainedResnet_quant", "mww__v2_vad"}) {
    const Graph graph = import_model(test_data_folder() + "/models/" + name + ".tflite");
    programs.push_back(compile_timed(graph, machine, by_layers()));
    inputs.push_back(random_inputs(programs.back(), 3, 2));
  }
  Seen seen;
  expect_preemptible(programs, inputs, 1, 3, seen);
  EXPECT_GT(seen.saves, 20);
}

// Every command that brings something back, left out in turn.
TEST(Preemption, NeedsAllThatASafePointBringsBack) {
  const Graph graph = import_model(zoo_file("separable.tflite"));
  const Machine machine = load_machine("edge-16");
  const Program whole = compile_timed(graph, machine, by_layers());
  const auto reference = make_reference_backend();
  const Guest honest{&whole, {read_inputs(graph, zoo_recorded("separable")[0])}};
  const auto expected = alone(*reference, honest)[0].outputs;
  const auto preempted = [&](const Program& program) {
    const Program other = testing::wrecker(machine, program.scratchpad, program.parameters);
    bool different = false;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const Interleaved run = interleave(
          *reference, {{&program, honest.inputs}, {&other, std::vector<testing::Bytes>(30)}}, seed, 70, true);
      different = different || run.inferences[0][0].outputs != expected;
    }
    return different;
  };
  EXPECT_FALSE(preempted(whole));
  int left_out = 0;
  for (const SafePoint& point : whole.safe_points) {
    for (std::uint32_t i = 0; i < point.restore.commands; ++i, ++left_out) {
      Program program = whole;
      std::swap(program.commands[point.restore.first_command + i],
                program.commands[point.restore.first_command + point.restore.commands - 1]);
      for (SafePoint& other : program.safe_points)
        if (other.restore.first_command == point.restore.first_command) --other.restore.commands;
      EXPECT_TRUE(preempted(program)) << "safe point before segment " << point.segment << ", command " << i;
      EXPECT_FALSE(check_program(program).empty());
    }
  }
  EXPECT_GT(left_out, 2);
}

}  // namespace
}  // namespace octet
