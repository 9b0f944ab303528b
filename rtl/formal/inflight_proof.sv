// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Commands in flight leave in the order of their start with their own index and signals, and held_o is the
// union of the banks of those that are left. Proven for a ring of four. Assumed: no start without room, nothing
// done that was not started.
module inflight_proof (
  input logic                           clk_i,
  input logic                           start_i,
  input logic [31:0]                    index_i,
  input logic [23:0]                    signals_i,
  input logic [octet_pkg::MaskBits-1:0] banks_i,
  input logic [1:0]                     done_count_i
);
  localparam int unsigned Mask = octet_pkg::MaskBits;
  localparam int unsigned Bits = 32 + 24 + Mask;

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic [63:0] done_index;
  logic [47:0] done_signals;
  logic [Mask-1:0] held;
  logic busy;
  inflight #(
    .DepthBits(2)
  ) u_inflight (
    .clk_i         (clk_i),
    .rst_ni        (started_q),
    .start_i       (start_i),
    .index_i       (index_i),
    .signals_i     (signals_i),
    .banks_i       (banks_i),
    .done_count_i  (done_count_i),
    .done_index_o  (done_index),
    .done_signals_o(done_signals),
    .held_o        (held),
    .busy_o        (busy)
  );

  // The model: a list, oldest first, that moves up.
  logic [2:0] count_q, after;
  logic [4*Bits-1:0] list_q, moved;
  assign after = count_q - {1'b0, done_count_i};
  assign moved = done_count_i == 2'd0 ? list_q : done_count_i == 2'd1 ? {{Bits{1'b0}}, list_q[4*Bits-1:Bits]}
                                                                   : {{(2 * Bits) {1'b0}}, list_q[4*Bits-1:2*Bits]};
  logic [Mask-1:0] union_left;
  always_comb begin
    union_left = '0;
    for (int unsigned e = 0; e < 4; e++) if (e < {29'd0, after}) union_left = union_left | moved[e*Bits+:Mask];
  end
  always_ff @(posedge clk_i) begin
    count_q <= started_q ? after + {2'd0, start_i} : 3'd0;
    list_q <= moved;
    if (start_i) begin
      for (int unsigned e = 0; e < 4; e++) if ({29'd0, after} == e) list_q[e*Bits+:Bits] <= {index_i, signals_i, banks_i};
    end
  end

  // Inside: the ring's entries in order, and how many of them hold each bank.
  (* hierconn *) logic [2:0] \u_inflight.head_q , \u_inflight.tail_q ;
  (* hierconn *) logic [31:0] \u_inflight.index_q[0] , \u_inflight.index_q[1] ,
      \u_inflight.index_q[2] , \u_inflight.index_q[3] ;
  (* hierconn *) logic [23:0] \u_inflight.signals_q[0] , \u_inflight.signals_q[1] ,
      \u_inflight.signals_q[2] , \u_inflight.signals_q[3] ;
  (* hierconn *) logic [Mask-1:0] \u_inflight.banks_q[0] , \u_inflight.banks_q[1] ,
      \u_inflight.banks_q[2] , \u_inflight.banks_q[3] ;
  (* hierconn *) logic [Mask-1:0] \u_inflight.held_q ;
  (* hierconn *) logic [2:0] \u_inflight.count_q[0] , \u_inflight.count_q[1] ,
      \u_inflight.count_q[2] , \u_inflight.count_q[3] ;
  (* hierconn *) logic [2:0] \u_inflight.count_q[4] , \u_inflight.count_q[5] ,
      \u_inflight.count_q[6] , \u_inflight.count_q[7] ;
  logic [8*Bits-1:0] ring;  // twice, so that no part of it wraps
  logic [4*Bits-1:0] ordered;
  logic [8*3-1:0] counts;
  logic [2:0] holders;
  logic same, counted;
  assign ring = {2{\u_inflight.index_q[3] , \u_inflight.signals_q[3] , \u_inflight.banks_q[3] ,
                   \u_inflight.index_q[2] , \u_inflight.signals_q[2] , \u_inflight.banks_q[2] ,
                   \u_inflight.index_q[1] , \u_inflight.signals_q[1] , \u_inflight.banks_q[1] ,
                   \u_inflight.index_q[0] , \u_inflight.signals_q[0] , \u_inflight.banks_q[0] }};
  assign counts = {\u_inflight.count_q[7] , \u_inflight.count_q[6] , \u_inflight.count_q[5] , \u_inflight.count_q[4] ,
                   \u_inflight.count_q[3] , \u_inflight.count_q[2] , \u_inflight.count_q[1] , \u_inflight.count_q[0] };
  always_comb begin
    case (\u_inflight.head_q [1:0])
      2'd0: ordered = ring[4*Bits-1:0];
      2'd1: ordered = ring[5*Bits-1:Bits];
      2'd2: ordered = ring[6*Bits-1:2*Bits];
      default: ordered = ring[7*Bits-1:3*Bits];
    endcase
  end

  always_comb begin
    holders = 3'd0;
    same = 1'b1;
    counted = 1'b1;
    if (started_q) begin
      assume ({1'b0, done_count_i} <= count_q && done_count_i != 2'd3);
      assume (!start_i || after < 3'd4);
      ring_is_whole : assert (count_q <= 3'd4 && \u_inflight.tail_q == \u_inflight.head_q + count_q);
      for (int unsigned e = 0; e < 4; e++) begin
        if (e < {29'd0, count_q} && ordered[e*Bits+:Bits] != list_q[e*Bits+:Bits]) same = 1'b0;
      end
      kept : assert (same);
      for (int unsigned b = 0; b < Mask; b++) begin
        holders = 3'd0;
        for (int unsigned e = 0; e < 4; e++) if (e < {29'd0, count_q}) holders = holders + {2'd0, list_q[e*Bits+b]};
        if (counts[b*3+:3] != holders || \u_inflight.held_q [b] != (holders != 3'd0)) counted = 1'b0;
      end
      banks_are_counted : assert (counted);
      busy_when_left : assert (busy == (after != 3'd0));
      held_is_union : assert (held == union_left);
      if (done_count_i != 2'd0) oldest_leaves : assert ({done_index[31:0], done_signals[23:0]} == list_q[Mask+:56]);
      else nothing_leaves : assert (done_signals == '1);
      if (done_count_i == 2'd2) second_leaves : assert ({done_index[63:32], done_signals[47:24]} == list_q[Bits+Mask+:56]);
    end
  end
endmodule
