// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The compiler's passes in order: lower, place, map each layer, schedule, synchronize.
#include "compiler/compile.h"

#include "compiler/emit.h"
#include "compiler/lower.h"

namespace octet {
namespace {

void map_layer(Emitter& emitter, std::int32_t index, std::int32_t row, LayerKind kind) {
  emitter.begin_layer(index, row);
  switch (kind) {
    case LayerKind::kConvolution:
      map_convolution(emitter);
      break;
    case LayerKind::kDepthwise:
    case LayerKind::kPool:
    case LayerKind::kBinary:
    case LayerKind::kMove:
    case LayerKind::kSoftmax:
      map_vector(emitter);
      break;
    case LayerKind::kHost:
      break;
  }
}

void close_segment(Emitter& emitter, Program& program) {
  const std::vector<Emitted> stream = schedule(emitter.take_steps(), program.machine);
  if (stream.empty()) return;
  std::vector<Command> commands;
  commands.reserve(stream.size());
  for (const Emitted& e : stream) {
    commands.push_back(e.command);
    program.layer_of_command.push_back(e.layer);
    program.traffic_of_command.push_back(e.traffic);
  }
  synchronize(commands, program.machine);
  Segment segment;
  segment.first_command = static_cast<std::uint32_t>(program.commands.size());
  segment.commands = static_cast<std::uint32_t>(commands.size());
  program.commands.insert(program.commands.end(), commands.begin(), commands.end());
  program.segments.push_back(segment);
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
  row.weight_bytes += info.weight_bytes;
  row.parameter_bytes += info.parameter_bytes;
  row.bound_array += info.bound_array;
  row.bound_vector += info.bound_vector;
  row.bound_dram_bytes += info.bound_dram_bytes;
  return static_cast<std::int32_t>(index);
}

}  // namespace

Program compile(const Graph& graph, const Machine& machine, const CompileOptions& options) {
  require_supported(graph);
  validate(machine);
  Program program;
  program.machine = machine;
  program.model_name = graph.name;
  program.model_hash = graph.hash;
  program.has_values = graph.has_values && machine.array_pe == PeKind::kInt8;
  Network network = lower(graph, machine, options);
  const Placement placement = place(network, machine);
  Emitter emitter(program, network, placement);
  program.constants = network.constants;
  program.constants_bytes = network.constants_bytes;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const std::int32_t row = add_row(layer, program);
    if (layer.kind != LayerKind::kHost) {
      map_layer(emitter, static_cast<std::int32_t>(i), row, layer.kind);
      continue;
    }
    close_segment(emitter, program);
    Segment segment;
    segment.on_host = true;
    segment.layer = row;
    segment.host = layer.host;
    program.segments.push_back(segment);
  }
  close_segment(emitter, program);
  program.inputs = network.inputs;
  program.outputs = network.outputs;
  program.states = network.states;
  program.io_bytes = network.io_bytes;
  program.workspace_bytes = network.workspace_bytes;
  program.scratchpad_peak_bytes = placement.peak_bytes;
  return program;
}

}  // namespace octet
