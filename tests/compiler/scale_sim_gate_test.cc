// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// With free DRAM a network takes fewer cycles than SCALE-Sim's closed form says for an array of that size,
// requantization, waits and drains included, in both dataflows, on the presets as they are and without the limit of
// gathering, which SCALE-Sim has not (docs/mapping.md).
#include <gtest/gtest.h>

#include <cstdio>

#include "arch/machine_value.h"
#include "base/units.h"
#include "compiler/compile.h"
#include "sim/fast.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

constexpr Dataflow kDataflows[] = {Dataflow::kWeightStationary, Dataflow::kOutputStationary};

// M output pixels, K reduction, N filters of a node.
std::int64_t scale_sim_cycles(const Graph& graph, const Node& node, const Machine& machine) {
  const auto shape = [&](int t) { return graph.tensors.at(static_cast<std::size_t>(t)); };
  const Tensor weights = shape(node.inputs.at(1)), output = shape(node.outputs.at(0));
  const std::int64_t n = weights.shape.at(0), k = weights.elements() / n, m = output.elements() / n;
  const std::int64_t r = machine.array_rows, c = machine.array_cols;
  switch (machine.array_dataflow) {
    case Dataflow::kWeightStationary:
      return ceil_div(k, r) * ceil_div(n, c) * (m + 2 * r + c - 2);
    case Dataflow::kOutputStationary:
      return ceil_div(m, r) * ceil_div(n, c) * (k + r + c - 2);
  }
  return 0;
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
    for (const Node& node : graph.nodes) theirs += scale_sim_cycles(graph, node, machine);
    const std::int64_t ours = warm_cycles(compile(graph, machine));
    std::printf("%s: %ld cycles, SCALE-Sim %ld\n", std::string(name_of(dataflow)).c_str(), static_cast<long>(ours),
                static_cast<long>(theirs));
    EXPECT_GT(ours, 0);
    EXPECT_LT(ours, theirs) << name_of(dataflow);
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
