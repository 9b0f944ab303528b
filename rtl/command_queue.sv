// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An in-order queue of commands with their stream index and banks. A push at t is the head from t+1 on;
// full_o counts the slots taken at the start of the cycle, so a slot freed by pop_i at t is usable from
// t+1. next_* is the entry behind the head.
`include "octet_assert.svh"

module command_queue (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           push_i,
  input  logic [511:0]                   command_i,
  input  logic [31:0]                    index_i,
  input  logic [octet_pkg::MaskBits-1:0] banks_i,
  output logic                           full_o,
  output logic                           valid_o,
  output logic [511:0]                   command_o,
  output logic [31:0]                    index_o,
  output logic [octet_pkg::MaskBits-1:0] banks_o,
  output logic                           next_valid_o,
  output logic [23:0]                    next_waits_o,
  input  logic                           pop_i
);
  localparam int unsigned Depth = octet_pkg::QueueDepth;
  localparam int unsigned EntryBits = 512 + 32 + octet_pkg::MaskBits;
  localparam int unsigned CountBits = octet_pkg::QueueCountBits;

  logic [EntryBits-1:0] entry_q [Depth+1];  // entry Depth is always empty: what shifts in
  logic [EntryBits-1:0] entry_d [Depth+1];
  logic [CountBits-1:0] count_q, count_d;
  logic [EntryBits-1:0] head, second;

  assign head = entry_q[0];
  assign second = entry_q[1];
  assign {banks_o, index_o, command_o} = head;
  assign valid_o = count_q != '0;
  assign full_o = count_q == CountBits'(Depth);
  assign next_valid_o = count_q > CountBits'(1);
  assign next_waits_o = second[39:16];

  always_comb begin
    count_d = count_q;
    for (int unsigned e = 0; e <= Depth; e++) entry_d[e] = entry_q[e];
    if (pop_i) begin
      count_d = count_q - CountBits'(1);
      for (int unsigned e = 0; e < Depth; e++) entry_d[e] = entry_q[e+1];
    end
    if (push_i) begin
      for (int unsigned e = 0; e < Depth; e++) begin
        if (count_d == CountBits'(e)) entry_d[e] = {banks_i, index_i, command_i};
      end
      count_d = count_d + CountBits'(1);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) count_q <= '0;
    else count_q <= count_d;
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned e = 0; e <= Depth; e++) entry_q[e] <= entry_d[e];
  end

  logic unused_bits;
  assign unused_bits = ^second;
  `OCTET_ASSERT(PushWhenRoom, !push_i || !full_o)
  `OCTET_ASSERT(PopOfValid, !pop_i || valid_o)
endmodule
