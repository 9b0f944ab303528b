// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A layer's work is what its busiest resource needs; what its cycles have beyond that is filling, draining and waiting.
#include "reports/explain.h"

#include <algorithm>
#include <cmath>

#include "arch/timing.h"

namespace octet {
namespace {

// Cycles that each resource needs for a layer, by its counters.
struct Needs {
  std::int64_t compute, vector, weights, activations;  // the last two: DRAM bytes at full bandwidth
  std::int64_t dram() const { return weights + activations; }
  std::int64_t most() const { return std::max({compute, vector, dram()}); }
};

Needs needs_of(const LayerCounters& layer, const Machine& machine) {
  std::int64_t bytes = 0;
  for (const std::int64_t b : layer.dram_bytes) bytes += b;
  const std::int64_t activations = layer.dram_bytes[static_cast<std::size_t>(DramTraffic::kActivation)];
  auto cycles = [&](std::int64_t b) {
    const double exact = machine.dram_unlimited ? 0 : static_cast<double>(b) / machine.dram_bytes_per_cycle();
    return static_cast<std::int64_t>(std::ceil(exact));
  };
  const std::int64_t all = cycles(bytes), of_activations = cycles(activations);
  return {layer.compute_cycles, layer.vector_cycles, std::max<std::int64_t>(0, all - of_activations), of_activations};
}

// Per layer: filling and draining the array by its last array command, and the vector command behind that.
std::vector<std::int64_t> fill_and_drain(const Program& program) {
  std::vector<std::int64_t> array(program.layers.size()), vector(program.layers.size());
  for (std::size_t i = 0; i < program.layer_of_command.size(); ++i) {
    const std::int32_t layer = program.layer_of_command[i];
    if (layer < 0) continue;
    const auto l = static_cast<std::size_t>(layer);
    const Queue queue = queue_of(program.commands[i]);
    if (queue != Queue::kArray && queue != Queue::kVector) continue;
    const Timing t = timing(program.commands[i], program.machine);
    if (queue == Queue::kArray) array[l] = t.duration - t.occupancy;
    if (queue == Queue::kVector && array[l] > 0) vector[l] = t.duration;
  }
  for (std::size_t l = 0; l < array.size(); ++l) array[l] += vector[l];
  return array;
}

std::string cause_of(const Needs& n) {
  if (n.compute >= n.vector && n.compute >= n.dram()) return "compute";
  if (n.vector >= n.dram()) return "vector";
  return n.weights >= n.activations ? "weight bandwidth" : "activation bandwidth";
}

// What the work takes beyond what the bound counts for it.
void add_work(const Needs& n, std::int64_t extra, Excess& e) {
  if (n.compute >= n.vector && n.compute >= n.dram()) {
    e.compute = extra;
  } else if (n.vector >= n.dram()) {
    e.vector = extra;
  } else {
    e.weight_bandwidth = extra * n.weights / n.dram();
    e.activation_bandwidth = extra - e.weight_bandwidth;
  }
}

}  // namespace

// max(array, vector, DRAM bytes / bandwidth) + R + C: docs/timing.md section 10.
std::int64_t bound_cycles(const LayerInfo& layer, const Machine& machine) {
  const double dram =
      machine.dram_unlimited ? 0 : static_cast<double>(layer.bound_dram_bytes) / machine.dram_bytes_per_cycle();
  return std::max({layer.bound_array, layer.bound_vector, static_cast<std::int64_t>(std::ceil(dram))}) +
         machine.array_rows + machine.array_cols;
}

namespace {

LayerExplanation explain_layer(const LayerInfo& info, const LayerCounters& layer, std::int64_t filling,
                               const Machine& machine) {
  LayerExplanation result;
  const Needs n = needs_of(layer, machine);
  const std::int64_t once = machine.array_rows + machine.array_cols, bound = bound_cycles(info, machine) - once;
  add_work(n, std::max<std::int64_t>(0, n.most() - bound), result.excess);
  const std::int64_t rest = layer.cycles - std::max(n.most(), bound) - once;
  result.excess.overlap = std::min<std::int64_t>(0, rest);
  result.excess.fill_and_drain = std::min(std::max<std::int64_t>(0, rest), std::max<std::int64_t>(0, filling - once));
  result.excess.dependency = std::max<std::int64_t>(0, rest) - result.excess.fill_and_drain;
  const std::int64_t gap = std::max<std::int64_t>(0, layer.cycles - n.most()), fills = std::min(gap, filling),
                     waits = gap - fills;
  if (n.most() >= std::max(fills, waits))
    result.limit = cause_of(n);
  else
    result.limit = fills >= waits ? "fill and drain" : "dependency";
  return result;
}

}  // namespace

Excess& Excess::operator+=(const Excess& o) {
  compute += o.compute;
  weight_bandwidth += o.weight_bandwidth;
  activation_bandwidth += o.activation_bandwidth;
  vector += o.vector;
  fill_and_drain += o.fill_and_drain;
  dependency += o.dependency;
  overlap += o.overlap;
  return *this;
}

std::vector<LayerExplanation> explain(const Program& program, const RunResult& run) {
  const std::vector<std::int64_t> filling = fill_and_drain(program);
  std::vector<LayerExplanation> list(program.layers.size());
  for (std::size_t l = 0; l < list.size(); ++l)
    if (!program.layers[l].on_host)
      list[l] = explain_layer(program.layers[l], run.layers[l], filling[l], program.machine);
  return list;
}

}  // namespace octet
