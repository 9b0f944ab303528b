// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Why an event came no earlier: the last of its conditions (docs/timing.md) to be met.
#include <fmt/format.h>

#include <algorithm>

#include "arch/access.h"
#include "arch/timing.h"
#include "verify/compare.h"

namespace octet {
namespace {

struct Wait {
  std::int64_t until = -1;
  std::string text;
  void later(std::int64_t cycle, std::string what) {
    if (cycle <= until) return;
    until = cycle;
    text = std::move(what);
  }
};

const Segment* segment_of(const Program& program, std::size_t command) {
  for (const Segment& s : program.segments)
    if (!s.on_host && command >= s.first_command && command < std::size_t{s.first_command} + s.commands) return &s;
  return nullptr;
}

std::string name_of_command(const Program& program, std::size_t i) {
  return fmt::format("command {} ({})", i, name_of(opcode_of(program.commands[i])));
}

class Waits {
 public:
  Waits(const Program& program, const RunResult& run, const Segment& segment, std::size_t command)
      : p_(program), run_(run), first_(segment.first_command), end_(first_ + segment.commands), command_(command) {
    for (std::size_t i = first_; i < command; ++i)
      if (queue(i) == queue(command)) before_.push_back(i);
  }

  std::string dispatch() const {
    const std::size_t depth = static_cast<std::size_t>(p_.machine.queue_depth);
    const std::int64_t at = run_.events[command_].dispatched;
    if (before_.size() >= depth) {
      const std::size_t leaver = before_[before_.size() - depth];
      if (run_.events[leaver].started + 1 >= at) return "queue: full until " + name_of_command(p_, leaver) + " started";
    }
    if (command_ > first_ && run_.events[command_ - 1].dispatched + 1 >= at) return "sequencer: one command a cycle";
    return "fetch: the command was not there yet";
  }

  std::string start() const {
    Wait wait;
    tokens(wait);
    reserved(wait);
    engine(wait);
    wait.later(run_.events[command_].dispatched + 1, "dispatch: started at once");
    return wait.text;
  }

 private:
  Queue queue(std::size_t i) const { return queue_of(p_.commands[i]); }

  void tokens(Wait& wait) const {
    for (const std::uint8_t token : p_.commands[command_].tokens.wait) {
      if (token == kNoToken) continue;
      std::size_t rank = 0;
      const auto names = [token](const std::array<std::uint8_t, 3>& list) {
        return std::find(list.begin(), list.end(), token) != list.end();
      };
      for (std::size_t i = first_; i < command_; ++i) rank += names(p_.commands[i].tokens.wait);
      for (std::size_t i = first_; i < end_; ++i) {
        if (!names(p_.commands[i].tokens.signal) || rank-- > 0) continue;
        wait.later(run_.events[i].visible, fmt::format("token {} of {}", token, name_of_command(p_, i)));
        break;
      }
    }
  }
  void reserved(Wait& wait) const {
    const BankMask mine = banks(p_.commands[command_], p_.machine);
    const std::int64_t start = run_.events[command_].started;
    for (std::size_t i = first_; i < end_; ++i) {
      const Event& e = run_.events[i];
      if (queue(i) == queue(command_) || e.started < 0 || (start >= 0 && e.started >= start)) continue;
      if (banks(p_.commands[i], p_.machine).intersects(mine)) wait.later(e.done, "bank of " + name_of_command(p_, i));
    }
  }
  void engine(Wait& wait) const {
    if (before_.empty()) return;
    const std::size_t last = before_.back();
    const Event& e = run_.events[last];
    if (queue(last) == Queue::kArray || queue(last) == Queue::kVector) {
      const auto free = EngineFree::after(e.started, timing(p_.commands[last], p_.machine));
      wait.later(free.earliest(timing(p_.commands[command_], p_.machine)),
                 "engine: behind " + name_of_command(p_, last));
      return;
    }
    wait.later(e.started + 1, "engine: behind " + name_of_command(p_, last));
    if (before_.size() < 2) return;
    const std::size_t other = before_[before_.size() - 2];
    const std::size_t free = run_.events[other].done <= e.done ? other : last;
    wait.later(run_.events[free].done, "engine: two under way until " + name_of_command(p_, free) + " was done");
  }

  const Program& p_;
  const RunResult& run_;
  std::size_t first_, end_, command_;
  std::vector<std::size_t> before_;  // of the same queue, in order
};

}  // namespace

std::string owner_of_wait(const Program& program, const RunResult& run, std::size_t command, int event) {
  const Segment* segment = segment_of(program, command);
  if (!segment || command >= run.events.size()) return "";
  const Waits waits(program, run, *segment, command);
  if (event == 0) return waits.dispatch();
  if (event == 1) return waits.start();
  if (event == 3) return "the cycle after done";
  const Queue queue = queue_of(program.commands[command]);
  if (queue == Queue::kLoad || queue == Queue::kStore) return "DRAM: its last burst";
  return fmt::format("its own duration of {} cycles", timing(program.commands[command], program.machine).duration);
}

}  // namespace octet
