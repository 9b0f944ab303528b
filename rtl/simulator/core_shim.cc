// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiled with a machine's Verilated core into its simulator library.
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

#include "Vtop.h"
#include "Vtop___024root.h"
#include "rtl/simulator/core_abi.h"
#include "rtl/simulator/model.h"

// Verilator's own, behind Vtop::eval.
void Vtop___024root___eval(Vtop___024root* root);

namespace {

// `edge`: the clock's rising edge that ends the cycle is still to come. It comes with the next cycle's inputs, so
// that both are evaluated once; with a waveform it comes at its own time.
struct Core : octet::ModelOf<Vtop> {
  bool edge = false;
};

// What Vtop::eval does once the model is initialized. The rest of it hands over messages of other threads, of which
// there are none, and marks the waveform's activity.
void evaluate(Vtop& top) {
#if VM_TRACE_FST
  top.eval();
#else
  Vtop___024root___eval(top.rootp);
#endif
}

Core& core_of(void* core) { return *static_cast<Core*>(static_cast<octet::Model*>(core)); }

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
  o.condition = top.trace_condition_o;
  o.condition_index = top.trace_condition_index_o;
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

void drive(Vtop& top, const OctetMemoryInputs& in) {
  top.slot_i = in.slot;
  top.axi_arready_i = in.arready;
  top.axi_awready_i = in.awready;
  top.axi_wready_i = in.wready;
  top.axi_rvalid_i = in.rvalid;
  top.axi_bvalid_i = in.bvalid;
  if (in.rvalid) {
    top.axi_rid_i = in.rid;
    top.axi_rresp_i = in.rresp;
    top.axi_rlast_i = in.rlast;
    put_bytes(top.axi_rdata_i, in.rdata, sizeof top.axi_rdata_i);
  }
  if (in.bvalid) {
    top.axi_bid_i = in.bid;
    top.axi_bresp_i = in.bresp;
  }
}

void drive(Vtop& top, const OctetHostInputs& in) {
  top.lite_awvalid_i = in.awvalid;
  top.lite_awaddr_i = in.awaddr;
  top.lite_wvalid_i = in.wvalid;
  top.lite_wdata_i = in.wdata;
  top.lite_wstrb_i = in.wstrb;
  top.lite_bready_i = in.bready;
  top.lite_arvalid_i = in.arvalid;
  top.lite_araddr_i = in.araddr;
  top.lite_rready_i = in.rready;
}

// What the port says of every burst, and that it takes every answer.
void require_constants(const Vtop& top) {
  constexpr int kBufferableModifiable = 3;
  if (top.axi_arcache_o != kBufferableModifiable || top.axi_awcache_o != kBufferableModifiable || top.axi_arprot_o ||
      top.axi_awprot_o || !top.axi_rready_o || !top.axi_bready_o)
    throw std::runtime_error("AxCACHE, AxPROT, RREADY or BREADY is not what docs/rtl.md says");
}

void take(const Vtop& top, OctetMemoryOutputs& out) {
  require_constants(top);
  out.ar.valid = top.axi_arvalid_o;
  out.aw.valid = top.axi_awvalid_o;
  out.wvalid = top.axi_wvalid_o;
  if (out.ar.valid)
    out.ar = {
        1, top.axi_arid_o, top.axi_arlen_o, top.axi_arsize_o, top.axi_arburst_o, top.axi_aruser_o, top.axi_araddr_o};
  if (out.aw.valid)
    out.aw = {
        1, top.axi_awid_o, top.axi_awlen_o, top.axi_awsize_o, top.axi_awburst_o, top.axi_awuser_o, top.axi_awaddr_o};
  if (!out.wvalid) return;
  out.wlast = top.axi_wlast_o;
  out.wstrb = top.axi_wstrb_o;
  take_bytes(top.axi_wdata_o, out.wdata, sizeof top.axi_wdata_o);
}

void take(const Vtop& top, OctetHostOutputs& out) {
  out.awready = top.lite_awready_o;
  out.wready = top.lite_wready_o;
  out.bvalid = top.lite_bvalid_o;
  out.bresp = top.lite_bresp_o;
  out.arready = top.lite_arready_o;
  out.rvalid = top.lite_rvalid_o;
  out.rresp = top.lite_rresp_o;
  out.rdata = top.lite_rdata_o;
  out.irq = top.irq_o;
}

}  // namespace

extern "C" {

void* octet_core_new() {
  auto core = std::make_unique<Core>();
  core->top.clk_i = 0;  // inputs start at random too; a clock that starts high has no first edge
  core->top.sample_i = 0;
  core->top.rst_ni = 1;
  core->top.eval();
  return static_cast<octet::Model*>(core.release());
}

void octet_core_settle(void* core, const OctetCoreInputs* in, OctetCoreOutputs* out) {
  Vtop& top = core_of(core).top;
  if (in->reset) top.rst_ni = 0;
  drive(top, in->memory);
  drive(top, in->host);
  top.clk_i = std::exchange(core_of(core).edge, false);
  top.sample_i = 1;
  evaluate(top);
  top.rst_ni = !in->reset;
  top.clk_i = 0;
  top.sample_i = 0;
  evaluate(top);
  take(top, out->memory);
  take(top, out->host);
  trace(top, *out);
}

void octet_core_clock(void* core) {
#if VM_TRACE_FST
  core_of(core).top.clk_i = 1;
  core_of(core).top.eval();
#else
  core_of(core).edge = true;
#endif
}
}
