// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The memory of the machine at the core's AXI4 port: arch's Dram for the times, the memory image for the data. Every
// READY is high; the credit is Dram::can_accept. The beats of a read end in the cycle of its response, a store's B is
// in it.
#pragma once
#include <deque>

#include "arch/event_order.h"
#include "rtl/axi_subordinate.h"
#include "rtl/memory_view.h"

namespace octet {

class DramPort : public AxiSubordinate {
 public:
  // `order`: where bursts are told; nullptr: nowhere.
  DramPort(const Program& program, Dram& dram, MemoryImage& memory, EventOrder* order = nullptr);
  void drive(std::int64_t cycle, OctetMemoryInputs& in) override;
  void serve(std::int64_t cycle, const OctetMemoryInputs& in, const OctetMemoryOutputs& out) override;
  bool idle() const override { return bursts_.empty(); }

 private:
  struct Burst {
    Source source;
    std::int64_t lane;   // of the next byte in its word
    std::int64_t bytes;  // that have not passed
    std::int64_t beats;  // likewise
    std::uint8_t* data;  // of the next byte
    std::int64_t response;
  };
  void grant(std::int64_t cycle, const OctetAddress& address);
  void read(Burst& burst, OctetMemoryInputs& in) const;
  void write(const OctetMemoryOutputs& out);

  Dram& dram_;
  EventOrder* order_;
  MemoryView memory_;
  std::int64_t word_;
  std::deque<Burst> bursts_;  // granted and not answered, in the order of the grants
};

}  // namespace octet
