// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Under the settings that make the machine SCALE-Sim's (no double buffering, no gather limit, no skipping,
// free memory), the running machine's compute cycles per layer equal its closed forms, weight-stationary
// ceil(K/R)*ceil(N/C)*(M+2R+C-2), output-stationary ceil(M/R)*ceil(N/C)*(K+R+C-2), through the ordinary
// compiler and timing rules (docs/timing.md).
#include <gtest/gtest.h>

#include "base/units.h"
#include "compiler/compile.h"
#include "sim/fast.h"
#include "sim/systemc.h"
#include "tests/models/support/test_data.h"

namespace octet {
namespace {

using Case = std::tuple<const char*, const char*, Dataflow>;
class ScaleSim : public ::testing::TestWithParam<Case> {};

Machine scale_sim_machine(const std::string& preset) {
  return load_machine(preset,
                      {"array.double_buffer_weights=false", "array.gather_runs=unlimited", "array.skip_empty=false",
                       "dram.unlimited=true", "scratchpad.bytes=1Gi", "accumulator.rows=16Mi"});
}

TEST_P(ScaleSim, ComputeCyclesPerLayerAreTheClosedForm) {
  OCTET_REQUIRE_TEST_DATA();
  const auto [topology, preset, dataflow] = GetParam();
  Machine m = scale_sim_machine(preset);
  m.array_dataflow = dataflow;
  const Graph graph = import_model(test_data_folder() + "/topologies/" + topology + ".csv");
  const Program program = compile(graph, m);
  RunOptions options;
  options.data = false;
  for (const auto& backend : {make_fast_backend(), make_systemc_backend()}) {
    RunResult result;
    run_program(program, *backend->make_core(program, options), nullptr, nullptr, 0, result);
    ASSERT_EQ(result.condition, Condition::kOk) << result.condition_text;
    ASSERT_EQ(result.layers.size(), graph.nodes.size());
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      const auto& weights = graph.tensors[static_cast<std::size_t>(graph.nodes[i].inputs[1])].shape;
      const Tensor& output = graph.tensors[static_cast<std::size_t>(graph.nodes[i].outputs[0])];
      const std::int64_t n = weights[0];
      std::int64_t k = 1;
      for (std::size_t d = 1; d < weights.size(); ++d) k *= weights[d];
      const std::int64_t pixels = output.elements() / n;
      const bool outputs_stay = dataflow == Dataflow::kOutputStationary;
      const std::int64_t cycles = outputs_stay
                                      ? ceil_div(pixels, m.array_rows) * (k + m.array_rows + m.array_cols - 2)
                                      : ceil_div(k, m.array_rows) * (pixels + 2 * m.array_rows + m.array_cols - 2);
      EXPECT_EQ(result.layers[i].compute_cycles, ceil_div(n, m.array_cols) * cycles)
          << topology << " layer " << i << " on " << name_of(backend->kind());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Topologies, ScaleSim,
                         ::testing::Combine(::testing::Values("Resnet50", "mobilenet", "alexnet", "vit_s"),
                                            ::testing::Values("edge-16", "edge-32", "tpu-128"),
                                            ::testing::Values(Dataflow::kWeightStationary,
                                                              Dataflow::kOutputStationary)),
                         [](const auto& info) {
                           std::string name = std::string(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
                           if (std::get<2>(info.param) == Dataflow::kOutputStationary) name += "_output_stationary";
                           for (char& c : name)
                             if (c == '-') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace octet
