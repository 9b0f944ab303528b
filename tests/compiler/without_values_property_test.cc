// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiling for timing alone: the program that comes with values, but for its bytes and how it rounds.
#include <gtest/gtest.h>

#include "base/error.h"
#include "models/graph.h"
#include "sim/fast.h"
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

// What a sweep compiles is the program of compile() but for its explanations, and the runs that come with it are those
// of another core.
TEST(CompileForTiming, GivesTheProgramAndItsRuns) {
  const auto backend = make_fast_backend();
  int compared = 0, timed = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Graph graph = import_tflite_bytes(testing::random_network(seed, seed % 2 == 0 ? 6 : 12).file, "random");
    const Machine machine = seed % 3 == 0 ? odd_machine() : testing::random_small_machine(seed);
    CompileOptions options;
    options.timer = backend.get();
    options.values = false;
    std::optional<Program> program = compile_if_it_fits(graph, machine, options);
    if (!program) {
      EXPECT_THROW(compile_for_timing(graph, machine, options), Error);
      continue;
    }
    TimedProgram found = compile_for_timing(graph, machine, options);
    for (Program* p : {&*program, &found.program})
      for (LayerInfo& info : p->layers) info.choice = info.runner_up = "", info.runner_up_ratio = 0;
    ++compared;
    ASSERT_EQ(serialize(*program), serialize(found.program));
    if (!found.runs) continue;
    ++timed;
    RunResult cold, warm;
    const auto core = backend->make_core(*program, {});
    const std::int64_t now = run_program(*program, *core, nullptr, nullptr, 0, cold);
    run_program(*program, *core, nullptr, nullptr, now, warm);
    for (const auto& [mine, other] : {std::pair{&found.runs->cold, &cold}, {&found.runs->warm, &warm}}) {
      ASSERT_EQ(mine->cycles, other->cycles);
      ASSERT_EQ(mine->layers, other->layers);
      ASSERT_EQ(mine->engines, other->engines);
      ASSERT_EQ(mine->dram_row_misses, other->dram_row_misses);
      ASSERT_EQ(mine->host_seconds, other->host_seconds);
    }
  }
  EXPECT_GT(compared, 30);
  EXPECT_GT(timed, 10);
}

}  // namespace
}  // namespace octet
