// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The last step of the search: the options of a convolution with the lowest estimates are emitted on trial, between
// what comes before and the next layer of the segment, without constants, and timed; the shortest wins.
#include <algorithm>
#include <limits>

#include "compiler/emit.h"
#include "compiler/stream_timer.h"

namespace octet {
namespace {

constexpr std::size_t kTrialCommands = 600;  // of one layer; the first two options are always timed
constexpr std::size_t kBefore = 32;          // steps of earlier layers that a trial runs behind
constexpr double kTraffic = 0.02;            // what a DRAM cycle costs that hides behind work

// Group `g`, whole.
void map(Emitter& trial, const Placement& placement, std::size_t g) {
  trial.begin_group(g);
  trial.begin_layer(placement.groups[g].first, 0);
  mapper_of(trial, trial.layer().out.h)->run(images_of(trial.layer().out));
}

// Runs on the machine, as one layer.
bool runs_whole(const Network& network, const Placement& placement, std::size_t g) {
  if (g >= placement.groups.size() || placement.groups[g].striped()) return false;
  return network.layers[static_cast<std::size_t>(placement.groups[g].first)].kind != LayerKind::kHost;
}

}  // namespace

double choose_mapping(const Emitter& emitter, const Network& network, std::size_t g, Placement& placement,
                      Program& scratch) {
  const Layer& layer = network.layers[static_cast<std::size_t>(placement.groups[g].first)];
  const LayerStreams& streams = placement.layers[static_cast<std::size_t>(placement.groups[g].first)];
  const std::size_t options = streams.options.size();
  if (placement.groups[g].striped() || options < 2) return 0;
  std::size_t best = 0, commands = 0;
  double cycles = std::numeric_limits<double>::infinity(), first = 0;
  for (std::size_t i = 0; i < options && (i < 2 || commands < kTrialCommands); ++i) {
    choose(placement, layer, g, i);
    Emitter trial(emitter, scratch, kBefore);
    map(trial, placement, g);
    if (runs_whole(network, placement, g + 1) && !emitter.cuts_behind(g)) map(trial, placement, g + 1);
    const std::vector<Emitted> stream = schedule(trial.take_steps(), scratch.machine);
    commands += stream.size();
    const double needed = estimate_cycles(stream, scratch.machine, kTraffic, cycles);
    if (needed >= cycles) continue;
    cycles = needed;
    best = i;
    if (i == 0) first = needed;
  }
  choose(placement, layer, g, best);
  return first - cycles;
}

}  // namespace octet
