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
  promised_ = {};
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

bool Scoreboard::has_room(Queue queue) const {
  const auto occupied = static_cast<std::int64_t>(lanes_[static_cast<std::size_t>(queue)].queue.size());
  return occupied < run().machine().queue_depth;
}

void Scoreboard::push(int command, Cycle now) {
  settle(now);
  run().dispatched(command, now);
  const auto q = static_cast<std::size_t>(run().plan(command).queue);
  lanes_[q].queue.push_back({command, now});
  if (lanes_[q].queue.size() > 1) return;
  catch_up(now);
  examine(q, now + 1);
  if (lanes_[q].retry != kNever) run().wake(issue_event_, lanes_[q].retry, Phase::kIssue);
}

void Scoreboard::complete(int command, Cycle now) {
  settle(now);
  run().done(command, now);
  const CommandPlan& plan = run().plan(command);
  Lane& own = lanes_[static_cast<std::size_t>(plan.queue)];
  OCTET_CHECK(!own.running.empty() && own.running.front() == command, "command {} done at {} is not the oldest",
              command, now);
  own.running.erase(own.running.begin());
  own.held = {};
  for (const int other : own.running) own.held = merged(own.held, run().plan(other).banks);
  if (plan.signals) signal(command, now + 1);
  bool resolves = own.wait == Wait::kEngine && own.retry == kNever;
  for (const Lane& lane : lanes_)
    resolves |= lane.wait == Wait::kBank && run().plan(lane.queue.front().command).banks.intersects(plan.banks);
  if (resolves) run().wake(issue_event_, now, Phase::kIssue);
}

// Increments of a command: applied in phase 1 of `due` if a head waits for one or a counter can overflow,
// else when the counters are looked at next.
void Scoreboard::signal(int command, Cycle due) {
  const std::uint64_t signals = run().plan(command).signals;
  increments_.push_back({command, due});
  bool urgent = false;
  for_each_bit(signals, [&](std::size_t token) { urgent |= ++promised_[token] > kTokenMax; });
  for (const Lane& lane : lanes_) urgent |= (lane.missing & signals) != 0;
  if (urgent) run().wake(token_event_, due, Phase::kComplete);
}

// Applies what is due up to `until`; returns how many, which are left at the front of the list.
std::size_t Scoreboard::apply_due(Cycle until) {
  std::size_t applied = 0;
  for (; applied < increments_.size() && increments_[applied].due <= until; ++applied) {
    const Increment& increment = increments_[applied];
    run().visible(increment.command, increment.due);
    for_each_bit(run().plan(increment.command).signals, [this](std::size_t token) { ++counters_[token]; });
    nonzero_ |= run().plan(increment.command).signals;
  }
  return applied;
}

// What is due and was not urgent: no head waited for it and no counter can overflow.
void Scoreboard::catch_up(Cycle now) {
  const auto applied = static_cast<std::ptrdiff_t>(apply_due(now));
  increments_.erase(increments_.begin(), increments_.begin() + applied);
}

void Scoreboard::record_visible(Cycle until) {
  for (const Increment& increment : increments_)
    if (increment.due <= until) run().visible(increment.command, increment.due);
}

// Names the first command in stream order, among those that were due now, that touched an overflowing counter.
void Scoreboard::check_overflow(Cycle now, std::size_t applied) {
  int culprit = -1;
  std::size_t which = 0;
  for (std::size_t i = 0; i < applied; ++i) {
    const auto [command, due] = increments_[i];
    if (due != now || (culprit >= 0 && culprit < command)) continue;
    for_each_bit(run().plan(command).signals, [&, index = command](std::size_t token) {
      if (counters_[token] <= kTokenMax) return;
      culprit = index;
      which = token;
    });
  }
  if (culprit < 0) return;
  run().halt(Condition::kTokenOverflow, now, Phase::kComplete, culprit,
             fmt::format("token counter {} exceeds {}", which, kTokenMax));
}

void Scoreboard::apply_tokens() {
  step(Phase::kComplete, [this](Cycle now) {
    if (run().finished()) return;  // due after the segment: visible, but without effect
    settle(now);
    const std::size_t applied = apply_due(now);
    check_overflow(now, applied);
    increments_.erase(increments_.begin(), increments_.begin() + static_cast<std::ptrdiff_t>(applied));
    for (Lane& lane : lanes_) {
      if (lane.wait != Wait::kToken) continue;
      lane.missing = run().plan(lane.queue.front().command).waits & ~nonzero_;
      await_tokens(lane);
      if (!lane.missing) run().wake(issue_event_, now, Phase::kIssue);
    }
  });
}

void Scoreboard::await_tokens(Lane& lane) {
  for (const Increment& increment : increments_) {
    if (!(run().plan(increment.command).signals & lane.missing)) continue;
    run().wake(token_event_, increment.due, Phase::kComplete);
    return;
  }
}

void Scoreboard::issue() {
  step(Phase::kIssue, [this](Cycle now) {
    settle(now);
    catch_up(now);
    Cycle retry = kNever;
    for (const Queue queue : kIssueOrder) {
      const auto q = static_cast<std::size_t>(queue);
      if (lanes_[q].queue.empty() || (lanes_[q].missing & ~nonzero_)) continue;
      examine(q, now);
      if (lanes_[q].retry == now) {
        start(q, now);
        examine(q, now + 1);
      }
      retry = std::min(retry, lanes_[q].retry);
    }
    if (retry != kNever) run().wake(issue_event_, retry, Phase::kIssue);
  });
}

// What the head of a queue lacks, to start in a cycle >= `from`.
void Scoreboard::examine(std::size_t q, Cycle from) {
  Lane& lane = lanes_[q];
  lane.wait = Wait::kNone;
  lane.missing = 0;
  lane.retry = kNever;
  if (lane.queue.empty()) return;
  const int command = lane.queue.front().command;
  const CommandPlan& plan = run().plan(command);
  lane.missing = plan.waits & ~nonzero_;
  if (lane.missing) {
    lane.wait = Wait::kToken;
    await_tokens(lane);
  } else if (!banks_free(q, plan.banks)) {
    lane.wait = Wait::kBank;
  } else {
    lane.wait = Wait::kEngine;
    lane.retry = engine[q]->available(command, from);
  }
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
    --promised_[token];
    if (--counters_[token] == 0) nonzero_ &= ~(std::uint64_t{1} << token);
  });
  lane.running.push_back(command);
  lane.held = merged(lane.held, plan.banks);
  run().started(command, now);
  engine[q]->start(command, now);
  slots->slot_freed(plan.queue, now);
}

}  // namespace octet::sc
