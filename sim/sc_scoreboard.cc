// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_scoreboard.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace octet::sc {
namespace {
constexpr std::array<Queue, kQueues> kIssueOrder{Queue::kStore, Queue::kVector, Queue::kArray, Queue::kLoad};

BankMask merged(const BankMask& a, const BankMask& b) {
  return {a.scratchpad | b.scratchpad, static_cast<std::uint8_t>(a.accumulator | b.accumulator),
          static_cast<std::uint8_t>(a.parameters | b.parameters)};
}

template <class Visit>
void for_each_bit(std::uint64_t mask, Visit&& visit) {
  for (; mask; mask &= mask - 1) visit(static_cast<std::size_t>(std::countr_zero(mask)));
}
}  // namespace

Scoreboard::Scoreboard(const sc_core::sc_module_name& name) : Part(name) {
  SC_HAS_PROCESS(Scoreboard);
  SC_METHOD(apply_tokens);
  sensitive << token_event_;
  dont_initialize();
  SC_METHOD(issue);
  sensitive << issue_event_;
  dont_initialize();
}

void Scoreboard::bind(Run& r) {
  bind_run(r);
  token_event_.cancel();
  issue_event_.cancel();
  lanes_ = {};
  counters_ = {};
  nonzero_ = 0;
  increments_.clear();
  owners_ = {};
  settled_ = r.start();
}

std::int64_t EngineCycles::*Scoreboard::owner_of(const Lane& lane) const {
  if (!lane.running.empty()) return &EngineCycles::busy;
  if (lane.queue.empty()) return &EngineCycles::idle;
  const bool tokens = (run().plan(lane.queue.front().command).waits & ~nonzero_) == 0;
  return tokens ? &EngineCycles::bank : &EngineCycles::token;
}

void Scoreboard::settle(Cycle now) {
  if (now <= settled_) return;
  for (std::size_t q = 0; q < kQueues; ++q) {
    const Lane& lane = lanes_[q];
    Cycle from = settled_;
    if (lane.running.empty() && !lane.queue.empty() && lane.queue.front().dispatched == from) {
      owners_[q].idle += 1;  // a head dispatched in this very cycle
      ++from;
    }
    owners_[q].*owner_of(lane) += now - from;
  }
  settled_ = now;
}

bool Scoreboard::has_room(Queue queue, Cycle now) const {
  const Lane& lane = lanes_[static_cast<std::size_t>(queue)];
  const auto occupied = static_cast<std::int64_t>(lane.queue.size()) + (lane.slot_freed == now ? 1 : 0);
  return occupied < run().machine().queue_depth;
}

bool Scoreboard::has_room_after(Queue queue) const {
  const Lane& lane = lanes_[static_cast<std::size_t>(queue)];
  return static_cast<std::int64_t>(lane.queue.size()) < run().machine().queue_depth;
}

void Scoreboard::push(int command, Cycle now) {
  settle(now);
  run().dispatched(command, now);
  Lane& lane = lanes_[static_cast<std::size_t>(run().plan(command).queue)];
  lane.queue.push_back({command, now});
  if (lane.queue.size() == 1) run().wake(issue_event_, now + 1, Phase::kIssue);
}

void Scoreboard::complete(int command, Cycle now) {
  settle(now);
  run().done(command, now);
  const CommandPlan& plan = run().plan(command);
  const auto q = static_cast<std::size_t>(plan.queue);
  Lane& lane = lanes_[q];
  OCTET_CHECK(!lane.running.empty() && lane.running.front() == command, "command {} done at {} is not the oldest", command,
              now);
  lane.running.erase(lane.running.begin());
  lane.held = {};
  for (const int other : lane.running) lane.held = merged(lane.held, run().plan(other).banks);
  if (plan.signals) {
    increments_.push_back({command, now + 1});
    run().wake(token_event_, now + 1, Phase::kComplete);
  }
  const bool resolves = lane.wait == Wait::kEngine ||
                        std::any_of(lanes_.begin(), lanes_.end(), [](const Lane& l) { return l.wait == Wait::kBank; });
  if (resolves) run().wake(issue_event_, now, Phase::kIssue);
}

void Scoreboard::increment(int command) {
  for_each_bit(run().plan(command).signals, [this](std::size_t token) {
    ++counters_[token];
    nonzero_ |= std::uint64_t{1} << token;
  });
}

// Names the first command in stream order, among those just applied, that touched an overflowing counter.
void Scoreboard::check_overflow(Cycle now, std::size_t applied) {
  int culprit = -1;
  std::size_t which = 0;
  for (std::size_t i = 0; i < applied; ++i) {
    const int command = increments_[i].command;
    for_each_bit(run().plan(command).signals, [&](std::size_t token) {
      if (counters_[token] <= kTokenMax || (culprit >= 0 && culprit <= command)) return;
      culprit = command;
      which = token;
    });
  }
  if (culprit < 0) return;
  run().halt(Condition::kTokenOverflow, now, Phase::kComplete, culprit,
             fmt::format("token counter {} exceeds {}", which, kTokenMax));
}

void Scoreboard::apply_tokens() {
  step(Phase::kComplete, [this](Cycle now) {
    const bool after_end = run().finished();  // due after the segment: visible, but without effect
    if (!after_end) settle(now);
    std::size_t applied = 0;
    for (; applied < increments_.size() && increments_[applied].due <= now; ++applied) {
      run().visible(increments_[applied].command, now);
      if (!after_end) increment(increments_[applied].command);
    }
    if (!after_end) check_overflow(now, applied);
    increments_.erase(increments_.begin(), increments_.begin() + static_cast<std::ptrdiff_t>(applied));
    if (!increments_.empty()) run().wake(token_event_, increments_.front().due, Phase::kComplete);
    const bool resolves = std::any_of(lanes_.begin(), lanes_.end(), [this](const Lane& lane) {
      return lane.wait == Wait::kToken && (run().plan(lane.queue.front().command).waits & ~nonzero_) == 0;
    });
    if (resolves) run().wake(issue_event_, now, Phase::kIssue);
  });
}

void Scoreboard::issue() {
  step(Phase::kIssue, [this](Cycle now) {
    settle(now);
    retry_ = kNever;
    for (const Queue queue : kIssueOrder) {
      const auto q = static_cast<std::size_t>(queue);
      lanes_[q].wait = visit(q, now);
    }
    if (retry_ != kNever) run().wake(issue_event_, retry_, Phase::kIssue);
  });
}

Scoreboard::Wait Scoreboard::visit(std::size_t q, Cycle now) {
  Lane& lane = lanes_[q];
  if (lane.queue.empty()) return Wait::kNone;
  const int command = lane.queue.front().command;
  const CommandPlan& plan = run().plan(command);
  if (plan.waits & ~nonzero_) return Wait::kToken;
  if (!banks_free(q, plan.banks)) return Wait::kBank;
  const Cycle available = engine[q]->available(command, now);
  if (available > now) {
    retry_ = std::min(retry_, available);
    return Wait::kEngine;
  }
  start(q, now);
  if (!lane.queue.empty()) retry_ = now + 1;
  return Wait::kNone;
}

bool Scoreboard::banks_free(std::size_t q, const BankMask& wanted) const {
  for (std::size_t other = 0; other < kQueues; ++other)
    if (other != q && lanes_[other].held.intersects(wanted)) return false;
  return true;
}

void Scoreboard::start(std::size_t q, Cycle now) {
  Lane& lane = lanes_[q];
  const int command = lane.queue.front().command;
  const CommandPlan& plan = run().plan(command);
  lane.queue.pop_front();
  for_each_bit(plan.waits, [this](std::size_t token) {
    if (--counters_[token] == 0) nonzero_ &= ~(std::uint64_t{1} << token);
  });
  lane.running.push_back(command);
  lane.held = merged(lane.held, plan.banks);
  lane.slot_freed = now;
  run().started(command, now);
  engine[q]->start(command, now);
  slots->slot_freed(plan.queue, now);
}

}  // namespace octet::sc
