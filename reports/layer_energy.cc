// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Actions are the layers' own; time is shared.
#include "reports/layer_energy.h"

#include <numeric>

#include "base/error.h"

namespace octet {
namespace {

// Scales `parts` so that they add up to `total`.
void share(std::vector<double>& parts, double total) {
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  for (double& part : parts) part = sum > 0 ? total * (part / sum) : total / static_cast<double>(parts.size());
}

}  // namespace

std::int64_t total_dram_bytes(const LayerCounters& layer) {
  return std::accumulate(layer.dram_bytes.begin(), layer.dram_bytes.end(), std::int64_t{0});
}

std::vector<EnergyCounts> layer_counts(const Program& program, const RunResult& result, const Activity& activity) {
  const std::size_t layers = program.layers.size();
  OCTET_CHECK(result.timed && result.layers.size() == layers, "{} layers counted of {}", result.layers.size(), layers);
  const EnergyCounts total = counts_of(result, program.machine);
  std::vector<EnergyCounts> counts(layers);
  std::vector<double> cycles(layers), nanoseconds(layers);
  for (std::size_t i = 0; i < layers; ++i) {
    counts[i].actions = result.layers[i].actions;
    counts[i].dram_bytes = static_cast<double>(total_dram_bytes(result.layers[i]));
    cycles[i] = static_cast<double>(result.layers[i].cycles);
    nanoseconds[i] = cycles[i] * 1e3 / program.machine.clock_mhz;
  }
  for (const Segment& segment : program.segments) {
    if (!segment.on_host || segment.layer < 0) continue;
    const HostCost cost = host_cost(segment.host);
    counts[segment.layer].host_instructions += static_cast<double>(cost.instructions);
    nanoseconds[segment.layer] += cost.cycles * 1e3 / program.machine.host_clock_mhz;
  }
  share(cycles, total.cycles);
  share(nanoseconds, total.nanoseconds);
  for (std::size_t i = 0; i < layers; ++i) {
    counts[i].activity = activity;
    counts[i].cycles = cycles[i];
    counts[i].nanoseconds = nanoseconds[i];
  }
  return counts;
}

}  // namespace octet
