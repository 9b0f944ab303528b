// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Software pipelining: loads are hoisted past earlier work, up to the last that uses their bank or stores what they
// read.
#include <algorithm>
#include <array>
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
  LastUse() {
    scratchpad_.fill(-1);
    parameters_.fill(-1);
  }

  void work(std::int32_t step, const Emitted& emitted) {
    const Command& command = emitted.command;
    const BankMask& mask = emitted.banks;
    for (std::uint64_t m = mask.scratchpad; m != 0; m &= m - 1)
      scratchpad_[static_cast<std::size_t>(std::countr_zero(m))] = step;
    for (unsigned m = mask.parameters; m != 0; m &= m - 1)
      parameters_[static_cast<std::size_t>(std::countr_zero(m))] = step;
    if (const auto* store = std::get_if<StoreCommand>(&command.op))
      stored_.enter(step, Queue::kStore, in_dram(store->t, true));
  }
  // The last step before which a load must not be; -1: none.
  std::int32_t before(const Emitted& load) const {
    const Transfer& t = std::get<LoadCommand>(load.command.op).t;
    std::int32_t last = stored_.writers(in_dram(t, false))[static_cast<int>(Queue::kStore)];
    const BankMask& mask = load.banks;
    for (std::uint64_t m = mask.scratchpad; m != 0; m &= m - 1)
      last = std::max(last, scratchpad_[static_cast<std::size_t>(std::countr_zero(m))]);
    for (unsigned m = mask.parameters; m != 0; m &= m - 1)
      last = std::max(last, parameters_[static_cast<std::size_t>(std::countr_zero(m))]);
    return last;
  }

 private:
  static AccessList in_dram(const Transfer& t, bool write) {
    AccessList list;
    const Access a = dram_access(t, write);
    if (t.base != Base::kConstants) list.add(a.space, a.write, a.begin, a.end);  // nobody stores there
    return list;
  }

  std::array<std::int32_t, 64> scratchpad_;
  std::array<std::int32_t, 8> parameters_;
  HazardMap stored_;  // stores alone
};

}  // namespace

std::vector<Emitted> schedule(const Steps& steps, const Machine& machine) {
  LastUse last;
  std::vector<std::size_t> before(steps.loads.size());  // per load: before which step's work to issue it, ascending
  std::size_t earliest = 0, there = 0;                  // there: loads before the work of `earliest`
  const std::size_t pending = most_pending(machine);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto step = static_cast<std::int32_t>(s);
    const auto [first, end] = steps.loads_of(s);
    for (std::size_t l = first; l < end; ++l) {
      std::size_t at = std::max(earliest, static_cast<std::size_t>(last.before(steps.loads[l]) + 1));
      const auto full = [&] { return at == earliest && there >= kMostAhead; };
      while (at < s && (full() || l + 1 > steps.first_load[at] + pending)) ++at;
      there = at == earliest ? there + 1 : 1;
      earliest = before[l] = at;
    }
    for (auto [w, last_work] = steps.work_of(s); w < last_work; ++w) last.work(step, steps.work[w]);
  }
  std::vector<Emitted> stream;
  stream.reserve(steps.loads.size() + steps.work.size());
  std::size_t load = 0;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (; load < before.size() && before[load] == s; ++load) stream.push_back(steps.loads[load]);
    const auto [w, end] = steps.work_of(s);
    stream.insert(stream.end(), steps.work.begin() + static_cast<std::ptrdiff_t>(w),
                  steps.work.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return stream;
}

}  // namespace octet
