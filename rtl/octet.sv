// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The accelerator: control registers behind an AXI4-Lite subordinate port (lite_*), the core, and its AXI4
// manager port (axi_*). slot_i is a credit: the memory controller can take one more burst in this cycle; tie
// it to 1 for one that says so by READY alone. With READY high on credit the cycles are those of the model.
module octet (
  input  logic                                clk_i,
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
  input  logic [1:0]                          axi_bresp_i
`ifndef SYNTHESIS
  ,
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
`endif
);
  localparam int unsigned Data = octet_pkg::BeatBytes * 8;

  logic core_rst_n, start, hold, idle, finished, manager_ready;
  logic [31:0] first_command, commands, condition_index;
  logic [2:0] condition, response, bus_error;
  logic [4*octet_pkg::AddressBits-1:0] base, region_bytes;
  control_registers u_registers (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .awvalid_i        (lite_awvalid_i),
    .awready_o        (lite_awready_o),
    .awaddr_i         (lite_awaddr_i),
    .wvalid_i         (lite_wvalid_i),
    .wready_o         (lite_wready_o),
    .wdata_i          (lite_wdata_i),
    .wstrb_i          (lite_wstrb_i),
    .bvalid_o         (lite_bvalid_o),
    .bready_i         (lite_bready_i),
    .bresp_o          (lite_bresp_o),
    .arvalid_i        (lite_arvalid_i),
    .arready_o        (lite_arready_o),
    .araddr_i         (lite_araddr_i),
    .rvalid_o         (lite_rvalid_o),
    .rready_i         (lite_rready_i),
    .rdata_o          (lite_rdata_o),
    .rresp_o          (lite_rresp_o),
    .irq_o            (irq_o),
    .start_o          (start),
    .first_command_o  (first_command),
    .commands_o       (commands),
    .base_o           (base),
    .region_bytes_o   (region_bytes),
    .hold_o           (hold),
    .core_rst_no      (core_rst_n),
    .idle_i           (idle),
    .finished_i       (finished),
    .condition_i      (condition),
    .condition_index_i(condition_index),
    .bus_error_i      (bus_error)
  );

  logic burst_valid, read_valid, read_fetch;
  logic [1:0] burst_source;
  logic [octet_pkg::AddressBits-1:0] burst_address;
  logic [octet_pkg::BurstBits-1:0] burst_bytes;
  logic [octet_pkg::BeatCountBits-1:0] read_bytes;
  logic [Data-1:0] read_data;
  core u_core (
    .clk_i            (clk_i),
    .rst_ni           (core_rst_n),
    .start_i          (start),
    .first_command_i  (first_command),
    .commands_i       (commands),
    .base_i           (base),
    .region_bytes_i   (region_bytes),
    .slot_i           (slot_i && manager_ready && !hold),
    .burst_valid_o    (burst_valid),
    .burst_source_o   (burst_source),
    .burst_address_o  (burst_address),
    .burst_bytes_o    (burst_bytes),
    .idle_o           (idle),
    .response_i       (response),
    .bus_error_i      (bus_error),
    .read_valid_i     (read_valid),
    .read_fetch_i     (read_fetch),
    .read_bytes_i     (read_bytes),
    .read_data_i      (read_data),
    .write_valid_o    (axi_wvalid_o),
    .write_ready_i    (axi_wready_i),
    .write_data_o     (axi_wdata_o),
    .write_strobe_o   (axi_wstrb_o),
    .write_last_o     (axi_wlast_o),
    .finished_o       (finished),
    .condition_o      (condition),
    .condition_index_o(condition_index)
`ifndef SYNTHESIS
    ,
    .trace_dispatched_o      (trace_dispatched_o),
    .trace_dispatched_index_o(trace_dispatched_index_o),
    .trace_started_o         (trace_started_o),
    .trace_started_index_o   (trace_started_index_o),
    .trace_done_o            (trace_done_o),
    .trace_done_index_o      (trace_done_index_o),
    .trace_visible_o         (trace_visible_o),
    .trace_visible_index_o   (trace_visible_index_o),
    .trace_owner_o           (trace_owner_o),
    .trace_sequencer_o       (trace_sequencer_o)
`endif
  );

  octet_pkg::axi_address_t ar, aw;
  axi_manager u_manager (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .ready_o        (manager_ready),
    .burst_valid_i  (burst_valid),
    .burst_source_i (burst_source),
    .burst_address_i(burst_address),
    .burst_bytes_i  (burst_bytes),
    .response_o     (response),
    .error_o        (bus_error),
    .read_valid_o   (read_valid),
    .read_fetch_o   (read_fetch),
    .read_bytes_o   (read_bytes),
    .read_data_o    (read_data),
    .arvalid_o      (axi_arvalid_o),
    .arready_i      (axi_arready_i),
    .ar_o           (ar),
    .awvalid_o      (axi_awvalid_o),
    .awready_i      (axi_awready_i),
    .aw_o           (aw),
    .rvalid_i       (axi_rvalid_i),
    .rid_i          (axi_rid_i),
    .rresp_i        (axi_rresp_i),
    .rlast_i        (axi_rlast_i),
    .rdata_i        (axi_rdata_i),
    .bvalid_i       (axi_bvalid_i),
    .bresp_i        (axi_bresp_i)
  );

  assign axi_arid_o = ar.id;
  assign axi_araddr_o = ar.address;
  assign axi_arlen_o = ar.len;
  assign axi_arsize_o = 3'(octet_pkg::BeatLaneBits);
  assign axi_arburst_o = 2'd1;   // INCR
  assign axi_arcache_o = 4'd3;   // normal memory, not cached
  assign axi_arprot_o = 3'd0;
  assign axi_aruser_o = ar.user;
  assign axi_awid_o = aw.id;
  assign axi_awaddr_o = aw.address;
  assign axi_awlen_o = aw.len;
  assign axi_awsize_o = 3'(octet_pkg::BeatLaneBits);
  assign axi_awburst_o = 2'd1;   // INCR
  assign axi_awcache_o = 4'd3;   // normal memory, not cached
  assign axi_awprot_o = 3'd0;
  assign axi_awuser_o = aw.user;
  assign axi_rready_o = 1'b1;
  assign axi_bready_o = 1'b1;
`ifndef SYNTHESIS
  assign trace_condition_o = condition;
  assign trace_condition_index_o = condition_index;
`endif

  logic unused_bits;
  assign unused_bits = ^axi_bid_i;  // only stores are written
endmodule
