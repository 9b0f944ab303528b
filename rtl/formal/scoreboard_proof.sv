// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The scoreboard against its rules, restated token by token: no token is lost or made, a counter above 15 is an
// overflow with the earliest command that took part, all waits of a command are taken at its start or none, a
// command starts exactly when it may, and no bank is ever held by two queues. Proven for a package with four
// tokens: all counters are alike. Assumed: tokens are 0..3 or 255, one list names none twice; different
// queues hold different banks at the start; nothing is enabled after an overflow.
module scoreboard_proof (
  input logic                             clk_i,
  input logic                             clear_i,
  input logic                             enable_i,
  input logic [7:0]                       due_i,
  input logic [8*24-1:0]                  due_signals_i,
  input logic [8*32-1:0]                  due_index_i,
  input logic [3:0]                       head_valid_i,
  input logic [4*24-1:0]                  head_waits_i,
  input logic [4*octet_pkg::MaskBits-1:0] head_banks_i,
  input logic [3:0]                       engine_ready_i,
  input logic [4*octet_pkg::MaskBits-1:0] held_i,
  input logic [3:0]                       next_valid_i,
  input logic [4*24-1:0]                  next_waits_i
);
  localparam int unsigned Mask = octet_pkg::MaskBits;

  logic started_q, overflowed_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic [3:0] start, waiting, token_wait;
  logic overflow;
  logic [31:0] overflow_index;
  scoreboard u_scoreboard (
    .clk_i           (clk_i),
    .rst_ni          (started_q),
    .clear_i         (clear_i),
    .enable_i        (enable_i),
    .due_i           (due_i),
    .due_signals_i   (due_signals_i),
    .due_index_i     (due_index_i),
    .head_valid_i    (head_valid_i),
    .head_waits_i    (head_waits_i),
    .head_banks_i    (head_banks_i),
    .engine_ready_i  (engine_ready_i),
    .held_i          (held_i),
    .start_o         (start),
    .overflow_o      (overflow),
    .overflow_index_o(overflow_index),
    .next_valid_i    (next_valid_i),
    .next_waits_i    (next_waits_i),
    .waiting_o       (waiting),
    .token_wait_o    (token_wait)
  );

  // Which of four tokens the three bytes of a list name.
  function automatic logic [3:0] named(input logic [23:0] list);
    logic [3:0] first, second, third;
    first = list[7] ? 4'd0 : 4'd1 << list[1:0];
    second = list[15] ? 4'd0 : 4'd1 << list[9:8];
    third = list[23] ? 4'd0 : 4'd1 << list[17:16];
    named = first | second | third;
  endfunction
  function automatic logic legal(input logic [23:0] list);
    legal = (list[7:0] < 8'd4 || list[7:0] == 8'hff) && (list[15:8] < 8'd4 || list[15:8] == 8'hff) &&
            (list[23:16] < 8'd4 || list[23:16] == 8'hff) && (list[7] || list[7:0] != list[15:8]) &&
            (list[15] || list[15:8] != list[23:16]) && (list[23] || list[23:16] != list[7:0]);
  endfunction

  // The model: the scoreboard's counters of four tokens, six bits each, put together from its planes; what they are after
  // the increments of this cycle, and behind the starts of the queues before each queue's turn (store, vector, array,
  // load). expected_q is what they must be one cycle later, unless there has been an overflow.
  (* hierconn *) logic [3:0] \u_scoreboard.plane_q[0] , \u_scoreboard.plane_q[1] , \u_scoreboard.plane_q[2] ,
      \u_scoreboard.plane_q[3] , \u_scoreboard.plane_q[4] ;
  logic [4*6-1:0] count, expected_q, raised, before_vector, before_array, before_load, lowered;
  always_comb begin
    for (int unsigned k = 0; k < 4; k++) begin
      count[k*6+:6] = {1'b0, \u_scoreboard.plane_q[4] [k], \u_scoreboard.plane_q[3] [k], \u_scoreboard.plane_q[2] [k],
                       \u_scoreboard.plane_q[1] [k], \u_scoreboard.plane_q[0] [k]};
    end
  end
  logic [3:0] over, touched;
  logic [5:0] sum;
  always_comb begin
    raised = '0;
    over = 4'd0;
    touched = 4'd0;
    sum = 6'd0;
    for (int unsigned k = 0; k < 4; k++) begin
      sum = count[k*6+:6];
      if (due_i != 8'd0) begin
        for (int unsigned e = 0; e < 24; e++) begin
          if (due_i[e/3]) begin
            if (due_signals_i[e*8+:8] == 8'(k)) begin
              sum = sum + 6'd1;
              touched[k] = 1'b1;
            end
          end
        end
      end
      raised[k*6+:6] = sum;
      over[k] = touched[k] && sum > 6'd15;
    end
  end

  logic [3:0] waits_store, waits_vector, waits_array, waits_load;
  assign waits_load = named(head_waits_i[23:0]);
  assign waits_array = named(head_waits_i[47:24]);
  assign waits_vector = named(head_waits_i[71:48]);
  assign waits_store = named(head_waits_i[95:72]);
  always_comb begin
    for (int unsigned k = 0; k < 4; k++) begin
      before_vector[k*6+:6] = start[3] && waits_store[k] ? raised[k*6+:6] - 6'd1 : raised[k*6+:6];
      before_array[k*6+:6] = start[2] && waits_vector[k] ? before_vector[k*6+:6] - 6'd1 : before_vector[k*6+:6];
      before_load[k*6+:6] = start[1] && waits_array[k] ? before_array[k*6+:6] - 6'd1 : before_array[k*6+:6];
      lowered[k*6+:6] = start[0] && waits_load[k] ? before_load[k*6+:6] - 6'd1 : before_load[k*6+:6];
    end
  end
  function automatic logic there(input logic [3:0] waits, input logic [23:0] counts);
    there = (!waits[0] || counts[5:0] != 6'd0) && (!waits[1] || counts[11:6] != 6'd0) &&
            (!waits[2] || counts[17:12] != 6'd0) && (!waits[3] || counts[23:18] != 6'd0);
  endfunction

  // Banks of each queue after this cycle's starts.
  logic [Mask-1:0] load, array, vector, store, load_head, array_head, vector_head, store_head;
  assign load_head = head_banks_i[Mask-1:0];
  assign array_head = head_banks_i[2*Mask-1:Mask];
  assign vector_head = head_banks_i[3*Mask-1:2*Mask];
  assign store_head = head_banks_i[4*Mask-1:3*Mask];
  assign load = held_i[Mask-1:0] | (start[0] ? load_head : '0);
  assign array = held_i[2*Mask-1:Mask] | (start[1] ? array_head : '0);
  assign vector = held_i[3*Mask-1:2*Mask] | (start[2] ? vector_head : '0);
  assign store = held_i[4*Mask-1:3*Mask] | (start[3] ? store_head : '0);

  always_ff @(posedge clk_i) begin
    expected_q <= !started_q || clear_i ? 24'd0 : lowered;
    overflowed_q <= started_q && (overflowed_q || overflow);
  end

  logic may, earliest, took_part;
  assign may = enable_i && over == 4'd0;
  always_comb begin
    earliest = 1'b1;
    took_part = 1'b0;
    for (int unsigned d = 0; d < 8; d++) begin
      if (due_i[d] && (named(due_signals_i[d*24+:24]) & over) != 4'd0) begin
        if (due_index_i[d*32+:32] < overflow_index) earliest = 1'b0;
        if (due_index_i[d*32+:32] == overflow_index) took_part = 1'b1;
      end
    end
  end

  always_comb begin
    for (int unsigned d = 0; d < 8; d++) assume (legal(due_signals_i[d*24+:24]) && due_index_i[d*32+3+:29] == 29'd0);
    for (int unsigned q = 0; q < 4; q++) assume (legal(head_waits_i[q*24+:24]) && legal(next_waits_i[q*24+:24]));
    if (started_q) begin
      assume ((held_i[Mask-1:0] & (held_i[2*Mask-1:Mask] | held_i[3*Mask-1:2*Mask] | held_i[4*Mask-1:3*Mask])) == '0);
      assume ((held_i[2*Mask-1:Mask] & (held_i[3*Mask-1:2*Mask] | held_i[4*Mask-1:3*Mask])) == '0);
      assume ((held_i[3*Mask-1:2*Mask] & held_i[4*Mask-1:3*Mask]) == '0);
      assume (!overflowed_q || !enable_i);
      if (!overflowed_q) begin
        tokens_kept : assert (count == expected_q);
        at_most_15 : assert (count[5:0] <= 6'd15 && count[11:6] <= 6'd15 &&
                             count[17:12] <= 6'd15 && count[23:18] <= 6'd15);
        overflow_seen : assert (overflow == (over != 4'd0));
        overflow_is_earliest : assert (!overflow || (earliest && (took_part || overflow_index == '1)));
      end
      store_starts : assert (start[3] == (may && head_valid_i[3] && engine_ready_i[3] && there(waits_store, raised) &&
                                          (store_head & (held_i[Mask-1:0] | held_i[2*Mask-1:Mask] | held_i[3*Mask-1:2*Mask])) == '0));
      vector_starts : assert (start[2] == (may && head_valid_i[2] && engine_ready_i[2] && there(waits_vector, before_vector) &&
                                           (vector_head & (held_i[Mask-1:0] | held_i[2*Mask-1:Mask] | store)) == '0));
      array_starts : assert (start[1] == (may && head_valid_i[1] && engine_ready_i[1] && there(waits_array, before_array) &&
                                          (array_head & (held_i[Mask-1:0] | vector | store)) == '0));
      load_starts : assert (start[0] == (may && head_valid_i[0] && engine_ready_i[0] && there(waits_load, before_load) &&
                                         (load_head & (array | vector | store)) == '0));
      one_owner : assert ((load & (array | vector | store)) == '0 && (array & (vector | store)) == '0 && (vector & store) == '0);
      waiting_heads : assert (waiting == ((start & next_valid_i) | (~start & head_valid_i)));
      load_waits_for_token : assert (token_wait[0] ==
          (waiting[0] && !there(start[0] ? named(next_waits_i[23:0]) : waits_load, lowered)));
      array_waits_for_token : assert (token_wait[1] ==
          (waiting[1] && !there(start[1] ? named(next_waits_i[47:24]) : waits_array, lowered)));
      vector_waits_for_token : assert (token_wait[2] ==
          (waiting[2] && !there(start[2] ? named(next_waits_i[71:48]) : waits_vector, lowered)));
      store_waits_for_token : assert (token_wait[3] ==
          (waiting[3] && !there(start[3] ? named(next_waits_i[95:72]) : waits_store, lowered)));
    end
  end
endmodule
