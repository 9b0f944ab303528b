// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/fast_dma.h"

#include <algorithm>

#include "base/error.h"

namespace octet {

FastDma::FastDma(const FastPlan& plan, Dram& dram, std::uint32_t first_command, std::int64_t* done_at)
    : plan_(plan),
      dram_(dram),
      bases_(plan.program().default_bases()),
      done_at_(done_at),
      fetch_granted_(first_command),
      fetch_requested_(first_command) {}

void FastDma::request_fetches(std::uint32_t end) {
  for (; fetch_requested_ < end; ++fetch_requested_) fetched_at_[fetch_requested_ & 1] = kNeverCycle;
}

BurstCursor FastDma::cursor_of(std::uint32_t command) const {
  const Program& program = plan_.program();
  const Operation& op = program.commands[command].op;
  const auto* load = std::get_if<LoadCommand>(&op);
  const Transfer& t = load ? load->t : std::get<StoreCommand>(op).t;
  return {t, bases_[static_cast<std::size_t>(t.base)], program.machine.dram_burst_bytes};
}

void FastDma::request(Queue queue, std::uint32_t command) {
  Requester& r = queue == Queue::kStore ? store_ : load_;
  OCTET_CHECK(r.count < 2, "third transfer under way: command {}", command);
  r.commands[static_cast<std::size_t>(r.count++)] = command;
  if (r.count == 1) r.cursor = cursor_of(command);
}

// The first cycle from `from` on in which bus and outstanding responses leave room for a burst.
inline std::int64_t FastDma::next_room(std::int64_t from) const {
  const std::int64_t cycle = dram_.next_accept(from);
  const bool full = newest_ - oldest_ == responses_.size();
  return full ? std::max(cycle, responses_[oldest_ % responses_.size()]) : cycle;
}

inline std::int64_t FastDma::accept(std::int64_t cycle, std::uint64_t address, std::int64_t bytes, bool write) {
  while (oldest_ != newest_ && responses_[oldest_ % responses_.size()] <= cycle) ++oldest_;
  return responses_[newest_++ % responses_.size()] = dram_.accept(cycle, address, bytes, write);
}

inline std::int64_t FastDma::accept_row(std::int64_t& cycle, std::int64_t limit, std::int64_t most, bool write) {
  const auto room = [this](std::int64_t at) {
    if (newest_ - oldest_ < responses_.size()) return true;
    if (responses_[oldest_ % responses_.size()] > at) return false;
    ++oldest_;
    return true;
  };
  const auto answered = [this](std::int64_t response) { responses_[newest_++ % responses_.size()] = response; };
  return dram_.accept_row(cycle, limit, most, write, room, answered);
}

std::int64_t FastDma::grant(std::int64_t from, std::int64_t limit) {
  if (!pending()) return limit;
  std::int64_t cycle = next_room(from);
  while (cycle < limit) {
    if (fetch_granted_ < fetch_requested_)
      grant_fetch(cycle, limit);
    else
      grant_bursts(store_.count > 0 ? store_ : load_, store_.count > 0, cycle, limit);
    if (!pending()) break;
    cycle = next_room(cycle + 1);
  }
  return limit;
}

void FastDma::grant_fetch(std::int64_t cycle, std::int64_t& limit) {
  const std::uint64_t address =
      bases_[static_cast<std::size_t>(Base::kCode)] + std::uint64_t{fetch_granted_} * kCommandBytes;
  const std::int64_t response = accept(cycle, address, kCommandBytes, false);
  limit = std::min(limit, fetched_at_[fetch_granted_++ & 1] = response + 1);
}

void FastDma::grant_bursts(Requester& r, bool write, std::int64_t& cycle, std::int64_t& limit) {
  BurstCursor cursor = r.cursor;
  for (;; cycle = next_room(cycle + 1)) {
    if (cycle >= limit) {
      r.cursor = cursor;
      return;
    }
    const BurstCursor::Burst burst = cursor.next();
    const std::int64_t response = accept(cycle, burst.address, burst.bytes, write);
    if (!cursor.empty()) {
      if (const std::int64_t most = cursor.whole_bursts(dram_.rest_of_row(cursor.address())); most > 1)
        cursor.skip_whole(accept_row(cycle, limit, most, write));
      continue;
    }
    limit = std::min(limit, done_at_[r.commands[0]] = response + 1);
    r.commands[0] = r.commands[1];
    if (--r.count > 0) r.cursor = cursor_of(r.commands[0]);
    return;
  }
}

void FastDma::append_state(std::int64_t cycle, std::vector<std::int64_t>& state) const {
  for (const Requester* r : {&store_, &load_}) {
    state.push_back(r->count);
    for (int i = 0; i < r->count; ++i) state.push_back(r->commands[static_cast<std::size_t>(i)]);
    if (r->count > 0) r->cursor.append_state(state);
  }
  state.push_back(fetch_granted_);
  state.push_back(fetch_requested_);
  for (const std::int64_t at : fetched_at_)
    state.push_back(at == kNeverCycle ? at : std::max<std::int64_t>(0, at - cycle));
  for (std::uint32_t i = oldest_; i != newest_; ++i)
    if (const std::int64_t at = responses_[i % responses_.size()]; at > cycle) state.push_back(at - cycle);
  state.push_back(-1);  // the end of the responses
}

}  // namespace octet
