// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Walks the DRAM side of a transfer: one burst a cycle, runs that touch joined, split at multiples of the
// burst length of the absolute address (bursts() of arch/timing.h). valid_o, address_o and bytes_o are
// registered, so a burst is offered from the cycle after load_i, and stable until grant_i.
module burst_walker (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic                              load_i,
  input  logic [octet_pkg::AddressBits-1:0] address_i,
  input  logic [31:0]                       run_bytes_i,
  input  logic [15:0]                       inner_i,
  input  logic [15:0]                       outer_i,
  input  logic [31:0]                       inner_pitch_i,
  input  logic [31:0]                       outer_pitch_i,
  input  logic                              grant_i,
  output logic                              valid_o,
  output logic [octet_pkg::AddressBits-1:0] address_o,
  output logic [octet_pkg::BurstBits-1:0]   bytes_o
);
  localparam int unsigned Bits = octet_pkg::AddressBits;

  // The transfer with runs that touch joined.
  logic join_inner, join_outer;
  logic [31:0] inner_bytes, joined_bytes;
  assign join_inner = inner_i == 16'd1 || inner_pitch_i == run_bytes_i;
  assign inner_bytes = join_inner ? run_bytes_i * {16'd0, inner_i} : run_bytes_i;
  assign join_outer = join_inner && outer_pitch_i == inner_bytes;
  assign joined_bytes = join_outer ? inner_bytes * {16'd0, outer_i} : inner_bytes;

  logic [31:0] run_bytes_q, inner_pitch_q, outer_pitch_q, left_q;
  logic [15:0] inner_q, inner_left_q, outer_left_q;
  logic [Bits-1:0] outer_q, run_q, next_run, next_outer;
  logic [31:0] room;
  logic run_ends;

  assign room = octet_pkg::BurstBytes - (address_o[31:0] & (octet_pkg::BurstBytes - 32'd1));
  assign run_ends = left_q <= room;
  assign bytes_o = run_ends ? left_q[octet_pkg::BurstBits-1:0] : room[octet_pkg::BurstBits-1:0];
  assign next_run = run_q + {{(Bits - 32) {1'b0}}, inner_pitch_q};
  assign next_outer = outer_q + {{(Bits - 32) {1'b0}}, outer_pitch_q};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
    end else if (load_i) begin
      valid_o <= 1'b1;
    end else if (grant_i && run_ends && inner_left_q == 16'd1 && outer_left_q == 16'd1) begin
      valid_o <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (load_i) begin
      run_bytes_q <= joined_bytes;
      left_q <= joined_bytes;
      inner_q <= join_inner ? 16'd1 : inner_i;
      inner_left_q <= join_inner ? 16'd1 : inner_i;
      outer_left_q <= join_outer ? 16'd1 : outer_i;
      inner_pitch_q <= inner_pitch_i;
      outer_pitch_q <= outer_pitch_i;
      outer_q <= address_i;
      run_q <= address_i;
      address_o <= address_i;
    end else if (grant_i) begin
      left_q <= run_ends ? run_bytes_q : left_q - room;
      if (!run_ends) begin
        address_o <= address_o + {{(Bits - 32) {1'b0}}, room};
      end else if (inner_left_q != 16'd1) begin
        inner_left_q <= inner_left_q - 16'd1;
        run_q <= next_run;
        address_o <= next_run;
      end else begin
        inner_left_q <= inner_q;
        outer_left_q <= outer_left_q - 16'd1;
        outer_q <= next_outer;
        run_q <= next_outer;
        address_o <= next_outer;
      end
    end
  end
endmodule
