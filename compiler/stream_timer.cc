// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One pass over the stream: each command starts when it is dispatched, its queue and engine can take it and earlier
// commands of other queues have left its banks.
#include "compiler/stream_timer.h"

#include <algorithm>
#include <array>

#include "arch/access.h"
#include "arch/timing.h"

namespace octet {
namespace {

class Timer {
 public:
  Timer(const Machine& m, std::size_t commands)
      : m_(m),
        timing_(m),
        per_byte_(m.dram_unlimited ? 0 : 1 / m.dram_bytes_per_cycle()),
        latency_(m.dram_unlimited ? 0 : m.dram_latency_ns * m.clock_mhz * 1e-3),
        burst_(static_cast<double>(m.dram_burst_bytes) * per_byte_) {
    held_.reserve(commands);
  }

  void run(const Command& command, const BankMask& mask) {
    const int queue = static_cast<int>(queue_of(command));
    QueueState& q = queues_[queue];
    const double dispatched = dispatch(q);
    double start = std::max(dispatched + 1, q.free);
    for (const QueueState& other : queues_)
      if (&other != &q) start = left(other, mask, start);
    double done = 0;
    if (queue == static_cast<int>(Queue::kArray) || queue == static_cast<int>(Queue::kVector)) {
      const Timing t = timing_.of(command);
      start = std::max(start, q.done - static_cast<double>(t.duration) + 1);
      q.free = start + static_cast<double>(t.occupancy);
      done = start + static_cast<double>(t.duration);
    } else {
      done = std::max(q.done, transfer(start, command));
      q.free = q.done;  // two at a time: the next waits for the one before this
    }
    q.done = done;
    q.starts[q.count++ % q.starts.size()] = start;
    held_.push_back({mask, done, q.last});
    q.last = static_cast<std::int32_t>(held_.size()) - 1;
    end_ = std::max(end_, done);
  }

  double end() const { return end_; }
  double moved() const { return moved_; }

 private:
  // By a command. Those of a queue are done in order.
  struct Held {
    BankMask banks;
    double done;
    std::int32_t before;  // of the queue: which of held_, -1: none
  };
  struct QueueState {
    double free = 0, done = 0;
    std::array<double, 64> starts{};
    std::size_t count = 0;
    std::int32_t last = -1;
  };

  // When the last command of the queue that has one of the banks leaves it, or `from` if that is not later.
  double left(const QueueState& queue, const BankMask& mask, double from) const {
    for (std::int32_t i = queue.last; i >= 0;) {
      const Held& held = held_[static_cast<std::size_t>(i)];
      if (held.done <= from) break;
      if (held.banks.intersects(mask)) return held.done;
      i = held.before;
    }
    return from;
  }

  // Two fetches are under way; the next begins when one of them is dispatched.
  double dispatch(const QueueState& q) {
    const double asked = before_[0] + 1;
    const double wait = m_.dram_unlimited ? 0 : std::clamp(bus_ - asked, 0.0, burst_);
    const double fetched = m_.dram_unlimited ? 0 : asked + wait + kCommandBytes * per_byte_ + latency_ + 1;
    bus_ += kCommandBytes * per_byte_;
    double at = std::max(fetched, before_[1] + 1);
    const auto depth = static_cast<std::size_t>(m_.queue_depth);
    if (q.count >= depth) at = std::max(at, q.starts[(q.count - depth) % q.starts.size()] + 1);
    before_ = {before_[1], at};
    return at;
  }

  double transfer(double start, const Command& command) {
    const Transfer& t = std::holds_alternative<LoadCommand>(command.op) ? std::get<LoadCommand>(command.op).t
                                                                        : std::get<StoreCommand>(command.op).t;
    if (m_.dram_unlimited) return start + 1;
    const auto runs = static_cast<double>(t.inner) * t.outer;
    const auto word = static_cast<double>(m_.dram_word_bytes());
    const double bytes = std::max(static_cast<double>(t.run_bytes), word) * runs;
    moved_ += bytes * per_byte_;
    bus_ = std::max(bus_, start + 1) + bytes * per_byte_;
    return bus_ + latency_ + 1;
  }

  const Machine& m_;
  TimingMemo timing_;
  double per_byte_, latency_, burst_;
  std::array<QueueState, kQueues> queues_;
  std::vector<Held> held_;
  std::array<double, 2> before_{-1, -1};  // dispatch of the last two commands
  double bus_ = 0, end_ = 0, moved_ = 0;
};

}  // namespace

double estimate_cycles(const std::vector<Emitted>& stream, const Machine& machine, double traffic, double enough) {
  Timer timer(machine, stream.size());
  for (const Emitted& e : stream) {
    timer.run(e.command, e.banks);
    if (timer.end() >= enough) break;
  }
  return timer.end() + traffic * timer.moved();
}

}  // namespace octet
