// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The control registers as an AXI4-Lite subordinate: every write and every read is answered once, and an answer
// stays, with its data, until it is taken. A refused write changes no setting; settings stand still
// while the core is busy; a start happens only then when nothing runs; the core is reset only with no burst
// outstanding. Nothing is assumed of the host; the core only finishes what runs, which simulation asserts.
module control_registers_proof (
  input logic        clk_i,
  input logic        awvalid_i,
  input logic [7:0]  awaddr_i,
  input logic        wvalid_i,
  input logic [31:0] wdata_i,
  input logic [3:0]  wstrb_i,
  input logic        bready_i,
  input logic        arvalid_i,
  input logic [7:0]  araddr_i,
  input logic        rready_i,
  input logic        idle_i,
  input logic        finished_i,
  input logic [2:0]  condition_i,
  input logic [31:0] condition_index_i,
  input logic [2:0]  bus_error_i
);
  localparam int unsigned Settings = 64 + 8 * octet_pkg::AddressBits;

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic awready, wready, bvalid, arready, rvalid, irq, start, hold, core_rst_n;
  logic [1:0] bresp, rresp;
  logic [31:0] rdata, first_command, commands;
  logic [4*octet_pkg::AddressBits-1:0] base, region_bytes;
  control_registers u_registers (
    .clk_i            (clk_i),
    .rst_ni           (started_q),
    .awvalid_i        (awvalid_i),
    .awready_o        (awready),
    .awaddr_i         (awaddr_i),
    .wvalid_i         (wvalid_i),
    .wready_o         (wready),
    .wdata_i          (wdata_i),
    .wstrb_i          (wstrb_i),
    .bvalid_o         (bvalid),
    .bready_i         (bready_i),
    .bresp_o          (bresp),
    .arvalid_i        (arvalid_i),
    .arready_o        (arready),
    .araddr_i         (araddr_i),
    .rvalid_o         (rvalid),
    .rready_i         (rready_i),
    .rdata_o          (rdata),
    .rresp_o          (rresp),
    .irq_o            (irq),
    .start_o          (start),
    .first_command_o  (first_command),
    .commands_o       (commands),
    .base_o           (base),
    .region_bytes_o   (region_bytes),
    .hold_o           (hold),
    .core_rst_no      (core_rst_n),
    .idle_i           (idle_i),
    .finished_i       (finished_i),
    .condition_i      (condition_i),
    .condition_index_i(condition_index_i),
    .bus_error_i      (bus_error_i)
  );

  // Requests taken and not answered, counted from the handshakes alone.
  logic [7:0] writes_q, data_q, reads_q;
  // What the ports showed a cycle ago.
  logic known_q, b_waits_q, r_waits_q, taken_q, busy_q, idle_q, held_q;
  logic [1:0] bresp_q, rresp_q;
  logic [31:0] rdata_q;
  logic [Settings-1:0] settings, settings_q;
  (* hierconn *) logic \u_registers.busy_q , \u_registers.resetting_q ;
  (* hierconn *) logic [2:0] \u_registers.condition_q ;
  assign settings = {first_command, commands, base, region_bytes};
  always_ff @(posedge clk_i) begin
    writes_q <= !started_q ? 8'd0 : writes_q + {7'd0, awvalid_i && awready} - {7'd0, bvalid && bready_i};
    data_q <= !started_q ? 8'd0 : data_q + {7'd0, wvalid_i && wready} - {7'd0, bvalid && bready_i};
    reads_q <= !started_q ? 8'd0 : reads_q + {7'd0, arvalid_i && arready} - {7'd0, rvalid && rready_i};
    known_q <= started_q;
    b_waits_q <= started_q && bvalid && !bready_i;
    r_waits_q <= started_q && rvalid && !rready_i;
    taken_q <= awvalid_i && awready;
    bresp_q <= bresp;
    rresp_q <= rresp;
    rdata_q <= rdata;
    settings_q <= settings;
    busy_q <= \u_registers.busy_q ;
    idle_q <= idle_i;
    held_q <= hold;
  end

  always_comb begin
    assume (!finished_i || \u_registers.busy_q || \u_registers.resetting_q );
    if (started_q) begin
      write_answered_once : assert (writes_q == {7'd0, bvalid} && data_q == {7'd0, bvalid});
      read_answered_once : assert (reads_q == {7'd0, rvalid});
      if (!bvalid && awvalid_i && wvalid_i) write_is_taken : assert (awready && wready);
      if (!rvalid && arvalid_i) read_is_taken : assert (arready);
      if (b_waits_q) b_stays : assert (bvalid && bresp == bresp_q);
      if (r_waits_q) r_stays : assert (rvalid && rdata == rdata_q && rresp == rresp_q);
      if (bvalid) b_is_okay_or_error : assert (bresp == 2'd0 || bresp == 2'd2);
      if (rvalid) r_is_okay_or_error : assert (rresp == 2'd0 || (rresp == 2'd2 && rdata == 32'd0));
      start_is_busy : assert (!start || \u_registers.busy_q );
      if (known_q) begin
        start_once : assert (!start || !busy_q);
        refused_changes_nothing : assert (settings == settings_q || (taken_q && bvalid && bresp == 2'd0));
        busy_changes_nothing : assert (settings == settings_q || !busy_q);
        reset_when_idle : assert (core_rst_n || (held_q && idle_q));
        held_until_idle : assert (!held_q || idle_q || hold);
        start_after_condition : assert (!start || \u_registers.condition_q == octet_pkg::ConditionOk);
        no_start_in_reset : assert (!start || !held_q);
      end
      code_is_aligned : assert (base[5:0] == 6'd0);
    end
  end
endmodule
