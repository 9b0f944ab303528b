// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Names of a scenario's choices, and what a scenario must keep to.
#include "traces/scenario.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace octet {
namespace {

constexpr double kMostFrames = 5e6;  // of all streams together: each keeps its latency

}  // namespace

std::string_view name_of(ArrivalKind kind) {
  constexpr std::string_view kNames[] = {"periodic", "poisson", "file", "back-to-back", "cascade"};
  return kNames[static_cast<int>(kind)];
}

std::string_view name_of(Drop drop) {
  constexpr std::string_view kNames[] = {"never", "newest", "oldest", "late"};
  return kNames[static_cast<int>(drop)];
}

std::string_view name_of(Policy policy) {
  constexpr std::string_view kNames[] = {"fifo", "priority", "edf"};
  return kNames[static_cast<int>(policy)];
}

std::string_view name_of(Preemption preemption) {
  constexpr std::string_view kNames[] = {"inferences", "layers"};
  return kNames[static_cast<int>(preemption)];
}

std::string_view name_of(Weights weights) {
  constexpr std::string_view kNames[] = {"reloaded", "partitioned"};
  return kNames[static_cast<int>(weights)];
}

void validate(const Scenario& scenario) {
  if (!(scenario.duration_s > 0 && scenario.duration_s <= 1e7))
    fail(ErrorKind::kArchitecture, "{}: a duration of {} s; allowed is more than 0, at most 1e7", scenario.name,
         scenario.duration_s);
  double frames = 0;
  std::vector<double> by_stream;
  for (const Stream& stream : scenario.streams) {
    double own = stream.rate_hz * scenario.duration_s;
    for (std::size_t i = 0; i < by_stream.size(); ++i)
      if (stream.arrivals == ArrivalKind::kCascade && scenario.streams[i].name == stream.cascade.after)
        own = by_stream[i] * static_cast<double>(stream.cascade.most) * stream.cascade.probability;
    by_stream.push_back(own);
    frames += own;
  }
  if (frames > kMostFrames)
    fail(ErrorKind::kArchitecture, "{}: {:.3g} frames in {} s; allowed are {:.0e}: shorten the duration", scenario.name,
         frames, scenario.duration_s, kMostFrames);
}

}  // namespace octet
