// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/machine_cycle.h"

#include <algorithm>
#include <utility>

#include "arch/timing.h"
#include "base/error.h"

namespace octet {
namespace {

constexpr std::int64_t kPrefetch = 2;  // docs/timing.md section 5

template <class Tokens, class Visit>
void for_each_token(const Tokens& tokens, Visit&& visit) {
  for (const std::uint8_t token : tokens)
    if (token != kNoToken) visit(token);
}

}  // namespace

MachineCycle::MachineCycle(const Program& program) : program_(program) { static_assert(kTokens == 64); }

MachineCycle::Lane& MachineCycle::lane_of(std::int32_t index) {
  OCTET_CHECK(index >= 0 && static_cast<std::size_t>(index) < program_.commands.size(), "command {} of {}", index,
              program_.commands.size());
  return lanes_[static_cast<std::size_t>(queue_of(command(index)))];
}

std::int64_t MachineCycle::bursts_of(std::int32_t index) const {
  if (program_.machine.dram_unlimited) return 0;
  const Operation& op = command(index).op;
  const auto* load = std::get_if<LoadCommand>(&op);
  const auto* store = std::get_if<StoreCommand>(&op);
  if (!load && !store) return 0;
  const Transfer& transfer = load ? load->t : store->t;
  const std::uint64_t base = program_.default_bases()[static_cast<std::size_t>(transfer.base)];
  return static_cast<std::int64_t>(bursts(transfer, base, program_.machine).size());
}

// The registers of a segment that begins in this cycle have its values from the next one on. Without a DRAM its first
// command is dispatched at once.
void MachineCycle::begin(const Segment& segment) {
  coming_ = segment;
  if (program_.machine.dram_unlimited) start_segment();
}

void MachineCycle::start_segment() {
  first_ = coming_->first_command;
  all_ = coming_->commands;
  count_ = done_ = 0;
  received_ = received_now_ = program_.machine.dram_unlimited ? all_ : 0;
  requested_ = program_.machine.dram_unlimited ? 0 : std::min(all_, kPrefetch);
  Source& fetch = ports_[static_cast<std::size_t>(Requester::kFetch)];
  fetch.wanted = requested_;
  fetch.change = 0;
  tokens_.fill(0);
  tokens_at_begin_.fill(0);
  next_index_ = static_cast<std::int32_t>(first_);
  coming_.reset();
}

void MachineCycle::answered(const DramBurst& burst) {
  ports_[static_cast<std::size_t>(burst.requester)].shown.response = true;
  --outstanding_change_;
  if (burst.requester == Requester::kFetch) ++received_now_;
}

void MachineCycle::done(std::int32_t index) {
  Lane& lane = lane_of(index);
  lane.shown.done = index;
  lane.shown.done_index = index;
  --lane.running;
  ++done_;
}

void MachineCycle::started(std::int32_t index) {
  Lane& lane = lane_of(index);
  OCTET_CHECK(!lane.queue.empty() && lane.queue.front() == index, "command {} starts and is not at its queue's head",
              index);
  lane.queue.pop_front();
  lane.shown.started = index;
  lane.shown.index = index;
  ++lane.running;
  for_each_token(command(index).tokens.wait, [this](std::uint8_t token) { --tokens_[token]; });
  if (queue_of(command(index)) == Queue::kLoad)
    ports_[static_cast<std::size_t>(Requester::kLoad)].change += bursts_of(index);
  if (queue_of(command(index)) == Queue::kStore)
    ports_[static_cast<std::size_t>(Requester::kStore)].change += bursts_of(index);
}

void MachineCycle::granted(const DramBurst& burst) {
  Source& source = ports_[static_cast<std::size_t>(burst.requester)];
  source.shown.grant = true;
  --source.change;
  ++outstanding_change_;
  burst_ = last_burst_ = burst;
}

void MachineCycle::dispatched(std::int32_t index) {
  Lane& lane = lane_of(index);
  lane.head_is_new = lane.queue.empty();
  lane.queue.push_back(index);
  dispatched_ = index;
  last_dispatched_ = index;
}

// docs/timing.md section 7.
EngineOwner MachineCycle::owner_of(const Lane& lane) const {
  if (lane.running > 0) return EngineOwner::kBusy;
  if (lane.queue.empty() || lane.head_is_new) return EngineOwner::kIdle;
  bool waits = false;
  for_each_token(command(lane.queue.front()).tokens.wait, [&](std::uint8_t token) { waits |= tokens_[token] == 0; });
  return waits ? EngineOwner::kToken : EngineOwner::kBank;
}

void MachineCycle::settle() {
  for (Lane& lane : lanes_) lane.shown.owner = owner_of(lane);
  for (Source& source : ports_) source.shown.request = source.wanted > 0;
  if (dispatched_ >= 0)
    sequencer_ = SequencerOwner::kDispatch;
  else if (count_ == all_)
    sequencer_ = SequencerOwner::kIdle;
  else
    sequencer_ = received_ != count_ ? SequencerOwner::kQueue : SequencerOwner::kFetch;
}

// What was done in the cycle before raises its counters.
void MachineCycle::signal() {
  for (Lane& lane : lanes_) {
    const std::int32_t index = lane.shown.done;
    lane.shown.visible = index >= 0 && done_ < all_ && command(index).tokens.signal != Tokens{}.signal;
    if (lane.shown.visible)
      for_each_token(command(index).tokens.signal, [this](std::uint8_t token) { ++tokens_[token]; });
  }
}

void MachineCycle::advance() {
  tokens_at_begin_ = tokens_;
  signal();
  for (Lane& lane : lanes_) {
    lane.head_is_new = false;
    lane.shown.queued = static_cast<int>(lane.queue.size());
    lane.shown.started = lane.shown.done = -1;
  }
  for (Source& source : ports_) {
    source.shown = {};
    source.wanted += std::exchange(source.change, 0);
  }
  outstanding_ += std::exchange(outstanding_change_, 0);
  burst_.reset();
  received_ = received_now_;
  if (std::exchange(dispatched_, -1) >= 0) {
    ++count_;
    next_index_ = static_cast<std::int32_t>(first_ + count_);
    const std::int64_t requested = program_.machine.dram_unlimited ? 0 : std::min(all_, count_ + kPrefetch);
    ports_[static_cast<std::size_t>(Requester::kFetch)].wanted += requested - requested_;
    requested_ = requested;
  }
  if (coming_) start_segment();
}

}  // namespace octet
