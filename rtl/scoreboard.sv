// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Phases 1a and 2 of a cycle: applies the token increments of the commands done in the cycle before,
// then visits the queue heads in the order store, vector, array, load. A head starts if its engine is
// ready, all its wait counters are non-zero and its banks are free of other queues; later heads see its
// decrements and reservations. Token 255 names no counter. On an overflow nothing starts, then or later. The
// decoder has seen that a list names no token twice.
module scoreboard (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  logic                             clear_i,
  input  logic                             enable_i,
  // increments due: up to eight commands with three signals each
  input  logic [7:0]                       due_i,
  input  logic [8*24-1:0]                  due_signals_i,
  input  logic [8*32-1:0]                  due_index_i,
  // queue heads and what the queues hold, by queue: load, array, vector, store
  input  logic [3:0]                       head_valid_i,
  input  logic [4*24-1:0]                  head_waits_i,
  input  logic [4*octet_pkg::MaskBits-1:0] head_banks_i,
  input  logic [3:0]                       engine_ready_i,
  input  logic [4*octet_pkg::MaskBits-1:0] held_i,
  output logic [3:0]                       start_o,
  output logic                             overflow_o,
  output logic [31:0]                      overflow_index_o,
  // for each queue: its head after this cycle's start waits for a token
  input  logic [3:0]                       next_valid_i,
  input  logic [4*24-1:0]                  next_waits_i,
  output logic [3:0]                       waiting_o,
  output logic [3:0]                       token_wait_o
);
  localparam int unsigned Mask = octet_pkg::MaskBits;

  localparam int unsigned Tokens = octet_pkg::Tokens;

  // Plane b has bit b of every counter, so that all counters are raised and lowered at once. The last plane is set
  // above 15 and stays so. A list of three tokens becomes the counters it names, one bit each.
  logic [Tokens-1:0] plane_q [5];
  logic [Tokens-1:0] plane_d [5];
  logic [Tokens-1:0] due [8];
  logic [Tokens-1:0] carry, next_carry, waited;
  logic [4*Mask-1:0] held;
  logic [Mask-1:0] others;
  logic [23:0] waits;
  logic ready;
  int unsigned queue;

  always_comb begin
    for (int unsigned b = 0; b < 5; b++) plane_d[b] = plane_q[b];
    for (int unsigned d = 0; d < 8; d++) due[d] = '0;
    carry = '0;
    next_carry = '0;
    overflow_o = 1'b0;
    overflow_index_o = '1;
    if (due_i != 8'd0) begin
      for (int unsigned d = 0; d < 8; d++) begin
        for (int unsigned s = 0; s < 3; s++) begin
          if (due_i[d] && !due_signals_i[d*24+s*8+7]) due[d] = due[d] | (Tokens'(1) << due_signals_i[d*24+s*8+:6]);
        end
        carry = due[d];
        for (int unsigned b = 0; b < 4; b++) begin
          next_carry = plane_d[b] & carry;
          plane_d[b] = plane_d[b] ^ carry;
          carry = next_carry;
        end
        plane_d[4] = plane_d[4] | carry;
      end
      for (int unsigned d = 0; d < 8; d++) begin
        if ((due[d] & plane_d[4]) != '0) begin
          overflow_o = 1'b1;
          if (due_index_i[d*32+:32] < overflow_index_o) overflow_index_o = due_index_i[d*32+:32];
        end
      end
    end

    start_o = 4'd0;
    held = held_i;
    others = '0;
    waited = '0;
    ready = 1'b0;
    queue = 0;
    for (int unsigned v = 0; v < 4; v++) begin
      queue = 3 - v;
      others = '0;
      waited = '0;
      ready = enable_i && !overflow_o && head_valid_i[queue] && engine_ready_i[queue];
      if (ready) begin
        for (int unsigned s = 0; s < 3; s++) begin
          if (!head_waits_i[queue*24+s*8+7]) waited = waited | (Tokens'(1) << head_waits_i[queue*24+s*8+:6]);
        end
        for (int unsigned q = 0; q < 4; q++) if (q != queue) others = others | held[q*Mask+:Mask];
        if ((head_banks_i[queue*Mask+:Mask] & others) != '0) ready = 1'b0;
        if ((waited & ~(plane_d[0] | plane_d[1] | plane_d[2] | plane_d[3] | plane_d[4])) != '0) ready = 1'b0;
      end
      if (ready) begin
        start_o[queue] = 1'b1;
        held[queue*Mask+:Mask] = held[queue*Mask+:Mask] | head_banks_i[queue*Mask+:Mask];
      end
      carry = ready ? waited : '0;
      for (int unsigned b = 0; b < 4; b++) begin
        next_carry = ~plane_d[b] & carry;
        plane_d[b] = plane_d[b] ^ carry;
        carry = next_carry;
      end
    end

    waiting_o = 4'd0;
    token_wait_o = 4'd0;
    waits = 24'd0;
    for (int unsigned q = 0; q < 4; q++) begin
      waiting_o[q] = start_o[q] ? next_valid_i[q] : head_valid_i[q];
      if (waiting_o[q]) begin
        waits = start_o[q] ? next_waits_i[q*24+:24] : head_waits_i[q*24+:24];
        waited = '0;
        for (int unsigned s = 0; s < 3; s++) if (!waits[s*8+7]) waited = waited | (Tokens'(1) << waits[s*8+:6]);
        token_wait_o[q] = (waited & ~(plane_d[0] | plane_d[1] | plane_d[2] | plane_d[3] | plane_d[4])) != '0;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      for (int unsigned b = 0; b < 5; b++) plane_q[b] <= '0;
    end else if (clear_i || due_i != 8'd0 || start_o != 4'd0) begin
      for (int unsigned b = 0; b < 5; b++) plane_q[b] <= clear_i ? '0 : plane_d[b];
    end
  end

  logic unused_bits;
  assign unused_bits = ^waits;
endmodule
