// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Software pipelining: loads are hoisted past earlier work they do not conflict with.
#include <algorithm>

#include "arch/access.h"
#include "compiler/emit.h"

namespace octet {
namespace {

constexpr std::size_t kAhead = 2;  // steps a load may run ahead of its own

bool conflict(const AccessList& a, const AccessList& b) {
  for (const Access& x : a)
    for (const Access& y : b)
      if (x.space == y.space && (x.write || y.write) && x.begin < y.end && y.begin < x.end) return true;
  return false;
}

}  // namespace

std::vector<Emitted> schedule(const std::vector<Step>& steps, const Machine& machine) {
  std::vector<std::vector<AccessList>> work(steps.size());
  for (std::size_t s = 0; s < steps.size(); ++s)
    for (const Emitted& e : steps[s].work) work[s].push_back(accesses(e.command, machine));
  std::vector<std::vector<const Emitted*>> before(steps.size());  // loads to issue before a step's work
  std::size_t earliest = 0;                                       // loads keep their order
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (const Emitted& load : steps[s].loads) {
      const AccessList mine = accesses(load.command, machine);
      std::size_t at = s;
      while (at > earliest && s - at < kAhead &&
             std::none_of(work[at - 1].begin(), work[at - 1].end(),
                          [&](const AccessList& a) { return conflict(mine, a); }))
        --at;
      before[at].push_back(&load);
      earliest = at;
    }
  }
  std::vector<Emitted> stream;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (const Emitted* load : before[s]) stream.push_back(*load);
    stream.insert(stream.end(), steps[s].work.begin(), steps[s].work.end());
  }
  return stream;
}

}  // namespace octet
