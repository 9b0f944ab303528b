// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The networks of a scenario as programs of one machine.
#pragma once
#include <vector>

#include "arch/backend.h"
#include "models/graph.h"
#include "traces/scenario.h"

namespace octet {

// One network per stream, of as many images as its batch. Throws Error(kModel) for a file that is no model, naming the
// stream's place in the scenario.
std::vector<Graph> load_networks(const Scenario& scenario);

// One program per stream, each at DRAM addresses of its own, with the safe points and the share of the chip that the
// schedule says. Programs have no values: they are for timing. `timer` compares mappings.
std::vector<Program> compile_streams(const Scenario& scenario, const std::vector<Graph>& networks,
                                     const Machine& machine, Backend& timer);

// The highest rate of a stream, within 1 %, at which the whole scenario holds; 0 if it holds at none from 1e-6 Hz on.
// Throws Error(kUsage) for a stream without a rate.
struct RateSearch {
  double highest_hz = 0;
  int traces = 0;  // that were run
};
template <class Holds>
RateSearch highest_rate(double from_hz, double most_hz, Holds&& holds) {
  RateSearch search;
  const auto ok = [&](double hz) {
    ++search.traces;
    return holds(hz);
  };
  double low = 0, high = from_hz;
  while (high <= most_hz && ok(high)) {
    low = high;
    high *= 2;
  }
  if (low == 0)
    for (low = from_hz / 2; low > from_hz * 1e-9 && !ok(low); low /= 2) high = low;
  if (low <= from_hz * 1e-9) return search;
  while (high / low > 1.01) {
    const double middle = (low + high) / 2;
    (ok(middle) ? low : high) = middle;
  }
  search.highest_hz = low;
  return search;
}

}  // namespace octet
