// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A network takes fewer cycles than SCALE-Sim says for an array of that size, requantization, waits and drains
// included, in both dataflows (docs/mapping.md): with free DRAM than its closed form, on the presets as they are and
// without the limit of gathering, which SCALE-Sim has not; with the presets' DRAM than its compute plus prefetch.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "arch/machine_value.h"
#include "base/units.h"
#include "compiler/compile.h"
#include "sim/fast.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

constexpr Dataflow kDataflows[] = {Dataflow::kWeightStationary, Dataflow::kOutputStationary};

struct Sizes {
  std::int64_t m = 0, k = 0, n = 0;  // output pixels, reduction, filters
  std::int64_t inputs = 0;           // bytes that the layer reads of its input, each once
};
Sizes sizes_of(const Graph& graph, const Node& node) {
  const auto tensor = [&](int t) { return graph.tensors.at(static_cast<std::size_t>(t)); };
  const Tensor weights = tensor(node.inputs.at(1)), output = tensor(node.outputs.at(0));
  const std::int64_t n = weights.shape.at(0), k = weights.elements() / n, m = output.elements() / n;
  return {m, k, n, std::min(m * k, tensor(node.inputs.at(0)).elements())};
}

std::int64_t scale_sim_cycles(const Sizes& layer, const Machine& machine) {
  const std::int64_t r = machine.array_rows, c = machine.array_cols;
  switch (machine.array_dataflow) {
    case Dataflow::kWeightStationary:
      return ceil_div(layer.k, r) * ceil_div(layer.n, c) * (layer.m + 2 * r + c - 2);
    case Dataflow::kOutputStationary:
      return ceil_div(layer.m, r) * ceil_div(layer.n, c) * (layer.k + r + c - 2);
  }
  return 0;
}

// What SCALE-Sim 3.0.0 takes at least, however it shares the machine's DRAM bandwidth between its three ports: each
// operand has a double buffer of a third of the machine's on-chip bytes. The first halves are fetched before the array
// starts; it uses no half before all of it is there, so the last half's share of the compute follows the weights' last
// byte; every byte passes once. What its simulator fetches twice and counts twice is left out.
double scale_sim_prefetched_cycles(const Sizes& layer, const Machine& machine) {
  const std::int64_t chip = machine.scratchpad_bytes +
                            machine.accumulator_rows * machine.array_cols * std::int64_t{sizeof(std::int32_t)} +
                            2 * machine.parameters_channels * Machine::kParameterRecordBytes;
  const std::int64_t half = chip / 6, weights = layer.k * layer.n, last = (weights - 1) % half + 1;
  const auto compute = static_cast<double>(scale_sim_cycles(layer, machine));
  const auto transfer = [&](std::int64_t n) { return static_cast<double>(n) / machine.dram_bytes_per_cycle(); };
  return std::max({compute + transfer(std::min(half, weights) + std::min(half, layer.inputs)),
                   transfer(weights) + compute * static_cast<double>(last) / static_cast<double>(weights),
                   transfer(weights + layer.inputs + layer.m * layer.n)});
}

// Of the second of two inferences in a row.
std::int64_t warm_cycles(const Program& program) {
  const auto core = make_fast_backend()->make_core(program, {});
  RunResult cold, warm;
  const std::int64_t end = run_program(program, *core, nullptr, nullptr, 0, cold);
  run_program(program, *core, nullptr, nullptr, end, warm);
  EXPECT_EQ(warm.condition, Condition::kOk) << warm.condition_text;
  return warm.cycles;
}

using Case = std::tuple<const char*, const char*>;
class ScaleSimGate : public ::testing::TestWithParam<Case> {};

TEST_P(ScaleSimGate, ANetworkTakesFewerCyclesThanTheClosedForm) {
  OCTET_REQUIRE_TEST_DATA();
  const auto [topology, preset] = GetParam();
  const Graph graph = import_model(test_data_folder() + "/topologies/" + topology + ".csv");
  for (int i = 0; i < 4; ++i) {
    Machine machine = load_machine(preset, {"dram.unlimited=true"});
    const Dataflow dataflow = machine.array_dataflow = kDataflows[i % 2];
    if (i >= 2) machine.array_gather_runs = Machine::kUnlimited;
    std::int64_t theirs = 0;
    for (const Node& node : graph.nodes) theirs += scale_sim_cycles(sizes_of(graph, node), machine);
    const std::int64_t ours = warm_cycles(compile(graph, machine));
    std::printf("%s: %ld cycles, SCALE-Sim %ld\n", std::string(name_of(dataflow)).c_str(), static_cast<long>(ours),
                static_cast<long>(theirs));
    EXPECT_GT(ours, 0);
    EXPECT_LT(ours, theirs) << name_of(dataflow);
  }
}

TEST_P(ScaleSimGate, WithTheDramOfThePresetTooThanComputePlusPrefetch) {
  OCTET_REQUIRE_TEST_DATA();
  const auto [topology, preset] = GetParam();
  const Graph graph = import_model(test_data_folder() + "/topologies/" + topology + ".csv");
  for (const Dataflow dataflow : kDataflows) {
    Machine machine = load_machine(preset);
    machine.array_dataflow = dataflow;
    double theirs = 0;
    for (const Node& node : graph.nodes) theirs += scale_sim_prefetched_cycles(sizes_of(graph, node), machine);
    const std::int64_t ours = warm_cycles(compile(graph, machine));
    std::printf("%s: %ld cycles, SCALE-Sim with prefetch %.0f\n", std::string(name_of(dataflow)).c_str(),
                static_cast<long>(ours), theirs);
    EXPECT_GT(ours, 0);
    EXPECT_LT(static_cast<double>(ours), theirs) << name_of(dataflow);
  }
}

INSTANTIATE_TEST_SUITE_P(Topologies, ScaleSimGate,
                         ::testing::Combine(::testing::Values("Resnet18", "Resnet50", "alexnet", "mobilenet", "test",
                                                              "vit_s"),
                                            ::testing::Values("edge-16", "edge-32", "edge-64", "tpu-128")),
                         [](const auto& info) {
                           std::string name = std::string(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
                           for (char& c : name)
                             if (c == '-') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace octet
