// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM's side of a run, replayed from its events.
#include <algorithm>
#include <deque>

#include "arch/dram.h"
#include "arch/timing.h"
#include "verify/coverage_collect.h"

namespace octet {
namespace {

const Transfer* transfer_of(const Command& command) {
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) return &load->t;
  if (const auto* store = std::get_if<StoreCommand>(&command.op)) return &store->t;
  return nullptr;
}

struct Request {
  std::int64_t from = 0;  // grantable at the earliest
  std::uint64_t address = 0;
  std::int64_t bytes = 0;
  std::size_t command = 0;
  bool last = false, write = false;
};

class Replay {
 public:
  Replay(const Program& program, const RunResult& run)
      : program_(program), run_(run), bases_(program.default_bases()), dram_(program.machine) {}

  // False if a load or store does not end when its event says.
  bool segment(const Segment& segment, std::int64_t start) {
    const std::size_t end = std::size_t{segment.first_command} + segment.commands;
    next_fetch_ = next_dispatch_ = segment.first_command;
    for (std::size_t i = segment.first_command; i < end; ++i) enter(i);
    responses_.clear();
    for (std::int64_t t = start; left(end); ++t) {
      responses_.erase(std::remove_if(responses_.begin(), responses_.end(), [t](auto r) { return r <= t; }),
                       responses_.end());
      if (!grant(t)) return false;
      while (next_dispatch_ < end && run_.events[next_dispatch_].dispatched <= t) ++next_dispatch_;
      for (; next_fetch_ < end && next_fetch_ < next_dispatch_ + 2; ++next_fetch_)
        fetches_.push_back({t + 1, bases_[0] + next_fetch_ * kCommandBytes, kCommandBytes, next_fetch_, false, false});
    }
    return true;
  }
  std::int64_t booked = 0, outstanding = 0, granted = 0;
  std::int64_t misses() const { return dram_.row_misses(); }

 private:
  bool left(std::size_t end) const {
    return next_dispatch_ < end || !fetches_.empty() || !loads_.empty() || !stores_.empty();
  }
  void enter(std::size_t i) {
    const Command& command = program_.commands[i];
    const Transfer* t = transfer_of(command);
    if (!t) return;
    const bool write = std::holds_alternative<StoreCommand>(command.op);
    const std::uint64_t base = bases_[static_cast<std::size_t>(t->base)];
    auto& list = write ? stores_ : loads_;
    for (const Burst& burst : bursts(*t, base, program_.machine))
      list.push_back({run_.events[i].started + 1, base + burst.offset, burst.bytes, i, false, write});
    list.back().last = true;
  }
  bool grant(std::int64_t t) {
    for (auto* list : {&fetches_, &stores_, &loads_}) {
      if (list->empty() || list->front().from > t) continue;
      const bool full = responses_.size() >= Dram::kMaxOutstanding, booked_now = !dram_.can_accept(t);
      outstanding += full;
      booked += booked_now;
      if (full || booked_now) return true;
      const Request r = list->front();
      list->pop_front();
      const std::int64_t response = dram_.accept(t, r.address, r.bytes, r.write);
      responses_.push_back(response);
      ++granted;
      return !r.last || run_.events[r.command].done == response + 1;
    }
    return true;
  }

  const Program& program_;
  const RunResult& run_;
  std::array<std::uint64_t, kBases> bases_;
  Dram dram_;
  std::deque<Request> fetches_, loads_, stores_;
  std::vector<std::int64_t> responses_;
  std::size_t next_fetch_ = 0, next_dispatch_ = 0;
};

}  // namespace

void count_bursts(const Program& program, const RunResult& run, Coverage& coverage) {
  if (program.machine.dram_unlimited || run.condition != Condition::kOk) return;
  if (run.events.size() != program.commands.size()) return;
  Replay replay(program, run);
  std::int64_t now = 0;
  for (const Segment& segment : program.segments) {
    if (segment.on_host) continue;
    if (!replay.segment(segment, now)) return;
    for (std::size_t i = segment.first_command; i < std::size_t{segment.first_command} + segment.commands; ++i)
      now = std::max(now, run.events[i].done);
  }
  coverage.bus_booked += replay.booked;
  coverage.outstanding += replay.outstanding;
  coverage.page_miss += replay.misses();
  coverage.page_hit += replay.granted - replay.misses();
  ++coverage.cases_with_bursts;
}

}  // namespace octet
