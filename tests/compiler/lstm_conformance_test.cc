// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// UNIDIRECTIONAL_SEQUENCE_LSTM with its products on the array: over several inferences the layer-wise bytes, which are
// the oracle's, on every machine and backend.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "arch/backend.h"
#include "base/error.h"
#include "compiler/compile.h"
#include "models/host_reason.h"
#include "models/inspect.h"
#include "models/layerwise.h"
#include "models/lstm_operands.h"
#include "sim/host_executor.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/lstm_models.h"

namespace octet {
namespace {

Graph graph_of(std::uint64_t seed) { return import_tflite_bytes(test::lstm_model(seed).writer.bytes(), "lstm"); }

const Node& lstm_of(const Graph& graph) {
  return *std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return n.op == Operator::kLstm; });
}

std::vector<Recorded> recorded(const test::OracleCase& c, const Graph& graph) {
  std::vector<Recorded> list;
  const auto outputs = run_layerwise_steps(graph, c.inputs);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    list.push_back({c.text + " inference " + std::to_string(i), c.inputs[i], outputs[i]});
  return list;
}

TEST(Lstm, OfRandomShapesIsTheSameOnRandomMachines) {
  const std::uint64_t count = std::getenv("OCTET_TEST_FULL") ? 300 : 60;
  std::uint64_t run = 0;
  for (std::uint64_t seed = 0; seed < count && !::testing::Test::HasFailure(); ++seed) {
    const test::OracleCase c = test::lstm_case(seed);
    const Machine machine = testing::random_small_machine(seed);
    SCOPED_TRACE(c.text + "\n" + to_toml(machine));
    const Graph graph = import_tflite_bytes(c.file, "lstm");
    const std::optional<Program> program = compile_if_it_fits(graph, machine);
    if (!program) continue;
    expect_everywhere(*program, recorded(c, graph));
    ++run;
  }
  EXPECT_GT(run, count / 2);
}

// The input's products at once, then per step the state's products and the host; one copy of the weights.
TEST(Lstm, GivesTheHostTheStepsOnly) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Graph graph = graph_of(seed);
    const Node& node = lstm_of(graph);
    const LstmShape s = lstm_shape(graph, node);
    const Program program = compile(graph, load_machine("edge-16"));
    std::int64_t steps = 0;
    for (const Segment& segment : program.segments) {
      if (!segment.on_host || segment.host.op == "RESHAPE") continue;  // the states' copies
      EXPECT_EQ(segment.host.op, "LSTM_STEP");
      ++steps;
    }
    EXPECT_EQ(steps, static_cast<std::int64_t>(s.time * (s.time_major ? 1 : s.batch)));
    EXPECT_EQ(program.macs, macs_of(graph, node));
    EXPECT_EQ(program.layers[0].macs, program.macs);
    EXPECT_FALSE(program.layers[0].on_host);
    EXPECT_TRUE(program.layers[1].on_host);
    EXPECT_EQ(program.model_bytes, static_cast<std::int64_t>(4 * s.cells * (s.depth + s.cells)));
  }
}

TEST(Lstm, OfComputedWeightsOrTooManyStepsStaysOnTheHost) {
  Graph graph = graph_of(0);
  Node& node = const_cast<Node&>(lstm_of(graph));
  EXPECT_EQ(host_reason(graph, node), "");
  Tensor& weights = graph.tensors[static_cast<std::size_t>(node.inputs[2])];
  weights.constant = false;
  EXPECT_EQ(host_reason(graph, node), "computed weights");
  weights.constant = true;
  std::get<LstmOptions>(node.options).time_major = true;
  graph.tensors[static_cast<std::size_t>(node.inputs[0])].shape = {4097, 1, 2};
  EXPECT_EQ(host_reason(graph, node), "4097 steps, at most 4096");
}

// A step of a damaged program is an error that names it, or its data something else: never a crash.
TEST(Lstm, StepsOfOtherShapesAreRefused) {
  const Program program = compile(graph_of(1), load_machine("edge-16"));
  const auto segment = std::find_if(program.segments.begin(), program.segments.end(),
                                    [](const Segment& s) { return s.host.op == "LSTM_STEP"; });
  ASSERT_NE(segment, program.segments.end());
  MemoryImage memory = make_memory(program);
  const auto message = [&](auto&& change) -> std::string {
    HostStep step = segment->host;
    change(step);
    try {
      execute_host_step(step, memory);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message([](HostStep&) {}), "");
  for (const std::size_t input : {0, 1, 3})
    EXPECT_NE(message([&](HostStep& s) { ++s.inputs[input].shape[1]; }).find("has shape"), std::string::npos);
  for (const std::size_t output : {0, 1, 2})
    EXPECT_NE(message([&](HostStep& s) { ++s.outputs[output].shape[0]; }).find("shape"), std::string::npos);
  EXPECT_NE(message([](HostStep& s) { s.inputs[2].type = DataType::kInt32; }).find("has type int32"),
            std::string::npos);
  EXPECT_NE(message([](HostStep& s) { s.inputs[2].scale = 0.3; }).find("has scale"), std::string::npos);
  EXPECT_NE(message([](HostStep& s) { s.inputs.pop_back(); }).find("3 inputs"), std::string::npos);
  for (std::uint8_t& byte : memory.region[static_cast<std::size_t>(Base::kConstants)]) byte = 0x7f;
  EXPECT_EQ(message([](HostStep&) {}), "") << "any constants";
}

}  // namespace
}  // namespace octet
