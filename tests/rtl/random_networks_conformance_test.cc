// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random networks of every operator on the RTL of three machines: outputs of the layer-wise reference, events and
// counters of systemc. OCTET_TEST_FULL=1 takes 100 networks.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "compiler/compile.h"
#include "models/layerwise.h"
#include "rtl/backend.h"
#include "sim/systemc.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/rtl/support/equal_runs.h"

namespace octet {
namespace {

constexpr int kOperators = 12;

std::uint8_t* at(MemoryImage& memory, const TensorPort& port) {
  return memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
}

// False: too big for the machine.
bool runs_on_rtl(const testing::RandomNetwork& network, const Machine& machine, const CompileOptions& options = {}) {
  const Graph graph = import_tflite_bytes(network.file, "random");
  const std::optional<Program> program = compile_if_it_fits(graph, machine, options);
  if (!program) return false;
  const auto& inputs = network.inputs.at(0);
  const auto outputs = run_layerwise(graph, inputs);
  MemoryImage memory = make_memory(*program);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    std::memcpy(at(memory, program->inputs[i]), inputs[i].data(), inputs[i].size());
  const auto systemc = testing::run_on(*make_systemc_backend(), *program, memory, 1);
  auto rtl = testing::run_on(*make_rtl_backend(), *program, memory, 1);
  EXPECT_EQ(rtl.result.condition, Condition::kOk) << rtl.result.condition_text;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    EXPECT_EQ(std::memcmp(at(rtl.memory, program->outputs[i]), outputs[i].data(), outputs[i].size()), 0)
        << "output " << i;
  testing::expect_equal_timing(*program, systemc.result, rtl.result);
  return true;
}

TEST(RtlRandomNetworks, AreThoseOfReferenceAndSystemc) {
  const Machine machines[] = {load_machine("tiny-8"), load_machine("edge-16"), odd_machine()};
  const std::uint64_t count = std::getenv("OCTET_TEST_FULL") ? 100 : 30;
  int run = 0;
  std::uint64_t seed = 1000;
  for (; run < static_cast<int>(count) && !::testing::Test::HasFailure(); ++seed) {
    const Machine& machine = machines[seed % 3];
    const testing::RandomNetwork network = testing::random_network(seed, 1 + static_cast<int>(seed % kOperators));
    SCOPED_TRACE("seed " + std::to_string(seed) + " on " + machine.name + " " + network.text);
    run += runs_on_rtl(network, machine);
  }
  std::printf("%d networks run, %d refused\n", run, static_cast<int>(seed - 1000) - run);
}

TEST(RtlRandomNetworks, OfADepthwiseLayerOnTheArrayAreThoseOfReferenceAndSystemc) {
  const Machine machines[] = {load_machine("tiny-8"), load_machine("edge-16"), odd_machine()};
  const std::uint64_t count = std::getenv("OCTET_TEST_FULL") ? 120 : 24;
  int run = 0;
  for (std::uint64_t i = 0; i < count && !::testing::Test::HasFailure(); ++i) {
    const Machine& machine = machines[i % 3];
    const auto seed = static_cast<std::uint64_t>(testing::RandomKind::kDepthwise) + i * testing::kRandomKinds;
    const testing::RandomNetwork network = testing::random_operator(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + " on " + machine.name + " " + network.text);
    run += runs_on_rtl(network, machine, {.depthwise = DepthwiseUnit::kArray});
  }
  EXPECT_GT(run, static_cast<int>(count) / 2);
}

}  // namespace
}  // namespace octet
