// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators of the host compiled into programs: operands and constants are found, outputs left where the
// network or the next step reads them. Equal to the layer-wise reference on three machines.
#include <gtest/gtest.h>

#include <cstdlib>

#include "arch/backend.h"
#include "compiler/compile.h"
#include "models/layerwise.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/float_models.h"
#include "tests/models/support/host_models.h"
#include "tests/models/support/random_arithmetic.h"
#include "tests/models/support/random_dense.h"

namespace octet {
namespace {

using Code = tflite::BuiltinOperator;

void expect_compiled_agrees(const test::OracleCase& c) {
  SCOPED_TRACE(c.text);
  const Graph graph = import_tflite_bytes(c.file, "host");
  std::vector<Recorded> recorded;
  for (const auto& inputs : c.inputs) recorded.push_back({c.text, inputs, run_layerwise(graph, inputs)});
  for (const Machine& machine : {load_machine("tiny-8"), load_machine("edge-16"), odd_machine()})
    expect_everywhere(compile(graph, machine), recorded);
}

std::uint64_t number() { return std::getenv("OCTET_TEST_FULL") ? 20 : 3; }

TEST(HostOperators, CompiledOnesGiveTheLayerwiseBytes) {
  for (std::uint64_t seed = 0; seed < number(); ++seed) {
    for (const Code code : {Code::ADD, Code::SUB, Code::MUL, Code::DIV, Code::FLOOR_DIV, Code::MAXIMUM, Code::PRELU})
      expect_compiled_agrees(test::binary_case(code, seed));
    for (const Code code : {Code::NEG, Code::SQRT, Code::LOGISTIC, Code::LEAKY_RELU, Code::ROUND})
      expect_compiled_agrees(test::elementwise_case(code, seed));
    for (const Code code : {Code::SUM, Code::MEAN, Code::REDUCE_MAX})
      expect_compiled_agrees(test::reduction_case(code, seed));
    for (const Code code : {Code::ARG_MAX, Code::ARG_MIN}) expect_compiled_agrees(test::arg_case(code, seed));
    expect_compiled_agrees(test::gather_case(seed));
    expect_compiled_agrees(test::gather_nd_case(seed));
    expect_compiled_agrees(test::cast_case(seed));
    expect_compiled_agrees(test::float_softmax_case(seed));
    expect_compiled_agrees(test::folded_case(seed));
  }
}

TEST(HostOperators, CompiledFloatWindowsGiveTheLayerwiseBytes) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 8 * number(); ++seed) {
    const testing::RandomNetwork network = testing::random_operator(seed);
    for (const test::OracleCase& codes :
         {test::OracleCase{network.text, network.file, network.inputs}, test::random_transpose_conv(seed),
          test::random_matmul(seed), test::random_pool(Code::MAX_POOL_2D, seed)}) {
      const test::OracleCase c = test::in_floats(codes);
      if (c.file.empty()) continue;
      expect_compiled_agrees(c);
      ++found;
    }
  }
  EXPECT_GE(found, 70);
}

TEST(HostOperators, AFloatNetworkIsAllOnTheHostAndCharged) {
  const Graph graph = import_model(OCTET_SOURCE_DIR "/models/zoo/digits_float.tflite");
  const Program program = compile(graph, load_machine("edge-16"));
  EXPECT_TRUE(program.commands.empty());
  EXPECT_EQ(program.macs, 166208);
  EXPECT_EQ(program.model_bytes, 4 * (72 + 8 + 1152 + 16 + 4608 + 32 + 320 + 10));  // weights and biases
  double cycles = 0;
  for (const Segment& segment : program.segments) cycles += host_cost(segment.host).cycles;
  // Per step 200; 4 a product; a pool's 5 for each of its 512 inputs, a softmax's 80 for each of its 10 outputs.
  EXPECT_EQ(cycles, 6 * 200 + 4 * 166208 + 5 * 512 + 80 * 10);
}

}  // namespace
}  // namespace octet
