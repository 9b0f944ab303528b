// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiled with a machine's Verilated core into its simulator library.
#include <cstring>
#include <memory>

#include "Vtop.h"
#include "rtl/simulator/core_abi.h"
#include "rtl/simulator/model.h"
#include "rtl/verilated/port_bits.h"

namespace {

constexpr int kAddressBits = 40;

using Core = octet::ModelOf<Vtop>;

Vtop& top_of(void* core) { return static_cast<Core*>(static_cast<octet::Model*>(core))->top; }

// Whole bytes or words of a port, whatever its C++ type.
template <class Port>
void put_bytes(Port& port, const std::uint8_t* bytes, int count) {
  std::memcpy(&port, bytes, static_cast<std::size_t>(count));
}
template <class Port>
void take_bytes(const Port& port, void* bytes, int count) {
  std::memcpy(bytes, &port, static_cast<std::size_t>(count));
}

void trace(const Vtop& top, OctetCoreOutputs& o) {
  o.dispatched = top.trace_dispatched_o;
  o.dispatched_index = top.trace_dispatched_index_o;
  o.started = top.trace_started_o;
  o.done = top.trace_done_o;
  o.visible = top.trace_visible_o;
  o.owner = top.trace_owner_o;
  o.sequencer = top.trace_sequencer_o;
  if (o.started) take_bytes(top.trace_started_index_o, o.started_index, sizeof o.started_index);
  if (o.done) take_bytes(top.trace_done_index_o, o.done_index, sizeof o.done_index);
  if (o.visible) take_bytes(top.trace_visible_index_o, o.visible_index, sizeof o.visible_index);
}

}  // namespace

extern "C" {

void* octet_core_new() {
  auto core = std::make_unique<Core>();
  core->top.rst_ni = 1;
  core->top.eval();
  return static_cast<octet::Model*>(core.release());
}

void octet_core_settle(void* core, const OctetCoreInputs* in, OctetCoreOutputs* out) {
  Vtop& top = top_of(core);
  if (in->start || in->reset) {
    for (int b = 0; b < 4; ++b) {
      octet::set_port_bits(top.base_i, b * kAddressBits, kAddressBits, in->base[b]);
      octet::set_port_bits(top.region_bytes_i, b * kAddressBits, kAddressBits, in->region_bytes[b]);
    }
  }
  top.rst_ni = !in->reset;
  top.start_i = in->start;
  top.first_command_i = in->first_command;
  top.commands_i = in->commands;
  top.slot_i = in->slot;
  top.responses_i = static_cast<SData>(in->responses[0] | in->responses[1] << 5 | in->responses[2] << 10);
  top.read_valid_i = in->read_valid;
  top.read_fetch_i = in->read_fetch;
  top.read_bytes_i = in->read_bytes;
  if (in->read_valid) put_bytes(top.read_data_i, in->read_data, sizeof top.read_data_i);
  top.clk_i = 0;
  top.eval();
  out->burst_valid = top.burst_valid_o;
  out->burst_source = top.burst_source_o;
  out->burst_address = top.burst_address_o;
  out->burst_bytes = top.burst_bytes_o;
  out->write_valid = top.write_valid_o;
  out->write_bytes = top.write_bytes_o;
  if (out->write_valid) take_bytes(top.write_data_o, out->write_data, sizeof top.write_data_o);
  out->condition = top.condition_o;
  out->condition_index = top.condition_index_o;
  trace(top, *out);
}

void octet_core_clock(void* core) {
  Vtop& top = top_of(core);
  top.clk_i = 1;
  top.eval();
}
}
