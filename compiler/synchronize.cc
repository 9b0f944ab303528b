// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Token insertion. Each queue carries what it knows to be done in the other queues (a vector clock);
// a conflict beyond that knowledge costs one token. Because a queue starts and finishes its commands in
// order, the pairs (signaller, waiter) of two queues ascend on both sides and match first in, first out.
#include <algorithm>
#include <array>
#include <span>

#include "arch/access.h"
#include "base/error.h"
#include "compiler/compile.h"
#include "compiler/hazards.h"

namespace octet {
namespace {

constexpr int kCountersPerPair = 5;  // 12 pairs of queues share the 64 counters

// Counters of the pair producer -> consumer, used in turn so that 75 tokens can be under way.
std::uint8_t counter(int producer, int consumer, int turn) {
  const int pair = producer * (kQueues - 1) + (consumer > producer ? consumer - 1 : consumer);
  return static_cast<std::uint8_t>(pair * kCountersPerPair + turn % kCountersPerPair);
}

void append(std::array<std::uint8_t, 3>& list, std::uint8_t token) {
  for (std::uint8_t& slot : list) {
    if (slot != kNoToken) continue;
    slot = token;
    return;
  }
  OCTET_CHECK(false, "a command needs a fourth token {}", token);
}

class Synchronizer {
 public:
  explicit Synchronizer(std::span<Command> commands) : commands_(commands), at_start_(commands.size(), kNone) {
    known_.fill(kNone);
    for (auto& row : turns_) row.fill(0);
  }

  void order(std::int32_t index, QueueIndices needed) {
    const int queue = static_cast<int>(queue_of(commands_[index]));
    QueueIndices& known = known_[queue];
    for (int round = 0; round < kQueues; ++round) {  // the latest first: it may imply the others
      int producer = -1;
      for (int q = 0; q < kQueues; ++q)
        if (q != queue && needed[q] > known[q] && (producer < 0 || needed[q] > needed[producer])) producer = q;
      if (producer < 0) break;
      connect(needed[producer], producer, index, queue);
    }
    at_start_[index] = known;
  }

 private:
  void connect(std::int32_t from, int producer, std::int32_t to, int consumer) {
    const std::uint8_t token = counter(producer, consumer, turns_[producer][consumer]++);
    append(commands_[from].tokens.signal, token);
    append(commands_[to].tokens.wait, token);
    for (int q = 0; q < kQueues; ++q) known_[consumer][q] = std::max(known_[consumer][q], at_start_[from][q]);
    known_[consumer][producer] = std::max(known_[consumer][producer], from);
  }

  std::span<Command> commands_;
  std::vector<QueueIndices> at_start_;       // what was known done when a command started
  std::array<QueueIndices, kQueues> known_;  // ... and now, per queue
  std::array<std::array<int, kQueues>, kQueues> turns_;
};

}  // namespace

Hazards synchronize(std::span<Command> commands, const Machine& machine) {
  HazardMap map;
  Hazards hazards;
  hazards.reserve(commands.size());
  Synchronizer synchronizer(commands);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    commands[i].tokens = {};
    const auto index = static_cast<std::int32_t>(i);
    hazards.push_back(map.enter(index, queue_of(commands[i]), accesses(commands[i], machine)));
    synchronizer.order(index, hazards.back());
  }
  return hazards;
}

Hazards synchronize(Program& program) {
  Hazards hazards(program.commands.size(), kNone);
  const auto order = [&](const Segment& segment) {
    const Hazards found =
        synchronize(std::span(program.commands).subspan(segment.first_command, segment.commands), program.machine);
    for (std::size_t i = 0; i < found.size(); ++i)
      for (int q = 0; q < kQueues; ++q)
        if (found[i][q] >= 0)
          hazards[segment.first_command + i][q] = found[i][q] + static_cast<std::int32_t>(segment.first_command);
  };
  for (const Segment& segment : program.segments)
    if (!segment.on_host && !segment.once) order(segment);
  for (const SafePoint& point : program.safe_points) {
    order(point.save);
    order(point.restore);
  }
  return hazards;
}

}  // namespace octet
