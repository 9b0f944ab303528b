// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a core's simulator, a shared library built on demand, offers to the backend: one cycle in two halves.
// Plain C data, so that it does not matter which machine the library was built for.
#pragma once
#include <cstdint>

extern "C" {

enum { kOctetBeatBytes = 64 };  // the widest beat of any machine

struct OctetCoreInputs {
  std::uint8_t reset, start, slot, read_valid, read_fetch, read_bytes;
  std::uint8_t responses[3];
  std::uint32_t first_command, commands;
  std::uint64_t base[4], region_bytes[4];
  std::uint8_t read_data[kOctetBeatBytes];
};

struct OctetCoreOutputs {
  std::uint8_t burst_valid, burst_source, write_valid, write_bytes, condition;
  std::uint32_t burst_bytes, condition_index;
  std::uint64_t burst_address;
  std::uint8_t write_data[kOctetBeatBytes];
  // the trace port of rtl/sequencer.sv
  std::uint8_t dispatched, started, done, visible, owner, sequencer;
  std::uint32_t dispatched_index, started_index[4], done_index[8], visible_index[8];
};

// octet_core_settle applies the inputs of a cycle and reads its outputs; octet_core_clock is the rising edge that
// ends it. Both throw std::runtime_error if an assertion of the RTL fails.
// The model of octet_core_new is model_abi.h's, which also deletes it.
void* octet_core_new();
void octet_core_settle(void* core, const OctetCoreInputs* inputs, OctetCoreOutputs* outputs);
void octet_core_clock(void* core);
}
