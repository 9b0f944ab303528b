// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "traces/workload.h"

#include "base/error.h"
#include "compiler/compile.h"
#include "compiler/together.h"
#include "models/batch.h"

namespace octet {
namespace {

Graph load_network(const Stream& stream) {
  try {
    const std::string_view shapes = shipped_shapes(stream.model);
    Graph graph = shapes.empty() ? import_model(stream.model) : import_topology_text(shapes, stream.model);
    return batched(graph, stream.batch);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}: stream \"{}\": {}", stream.model_place, stream.name, error.what()));
  }
}

}  // namespace

std::vector<Graph> load_networks(const Scenario& scenario) {
  std::vector<Graph> networks;
  for (const Stream& stream : scenario.streams) networks.push_back(load_network(stream));
  return networks;
}

std::vector<Program> compile_streams(const Scenario& scenario, const std::vector<Graph>& networks,
                                     const Machine& machine, Backend& timer) {
  CompileOptions options;
  options.values = false;
  options.timer = &timer;
  if (scenario.preemption == Preemption::kLayers) options.safe_points = SafePoints::kLayers;
  std::vector<ChipShare> shares;
  if (scenario.weights == Weights::kPartitioned) shares = share_out(networks, machine, options);
  std::vector<Program> programs;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (!shares.empty()) options.share = shares[i];
    programs.push_back(compile(networks[i], machine, options));
    const auto problems = check_program(programs.back());
    OCTET_CHECK(problems.empty(), "the compiled program fails the static checker: {}", problems[0]);
  }
  std::vector<Program*> all;
  for (Program& program : programs) all.push_back(&program);
  place_in_turn(all);
  return programs;
}

}  // namespace octet
