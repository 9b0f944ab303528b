// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/sc_engine.h"

#include <algorithm>
#include <stdexcept>

namespace octet::sc {
namespace {

// A block that takes so many times as long as the rules say, and so many cycles more, will not end.
constexpr Cycle kPatience = 16, kSlack = 4096;

}  // namespace

Engine::Engine(const sc_core::sc_module_name& name) : Part(name) {
  SC_HAS_PROCESS(Engine);
  SC_METHOD(finish);
  sensitive << advance_event_;
  dont_initialize();
}

void Engine::bind(Run& r, EnginePort& port) {
  bind_run(r);
  port_ = &port;
  advance_event_.cancel();
  jobs_.clear();
  last_ = r.start();
  refused_ = kNever;
  port.begin(r.start());
}

template <class Body>
void Engine::ask(Phase phase, int command, Body&& body) {
  try {
    body();
  } catch (const Error&) {
    throw;
  } catch (const std::runtime_error& fault) {
    run().halt(Condition::kFault, run().now(), phase, command, fault.what());
  }
}

void Engine::give_up(Phase phase, int command, Cycle since, const char* what) {
  run().halt(Condition::kHang, run().now(), phase, command,
             fmt::format("the {} unit has not {} for {} cycles", name_of(run().plan(command).queue), what,
                         run().now() - since));
}

Cycle Engine::available(int command, Cycle from) {
  Cycle cycle = kNever;
  const Timing& timing = run().plan(command).timing;
  ask(Phase::kIssue, command, [&] { cycle = port_->available(run().command(command), timing, from, run().now()); });
  const Cycle now = run().now();
  if (from != now) return cycle;
  if (cycle == now || !jobs_.empty())
    refused_ = kNever;
  else if (refused_ == kNever)
    refused_ = now;
  else if (now - refused_ > kSlack)
    give_up(Phase::kIssue, command, refused_, "taken its command");
  return cycle;
}

void Engine::start(int command, Cycle now) {
  ask(Phase::kIssue, command, [&] { port_->start(run().command(command), run().plan(command).timing, now); });
  jobs_.push_back(command);
  last_ = now;
  wake_for_next();
}

void Engine::wake_for_next() {
  const Cycle next = port_->next();
  if (next != EnginePort::kNever && !run().halted()) run().wake(advance_event_, next, Phase::kComplete);
}

void Engine::advance(Cycle now) {
  if (!port_->advance(now)) return;
  if (jobs_.empty()) throw std::runtime_error("a command is done, and none was started");
  const int command = jobs_.front();
  jobs_.pop_front();
  last_ = now;
  scoreboard->complete(command, now);
}

void Engine::finish() {
  step(Phase::kComplete, [this](Cycle now) {
    const int oldest = jobs_.empty() ? run().first() : jobs_.front();
    ask(Phase::kComplete, oldest, [&] { advance(now); });
    if (!jobs_.empty() && now - last_ > kPatience * run().plan(jobs_.front()).timing.duration + kSlack)
      give_up(Phase::kComplete, jobs_.front(), last_, "ended its command");
    wake_for_next();
  });
}

}  // namespace octet::sc
