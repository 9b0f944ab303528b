// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The compiler's passes in order: lower, search, and what the search tries too: map each layer, schedule, add
// safe points, synchronize.
#include "compiler/compile.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "compiler/emit.h"
#include "compiler/lower.h"
#include "compiler/mapping.h"
#include "compiler/resident.h"
#include "compiler/safe_points.h"
#include "compiler/stream_timer.h"

namespace octet {
namespace {

// Layers of a group, whole if it is one layer, else stripe by stripe; `rows`: their rows of the report.
void map_group(Emitter& emitter, const Network& network, const Group& group, const std::vector<std::int32_t>& rows) {
  const Layer& last = network.layers[static_cast<std::size_t>(group.last)];
  if (!group.striped()) {
    emitter.begin_layer(group.first, rows[0]);
    mapper_of(emitter, last.out.h)->run(images_of(last.out));
    return;
  }
  std::vector<StripeRows> stripe;
  std::vector<std::int64_t> most(rows.size(), 0);
  for (StripeWalk walk(network, group.first, group.last, group.rows); walk.next(stripe);)
    for (std::size_t l = 0; l < most.size(); ++l) most[l] = std::max(most[l], stripe[l].end - stripe[l].begin);
  std::vector<std::unique_ptr<Mapper>> mappers;
  for (std::size_t l = 0; l < most.size(); ++l) {
    emitter.begin_layer(group.first + static_cast<int>(l), rows[l]);
    mappers.push_back(mapper_of(emitter, most[l]));
  }
  for (std::int64_t b = 0; b < last.out.n; ++b) {
    for (StripeWalk walk(network, group.first, group.last, group.rows); walk.next(stripe);) {
      for (std::size_t l = 0; l < mappers.size(); ++l) {
        if (stripe[l].end == stripe[l].begin) continue;
        emitter.begin_layer(group.first + static_cast<int>(l), rows[l]);
        emitter.make_room(stripe[l]);
        mappers[l]->run({{b, stripe[l].begin, stripe[l].end, 0, emitter.layer().out.w}});
      }
    }
  }
}

// The stream of the segment.
std::vector<Emitted> close_segment(Emitter& emitter, Program& program) {
  std::vector<Emitted> stream = schedule(emitter.take_steps(), program.machine);
  if (stream.empty()) return stream;
  Segment segment;
  segment.first_command = static_cast<std::uint32_t>(program.commands.size());
  segment.commands = static_cast<std::uint32_t>(stream.size());
  program.commands.reserve(program.commands.size() + stream.size());
  for (const Emitted& e : stream) {
    program.commands.push_back(e.command);
    program.layer_of_command.push_back(e.layer);
    program.traffic_of_command.push_back(e.traffic);
  }
  program.segments.push_back(segment);
  return stream;
}

// What stays on chip is loaded by a segment of its own before all others.
void put_once_first(const std::vector<Emitted>& loads, Program& program) {
  if (loads.empty()) return;
  const auto count = static_cast<std::uint32_t>(loads.size());
  for (Segment& segment : program.segments)
    if (!segment.on_host) segment.first_command += count;
  std::vector<Command> commands;
  std::vector<std::int32_t> layers;
  std::vector<DramTraffic> traffic;
  for (const Emitted& load : loads) {
    commands.push_back(load.command);
    layers.push_back(load.layer);
    traffic.push_back(load.traffic);
  }
  program.commands.insert(program.commands.begin(), commands.begin(), commands.end());
  program.layer_of_command.insert(program.layer_of_command.begin(), layers.begin(), layers.end());
  program.traffic_of_command.insert(program.traffic_of_command.begin(), traffic.begin(), traffic.end());
  Segment segment;
  segment.once = true;
  segment.commands = count;
  program.segments.insert(program.segments.begin(), segment);
}

// A layer's row of the report, or its share in the row of the node it is a part of; which row that is. The parts of a
// node on the machine have one, those on the host another.
std::int32_t add_row(const Layer& layer, Program& program) {
  const LayerInfo& info = layer.info;
  program.macs += info.macs;
  program.model_bytes += info.weight_bytes + info.parameter_bytes;
  std::size_t index = program.layers.size();
  if (!layer.continues) {
    program.layers.push_back(info);
    return static_cast<std::int32_t>(index);
  }
  while (program.layers[--index].on_host != info.on_host) OCTET_CHECK(index > 0, "{} {}", info.op, info.name);
  LayerInfo& row = program.layers[index];
  row.macs += info.macs;
  row.zero_macs += info.zero_macs;
  row.weight_bytes += info.weight_bytes;
  row.parameter_bytes += info.parameter_bytes;
  row.bound_array += info.bound_array;
  row.bound_vector += info.bound_vector;
  row.bound_dram_bytes += info.bound_dram_bytes;
  return static_cast<std::int32_t>(index);
}

}  // namespace

Estimate emit_network(Network& network, Mapping& mapping, Emission emission, bool decide, Program& program) {
  std::vector<std::pair<Value*, Value>> moving;  // those of stripes, as they are
  for (Value& v : network.values)
    if (!v.stripe_buffers.empty()) moving.emplace_back(&v, v);
  Program scratch;
  scratch.machine = program.machine;
  scratch.has_values = false;
  Placement& placement = mapping.placement;
  Emitter emitter(program, network, mapping, emission);
  Estimate estimate;
  const auto close = [&] {
    const std::vector<Emitted> stream = close_segment(emitter, program);
    if (emission == Emission::kDraft) estimate.cycles += estimate_cycles(stream, program.machine, 0);
  };
  for (std::size_t g = 0; g < placement.groups.size(); ++g) {
    const Group& group = placement.groups[g];
    std::vector<std::int32_t> rows;
    for (int l = group.first; l <= group.last; ++l)
      rows.push_back(add_row(network.layers[static_cast<std::size_t>(l)], program));
    const Layer& layer = network.layers[static_cast<std::size_t>(group.first)];
    if (layer.kind != LayerKind::kHost) {
      if (decide) estimate.saved += choose_mapping(emitter, network, g, placement, scratch);
      emitter.begin_group(g);
      map_group(emitter, network, group, rows);
      if (emitter.cuts_behind(g)) close();
      continue;
    }
    close();
    Segment segment;
    segment.on_host = true;
    segment.layer = rows[0];
    segment.host = layer.host;
    program.segments.push_back(segment);
  }
  close();
  put_once_first(emitter.once(), program);
  program.scratchpad = mapping.share.scratchpad(placement.bank_stride);
  program.parameters = mapping.share.parameters();
  program.workspace_bytes = network.workspace_bytes;
  for (auto& [value, was] : moving) *value = std::move(was);
  return estimate;
}

namespace {
// What a program has beside what is emitted.
void complete(const Graph& graph, const Network& network, const Mapping& mapping, Program& program) {
  program.model_name = graph.name;
  program.model_hash = graph.hash;
  program.has_values = network.has_values;
  program.inputs = network.inputs;
  program.outputs = network.outputs;
  program.states = network.states;
  program.io_bytes = network.io_bytes;
  program.scratchpad_peak_bytes = peak_bytes(mapping.placement, mapping.plan);
}

// The mapping's program; a draft is not explained.
Program emit_mapping(const Graph& graph, const Machine& machine, Mapping& mapping, const CompileOptions& options,
                     Emission emission) {
  Network network = lower(graph, machine, mapping.plan, options.values, options);
  network.values = mapping.network.values;
  network.workspace_bytes = mapping.network.workspace_bytes;
  mark_kept(network, mapping.share);
  Program program;
  program.machine = machine;
  program.has_values = network.has_values;
  program.constants = network.constants;
  program.constants_bytes = network.constants_bytes;
  emit_network(network, mapping, emission, false, program);
  if (mapping.cut_layers) add_safe_points(program);
  synchronize(program);
  complete(graph, network, mapping, program);
  return program;
}
}  // namespace

Program compile(const Graph& graph, const Machine& machine, const CompileOptions& options) {
  require_supported(graph);
  validate(machine);
  Mapping mapping = search(graph, machine, options).mapping;
  return emit_mapping(graph, machine, mapping, options, Emission::kFinal);
}

TimedProgram compile_for_timing(const Graph& graph, const Machine& machine, const CompileOptions& given) {
  require_supported(graph);
  validate(machine);
  CompileOptions options = given;
  options.values = false;
  auto [mapping, draft] = search(graph, machine, options);
  if (!draft || mapping.cut_layers)
    return {emit_mapping(graph, machine, mapping, options, Emission::kDraft), std::nullopt, std::nullopt};
  TimedProgram timed{std::move(draft->program), std::move(draft->runs), std::move(draft->hazards)};
  if (!timed.hazards) timed.hazards = synchronize(timed.program);
  complete(graph, mapping.network, mapping, timed.program);
  const RunResult* warm = timed.runs ? &timed.runs->warm : nullptr;
  if (warm && (!warm->timed || warm->condition != Condition::kOk)) timed.runs.reset();  // halted, or all on the host
  return timed;
}

}  // namespace octet
