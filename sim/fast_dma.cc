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

std::int64_t FastDma::next_grant(std::int64_t from) const {
  if (!pending()) return kNeverCycle;
  const std::int64_t cycle = dram_.next_accept(from);
  const bool full = newest_ - oldest_ == responses_.size();
  return full ? std::max(cycle, responses_[oldest_ % responses_.size()]) : cycle;
}

std::int64_t FastDma::grant(std::int64_t from, std::int64_t limit) {
  for (std::int64_t cycle = next_grant(from); cycle < limit; cycle = next_grant(cycle + 1)) {
    limit = std::min(limit, grant_one(cycle));
  }
  return limit;
}

// Returns the cycle in which the response takes effect, kNeverCycle if it ends nothing.
std::int64_t FastDma::grant_one(std::int64_t cycle) {
  if (fetch_granted_ < fetch_requested_) {
    const std::uint64_t address =
        bases_[static_cast<std::size_t>(Base::kCode)] + std::uint64_t{fetch_granted_} * kCommandBytes;
    const std::int64_t response = accept(cycle, address, kCommandBytes, false);
    return fetched_at_[fetch_granted_++ & 1] = response + 1;
  }
  return store_.count > 0 ? grant_transfer(store_, cycle, true) : grant_transfer(load_, cycle, false);
}

std::int64_t FastDma::grant_transfer(Requester& r, std::int64_t cycle, bool write) {
  const BurstCursor::Burst burst = r.cursor.next();
  const std::int64_t response = accept(cycle, burst.address, burst.bytes, write);
  if (!r.cursor.empty()) return kNeverCycle;
  done_at_[r.commands[0]] = response + 1;
  r.commands[0] = r.commands[1];
  if (--r.count > 0) r.cursor = cursor_of(r.commands[0]);
  return response + 1;
}

std::int64_t FastDma::accept(std::int64_t cycle, std::uint64_t address, std::int64_t bytes, bool write) {
  while (oldest_ != newest_ && responses_[oldest_ % responses_.size()] <= cycle) ++oldest_;
  return responses_[newest_++ % responses_.size()] = dram_.accept(cycle, address, bytes, write);
}

}  // namespace octet
