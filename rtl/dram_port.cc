// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/dram_port.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace octet {
namespace {

Requester requester_of(std::uint8_t id) {
  if (id == static_cast<std::uint8_t>(Source::kFetch)) return Requester::kFetch;
  return id == static_cast<std::uint8_t>(Source::kStore) ? Requester::kStore : Requester::kLoad;
}

}  // namespace

DramPort::DramPort(const Program& program, Dram& dram, MemoryImage& memory, EventOrder* order)
    : dram_(dram), order_(order), memory_(program, memory), word_(program.machine.dram_word_bytes()) {}

// One burst at most has a beat or an answer in a cycle (docs/timing.md 5): that of the oldest, or of the oldest read.
void DramPort::drive(std::int64_t cycle, OctetMemoryInputs& in) {
  in.slot = dram_.can_accept(cycle);
  in.arready = in.awready = in.wready = 1;
  in.rvalid = in.bvalid = 0;
  const auto reading =
      std::find_if(bursts_.begin(), bursts_.end(), [](const Burst& b) { return b.source != Source::kStore; });
  if (reading != bursts_.end() && cycle > reading->response - reading->beats) read(*reading, in);
  if (bursts_.empty() || bursts_.front().response > cycle) return;
  const Burst& oldest = bursts_.front();
  OCTET_CHECK(oldest.beats == 0 && oldest.response == cycle, "cycle {}: a response due at {} before {} beats", cycle,
              oldest.response, oldest.beats);
  if (oldest.source == Source::kStore) {
    in.bvalid = 1;
    in.bid = static_cast<std::uint8_t>(Source::kStore);
    in.bresp = 0;
  }
  bursts_.pop_front();
}

// Lanes without data carry a value nobody wants.
void DramPort::read(Burst& burst, OctetMemoryInputs& in) const {
  const std::int64_t bytes = std::min(burst.bytes, word_ - burst.lane);
  if (bytes < word_) std::memset(in.rdata, 0xEE, static_cast<std::size_t>(word_));
  std::memcpy(in.rdata + burst.lane, burst.data, static_cast<std::size_t>(bytes));
  burst.data += bytes;
  burst.bytes -= bytes;
  burst.lane = 0;
  in.rvalid = 1;
  in.rid = static_cast<std::uint8_t>(burst.source);
  in.rresp = 0;
  in.rlast = --burst.beats == 0;
}

void DramPort::serve(std::int64_t cycle, const OctetMemoryInputs&, const OctetMemoryOutputs& out) {
  if (out.wvalid) write(out);
  if (out.ar.valid) grant(cycle, out.ar);
  if (out.aw.valid) grant(cycle, out.aw);
}

void DramPort::grant(std::int64_t cycle, const OctetAddress& a) {
  const bool write = a.id == static_cast<std::uint8_t>(Source::kStore);
  std::uint8_t* data = memory_.at(a.address, a.user);
  const std::int64_t response = dram_.accept(cycle, a.address - kMemoryAddress, a.user, write);
  if (order_) order_->granted(requester_of(a.id), cycle, response, a.address - kMemoryAddress, a.user, write, dram_);
  const auto lane = static_cast<std::int64_t>(a.address % static_cast<std::uint64_t>(word_));
  bursts_.push_back({static_cast<Source>(a.id), lane, a.user, a.len + 1, data, response});
}

void DramPort::write(const OctetMemoryOutputs& out) {
  const auto writing = std::find_if(bursts_.begin(), bursts_.end(),
                                    [](const Burst& b) { return b.source == Source::kStore && b.beats > 0; });
  OCTET_CHECK(writing != bursts_.end(), "write data without a burst");
  const std::int64_t bytes = std::min(writing->bytes, word_ - writing->lane);
  const std::uint64_t lanes = ~std::uint64_t{0} >> (64 - bytes) << writing->lane;
  OCTET_CHECK(out.wstrb == lanes, "strobes {:#x} of a word of which {:#x} is written", out.wstrb, lanes);
  std::memcpy(writing->data, out.wdata + writing->lane, static_cast<std::size_t>(bytes));
  writing->data += bytes;
  writing->bytes -= bytes;
  writing->lane = 0;
  --writing->beats;
}

}  // namespace octet
