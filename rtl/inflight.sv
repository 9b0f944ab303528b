// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The commands of one queue that are started and not done, oldest first. done_count_i (0..2) of them
// leave in this cycle: their index and signals appear at done_*_o, and held_o, the banks still reserved,
// no longer contains theirs.
`include "octet_assert.svh"

module inflight #(
  parameter int unsigned Depth = 2
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           start_i,
  input  logic [31:0]                    index_i,
  input  logic [23:0]                    signals_i,
  input  logic [octet_pkg::MaskBits-1:0] banks_i,
  input  logic [1:0]                     done_count_i,
  output logic [63:0]                    done_index_o,
  output logic [47:0]                    done_signals_o,
  output logic [octet_pkg::MaskBits-1:0] held_o,
  output logic                           busy_o  // something is left after this cycle's done
);
  localparam int unsigned EntryBits = 56 + octet_pkg::MaskBits;

  logic [EntryBits-1:0] entry_q [Depth+2];  // the last two are always empty
  logic [EntryBits-1:0] entry_d [Depth+2];
  logic [EntryBits-1:0] first, second;
  logic [7:0] count_q, count_after;

  assign first = entry_q[0];
  assign second = entry_q[1];
  assign done_index_o = {second[31:0], first[31:0]};
  assign done_signals_o = {second[55:32], first[55:32]};
  assign count_after = count_q - {6'd0, done_count_i};
  assign busy_o = count_after != 8'd0;

  always_comb begin
    held_o = '0;
    for (int unsigned e = 0; e < Depth; e++) begin
      if (8'(e) >= {6'd0, done_count_i} && 8'(e) < count_q) begin
        held_o = held_o | entry_q[e][EntryBits-1:56];
      end
    end
  end

  always_comb begin
    entry_d[Depth] = '0;
    entry_d[Depth+1] = '0;
    for (int unsigned e = 0; e < Depth; e++) begin
      entry_d[e] = done_count_i == 2'd0 ? entry_q[e] : (done_count_i == 2'd1 ? entry_q[e+1] : entry_q[e+2]);
      if (start_i && count_after == 8'(e)) entry_d[e] = {banks_i, signals_i, index_i};
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) count_q <= 8'd0;
    else count_q <= count_after + {7'd0, start_i};
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned e = 0; e < Depth + 2; e++) entry_q[e] <= entry_d[e];
  end

  logic unused_bits;
  assign unused_bits = ^{first, second};
  `OCTET_ASSERT(DoneWasStarted, {6'd0, done_count_i} <= count_q)
  `OCTET_ASSERT(RoomAtStart, !start_i || count_after < 8'(Depth))
endmodule
