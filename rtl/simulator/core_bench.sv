// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a simulator has as its top: the accelerator with a register before every input. The test bench knows what it
// drives in a cycle before that cycle begins, so one edge of both clocks takes the accelerator's state and its inputs
// to the next cycle together and the logic between them is evaluated once. An edge of sample_i alone changes the inputs
// within a cycle.
module core_bench (
  input  logic                                clk_i,
  input  logic                                sample_i,
  input  logic                                rst_ni,
  input  logic                                lite_awvalid_i,
  output logic                                lite_awready_o,
  input  logic [7:0]                          lite_awaddr_i,
  input  logic                                lite_wvalid_i,
  output logic                                lite_wready_o,
  input  logic [31:0]                         lite_wdata_i,
  input  logic [3:0]                          lite_wstrb_i,
  output logic                                lite_bvalid_o,
  input  logic                                lite_bready_i,
  output logic [1:0]                          lite_bresp_o,
  input  logic                                lite_arvalid_i,
  output logic                                lite_arready_o,
  input  logic [7:0]                          lite_araddr_i,
  output logic                                lite_rvalid_o,
  input  logic                                lite_rready_i,
  output logic [31:0]                         lite_rdata_o,
  output logic [1:0]                          lite_rresp_o,
  output logic                                irq_o,
  input  logic                                slot_i,
  output logic                                axi_arvalid_o,
  input  logic                                axi_arready_i,
  output logic [1:0]                          axi_arid_o,
  output logic [octet_pkg::AddressBits-1:0]   axi_araddr_o,
  output logic [7:0]                          axi_arlen_o,
  output logic [2:0]                          axi_arsize_o,
  output logic [1:0]                          axi_arburst_o,
  output logic [3:0]                          axi_arcache_o,
  output logic [2:0]                          axi_arprot_o,
  output logic [octet_pkg::BurstBits-1:0]     axi_aruser_o,
  input  logic                                axi_rvalid_i,
  output logic                                axi_rready_o,
  input  logic [1:0]                          axi_rid_i,
  input  logic [octet_pkg::BeatBytes*8-1:0]   axi_rdata_i,
  input  logic [1:0]                          axi_rresp_i,
  input  logic                                axi_rlast_i,
  output logic                                axi_awvalid_o,
  input  logic                                axi_awready_i,
  output logic [1:0]                          axi_awid_o,
  output logic [octet_pkg::AddressBits-1:0]   axi_awaddr_o,
  output logic [7:0]                          axi_awlen_o,
  output logic [2:0]                          axi_awsize_o,
  output logic [1:0]                          axi_awburst_o,
  output logic [3:0]                          axi_awcache_o,
  output logic [2:0]                          axi_awprot_o,
  output logic [octet_pkg::BurstBits-1:0]     axi_awuser_o,
  output logic                                axi_wvalid_o,
  input  logic                                axi_wready_i,
  output logic [octet_pkg::BeatBytes*8-1:0]   axi_wdata_o,
  output logic [octet_pkg::BeatBytes-1:0]     axi_wstrb_o,
  output logic                                axi_wlast_o,
  input  logic                                axi_bvalid_i,
  output logic                                axi_bready_o,
  input  logic [1:0]                          axi_bid_i,
  input  logic [1:0]                          axi_bresp_i,
  output logic                                trace_dispatched_o,
  output logic [31:0]                         trace_dispatched_index_o,
  output logic [3:0]                          trace_started_o,
  output logic [4*32-1:0]                     trace_started_index_o,
  output logic [7:0]                          trace_done_o,
  output logic [8*32-1:0]                     trace_done_index_o,
  output logic [7:0]                          trace_visible_o,
  output logic [8*32-1:0]                     trace_visible_index_o,
  output logic [4*2-1:0]                      trace_owner_o,
  output logic [1:0]                          trace_sequencer_o,
  output logic [2:0]                          trace_condition_o,
  output logic [31:0]                         trace_condition_index_o
);
  logic lite_awvalid_q;
  logic [7:0] lite_awaddr_q;
  logic lite_wvalid_q;
  logic [31:0] lite_wdata_q;
  logic [3:0] lite_wstrb_q;
  logic lite_bready_q;
  logic lite_arvalid_q;
  logic [7:0] lite_araddr_q;
  logic lite_rready_q;
  logic slot_q;
  logic axi_arready_q;
  logic axi_rvalid_q;
  logic [1:0] axi_rid_q;
  logic [octet_pkg::BeatBytes*8-1:0] axi_rdata_q;
  logic [1:0] axi_rresp_q;
  logic axi_rlast_q;
  logic axi_awready_q;
  logic axi_wready_q;
  logic axi_bvalid_q;
  logic [1:0] axi_bid_q;
  logic [1:0] axi_bresp_q;
  always_ff @(posedge sample_i) begin
    lite_awvalid_q <= lite_awvalid_i;
    lite_awaddr_q <= lite_awaddr_i;
    lite_wvalid_q <= lite_wvalid_i;
    lite_wdata_q <= lite_wdata_i;
    lite_wstrb_q <= lite_wstrb_i;
    lite_bready_q <= lite_bready_i;
    lite_arvalid_q <= lite_arvalid_i;
    lite_araddr_q <= lite_araddr_i;
    lite_rready_q <= lite_rready_i;
    slot_q <= slot_i;
    axi_arready_q <= axi_arready_i;
    axi_rvalid_q <= axi_rvalid_i;
    axi_rid_q <= axi_rid_i;
    axi_rdata_q <= axi_rdata_i;
    axi_rresp_q <= axi_rresp_i;
    axi_rlast_q <= axi_rlast_i;
    axi_awready_q <= axi_awready_i;
    axi_wready_q <= axi_wready_i;
    axi_bvalid_q <= axi_bvalid_i;
    axi_bid_q <= axi_bid_i;
    axi_bresp_q <= axi_bresp_i;
  end
  octet u_octet (
    .clk_i                   (clk_i),
    .rst_ni                  (rst_ni),
    .lite_awvalid_i          (lite_awvalid_q),
    .lite_awready_o          (lite_awready_o),
    .lite_awaddr_i           (lite_awaddr_q),
    .lite_wvalid_i           (lite_wvalid_q),
    .lite_wready_o           (lite_wready_o),
    .lite_wdata_i            (lite_wdata_q),
    .lite_wstrb_i            (lite_wstrb_q),
    .lite_bvalid_o           (lite_bvalid_o),
    .lite_bready_i           (lite_bready_q),
    .lite_bresp_o            (lite_bresp_o),
    .lite_arvalid_i          (lite_arvalid_q),
    .lite_arready_o          (lite_arready_o),
    .lite_araddr_i           (lite_araddr_q),
    .lite_rvalid_o           (lite_rvalid_o),
    .lite_rready_i           (lite_rready_q),
    .lite_rdata_o            (lite_rdata_o),
    .lite_rresp_o            (lite_rresp_o),
    .irq_o                   (irq_o),
    .slot_i                  (slot_q),
    .axi_arvalid_o           (axi_arvalid_o),
    .axi_arready_i           (axi_arready_q),
    .axi_arid_o              (axi_arid_o),
    .axi_araddr_o            (axi_araddr_o),
    .axi_arlen_o             (axi_arlen_o),
    .axi_arsize_o            (axi_arsize_o),
    .axi_arburst_o           (axi_arburst_o),
    .axi_arcache_o           (axi_arcache_o),
    .axi_arprot_o            (axi_arprot_o),
    .axi_aruser_o            (axi_aruser_o),
    .axi_rvalid_i            (axi_rvalid_q),
    .axi_rready_o            (axi_rready_o),
    .axi_rid_i               (axi_rid_q),
    .axi_rdata_i             (axi_rdata_q),
    .axi_rresp_i             (axi_rresp_q),
    .axi_rlast_i             (axi_rlast_q),
    .axi_awvalid_o           (axi_awvalid_o),
    .axi_awready_i           (axi_awready_q),
    .axi_awid_o              (axi_awid_o),
    .axi_awaddr_o            (axi_awaddr_o),
    .axi_awlen_o             (axi_awlen_o),
    .axi_awsize_o            (axi_awsize_o),
    .axi_awburst_o           (axi_awburst_o),
    .axi_awcache_o           (axi_awcache_o),
    .axi_awprot_o            (axi_awprot_o),
    .axi_awuser_o            (axi_awuser_o),
    .axi_wvalid_o            (axi_wvalid_o),
    .axi_wready_i            (axi_wready_q),
    .axi_wdata_o             (axi_wdata_o),
    .axi_wstrb_o             (axi_wstrb_o),
    .axi_wlast_o             (axi_wlast_o),
    .axi_bvalid_i            (axi_bvalid_q),
    .axi_bready_o            (axi_bready_o),
    .axi_bid_i               (axi_bid_q),
    .axi_bresp_i             (axi_bresp_q),
    .trace_dispatched_o      (trace_dispatched_o),
    .trace_dispatched_index_o(trace_dispatched_index_o),
    .trace_started_o         (trace_started_o),
    .trace_started_index_o   (trace_started_index_o),
    .trace_done_o            (trace_done_o),
    .trace_done_index_o      (trace_done_index_o),
    .trace_visible_o         (trace_visible_o),
    .trace_visible_index_o   (trace_visible_index_o),
    .trace_owner_o           (trace_owner_o),
    .trace_sequencer_o       (trace_sequencer_o),
    .trace_condition_o       (trace_condition_o),
    .trace_condition_index_o (trace_condition_index_o)
  );
endmodule
