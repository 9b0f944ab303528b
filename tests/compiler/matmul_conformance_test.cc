// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// BATCH_MATMUL on the array: the layer-wise bytes, which are the oracle's, on every machine and backend.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "compiler/compile.h"
#include "models/layerwise.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/random_dense.h"
#include "tests/models/support/tflite_writer.h"
#include "verify/random_source.h"

namespace octet {
namespace {

using Type = tflite::TensorType;

bool on_machine(const Program& program) {
  return std::none_of(program.segments.begin(), program.segments.end(), [](const Segment& s) { return s.on_host; });
}

// False: the machine is too small.
bool agrees(const test::OracleCase& c, const Machine& machine) {
  SCOPED_TRACE(c.text + "\n" + to_toml(machine));
  const Graph graph = import_tflite_bytes(c.file, "matmul");
  std::vector<Recorded> recorded;
  for (const auto& inputs : c.inputs) recorded.push_back({c.text, inputs, run_layerwise(graph, inputs)});
  const std::optional<Program> program = compile_if_it_fits(graph, machine);
  if (!program) return false;
  EXPECT_TRUE(on_machine(*program));
  expect_everywhere(*program, recorded);
  return true;
}

// x [batch, m, k] times y [batch, k, n], turned where adj says; every fourth input has codes of one sign, which reach
// furthest.
test::OracleCase product(std::int64_t zero_x, std::int64_t zero_y, bool adj_x, bool adj_y, std::uint64_t seed) {
  RandomSource random(seed);
  const std::int32_t m = 19, k = 37, n = 21;
  test::TfliteWriter w;
  w.add_tensor("x", Type::INT8, {2, adj_x ? k : m, adj_x ? m : k}, {0.5f}, {zero_x});
  w.add_tensor("y", Type::INT8, {2, adj_y ? n : k, adj_y ? k : n}, {0.25f}, {zero_y});
  w.add_tensor("out", Type::INT8, {2, m, n}, {200.0f}, {seed % 2 == 0 ? -128 : 5});
  tflite::BatchMatMulOptionsT o;
  o.adj_x = adj_x, o.adj_y = adj_y;
  w.add_node(tflite::BuiltinOperator::BATCH_MATMUL, {0, 1}, {2}, test::options_union(o));
  w.set_inputs_and_outputs({0, 1}, {2});
  std::vector<std::vector<std::uint8_t>> inputs(2);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::int32_t e = 0; e < 2 * k * (i == 0 ? m : n); ++e)
      inputs[i].push_back(static_cast<std::uint8_t>(seed % 4 == 3 ? 0x80 : random.below(256)));
  return {"zero points " + std::to_string(zero_x) + " and " + std::to_string(zero_y), w.bytes(), {inputs}};
}

TEST(BatchMatMul, SubtractsZeroPointsAtTheEdgesOfInt8) {
  std::uint64_t seed = 0;
  for (const std::int64_t zero_x : {-128, -127, 0, 1, 127})
    for (const std::int64_t zero_y : {-128, 0, 127}) {
      const bool adj_x = seed % 2 != 0, adj_y = seed % 3 == 0;
      const test::OracleCase c = product(zero_x, zero_y, adj_x, adj_y, seed++);
      for (const char* machine : {"tiny-8", "edge-16"}) EXPECT_TRUE(agrees(c, load_machine(machine)));
    }
}

TEST(BatchMatMul, OfRandomShapesIsTheSameOnRandomMachines) {
  const std::uint64_t count = std::getenv("OCTET_TEST_FULL") ? 600 : 120;
  std::uint64_t run = 0;
  for (std::uint64_t seed = 0; seed < count && !::testing::Test::HasFailure(); ++seed)
    run += agrees(test::random_matmul(seed), testing::random_small_machine(seed));
  EXPECT_GT(run, count * 2 / 3);
}

TEST(BatchMatMul, MultipliesEveryPairOfCodes) {
  for (std::uint64_t seed = 0; seed < 2; ++seed) EXPECT_TRUE(agrees(test::matmul_pairs(seed), load_machine("edge-16")));
}

// One image of M x K by K x N on an array that holds it: a fold of weights is streamed once for the products and, with
// a zero point, once more for its sum.
TEST(BatchMatMul, CostsASecondPassOnlyForAZeroPoint) {
  const auto array_commands = [](std::int64_t zero_x) {
    const Graph graph = import_tflite_bytes(product(zero_x, 3, false, false, 0).file, "matmul");
    const Program program = compile(graph, load_machine("edge-64"));
    return std::count_if(program.commands.begin(), program.commands.end(),
                         [](const Command& c) { return opcode_of(c) == Opcode::kArray; });
  };
  EXPECT_EQ(array_commands(0), 2);  // a matrix each
  EXPECT_EQ(array_commands(7), 4);
  EXPECT_EQ(array_commands(-128), 6);
}

// macs are the model's, on the host too: a report's share of them is of all.
TEST(BatchMatMul, CountsItsMultiplicationsWhereverItRuns) {
  const auto layers = [](std::int32_t batch) {
    test::TfliteWriter w;
    w.add_tensor("x", Type::INT8, {batch, 2, 3}, {1.0f}, {0});
    w.add_tensor("y", Type::INT8, {batch, 3, 1}, {1.0f}, {0});
    w.add_tensor("out", Type::INT8, {batch, 2, 1}, {9.0f}, {0});
    w.add_node(tflite::BuiltinOperator::BATCH_MATMUL, {0, 1}, {2}, test::options_union(tflite::BatchMatMulOptionsT()));
    w.set_inputs_and_outputs({0, 1}, {2});
    const Graph graph = import_tflite_bytes(w.bytes(), "matmul");
    const Program program = compile(graph, load_machine("edge-16"));
    EXPECT_EQ(program.macs, batch * 2 * 3);
    EXPECT_EQ(program.layers.size(), 1u);
    EXPECT_EQ(program.layers[0].macs, batch * 2 * 3);
    return program.layers[0].on_host;
  };
  EXPECT_FALSE(layers(4));
  EXPECT_TRUE(layers(4097));  // more products than are worth a layer each
}

}  // namespace
}  // namespace octet
