// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/fast_segment.h"

#include <algorithm>

#include "base/error.h"

namespace octet {
namespace {
constexpr std::size_t index(Queue queue) { return static_cast<std::size_t>(queue); }
constexpr bool uses_dram(Queue queue) { return queue == Queue::kLoad || queue == Queue::kStore; }
constexpr std::uint32_t kTransfersUnderWay = 2;
}  // namespace

FastSegment::FastSegment(const FastPlan& plan, Dram& dram, const Segment& segment, std::int64_t start,
                         std::int64_t* done_at, Event* events, RunResult& result)
    : plan_(plan),
      dma_(plan, dram, segment.first_command, done_at),
      unlimited_(plan.program().machine.dram_unlimited),
      depth_(static_cast<std::uint32_t>(plan.program().machine.queue_depth)),
      first_(segment.first_command),
      end_(segment.first_command + segment.commands),
      start_(start),
      done_at_(done_at),
      events_(events),
      result_(result),
      next_(segment.first_command),
      last_event_(start) {
  for (int q = 0; q < kQueues; ++q) {
    const std::vector<std::uint32_t>& order = plan.order(static_cast<Queue>(q));
    lanes_[q].order = order.data() + (std::lower_bound(order.begin(), order.end(), first_) - order.begin());
    lanes_[q].free_at = lanes_[q].previous_done = start;
  }
}

std::array<std::uint32_t, kQueues> FastSegment::started() const {
  std::array<std::uint32_t, kQueues> count;
  for (int q = 0; q < kQueues; ++q) count[q] = lanes_[q].started;
  return count;
}

std::int64_t FastSegment::run() {
  if (first_ == end_) return start_;
  for (std::int64_t t = start_;;) {
    if (!complete(t)) return t;
    if (done_count_ == end_ - first_) {
      for (std::uint32_t i = 0; events_ && i < due_count_; ++i) events_[due_[i]].visible = t + 1;
      report_owners();
      return t;
    }
    issue(t);
    if (!unlimited_) dma_.grant(t, t + 1);
    hand_over_requests();
    if (!dispatch(t)) return t;
    const std::int64_t next = next_visit(t);
    if (next == kNeverCycle) return deadlock(t);
    charge(next - t);
    t = next;
  }
}

// Phase 1. False if the machine halted.
bool FastSegment::complete(std::int64_t t) {
  const std::array<std::uint32_t, 8> due = due_;
  const std::uint32_t count = due_count_;
  const bool overflow = count > 0 && apply_increments(t);
  for (int q = kQueues - 1; q >= 0; --q) {
    Lane& lane = lanes_[q];
    while (lane.busy() && done_at_[lane.order[lane.done]] == t) finish(lane, t);
  }
  if (!overflow) return true;
  const auto overflows = [&](std::uint32_t command) {
    const PlannedCommand& p = plan_[command];
    return std::any_of(p.signal.begin(), p.signal.begin() + p.signals, [&](auto s) { return tokens_[s] > kTokenMax; });
  };
  std::uint32_t culprit = end_;
  for (std::uint32_t i = 0; i < count; ++i) culprit = overflows(due[i]) ? std::min(culprit, due[i]) : culprit;
  halt(Condition::kTokenOverflow, t, culprit, fmt::format("a token counter exceeds {}", kTokenMax));
  return false;
}

// Applies the increments of the commands done in t-1; true if a counter overflows.
bool FastSegment::apply_increments(std::int64_t t) {
  bool overflow = false;
  for (std::uint32_t i = 0; i < due_count_; ++i) {
    const PlannedCommand& p = plan_[due_[i]];
    for (int s = 0; s < p.signals; ++s) overflow |= ++tokens_[p.signal[s]] > kTokenMax;
    if (events_) events_[due_[i]].visible = t;
  }
  due_count_ = 0;
  last_event_ = t;
  return overflow;
}

void FastSegment::finish(Lane& lane, std::int64_t t) {
  const std::uint32_t command = lane.order[lane.done++];
  const PlannedCommand& p = plan_[command];
  if (events_) events_[command].done = t;
  if (p.layer >= 0) result_.layers[static_cast<std::size_t>(p.layer)].last_done = t;
  if (p.signals > 0) due_[due_count_++] = command;
  lane.held = {};
  for (std::uint32_t i = lane.done; i < lane.started; ++i) lane.held.add(plan_[lane.order[i]].banks);
  ++done_count_;
  last_event_ = t;
}

// Phase 2: the heads in the order store, vector, array, load.
void FastSegment::issue(std::int64_t t) {
  for (int q = kQueues - 1; q >= 0; --q) {
    Lane& lane = lanes_[q];
    lane.started_now = false;
    if (!lane.waiting()) continue;
    const PlannedCommand& p = plan_[lane.head()];
    if (engine_ready_at(lane, p) <= t && tokens_ready(p) && banks_free(lane, p)) start(lane, p, t);
  }
}

bool FastSegment::tokens_ready(const PlannedCommand& p) const {
  for (int w = 0; w < p.waits; ++w) {
    if (tokens_[p.wait[w]] <= 0) return false;
  }
  return true;
}

bool FastSegment::banks_free(const Lane& lane, const PlannedCommand& p) const {
  for (const Lane& other : lanes_) {
    if (&other != &lane && other.held.intersects(p.banks)) return false;
  }
  return true;
}

// The first cycle in which the engine can take the command; kNeverCycle: after the next done of its queue.
std::int64_t FastSegment::engine_ready_at(const Lane& lane, const PlannedCommand& p) const {
  if (uses_dram(p.queue)) return lane.started - lane.done < kTransfersUnderWay ? 0 : kNeverCycle;
  return std::max(lane.free_at, lane.previous_done - p.duration + 1);
}

void FastSegment::start(Lane& lane, const PlannedCommand& p, std::int64_t t) {
  const std::uint32_t command = lane.order[lane.started++];
  lane.started_now = true;
  for (int w = 0; w < p.waits; ++w) --tokens_[p.wait[w]];
  lane.held.add(p.banks);
  if (!uses_dram(p.queue)) {
    lane.free_at = t + p.occupancy;
    lane.previous_done = done_at_[command] = t + p.duration;
  } else {
    done_at_[command] = unlimited_ ? t + 1 : kNeverCycle;
  }
  if (events_) events_[command].started = t;
  last_event_ = t;
}

// The bursts of transfers started in this cycle are grantable from the next one on.
void FastSegment::hand_over_requests() {
  if (unlimited_) return;
  for (const Queue queue : {Queue::kLoad, Queue::kStore}) {
    const Lane& lane = lanes_[index(queue)];
    if (lane.started_now) dma_.request(queue, lane.order[lane.started - 1]);
  }
}

// Phase 4. False if the machine halted.
bool FastSegment::dispatch(std::int64_t t) {
  for (Lane& lane : lanes_) lane.dispatched_now = false;
  if (next_ == end_) {
    sequencer_ = SequencerOwner::kIdle;
  } else if (!unlimited_ && dma_.fetched_at(next_) > t) {
    sequencer_ = SequencerOwner::kFetch;
  } else {
    const PlannedCommand& p = plan_[next_];
    Lane& lane = lanes_[index(p.queue)];
    // A slot freed by a start in this cycle is still occupied.
    if (lane.dispatched - lane.started + (lane.started_now ? 1 : 0) >= depth_) {
      sequencer_ = SequencerOwner::kQueue;
    } else if (!p.legal) {
      halt(Condition::kIllegal, t, next_, plan_.illegal_text(next_));
      return false;
    } else {
      sequencer_ = SequencerOwner::kDispatch;
      if (events_) events_[next_].dispatched = t;
      last_event_ = t;
      ++lane.dispatched;
      lane.dispatched_now = true;
      ++next_;
    }
  }
  if (!unlimited_) dma_.request_fetches(std::min(end_, next_ + 2));
  return true;
}

// Grants bursts up to the next cycle in which anything else can happen, and returns that; kNeverCycle if none.
std::int64_t FastSegment::next_visit(std::int64_t t) {
  if (must_visit_next()) return t + 1;
  std::int64_t next = kNeverCycle;
  for (const Lane& lane : lanes_) {
    if (lane.busy()) next = std::min(next, done_at_[lane.order[lane.done]]);
    if (!lane.waiting()) continue;
    const std::int64_t ready = engine_ready_at(lane, plan_[lane.head()]);
    if (ready > t) next = std::min(next, ready);
  }
  if (unlimited_) return next;
  if (next_ < end_ && dma_.fetched_at(next_) > t) next = std::min(next, dma_.fetched_at(next_));
  return dma_.grant(t + 1, next);
}

// Increments are due, a command just became a head, or the sequencer may go on.
bool FastSegment::must_visit_next() const {
  if (due_count_ > 0 || sequencer_ == SequencerOwner::kDispatch) return true;
  return std::any_of(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
    return lane.started_now && (lane.waiting() || sequencer_ == SequencerOwner::kQueue);
  });
}

FastSegment::Owner FastSegment::owner_of(const Lane& lane) const {
  if (lane.busy()) return Owner::kBusy;
  if (!lane.waiting() || (lane.dispatched_now && lane.dispatched - lane.started == 1)) return Owner::kIdle;
  return tokens_ready(plan_[lane.head()]) ? Owner::kBank : Owner::kToken;
}

// Charges the visited cycle and those skipped after it, in which the owners stay the same.
void FastSegment::charge(std::int64_t cycles) {
  for (int q = 0; q < kQueues; ++q) engine_cycles_[q][static_cast<std::size_t>(owner_of(lanes_[q]))] += cycles;
  sequencer_cycles_[static_cast<std::size_t>(sequencer_)] += cycles;
}

// Nothing can happen after the visited cycle t. The condition's cycle follows the last event, so what was
// charged after it is taken back: engines have waited unchanged, the sequencer for its fetch, then its queue.
std::int64_t FastSegment::deadlock(std::int64_t t) {
  charge(1);
  const std::int64_t halt_cycle = last_event_ + 1, excess = t + 1 - halt_cycle;
  for (int q = 0; q < kQueues; ++q) engine_cycles_[q][static_cast<std::size_t>(owner_of(lanes_[q]))] -= excess;
  std::int64_t fetching = 0;
  if (!unlimited_ && next_ < end_) fetching = std::max<std::int64_t>(0, dma_.fetched_at(next_) - halt_cycle);
  sequencer_cycles_[static_cast<std::size_t>(SequencerOwner::kFetch)] -= fetching;
  sequencer_cycles_[static_cast<std::size_t>(sequencer_)] -= excess - fetching;
  std::uint32_t oldest = next_;
  for (const Lane& lane : lanes_) oldest = lane.done < lane.dispatched ? std::min(oldest, lane.order[lane.done]) : oldest;
  return halt(Condition::kDeadlock, halt_cycle, oldest, "commands remain and nothing can happen");
}

std::int64_t FastSegment::halt(Condition condition, std::int64_t t, std::uint32_t command, std::string text) {
  result_.condition = condition;
  result_.condition_cycle = t;
  result_.condition_command = static_cast<std::int32_t>(command);
  result_.condition_text = std::move(text);
  report_owners();
  return t;
}

void FastSegment::report_owners() {
  for (int q = 0; q < kQueues; ++q) {
    const auto& [busy, token, bank, idle] = engine_cycles_[q];
    EngineCycles& e = result_.engines[q];
    e.busy += busy;
    e.token += token;
    e.bank += bank;
    e.idle += idle;
  }
  const auto& [dispatch, fetch, queue, idle] = sequencer_cycles_;
  result_.sequencer.dispatch += dispatch;
  result_.sequencer.fetch += fetch;
  result_.sequencer.queue += queue;
  result_.sequencer.idle += idle;
}

}  // namespace octet
