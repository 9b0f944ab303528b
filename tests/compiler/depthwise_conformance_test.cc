// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Depthwise convolutions on either unit: the same bytes, the same bound and MACs, and the unit that is chosen is the
// faster one. OCTET_TEST_FULL=1 takes more random layers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "models/layerwise.h"
#include "sim/fast.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/sim/support/test_network.h"

namespace octet {
namespace {

constexpr CompileOptions kVector{.depthwise = DepthwiseUnit::kVector}, kArray{.depthwise = DepthwiseUnit::kArray};

template <class Kind>
std::int64_t count(const Program& program) {
  return std::count_if(program.commands.begin(), program.commands.end(),
                       [](const Command& c) { return std::holds_alternative<Kind>(c.op); });
}

std::vector<Recorded> recorded(const testing::RandomNetwork& network, const Graph& graph) {
  std::vector<Recorded> list;
  for (const auto& inputs : network.inputs) list.push_back({network.text, inputs, run_layerwise(graph, inputs)});
  return list;
}

std::int64_t cycles_of(const Graph& graph, const Machine& machine, DepthwiseUnit unit) {
  const Program program = compile(graph, machine, {.depthwise = unit});
  RunResult result;
  const auto core = make_fast_backend()->make_core(program, {});
  const std::int64_t end = run_program(program, *core, nullptr, nullptr, 0, result);
  RunResult warm;
  run_program(program, *core, nullptr, nullptr, end, warm);
  return warm.cycles;
}

// Of a seed every 27 testing::random_operator makes a depthwise convolution: int8 or uint8, strides, dilations,
// paddings, multipliers.
testing::RandomNetwork random_depthwise(std::uint64_t i) {
  return testing::random_operator(static_cast<std::uint64_t>(testing::RandomKind::kDepthwise) +
                                  i * testing::kRandomKinds);
}

TEST(Depthwise, OfRandomShapesIsTheSameOnTheArrayOfRandomMachines) {
  const std::uint64_t most = std::getenv("OCTET_TEST_FULL") ? 1500 : 250;
  std::uint64_t on_array = 0, zero_points = 0;
  for (std::uint64_t i = 0; i < most && !::testing::Test::HasFailure(); ++i) {
    const testing::RandomNetwork network = random_depthwise(i);
    const Machine machine = testing::random_small_machine(i);
    SCOPED_TRACE(network.text + "\n" + to_toml(machine));
    const Graph graph = import_tflite_bytes(network.file, "depthwise");
    const auto program = compile_if_it_fits(graph, machine, kArray);
    if (!program) continue;
    expect_everywhere(*program, recorded(network, graph));
    if (count<DepthwiseCommand>(*program) > 0 || count<ArrayCommand>(*program) == 0) continue;
    ++on_array;
    const Tensor& weights = graph.tensors.at(static_cast<std::size_t>(graph.nodes.at(0).inputs.at(1)));
    if (weights.type == DataType::kUint8) ++zero_points;
  }
  EXPECT_GT(on_array, most / 2);
  EXPECT_GT(zero_points, most / 10);
}

TEST(Depthwise, OfRandomNetworksIsTheSameOnTheArray) {
  const std::uint64_t most = std::getenv("OCTET_TEST_FULL") ? 400 : 80;
  for (std::uint64_t seed = 5000; seed < 5000 + most && !::testing::Test::HasFailure(); ++seed) {
    const testing::RandomNetwork network = testing::random_network(seed, 8);
    const Machine machine = testing::random_small_machine(seed);
    SCOPED_TRACE(std::to_string(seed) + " " + network.text + "\n" + to_toml(machine));
    const Graph graph = import_tflite_bytes(network.file, "random");
    if (const auto program = compile_if_it_fits(graph, machine, kArray))
      expect_everywhere(*program, recorded(network, graph));
  }
}

TEST(Depthwise, OfTheZooGivesTheRecordedOutputsOnTheArray) {
  const Graph graph = import_model(zoo_file("separable.tflite"));
  const Machine machine = load_machine("edge-64", {"vector.lanes=16", "vector.macs_per_lane=1"});
  EXPECT_LT(count<DepthwiseCommand>(compile(graph, machine)), 6);  // of six layers
  expect_recorded_everywhere(graph, machine, zoo_recorded("separable"));
}

class DepthwiseOf : public ::testing::TestWithParam<testing::TestNetwork> {};

TEST_P(DepthwiseOf, ANetworkHasTheSameBoundAndMacsOnBothUnits) {
  OCTET_REQUIRE_NETWORK(GetParam());
  const Graph graph = GetParam().load();
  const Machine machine = load_machine("edge-16");
  const Program vector = compile(graph, machine, kVector), array = compile(graph, machine, kArray);
  ASSERT_EQ(vector.layers.size(), array.layers.size());
  EXPECT_EQ(vector.macs, array.macs);
  std::int64_t zeros = 0;
  for (std::size_t i = 0; i < array.layers.size(); ++i) {
    SCOPED_TRACE(array.layers[i].name);
    EXPECT_EQ(vector.layers[i].macs, array.layers[i].macs);
    EXPECT_EQ(vector.layers[i].bound_array, array.layers[i].bound_array);
    EXPECT_EQ(vector.layers[i].bound_vector, array.layers[i].bound_vector);
    EXPECT_EQ(vector.layers[i].bound_dram_bytes, array.layers[i].bound_dram_bytes);
    zeros += array.layers[i].zero_macs;
  }
  RunResult on_vector, on_array;
  run_program(vector, *make_fast_backend()->make_core(vector, {}), nullptr, nullptr, 0, on_vector);
  run_program(array, *make_fast_backend()->make_core(array, {}), nullptr, nullptr, 0, on_array);
  EXPECT_GT(zeros, 0);
  // The zeros are counted where energy is, and are nobody's but a depthwise layer's.
  EXPECT_GE(on_array.actions.macs - zeros, on_vector.actions.macs);
  EXPECT_EQ(on_array.actions.macs - zeros + on_array.actions.vector_macs,
            on_vector.actions.macs + on_vector.actions.vector_macs);
}

INSTANTIATE_TEST_SUITE_P(Networks, DepthwiseOf,
                         ::testing::Values(testing::kTestNetworks[1], testing::kTestNetworks[3],
                                           testing::kTestNetworks[4]),
                         testing::network_label);

constexpr double kMostLoss = 1.03;  // estimates choose layer by layer, and the array must win by 2 %

struct Case {
  const char* preset;
  std::vector<std::string> settings;
};

TEST_P(DepthwiseOf, ANetworkRunsOnTheFasterUnit) {
  OCTET_REQUIRE_NETWORK(GetParam());
  const Graph graph = GetParam().load();
  std::set<bool> on_array;
  for (const Case& c : {Case{"edge-16", {}}, Case{"edge-64", {}}, Case{"edge-16", {"vector.lanes=4"}},
                        Case{"edge-16", {"vector.lanes=4", "dram.unlimited=true"}},
                        Case{"edge-64", {"vector.lanes=16", "vector.macs_per_lane=1"}}}) {
    const Machine machine = load_machine(c.preset, c.settings);
    SCOPED_TRACE(to_toml(machine));
    const std::int64_t chosen = cycles_of(graph, machine, DepthwiseUnit::kFaster),
                       vector = cycles_of(graph, machine, DepthwiseUnit::kVector),
                       array = cycles_of(graph, machine, DepthwiseUnit::kArray);
    std::printf("%s %s: chosen %lld, vector %lld, array %lld\n", c.preset,
                c.settings.empty() ? "" : c.settings[0].c_str(), static_cast<long long>(chosen),
                static_cast<long long>(vector), static_cast<long long>(array));
    EXPECT_LE(static_cast<double>(chosen), kMostLoss * static_cast<double>(std::min(vector, array)));
    on_array.insert(chosen < vector);
  }
  EXPECT_EQ(on_array.size(), 2u) << "on some machines the array wins, on some the vector unit";
}

TEST(Depthwise, SaysWhichUnitAndWhy) {
  const Graph graph = import_model(zoo_file("separable.tflite"));
  for (const auto& [settings, words] :
       {std::pair{std::vector<std::string>{}, "depthwise on the vector unit: "},
        std::pair{std::vector<std::string>{"vector.lanes=4"}, "depthwise on the array, "}}) {
    const Program program = compile(graph, load_machine("edge-16", settings));
    EXPECT_TRUE(std::any_of(program.layers.begin(), program.layers.end(), [&](const LayerInfo& layer) {
      return layer.op == "DEPTHWISE_CONV_2D" && layer.choice.starts_with(words);
    })) << words;
  }
}

}  // namespace
}  // namespace octet
