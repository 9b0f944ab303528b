// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a core's simulator, a shared library built on demand, offers to the backend: one cycle in two halves.
// Plain C data, so that it does not matter which machine the library was built for. Names are those of the ports of
// rtl/octet.sv.
#pragma once
#include <cstdint>

extern "C" {

enum { kOctetBeatBytes = 64 };  // the widest bus word of any machine

// What the memory drives: AXI4 and the credit.
struct OctetMemoryInputs {
  std::uint8_t slot, arready, awready, wready;
  std::uint8_t rvalid, rid, rresp, rlast;
  std::uint8_t bvalid, bid, bresp;
  std::uint8_t rdata[kOctetBeatBytes];
};

// What the host drives: AXI4-Lite.
struct OctetHostInputs {
  std::uint8_t awvalid, awaddr, wvalid, wstrb, bready, arvalid, araddr, rready;
  std::uint32_t wdata;
};

struct OctetCoreInputs {
  std::uint8_t reset;
  OctetMemoryInputs memory;
  OctetHostInputs host;
};

struct OctetAddress {
  std::uint8_t valid, id, len, size, burst;
  std::uint32_t user;
  std::uint64_t address;
};

struct OctetMemoryOutputs {
  OctetAddress ar, aw;  // payloads only while valid
  std::uint8_t wvalid, wlast;
  std::uint64_t wstrb;
  std::uint8_t wdata[kOctetBeatBytes];
};

struct OctetHostOutputs {
  std::uint8_t awready, wready, bvalid, bresp, arready, rvalid, rresp, irq;
  std::uint32_t rdata;
};

struct OctetCoreOutputs {
  OctetMemoryOutputs memory;
  OctetHostOutputs host;
  // the trace port of rtl/sequencer.sv
  std::uint8_t condition, dispatched, started, done, visible, owner, sequencer;
  std::uint32_t condition_index, dispatched_index, started_index[4], done_index[8], visible_index[8];
};

// octet_core_settle applies the inputs of a cycle and reads its outputs; octet_core_clock is the rising edge that
// ends it, evaluated with the next inputs unless there is a waveform. Both throw std::runtime_error if an assertion of
// the RTL fails.
// The model of octet_core_new is model_abi.h's, which also deletes it.
void* octet_core_new();
void octet_core_settle(void* core, const OctetCoreInputs* inputs, OctetCoreOutputs* outputs);
void octet_core_clock(void* core);
}
