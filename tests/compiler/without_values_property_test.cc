// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiling for timing alone: the program that comes with values, but for its bytes and how it rounds.
#include <gtest/gtest.h>

#include "models/graph.h"
#include "tests/compiler/support/network_run.h"
#include "tests/compiler/support/random_network.h"

namespace octet {
namespace {

void round_alike(Program& program) {
  for (Command& command : program.commands) {
    if (auto* requantize = std::get_if<RequantizeCommand>(&command.op)) requantize->rounding = Rounding::kDouble;
    if (auto* depthwise = std::get_if<DepthwiseCommand>(&command.op)) depthwise->rounding = Rounding::kDouble;
  }
}

TEST(CompileOptions, WithoutValuesTheCommandsAreTheSame) {
  int compared = 0, constants = 0;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Graph graph = import_tflite_bytes(testing::random_network(seed, 6).file, "random");
    const Machine machine = testing::random_small_machine(seed);
    CompileOptions options;
    std::optional<Program> with = compile_if_it_fits(graph, machine, options);
    options.values = false;
    const std::optional<Program> without = compile_if_it_fits(graph, machine, options);
    ASSERT_EQ(with.has_value(), without.has_value());
    if (!with) continue;
    EXPECT_TRUE(without->constants.empty());
    ++compared;
    constants += !with->constants.empty();
    round_alike(*with);
    with->has_values = false;
    with->constants.clear();
    for (State& state : with->states) state.initial.clear();
    EXPECT_EQ(serialize(*with), serialize(*without));
  }
  EXPECT_GT(compared, 40);
  EXPECT_GT(constants, 30);
}

}  // namespace
}  // namespace octet
