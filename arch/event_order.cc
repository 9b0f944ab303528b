// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "arch/event_order.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/error.h"

namespace octet {
EventOrder::EventOrder(Recorder& recorder, const Program& program, const Segment& segment, std::int64_t start)
    : recorder_(recorder),
      program_(program),
      segment_(segment),
      code_(program.default_bases()[static_cast<std::size_t>(Base::kCode)]),
      now_(start) {
  recorder_.segment_begins(program_, segment_, start);
}

void EventOrder::started(std::int64_t cycle, std::int32_t command) {
  add(cycle, {cycle, Kind::kStarted, command, {}}, true);
  const Operation& op = program_.commands[static_cast<std::size_t>(command)].op;
  if (const auto* load = std::get_if<LoadCommand>(&op))
    transfers_[static_cast<std::size_t>(Requester::kLoad)].push_back({command, load->t.bytes()});
  if (const auto* store = std::get_if<StoreCommand>(&op))
    transfers_[static_cast<std::size_t>(Requester::kStore)].push_back({command, store->t.bytes()});
}

// Loads and stores request their bursts in the order of their starts.
std::int32_t EventOrder::command_of(Requester requester, std::uint64_t address, std::int64_t bytes) {
  if (requester == Requester::kFetch)
    return static_cast<std::int32_t>((address - code_) / static_cast<std::uint64_t>(kCommandBytes));
  std::deque<Transferring>& transfers = transfers_[static_cast<std::size_t>(requester)];
  OCTET_CHECK(!transfers.empty(), "a burst at {:#x} of no command", address);
  Transferring& oldest = transfers.front();
  const std::int32_t command = oldest.command;
  oldest.bytes -= bytes;
  OCTET_CHECK(oldest.bytes >= 0, "command {} moves {} bytes too many", command, -oldest.bytes);
  if (oldest.bytes == 0) transfers.pop_front();
  return command;
}

void EventOrder::granted(Requester requester, std::int64_t cycle, std::int64_t response, std::uint64_t address,
                         std::int64_t bytes, bool write, const Dram& dram) {
  DramBurst burst;
  burst.requester = requester;
  burst.command = command_of(requester, address, bytes);
  burst.granted = cycle;
  burst.answered = response;
  burst.bus_end = dram.bus_free_tick();
  burst.bus_begin = burst.bus_end - dram.transfer_ticks(address, bytes);
  burst.address = address;
  burst.bytes = bytes;
  burst.write = write;
  add(cycle, {cycle, Kind::kGranted, burst.command, burst}, true);
  add(response, {response, Kind::kAnswered, burst.command, burst}, false);
}

void EventOrder::add(std::int64_t cycle, const Entry& entry, bool is_now) {
  OCTET_CHECK(cycle >= now_, "an event of cycle {} after those of cycle {}", cycle, now_);
  if (is_now && cycle > now_) tell_before(cycle);
  entries_.push_back(entry);
}

void EventOrder::tell_before(std::int64_t cycle) {
  now_ = cycle;
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.cycle, a.kind, a.command) < std::tie(b.cycle, b.kind, b.command);
  });
  const auto later = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.cycle >= cycle; });
  due_.assign(entries_.begin(), later);
  entries_.erase(entries_.begin(), later);  // a recorder that throws is told no event twice
  for (const Entry& entry : due_) tell(entry);
}

void EventOrder::tell(const Entry& entry) {
  switch (entry.kind) {
    case Kind::kAnswered:
      return recorder_.answered(entry.burst);
    case Kind::kVisible:
      return recorder_.visible(entry.cycle, entry.command);
    case Kind::kDone:
      return recorder_.done(entry.cycle, entry.command);
    case Kind::kStarted:
      return recorder_.started(entry.cycle, entry.command);
    case Kind::kGranted:
      return recorder_.granted(entry.burst);
    case Kind::kDispatched:
      return recorder_.dispatched(entry.cycle, entry.command);
  }
}

void EventOrder::end(std::int64_t cycle, const RunResult& result) {
  const bool halted = result.condition != Condition::kOk;
  tell_before(halted ? cycle + 1 : std::numeric_limits<std::int64_t>::max());
  entries_.clear();
  if (halted) recorder_.halted(result.condition, result.condition_cycle, result.condition_command);
  recorder_.segment_ends(program_, segment_, cycle);
}

}  // namespace octet
