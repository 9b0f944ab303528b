// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Networks compiled with values for float machines: the outputs of the program against those of the dequantized network
// run layer by layer in float32, which adds in another order and rounds every product, and systemc against the
// reference in every bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/float_arithmetic.h"
#include "models/dequantized.h"
#include "models/layerwise.h"
#include "models/model_inputs.h"
#include "tests/sim/support/test_network.h"
#include "tests/sim/systemc_outcome.h"

namespace octet::testing {
namespace {

bool full() {
  const char* value = std::getenv("OCTET_TEST_FULL");
  return value && *value == '1';
}

std::vector<float> floats_in(const std::vector<std::uint8_t>& bytes) {
  std::vector<float> values(bytes.size() / 4);
  std::memcpy(values.data(), bytes.data(), values.size() * 4);
  return values;
}

void put(const TensorPort& port, const std::vector<float>& values, MemoryImage& memory) {
  std::uint8_t* to = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
  for (const float value : values) {
    const std::uint32_t bits = port.type == DataType::kBfloat16 ? narrowed(value) : std::bit_cast<std::uint32_t>(value);
    std::memcpy(to, &bits, static_cast<std::size_t>(bytes_of(port.type)));
    to += bytes_of(port.type);
  }
}

std::vector<float> values_at(const TensorPort& port, const MemoryImage& memory) {
  std::vector<float> values;
  const std::uint8_t* from = memory.region[static_cast<std::size_t>(port.base)].data() + port.offset;
  for (std::int64_t i = 0; i < port.elements(); ++i, from += bytes_of(port.type)) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, from, static_cast<std::size_t>(bytes_of(port.type)));
    values.push_back(port.type == DataType::kBfloat16 ? widened(static_cast<std::uint16_t>(bits))
                                                      : std::bit_cast<float>(bits));
  }
  return values;
}

MemoryImage run(Backend& backend, const Program& program, MemoryImage memory) {
  const auto core = backend.make_core(program, {.record_events = false, .data = true});
  RunResult result;
  run_program(program, *core, &memory, nullptr, 0, result);
  EXPECT_EQ(result.condition, Condition::kOk) << result.condition_text;
  return memory;
}

class FloatValues : public ::testing::TestWithParam<TestNetwork> {
 protected:
  // The largest difference to the dequantized network over the largest output.
  double difference(const Graph& graph, const Machine& machine, bool systemc = true) {
    const auto inputs = random_input_steps(graph, 3, 1).at(0);
    const Graph real = dequantized(graph);
    const auto real_inputs = dequantized_inputs(graph, inputs);
    const Program program = compile(graph, machine, {.float_values = true});
    EXPECT_TRUE(program.has_values);
    if (!program.has_values) return 1;
    MemoryImage memory = make_memory(program);
    for (std::size_t i = 0; i < real_inputs.size(); ++i) put(program.inputs.at(i), floats_in(real_inputs[i]), memory);
    const MemoryImage reference = run(*make_reference_backend(), program, memory);
    if (systemc) {
      EXPECT_TRUE(run(*make_systemc_backend(), program, memory).region == reference.region);
    }
    const std::vector<float> expected = floats_in(run_layerwise(real, real_inputs).at(0)),
                             values = values_at(program.outputs.at(0), reference);
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      largest = std::max(largest, std::fabs(static_cast<double>(expected[i])));
      worst = std::max(worst, std::fabs(static_cast<double>(expected[i]) - static_cast<double>(values.at(i))));
    }
    RecordProperty(machine.name, std::to_string(worst / largest));
    return worst / largest;
  }
};

TEST_P(FloatValues, ProgramsComputeTheDequantizedNetwork) {
  OCTET_REQUIRE_NETWORK(GetParam());
  const Graph graph = GetParam().load();
  const bool large = std::string(GetParam().name) == "mobilenet_v2";
  EXPECT_LT(difference(graph, load_machine("edge-16-fp32"), full() || !large), 1e-4);
  if (large && !full()) return;
  EXPECT_LT(difference(graph, load_machine("edge-16-bf16")), 0.1);
  if (!full()) return;
  EXPECT_LT(difference(graph, load_machine("tiny-8-fp32", {"array.dataflow=output-stationary"})), 1e-4);
  EXPECT_LT(difference(graph, load_machine("edge-64-fp32")), 1e-4);
}
INSTANTIATE_TEST_SUITE_P(Networks, FloatValues, ::testing::ValuesIn(kTestNetworks), network_label);

}  // namespace
}  // namespace octet::testing
