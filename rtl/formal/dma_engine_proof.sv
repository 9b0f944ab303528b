// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The two transfers of a DMA engine: bursts are requested in the order of the starts, an answer counts for the
// oldest transfer with a burst outstanding, each transfer is done once, in order, in the cycle after its last
// answer, and a third never starts. How many bursts a transfer has is cut (burst_walker's valid takes any value, at least
// one burst each). Data addresses are cut. Assumed: starts while ready, grants of requests, at most 16 outstanding.
module dma_engine_proof (
  input logic                                clk_i,
  input logic                                start_i,
  input octet_pkg::transfer_t                transfer_i,
  input logic                                burst_grant_i,
  input logic                                response_i
);
  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic ready, done, burst_valid, flip, to_parameters;
  logic [octet_pkg::AddressBits-1:0] burst_address;
  logic [octet_pkg::BurstBits-1:0] burst_bytes;
  logic [octet_pkg::BeatBytes*32-1:0] data_address;
  dma_engine u_engine (
    .clk_i          (clk_i),
    .rst_ni         (started_q),
    .start_i        (start_i),
    .transfer_i     (transfer_i),
    .ready_o        (ready),
    .done_o         (done),
    .burst_valid_o  (burst_valid),
    .burst_address_o(burst_address),
    .burst_bytes_o  (burst_bytes),
    .burst_grant_i  (burst_grant_i),
    .response_i     (response_i),
    .advance_i      ('0),
    .data_address_o (data_address),
    .flip_o         (flip),
    .to_parameters_o(to_parameters)
  );

  // Inside: what is started first, how many are started, per slot whether bursts are left and how many are unanswered.
  (* hierconn *) logic \u_engine.oldest_q ;
  (* hierconn *) logic [1:0] \u_engine.count_q , \u_engine.valid ;
  (* hierconn *) logic [9:0] \u_engine.outstanding ;
  (* hierconn *) logic [79:0] \u_engine.address ;
  logic oldest;
  logic [1:0] left, left_q;  // oldest, second: it has bursts to request
  logic [4:0] first, second;
  logic [5:0] all;
  assign oldest = \u_engine.oldest_q ;
  assign left = oldest ? {\u_engine.valid [0], \u_engine.valid [1]} : \u_engine.valid ;
  assign first = oldest ? \u_engine.outstanding [9:5] : \u_engine.outstanding [4:0];
  assign second = oldest ? \u_engine.outstanding [4:0] : \u_engine.outstanding [9:5];
  assign all = {1'b0, first} + {1'b0, second};

  // The model: transfers under way, unanswered bursts of the oldest and of the second; what the walkers showed.
  logic [1:0] count_q, after, valid_q, may_end_q, must_q;
  logic [4:0] first_q, second_q, first_after, second_after;
  assign after = count_q - {1'b0, done};
  always_comb begin
    first_after = first_q;
    second_after = second_q;
    if (burst_grant_i) begin
      if (left[0]) first_after = first_after + 5'd1;
      else second_after = second_after + 5'd1;
    end
    if (response_i) begin
      if (first_q != 5'd0) first_after = first_after - 5'd1;
      else second_after = second_after - 5'd1;
    end
  end
  always_ff @(posedge clk_i) begin
    count_q <= started_q ? after + {1'b0, start_i} : 2'd0;
    first_q <= !started_q ? 5'd0 : done ? second_after : first_after;
    second_q <= !started_q || done ? 5'd0 : second_after;
    must_q <= 2'd0;
    may_end_q <= 2'd0;
    if (started_q) begin
      // A walker's valid rises with a start and falls after a grant only.
      for (int unsigned s = 0; s < 2; s++) begin
        must_q[s] <= (\u_engine.valid [s] && !(burst_grant_i && requests[s])) ||
                     (start_i && (oldest ^ done ^ after[0]) == 1'(s));
        may_end_q[s] <= \u_engine.valid [s];
      end
    end
  end
  logic [1:0] requests;  // the slot of the request
  assign requests = left[0] ? 2'd1 << oldest : 2'd1 << !oldest;

  always_comb begin
    for (int unsigned s = 0; s < 2; s++) begin
      if (must_q[s]) assume (\u_engine.valid [s]);
      else if (!may_end_q[s]) assume (!\u_engine.valid [s]);
    end
    if (started_q) begin
      assume (!start_i || ready);
      assume (!burst_grant_i || (burst_valid && all < 6'd16));
      assume (!response_i || all != 6'd0);
      counted : assert (\u_engine.count_q == count_q && count_q <= 2'd2);
      unanswered : assert (first == first_q && second == second_q && all <= 6'd16 && first <= 5'd16 && second <= 5'd16);
      none_of_nothing : assert ((count_q != 2'd0 || (!left[0] && first == 5'd0)) &&
                                (count_q == 2'd2 || (!left[1] && second == 5'd0)));
      second_behind_first : assert (!left[0] || second == 5'd0);
      requested : assert (burst_valid == (left != 2'd0));
      if (burst_valid) in_order : assert (burst_address ==
                                          (requests[1] ? \u_engine.address [79:40] : \u_engine.address [39:0]));
      done_when_answered : assert (done == (count_q != 2'd0 && !left[0] && first_q == 5'd0));
      room_for_two : assert (ready == (after != 2'd2));
    end
  end
endmodule
