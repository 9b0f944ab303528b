// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Software pipelining: loads are hoisted past earlier work, up to the last that uses their bank or stores what they
// read.
#include <algorithm>
#include <bit>

#include "arch/access.h"
#include "base/units.h"
#include "compiler/emit.h"
#include "compiler/hazards.h"

namespace octet {
namespace {

constexpr std::size_t kMostAhead = 3;  // loads hoisted before one step: more would fill the queue and block dispatch

// Loads hoisted past work that needs earlier ones are tokens that nobody has taken: what five counters in turn can hold
// beside a full queue of waiting commands (the checker's rule).
std::size_t most_pending(const Machine& machine) {
  constexpr std::int64_t kCounters = 5, kTokens = 15;
  return static_cast<std::size_t>(kCounters * (kTokens - ceil_div(machine.queue_depth, kCounters)));
}

// The last step so far whose work uses each bank, and what stores wrote.
class LastUse {
 public:
  explicit LastUse(const Machine& machine) : machine_(machine), scratchpad_(64, -1), parameters_(8, -1) {}

  void work(std::int32_t step, const Emitted& emitted) {
    const Command& command = emitted.command;
    const BankMask& mask = emitted.banks;
    for (std::uint64_t m = mask.scratchpad; m != 0; m &= m - 1)
      scratchpad_[static_cast<std::size_t>(std::countr_zero(m))] = step;
    for (unsigned m = mask.parameters; m != 0; m &= m - 1)
      parameters_[static_cast<std::size_t>(std::countr_zero(m))] = step;
    if (queue_of(command) == Queue::kStore) dram_.enter(step, Queue::kStore, in_dram(command));
  }
  // The last step before which a load of step `step` must not be; -1: none.
  std::int32_t before(std::int32_t step, const Emitted& load) {
    std::int32_t last = dram_.enter(step, Queue::kLoad, in_dram(load.command))[static_cast<int>(Queue::kStore)];
    const BankMask& mask = load.banks;
    for (std::uint64_t m = mask.scratchpad; m != 0; m &= m - 1)
      last = std::max(last, scratchpad_[static_cast<std::size_t>(std::countr_zero(m))]);
    for (unsigned m = mask.parameters; m != 0; m &= m - 1)
      last = std::max(last, parameters_[static_cast<std::size_t>(std::countr_zero(m))]);
    return last;
  }

 private:
  AccessList in_dram(const Command& command) const {
    AccessList list;
    for (const Access& a : accesses(command, machine_))
      if (a.space == Space::kDramIo || a.space == Space::kDramWorkspace) list.add(a.space, a.write, a.begin, a.end);
    return list;
  }

  const Machine& machine_;
  std::vector<std::int32_t> scratchpad_, parameters_;
  HazardMap dram_;
};

}  // namespace

std::vector<Emitted> schedule(const std::vector<Step>& steps, const Machine& machine) {
  LastUse last(machine);
  std::vector<std::vector<const Emitted*>> before(steps.size());  // loads to issue before a step's work
  std::size_t earliest = 0, loads = 0;                            // loads keep their order
  const std::size_t pending = most_pending(machine);
  std::vector<std::size_t> needed;  // loads of the steps before a step
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto step = static_cast<std::int32_t>(s);
    needed.push_back(loads);
    for (const Emitted& load : steps[s].loads) {
      std::size_t at = std::max(earliest, static_cast<std::size_t>(last.before(step, load) + 1));
      ++loads;
      while (at < s && (before[at].size() >= kMostAhead || loads > needed[at] + pending)) ++at;
      before[at].push_back(&load);
      earliest = at;
    }
    for (const Emitted& work : steps[s].work) last.work(step, work);
  }
  std::vector<Emitted> stream;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (const Emitted* load : before[s]) stream.push_back(*load);
    stream.insert(stream.end(), steps[s].work.begin(), steps[s].work.end());
  }
  return stream;
}

}  // namespace octet
