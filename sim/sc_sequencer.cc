// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_sequencer.h"

#include <algorithm>

#include "base/error.h"

namespace octet::sc {

Sequencer::Sequencer(const sc_core::sc_module_name& name) : MemoryClient(name) {
  SC_HAS_PROCESS(Sequencer);
  SC_METHOD(work);
  sensitive << work_event_;
  dont_initialize();
}

void Sequencer::bind(Run& r) {
  bind_client(r);
  work_event_.cancel();
  next_ = granted_ = requested_ = r.first();
  ready_.fill(r.machine().dram_unlimited ? r.start() : kNever);
  waits_for_slot_ = false;
  ledger_ = SequencerLedger(r.start());
  r.wake(work_event_, r.start(), Phase::kDispatch);
}

void Sequencer::slot_freed(Queue queue, Cycle now) {
  if (!waits_for_slot_ || run().plan(next_).queue != queue) return;
  waits_for_slot_ = false;
  run().wake(work_event_, std::max(ready_[next_ % kPrefetch], now + 1), Phase::kDispatch);
}

void Sequencer::work() {
  step(Phase::kDispatch, [this](Cycle now) {
    const bool dispatched = dispatch(now);
    if (run().halted()) return;
    plan_ahead(now, dispatched);
    if (!run().machine().dram_unlimited) request_fetches();  // last: the DRAM may grant ahead of time
  });
}

// Dispatches the oldest fetched command: there is work only when its queue had room before this cycle.
bool Sequencer::dispatch(Cycle now) {
  if (next_ == run().end() || ready_[next_ % kPrefetch] > now) return false;
  if (!run().plan(next_).legal) {
    run().halt_illegal(next_, now);
    return false;
  }
  if (!run().machine().dram_unlimited) ready_[next_ % kPrefetch] = kNever;
  queues->push(next_++, now);
  return true;
}

void Sequencer::request_fetches() {
  requested_ = std::min(run().end(), next_ + kPrefetch);
  if (!presenting()) present_next();
}

void Sequencer::present_next() {
  if (granted_ == requested_) return;
  const std::uint64_t address = run().base(Base::kCode) + static_cast<std::uint64_t>(granted_) * kCommandBytes;
  if (run().has_data()) {
    move(address, kCommandBytes, fetched_.data(), false);
    check_code();
  }
  present(address, kCommandBytes, fetched_.data(), false);
}

// The image holds the program that runs: no command can write into the code region.
void Sequencer::check_code() const {
  OCTET_CHECK(fetched_ == encode(run().command(granted_)), "memory holds another command {} than the program",
              granted_);
}

void Sequencer::granted(Cycle response) {
  ready_[granted_ % kPrefetch] = response + 1;
  const bool oldest = granted_++ == next_;
  if (oldest) await(response + 1);
  present_next();
}

// The oldest command is in the buffer from `ready`: the next work is then, or when its queue has room.
void Sequencer::await(Cycle ready) {
  waits_for_slot_ = !queues->has_room(run().plan(next_).queue);
  if (waits_for_slot_) {
    ledger_.queue_full_from(ready);
  } else {
    run().wake(work_event_, ready, Phase::kDispatch);
  }
}

// Charges this cycle to its owner and arranges the next one in which there can be work.
void Sequencer::plan_ahead(Cycle now, bool dispatched) {
  const bool remaining = next_ < run().end();
  const auto waiting = remaining ? &SequencerCycles::fetch : &SequencerCycles::idle;
  ledger_.charge(now, dispatched ? &SequencerCycles::dispatch : waiting, waiting);
  if (remaining && ready_[next_ % kPrefetch] != kNever) await(std::max(ready_[next_ % kPrefetch], now + 1));
}

}  // namespace octet::sc
