// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A program leaves the command line's hands only with the static checker's consent.
#include "cli/compile_checked.h"

#include "base/error.h"
#include "base/suggest.h"
#include "sim/fast.h"

namespace octet {

CompileOptions compile_options(const Arguments& arguments) {
  const std::string mode = arguments.text("fully-connected", "single");
  if (mode != "single" && mode != "legacy")
    fail(ErrorKind::kUsage, "--fully-connected {}: single or legacy{}", mode, did_you_mean(mode, {"single", "legacy"}));
  const std::string points = arguments.text("safe-points", "inferences");
  if (points != "inferences" && points != "layers")
    fail(ErrorKind::kUsage, "--safe-points {}: inferences or layers{}", points,
         did_you_mean(points, {"inferences", "layers"}));
  CompileOptions options;
  options.legacy_fully_connected = mode == "legacy";
  options.safe_points = points == "layers" ? SafePoints::kLayers : SafePoints::kInferences;
  return options;
}

std::int64_t batch_of(const Arguments& arguments) {
  const std::uint64_t images = arguments.number("batch", 1);
  if (images < 1 || images > static_cast<std::uint64_t>(kMostImages))
    fail(ErrorKind::kUsage, "--batch {}: allowed are 1 to {}", arguments.text("batch"), kMostImages);
  return static_cast<std::int64_t>(images);
}

Graph batched_graph(const Arguments& arguments, const Graph& one) { return batched(one, batch_of(arguments)); }

namespace {
void check(const Program& program, const Hazards* known) {
  const auto problems = check_program(program, known);
  OCTET_CHECK(problems.empty(), "the compiled program fails the static checker: {}", problems[0]);
}
}  // namespace

Program compile_checked(const Graph& graph, const Machine& machine, CompileOptions options) {
  const auto timer = make_fast_backend();
  options.timer = timer.get();
  Program program = compile(graph, machine, options);
  check(program, nullptr);
  return program;
}

TimedProgram compile_checked_for_timing(const Graph& graph, const Machine& machine) {
  const auto timer = make_fast_backend();
  CompileOptions options;
  options.timer = timer.get();
  TimedProgram timed = compile_for_timing(graph, machine, options);
  check(timed.program, timed.hazards ? &*timed.hazards : nullptr);
  return timed;
}

}  // namespace octet
