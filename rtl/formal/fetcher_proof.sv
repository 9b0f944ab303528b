// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The fetcher requests and offers the commands of a segment in order, at most two requested and not
// dispatched. A command, any, is followed from its first beat: it is offered as it came, with its own
// index, until it is dispatched. Assumed: beats come for granted commands only, in order, the response with
// the last; a segment begins when all of the one before is dispatched, and has fewer than 2^31 commands.
module fetcher_proof (
  input logic                              clk_i,
  input logic                              start_i,
  input logic [31:0]                       first_i,
  input logic [31:0]                       commands_i,
  input logic [octet_pkg::AddressBits-1:0] code_base_i,
  input logic                              burst_grant_i,
  input logic                              response_i,
  input logic                              beat_valid_i,
  input logic [octet_pkg::BeatBytes*8-1:0] beat_data_i,
  input logic                              pop_i,
  input logic                              follow_i  // the command whose first beat comes in this cycle
);
  localparam int unsigned Beats = octet_pkg::CommandBytes / octet_pkg::BeatBytes;
  localparam int unsigned Data = octet_pkg::BeatBytes * 8;
  localparam int unsigned Step = octet_pkg::FetchBeatBits - 1;  // log2 of Beats

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic burst_valid, valid, remain;
  logic [octet_pkg::AddressBits-1:0] burst_address;
  logic [511:0] command;
  logic [31:0] index, arriving;
  fetcher u_fetcher (
    .clk_i          (clk_i),
    .rst_ni         (started_q),
    .start_i        (start_i),
    .first_i        (first_i),
    .commands_i     (commands_i),
    .code_base_i    (code_base_i),
    .burst_valid_o  (burst_valid),
    .burst_address_o(burst_address),
    .burst_grant_i  (burst_grant_i),
    .response_i     (response_i),
    .beat_valid_i   (beat_valid_i),
    .beat_data_i    (beat_data_i),
    .valid_o        (valid),
    .command_o      (command),
    .index_o        (index),
    .remain_o       (remain),
    .arriving_o     (arriving),
    .pop_i          (pop_i)
  );

  // The model: commands of the segment granted, received, dispatched; beats of the one that comes.
  logic [31:0] all_q, first_q, granted_q, received_q, dispatched_q;
  logic [Step-1:0] beat_q;
  always_ff @(posedge clk_i) begin
    if (!started_q) begin
      {all_q, granted_q, received_q, dispatched_q} <= '0;
      first_q <= 32'd0;
      beat_q <= '0;
    end else if (start_i) begin
      all_q <= commands_i;
      first_q <= first_i;
      {granted_q, received_q, dispatched_q} <= '0;
      beat_q <= '0;
    end else begin
      granted_q <= granted_q + {31'd0, burst_grant_i};
      received_q <= received_q + {31'd0, response_i};
      dispatched_q <= dispatched_q + {31'd0, pop_i};
      beat_q <= beat_q + Step'(beat_valid_i);
    end
  end

  // The command that is followed: which of the segment, what came of it.
  logic followed_q, coming;
  logic [31:0] which_q;
  logic [511:0] content_q, seen, mask;
  assign coming = followed_q && which_q == received_q;
  always_ff @(posedge clk_i) begin
    if (!started_q || start_i) begin
      followed_q <= 1'b0;
    end else if (follow_i && beat_valid_i && beat_q == '0 && !followed_q) begin
      followed_q <= 1'b1;
      which_q <= received_q;
      content_q[Data-1:0] <= beat_data_i;
    end else begin
      if (coming && beat_valid_i) begin
        for (int unsigned b = 0; b < Beats; b++) if (beat_q == Step'(b)) content_q[b*Data+:Data] <= beat_data_i;
      end
      if (pop_i && which_q == dispatched_q) followed_q <= 1'b0;
    end
  end
  always_comb begin
    mask = '1;  // of what has come
    if (coming) begin
      for (int unsigned b = 0; b < Beats; b++) if (beat_q <= Step'(b)) mask[b*Data+:Data] = '0;
    end
  end

  // Inside: counters and the buffer of two commands.
  (* hierconn *) logic [31:0] \u_fetcher.all_q , \u_fetcher.first_q , \u_fetcher.requested_q ;
  (* hierconn *) logic [31:0] \u_fetcher.granted_q , \u_fetcher.received_q , \u_fetcher.dispatched_q ;
  (* hierconn *) logic [Step:0] \u_fetcher.beat_q ;
  (* hierconn *) logic [Data-1:0] \u_fetcher.buffer_q[0] , \u_fetcher.buffer_q[1] , \u_fetcher.buffer_q[2] , \u_fetcher.buffer_q[3] ,
      \u_fetcher.buffer_q[4] , \u_fetcher.buffer_q[5] , \u_fetcher.buffer_q[6] , \u_fetcher.buffer_q[7] ;
  (* hierconn *) logic [Data-1:0] \u_fetcher.buffer_q[8] , \u_fetcher.buffer_q[9] , \u_fetcher.buffer_q[10] , \u_fetcher.buffer_q[11] ,
      \u_fetcher.buffer_q[12] , \u_fetcher.buffer_q[13] , \u_fetcher.buffer_q[14] , \u_fetcher.buffer_q[15] ;
  logic [1023:0] buffer;
  assign buffer = {\u_fetcher.buffer_q[15] , \u_fetcher.buffer_q[14] , \u_fetcher.buffer_q[13] , \u_fetcher.buffer_q[12] ,
                   \u_fetcher.buffer_q[11] , \u_fetcher.buffer_q[10] , \u_fetcher.buffer_q[9] , \u_fetcher.buffer_q[8] ,
                   \u_fetcher.buffer_q[7] , \u_fetcher.buffer_q[6] , \u_fetcher.buffer_q[5] , \u_fetcher.buffer_q[4] ,
                   \u_fetcher.buffer_q[3] , \u_fetcher.buffer_q[2] , \u_fetcher.buffer_q[1] , \u_fetcher.buffer_q[0] };
  assign seen = which_q[0] ? buffer[1023:512] : buffer[511:0];

  always_comb begin
    if (started_q) begin
      assume (!pop_i || valid);
      assume (!burst_grant_i || (burst_valid && !start_i));
      assume (!beat_valid_i || granted_q != received_q);
      assume (response_i == (beat_valid_i && beat_q == '1));
      assume (!start_i || (dispatched_q == all_q && !commands_i[31]));
      counted : assert (\u_fetcher.all_q == all_q && \u_fetcher.granted_q == granted_q &&
                        \u_fetcher.received_q == received_q && \u_fetcher.dispatched_q == dispatched_q &&
                        \u_fetcher.beat_q == {received_q[0], beat_q});
      in_order : assert (dispatched_q <= received_q && received_q <= granted_q && granted_q <= \u_fetcher.requested_q &&
                         \u_fetcher.requested_q <= all_q && all_q <= 32'h7fffffff);
      at_most_two : assert (\u_fetcher.requested_q - dispatched_q <= 32'd2);
      first_is_kept : assert (\u_fetcher.first_q == first_q);
      no_beat_of_nothing : assert (beat_q == '0 || granted_q != received_q);
      offered_when_there : assert (valid == (received_q != dispatched_q));
      if (burst_valid) next_address : assert (burst_address == code_base_i + {2'd0, first_q + granted_q, 6'd0});
      if (!start_i) more_remain : assert (remain == (dispatched_q != all_q));
      arriving_is_next : assert (arriving == first_q + received_q);
      if (followed_q) begin
        not_lost : assert (dispatched_q <= which_q && which_q <= received_q && (which_q != received_q || beat_q != '0));
        kept : assert (((seen ^ content_q) & mask) == '0);
        if (valid && which_q == dispatched_q) as_it_came : assert (command == content_q && index == first_q + which_q);
      end
    end
  end
endmodule
