// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Watches the core's side of the AXI4 port: stable payloads, bursts within a page and as long as their bytes, WLAST
// where AWLEN says, at most 16 bursts outstanding. What is wrong fails an OCTET_CHECK.
#pragma once
#include <cstdint>
#include <deque>

#include "arch/machine.h"
#include "rtl/simulator/core_abi.h"

namespace octet {

class AxiMonitor {
 public:
  explicit AxiMonitor(const Machine& machine) : word_(static_cast<std::uint64_t>(machine.dram_word_bytes())) {}
  // A settled cycle.
  void observe(const OctetMemoryInputs& in, const OctetMemoryOutputs& out);
  // The same cycle with other READYs: nothing that is valid may differ.
  static void require_same(const OctetMemoryOutputs& one, const OctetMemoryOutputs& other);
  int outstanding() const { return outstanding_; }

 private:
  void address(const OctetAddress& now, OctetAddress& before, bool ready);
  void data(const OctetMemoryOutputs& out, bool ready);
  void match();

  std::uint64_t word_;
  OctetAddress ar_{}, aw_{};        // what waited in the last cycle
  OctetMemoryOutputs w_{};          // likewise, its data only
  std::deque<int> lengths_, sent_;  // beats of the write addresses, of the write data up to WLAST
  int beats_ = 0, outstanding_ = 0;
};

}  // namespace octet
