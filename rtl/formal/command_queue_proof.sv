// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A queue of commands is first in, first out: one command, any, is followed from its push to its pop. Assumed:
// no push into a full queue, no pop of an empty one.
module command_queue_proof (
  input logic                           clk_i,
  input logic                           push_i,
  input logic [511:0]                   command_i,
  input logic [31:0]                    index_i,
  input logic [octet_pkg::MaskBits-1:0] banks_i,
  input octet_pkg::array_profile_t      profile_i,
  input logic                           pop_i,
  input logic                           follow_i  // the command pushed in this cycle
);
  localparam int unsigned Bits = 512 + 32 + octet_pkg::MaskBits + octet_pkg::ProfileBits;

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic full, valid, next_valid;
  logic [511:0] command;
  logic [31:0] index;
  logic [octet_pkg::MaskBits-1:0] banks;
  octet_pkg::array_profile_t profile;
  logic [23:0] next_waits;
  command_queue u_queue (
    .clk_i       (clk_i),
    .rst_ni      (started_q),
    .push_i      (push_i),
    .command_i   (command_i),
    .index_i     (index_i),
    .banks_i     (banks_i),
    .profile_i   (profile_i),
    .full_o      (full),
    .valid_o     (valid),
    .command_o   (command),
    .index_o     (index),
    .banks_o     (banks),
    .profile_o   (profile),
    .next_valid_o(next_valid),
    .next_waits_o(next_waits),
    .pop_i       (pop_i)
  );

  // The model: how many commands wait, and how many of them are ahead of the one followed.
  logic [2:0] count_q, ahead_q;
  logic followed_q;
  logic [Bits-1:0] content_q;
  always_ff @(posedge clk_i) begin
    count_q <= started_q ? count_q + {2'd0, push_i} - {2'd0, pop_i} : 3'd0;
    if (!started_q) begin
      followed_q <= 1'b0;
    end else if (follow_i && push_i && !followed_q) begin
      followed_q <= 1'b1;
      ahead_q <= count_q - {2'd0, pop_i};
      content_q <= {command_i, index_i, banks_i, profile_i};
    end else if (pop_i && followed_q) begin
      followed_q <= ahead_q != 3'd0;
      ahead_q <= ahead_q - 3'd1;
    end
  end

  // Inside the queue.
  (* hierconn *) logic [octet_pkg::QueueCountBits-1:0] \u_queue.count_q ;
  (* hierconn *) logic [1:0] \u_queue.head_q , \u_queue.tail_q ;
  (* hierconn *) logic [511:0] \u_queue.command_q[0] , \u_queue.command_q[1] ,
      \u_queue.command_q[2] , \u_queue.command_q[3] ;
  (* hierconn *) logic [31:0] \u_queue.index_q[0] , \u_queue.index_q[1] , \u_queue.index_q[2] , \u_queue.index_q[3] ;
  (* hierconn *) logic [octet_pkg::MaskBits-1:0] \u_queue.banks_q[0] , \u_queue.banks_q[1] ,
      \u_queue.banks_q[2] , \u_queue.banks_q[3] ;
  (* hierconn *) logic [octet_pkg::ProfileBits-1:0] \u_queue.profile_q[0] , \u_queue.profile_q[1] ,
      \u_queue.profile_q[2] , \u_queue.profile_q[3] ;
  logic [1:0] slot;
  logic [Bits-1:0] held;
  assign slot = \u_queue.head_q + ahead_q[1:0];
  always_comb begin
    case (slot)
      2'd0: held = {\u_queue.command_q[0] , \u_queue.index_q[0] , \u_queue.banks_q[0] , \u_queue.profile_q[0] };
      2'd1: held = {\u_queue.command_q[1] , \u_queue.index_q[1] , \u_queue.banks_q[1] , \u_queue.profile_q[1] };
      2'd2: held = {\u_queue.command_q[2] , \u_queue.index_q[2] , \u_queue.banks_q[2] , \u_queue.profile_q[2] };
      default: held = {\u_queue.command_q[3] , \u_queue.index_q[3] , \u_queue.banks_q[3] , \u_queue.profile_q[3] };
    endcase
  end

  always_comb begin
    if (started_q) begin
      assume (!(push_i && full) && !(pop_i && !valid));
      count_fits : assert (count_q <= 3'd4);
      count_is_modelled : assert (\u_queue.count_q == count_q);
      ring_is_whole : assert (\u_queue.tail_q == \u_queue.head_q + count_q[1:0]);
      valid_when_any : assert (valid == (count_q != 3'd0) && next_valid == (count_q > 3'd1) && full == (count_q == 3'd4));
      if (followed_q) begin
        not_lost : assert (ahead_q < count_q);
        kept : assert (held == content_q);
        if (ahead_q == 3'd0) in_order : assert ({command, index, banks, profile} == content_q);
        if (ahead_q == 3'd1) next_is_second : assert (next_waits == content_q[Bits-512+16+:24]);
      end
    end
  end
endmodule
