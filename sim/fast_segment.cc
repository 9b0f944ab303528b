// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/fast_segment.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace octet {
namespace {
constexpr unsigned bit(int q) { return 1u << q; }
constexpr unsigned bit(Queue queue) { return bit(static_cast<int>(queue)); }
constexpr unsigned kDramQueues = bit(Queue::kLoad) | bit(Queue::kStore);
constexpr std::uint32_t kTransfersUnderWay = 2;

// Calls visit(q) for each queue of the set.
template <class Visit>
void for_each(unsigned queues, Visit&& visit) {
  for (; queues != 0; queues &= queues - 1) visit(std::countr_zero(queues));
}
}  // namespace

FastSegment::FastSegment(const FastPlan& plan, Dram& dram, const Segment& segment, std::int64_t start,
                         std::int64_t* done_at, Event* events, FastHistory* history, RunResult& result)
    : plan_(plan),
      dram_(dram),
      dma_(plan, dram, segment.first_command, done_at),
      unlimited_(plan.program().machine.dram_unlimited),
      depth_(static_cast<std::uint32_t>(plan.program().machine.queue_depth)),
      first_(segment.first_command),
      end_(segment.first_command + segment.commands),
      start_(start),
      done_at_(done_at),
      events_(events),
      history_(history),
      result_(result),
      next_(segment.first_command),
      sequencer_{SequencerOwner::kFetch, start},
      last_event_(start) {
  for (int q = 0; q < kQueues; ++q) {
    const std::vector<std::uint32_t>& order = plan.order(static_cast<Queue>(q));
    lanes_[q].order = order.data() + (std::lower_bound(order.begin(), order.end(), first_) - order.begin());
    lanes_[q].free = EngineFree::from(start);
    lanes_[q].ownership.since = start;
  }
}

std::array<std::uint32_t, kQueues> FastSegment::started() const {
  std::array<std::uint32_t, kQueues> count;
  for (int q = 0; q < kQueues; ++q) count[q] = lanes_[q].started;
  return count;
}

std::int64_t FastSegment::run() {
  if (first_ == end_) return start_;
  if (history_ && !history_->whole) history_->moments.clear();  // of a run that halted
  for (std::int64_t t = start_;;) {
    if (history_ && next_ - first_ >= next_moment_)
      if (const auto end = remembered(t)) return *end;
    if (!complete(t)) return t;
    if (done_count_ == end_ - first_) {
      for (std::uint32_t i = 0; events_ && i < due_count_; ++i) events_[due_[i]].visible = t + 1;
      return finish_segment(t);
    }
    issue(t);
    if (!unlimited_) {
      dma_.grant(t, t + 1);
      hand_over_requests();
    }
    if (!dispatch(t)) return t;
    judge_owners(t);
    t = next_visit(t);
    if (t == kNeverCycle) return deadlock();
  }
}

// Phase 1. False if the machine halted.
bool FastSegment::complete(std::int64_t t) {
  const std::uint32_t culprit = due_count_ > 0 ? apply_increments(t) : end_;
  for_each(busy_, [&](int q) {
    const Lane& lane = lanes_[q];
    while (lane.done < lane.started && done_at_[lane.order[lane.done]] == t) finish(q, t);
  });
  if (culprit == end_) return true;
  halt(Condition::kTokenOverflow, t, culprit, fmt::format("a token counter exceeds {}", kTokenMax));
  return false;
}

// Applies the increments of the commands done in t-1. Returns the first command in stream order that signals a
// counter which now exceeds its maximum, end_ if none does.
std::uint32_t FastSegment::apply_increments(std::int64_t t) {
  bool overflow = false;
  for (std::uint32_t i = 0; i < due_count_; ++i) {
    const PlannedCommand& p = plan_[due_[i]];
    for (int s = 0; s < p.signals; ++s) overflow |= ++tokens_[p.signal[s]] > kTokenMax;
    if (events_) events_[due_[i]].visible = t;
  }
  std::uint32_t culprit = end_;
  for (std::uint32_t i = 0; overflow && i < due_count_; ++i) {
    const PlannedCommand& p = plan_[due_[i]];
    for (int s = 0; s < p.signals; ++s)
      culprit = tokens_[p.signal[s]] > kTokenMax ? std::min(culprit, due_[i]) : culprit;
  }
  due_count_ = 0;
  judge_ |= waiting_;
  last_event_ = t;
  return culprit;
}

void FastSegment::finish(int q, std::int64_t t) {
  Lane& lane = lanes_[q];
  const std::uint32_t command = lane.order[lane.done++];
  const PlannedCommand& p = plan_[command];
  if (events_) events_[command].done = t;
  if (p.layer >= 0) result_.layers[static_cast<std::size_t>(p.layer)].last_done = t;
  if (p.signals > 0) due_[due_count_++] = command;
  lane.held = {};
  for (std::uint32_t i = lane.done; i < lane.started; ++i) lane.held.add(plan_[lane.order[i]].banks);
  if (lane.done == lane.started) busy_ &= ~bit(q);
  judge_ |= bit(q);
  ++done_count_;
  last_event_ = t;
}

// Phase 2: the heads in the order store, vector, array, load.
void FastSegment::issue(std::int64_t t) {
  started_now_ = 0;
  if (waiting_ == 0) return;
  for (int q = kQueues - 1; q >= 0; --q) {
    if (!(waiting_ & bit(q)) || !engine_ready(q, t)) continue;
    const PlannedCommand& p = *lanes_[q].head;
    if (tokens_ready(p) && banks_free(q, p)) start(q, t);
  }
}

bool FastSegment::tokens_ready(const PlannedCommand& p) const {
  for (int w = 0; w < p.waits; ++w) {
    if (tokens_[p.wait[w]] <= 0) return false;
  }
  return true;
}

bool FastSegment::banks_free(int q, const PlannedCommand& p) const {
  bool free = true;
  for_each(busy_ & ~bit(q), [&](int other) { free = free && !lanes_[other].held.intersects(p.banks); });
  return free;
}

// Whether the engine can take the head at t. False for a load or store means: not before the next done.
bool FastSegment::engine_ready(int q, std::int64_t t) const {
  const Lane& lane = lanes_[q];
  if (bit(q) & kDramQueues) return lane.started - lane.done < kTransfersUnderWay;
  return t >= lane.free.earliest(lane.head->timing);
}

void FastSegment::start(int q, std::int64_t t) {
  Lane& lane = lanes_[q];
  const PlannedCommand& p = *lane.head;
  const std::uint32_t command = lane.order[lane.started++];
  for (int w = 0; w < p.waits; ++w) --tokens_[p.wait[w]];
  lane.held.add(p.banks);
  if (bit(q) & kDramQueues) {
    done_at_[command] = unlimited_ ? t + 1 : kNeverCycle;
  } else {
    lane.free = EngineFree::after(t, p.timing);
    done_at_[command] = lane.free.done;
  }
  if (lane.started == lane.dispatched) {
    waiting_ &= ~bit(q);
  } else {
    lane.head = &plan_[lane.order[lane.started]];
  }
  busy_ |= bit(q);
  started_now_ |= bit(q);
  judge_ |= bit(q) | waiting_;
  if (events_) events_[command].started = t;
  last_event_ = t;
}

// The bursts of transfers started in this cycle are grantable from the next one on.
void FastSegment::hand_over_requests() {
  for_each(started_now_ & kDramQueues,
           [&](int q) { dma_.request(static_cast<Queue>(q), lanes_[q].order[lanes_[q].started - 1]); });
}

// Phase 4. False if the machine halted.
bool FastSegment::dispatch(std::int64_t t) {
  dispatched_now_ = 0;
  if (next_ == end_) {
    sequencer_.pass_to(SequencerOwner::kIdle, t);
    return true;
  }
  if (!unlimited_ && dma_.fetched_at(next_) > t) {
    sequencer_.pass_to(SequencerOwner::kFetch, t);
  } else {
    const PlannedCommand& p = plan_[next_];
    const int q = static_cast<int>(p.queue);
    // A slot freed by a start in this cycle is still occupied.
    const std::uint32_t occupied = lanes_[q].dispatched - lanes_[q].started + ((started_now_ & bit(q)) ? 1 : 0);
    if (occupied >= depth_) {
      sequencer_.pass_to(SequencerOwner::kQueue, t);
    } else if (!p.legal) {
      halt(Condition::kIllegal, t, next_, plan_.illegal_text(next_));
      return false;
    } else {
      sequencer_.pass_to(SequencerOwner::kDispatch, t);
      enter(q, t);
    }
  }
  if (!unlimited_) dma_.request_fetches(std::min(end_, next_ + 2));
  return true;
}

void FastSegment::enter(int q, std::int64_t t) {
  Lane& lane = lanes_[q];
  if (!(waiting_ & bit(q))) lane.head = &plan_[next_];
  waiting_ |= bit(q);
  dispatched_now_ = bit(q);
  if (events_) events_[next_].dispatched = t;
  last_event_ = t;
  ++lane.dispatched;
  ++next_;
}

// After phase 4. An engine's owner changes with its starts and dones, with the counters, and in the cycle after a
// dispatch, when the command in its queue becomes a head.
void FastSegment::judge_owners(std::int64_t t) {
  for_each(judge_, [&](int q) {
    Lane& lane = lanes_[q];
    Owner owner = Owner::kIdle;
    if (busy_ & bit(q)) {
      owner = Owner::kBusy;
    } else if ((waiting_ & bit(q)) && !((dispatched_now_ & bit(q)) && lane.dispatched - lane.started == 1)) {
      owner = tokens_ready(*lane.head) ? Owner::kBank : Owner::kToken;
    }
    lane.ownership.pass_to(owner, t);
  });
  judge_ = dispatched_now_;
}

// Grants bursts up to the next cycle in which anything else can happen, and returns that; kNeverCycle if none.
std::int64_t FastSegment::next_visit(std::int64_t t) {
  const bool new_head = dispatched_now_ != 0 || (started_now_ & waiting_) != 0;
  const bool slot_freed = started_now_ != 0 && sequencer_.owner == SequencerOwner::kQueue;
  if (due_count_ > 0 || new_head || slot_freed) return t + 1;
  std::int64_t next = kNeverCycle;
  for_each(busy_, [&](int q) { next = std::min(next, done_at_[lanes_[q].order[lanes_[q].done]]); });
  for_each(waiting_ & ~kDramQueues, [&](int q) {
    const Lane& lane = lanes_[q];
    const std::int64_t ready = lane.free.earliest(lane.head->timing);
    if (ready > t) next = std::min(next, ready);
  });
  if (unlimited_) return next;
  if (next_ < end_ && dma_.fetched_at(next_) > t) next = std::min(next, dma_.fetched_at(next_));
  return dma_.grant(t + 1, next);
}

std::int64_t FastSegment::deadlock() {
  const std::int64_t cycle = last_event_ + 1;
  // A fetch that arrived after the last event changed the sequencer's owner: take those cycles back.
  if (sequencer_.since > cycle) {
    sequencer_.cycles[static_cast<std::size_t>(SequencerOwner::kFetch)] -= sequencer_.since - cycle;
    sequencer_.since = cycle;
  }
  std::uint32_t oldest = next_;
  for_each(busy_ | waiting_, [&](int q) { oldest = std::min(oldest, lanes_[q].order[lanes_[q].done]); });
  return halt(Condition::kDeadlock, cycle, oldest, "commands remain and nothing can happen");
}

std::int64_t FastSegment::halt(Condition condition, std::int64_t t, std::uint32_t command, std::string text) {
  result_.condition = condition;
  result_.condition_cycle = t;
  result_.condition_command = static_cast<std::int32_t>(command);
  result_.condition_text = std::move(text);
  return finish_segment(t);
}

std::int64_t FastSegment::finish_segment(std::int64_t t) {
  const FastCharges until = charges(t);
  report(until);
  if (!history_ || history_->whole || result_.condition != Condition::kOk) return t;
  history_->whole = true;
  history_->end_cycle = t;
  history_->end_charges = until;
  history_->end_dram = dram_;
  for (const LayerCounters& layer : result_.layers) history_->last_done.push_back(layer.last_done);
  return t;
}

}  // namespace octet
