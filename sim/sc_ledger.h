// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Owners of cycles (docs/timing.md section 7). A block charges the cycles since its last change when it
// changes next: until then its owner is the same in every cycle.
#pragma once
#include <algorithm>

#include "arch/backend.h"
#include "sim/sc_run.h"

namespace octet::sc {

// The sequencer's cycles: one owner for the cycle it worked in; those that follow belong to `steady`
// and, once the oldest command is in the buffer and finds its queue full, to that queue.
class SequencerLedger {
 public:
  using Owner = std::int64_t SequencerCycles::*;
  explicit SequencerLedger(Cycle start = 0) : since_(start) {}
  // Charges every cycle before `now`.
  void settle(Cycle now) {
    if (now <= since_) return;
    const Cycle change = std::clamp(queue_from_, since_, now);
    cycles_.*steady_ += change - since_;
    cycles_.queue += now - change;
    since_ = now;
  }
  // Cycle `now` belongs to `owner`, those after it to `steady`.
  void charge(Cycle now, Owner owner, Owner steady) {
    settle(now);
    cycles_.*owner += 1;
    since_ = now + 1;
    steady_ = steady;
    queue_from_ = kNever;
  }
  // The oldest command enters the buffer in `cycle` and its queue is full.
  void queue_full_from(Cycle cycle) { queue_from_ = cycle; }
  const SequencerCycles& cycles() const { return cycles_; }

 private:
  SequencerCycles cycles_;
  Cycle since_;
  Cycle queue_from_ = kNever;
  Owner steady_ = &SequencerCycles::fetch;
};

inline void add(EngineCycles& sum, const EngineCycles& part) {
  sum.busy += part.busy;
  sum.token += part.token;
  sum.bank += part.bank;
  sum.idle += part.idle;
}
inline void add(SequencerCycles& sum, const SequencerCycles& part) {
  sum.dispatch += part.dispatch;
  sum.fetch += part.fetch;
  sum.queue += part.queue;
  sum.idle += part.idle;
}

}  // namespace octet::sc
