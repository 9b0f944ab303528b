// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/axi_monitor.h"

#include <bit>
#include <cstring>
#include <utility>

#include "arch/dram.h"
#include "base/error.h"

namespace octet {
namespace {

constexpr std::uint64_t kPage = 4096;

bool same(const OctetAddress& a, const OctetAddress& b) {
  return a.valid == b.valid && (!a.valid || (a.id == b.id && a.len == b.len && a.size == b.size && a.burst == b.burst &&
                                             a.user == b.user && a.address == b.address));
}

bool same_data(const OctetMemoryOutputs& a, const OctetMemoryOutputs& b) {
  if (a.wvalid != b.wvalid) return false;
  if (!a.wvalid) return true;
  if (a.wlast != b.wlast || a.wstrb != b.wstrb) return false;
  for (int lane = 0; lane < kOctetBeatBytes; ++lane)
    if ((a.wstrb >> lane & 1) && a.wdata[lane] != b.wdata[lane]) return false;
  return true;
}

}  // namespace

void AxiMonitor::observe(const OctetMemoryInputs& in, const OctetMemoryOutputs& out) {
  outstanding_ -= (in.rvalid && in.rlast) + in.bvalid;
  if (out.ar.valid || ar_.valid) address(out.ar, ar_, in.arready);
  if (out.aw.valid || aw_.valid) {
    if (out.aw.valid && !aw_.valid) lengths_.push_back(out.aw.len + 1);
    address(out.aw, aw_, in.awready);
  }
  if (out.wvalid || w_.wvalid) data(out, in.wready);
  match();
}

void AxiMonitor::address(const OctetAddress& now, OctetAddress& before, bool ready) {
  if (before.valid) {
    OCTET_CHECK(same(now, before), "AXI: an address changes while it waits, {:#x} to {:#x}", before.address,
                now.address);
  } else {
    const std::uint64_t begin = now.address / word_ * word_, end = now.address + now.user;
    OCTET_CHECK(now.user > 0 && (end - begin + word_ - 1) / word_ == now.len + 1u, "AXI: {} bytes at {:#x} in {} beats",
                now.user, now.address, now.len + 1);
    OCTET_CHECK(begin / kPage == (end - 1) / kPage, "AXI: {} bytes at {:#x} cross a page", now.user, now.address);
    OCTET_CHECK(now.burst == 1 && now.size == std::countr_zero(word_) && now.id < 3, "AXI: burst {} size {} id {}",
                now.burst, now.size, now.id);
    OCTET_CHECK(++outstanding_ <= Dram::kMaxOutstanding, "AXI: {} bursts outstanding", outstanding_);
  }
  before = now;
  if (ready) before.valid = 0;
}

void AxiMonitor::data(const OctetMemoryOutputs& out, bool ready) {
  OCTET_CHECK(!w_.wvalid || same_data(w_, out), "AXI: write data change while they wait");
  w_.wvalid = out.wvalid && !ready;
  if (w_.wvalid) {
    w_.wlast = out.wlast;
    w_.wstrb = out.wstrb;
    std::memcpy(w_.wdata, out.wdata, sizeof w_.wdata);
  } else {
    ++beats_;
    if (out.wlast) sent_.push_back(std::exchange(beats_, 0));
  }
}

// Data may come before their address is taken, but not before it is shown: the core sends none earlier.
void AxiMonitor::match() {
  OCTET_CHECK(lengths_.empty() ? sent_.empty() && beats_ == 0 : sent_.size() + (beats_ > 0) <= lengths_.size(),
              "AXI: write data without an address");
  while (!sent_.empty()) {
    OCTET_CHECK(sent_.front() == lengths_.front(), "AXI: WLAST after {} beats of {}", sent_.front(), lengths_.front());
    sent_.pop_front();
    lengths_.pop_front();
  }
}

void AxiMonitor::require_same(const OctetMemoryOutputs& one, const OctetMemoryOutputs& other) {
  OCTET_CHECK(same(one.ar, other.ar) && same(one.aw, other.aw) && same_data(one, other),
              "AXI: a VALID or its payload depends on a READY");
}

}  // namespace octet
