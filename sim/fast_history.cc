// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A time that is past has no influence: it counts as now.
#include "sim/fast_history.h"

#include <algorithm>
#include <optional>

#include "sim/fast_segment.h"

namespace octet {

// The end, if an earlier run was in this state; else the state is noted, if nobody has run to the end yet.
std::optional<std::int64_t> FastSegment::remembered(std::int64_t t) {
  next_moment_ = FastHistory::next(next_moment_);
  FastMoment now = moment(t);
  if (!history_->whole) {
    history_->moments.push_back(std::move(now));
    return std::nullopt;
  }
  const FastMoment& then = history_->moments.at(moments_++);
  if (now.state != then.state) return std::nullopt;
  return follow(now, then);
}

FastMoment FastSegment::moment(std::int64_t t) const {
  const auto ahead = [t](std::int64_t cycle) { return cycle == kNeverCycle ? cycle : std::max(cycle, t) - t; };
  FastMoment now;
  now.cycle = t;
  now.charges = charges(t);
  now.dram = dram_.counts();
  std::vector<std::int64_t>& s = now.state;
  s.reserve(192);
  s = {busy_, waiting_, judge_, next_, done_count_, due_count_, static_cast<std::int64_t>(sequencer_.owner)};
  for (std::uint32_t i = 0; i < due_count_; ++i) s.push_back(due_[i]);
  for (const std::int8_t tokens : tokens_) s.push_back(tokens);
  for (const Lane& lane : lanes_) {
    s.insert(s.end(), {lane.done, lane.started, lane.dispatched, static_cast<std::int64_t>(lane.ownership.owner)});
    for (std::uint32_t i = lane.done; i < lane.started; ++i) s.push_back(ahead(done_at_[lane.order[i]]));
    for (const std::int64_t cycle : {lane.free.occupied_until, lane.free.stream_end, lane.free.drained, lane.free.done})
      s.push_back(ahead(cycle));
  }
  dma_.append_state(t, s);
  dram_.append_state(t, s);
  return now;
}

FastCharges FastSegment::charges(std::int64_t t) const {
  FastCharges all;
  for (std::size_t q = 0; q < lanes_.size(); ++q) all[q] = lanes_[q].ownership.charged(t);
  all.back() = sequencer_.charged(t);
  return all;
}

void FastSegment::report(const FastCharges& charges) {
  for (int q = 0; q < kQueues; ++q) {
    const auto& [busy, token, bank, idle] = charges[static_cast<std::size_t>(q)];
    EngineCycles& e = result_.engines[q];
    e.busy += busy;
    e.token += token;
    e.bank += bank;
    e.idle += idle;
  }
  const auto& [dispatch, fetch, queue, idle] = charges.back();
  result_.sequencer.dispatch += dispatch;
  result_.sequencer.fetch += fetch;
  result_.sequencer.queue += queue;
  result_.sequencer.idle += idle;
}

// Ends as the earlier run did, which was `then` in the state of `now`; returns the cycle.
std::int64_t FastSegment::follow(const FastMoment& now, const FastMoment& then) {
  const std::int64_t later = now.cycle - then.cycle;
  FastCharges charges = now.charges;
  for (std::size_t q = 0; q < charges.size(); ++q)
    for (std::size_t owner = 0; owner < charges[q].size(); ++owner)
      charges[q][owner] += history_->end_charges[q][owner] - then.charges[q][owner];
  report(charges);
  dram_.follow(history_->end_dram, then.dram, later);
  for (std::size_t l = 0; l < history_->last_done.size(); ++l)
    if (history_->last_done[l] >= then.cycle) result_.layers[l].last_done = history_->last_done[l] + later;
  return history_->end_cycle + later;
}

}  // namespace octet
