// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Phases 1a and 2 of a cycle: applies the token increments of the commands done in the cycle before,
// then visits the queue heads in the order store, vector, array, load. A head starts if its engine is
// ready, all its wait counters are non-zero and its banks are free of other queues; later heads see its
// decrements and reservations. Token 255 names no counter. On an overflow nothing starts.
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

  logic [5:0] count_q [octet_pkg::Tokens];
  logic [5:0] count_d [octet_pkg::Tokens];
  logic [4*Mask-1:0] held;
  logic [Mask-1:0] others;
  logic [7:0] token;
  logic ready;
  int unsigned queue;

  always_comb begin
    for (int unsigned k = 0; k < octet_pkg::Tokens; k++) count_d[k] = count_q[k];
    token = 8'd0;
    overflow_o = 1'b0;
    overflow_index_o = '1;
    if (due_i != 8'd0) begin
      for (int unsigned d = 0; d < 8; d++) begin
        for (int unsigned s = 0; s < 3; s++) begin
          token = due_signals_i[d*24+s*8+:8];
          if (due_i[d]) begin
            for (int unsigned k = 0; k < octet_pkg::Tokens; k++) if (token == 8'(k)) count_d[k] = count_d[k] + 6'd1;
          end
        end
      end
      for (int unsigned d = 0; d < 8; d++) begin
        for (int unsigned s = 0; s < 3; s++) begin
          token = due_signals_i[d*24+s*8+:8];
          if (due_i[d] && !token[7] && count_d[token[5:0]] > 6'd15) begin
            overflow_o = 1'b1;
            if (due_index_i[d*32+:32] < overflow_index_o) overflow_index_o = due_index_i[d*32+:32];
          end
        end
      end
    end

    start_o = 4'd0;
    held = held_i;
    others = '0;
    ready = 1'b0;
    queue = 0;
    for (int unsigned v = 0; v < 4; v++) begin
      queue = 3 - v;
      others = '0;
      ready = enable_i && !overflow_o && head_valid_i[queue] && engine_ready_i[queue];
      if (ready) begin
        for (int unsigned q = 0; q < 4; q++) if (q != queue) others = others | held[q*Mask+:Mask];
        if ((head_banks_i[queue*Mask+:Mask] & others) != '0) ready = 1'b0;
        for (int unsigned s = 0; s < 3; s++) begin
          token = head_waits_i[queue*24+s*8+:8];
          if (!token[7] && count_d[token[5:0]] == 6'd0) ready = 1'b0;
        end
      end
      if (ready) begin
        start_o[queue] = 1'b1;
        held[queue*Mask+:Mask] = held[queue*Mask+:Mask] | head_banks_i[queue*Mask+:Mask];
        for (int unsigned s = 0; s < 3; s++) begin
          token = head_waits_i[queue*24+s*8+:8];
          for (int unsigned k = 0; k < octet_pkg::Tokens; k++) if (token == 8'(k)) count_d[k] = count_d[k] - 6'd1;
        end
      end
    end

    waiting_o = 4'd0;
    token_wait_o = 4'd0;
    for (int unsigned q = 0; q < 4; q++) begin
      waiting_o[q] = start_o[q] ? next_valid_i[q] : head_valid_i[q];
      if (waiting_o[q]) begin
        for (int unsigned s = 0; s < 3; s++) begin
          token = start_o[q] ? next_waits_i[q*24+s*8+:8] : head_waits_i[q*24+s*8+:8];
          if (!token[7] && count_d[token[5:0]] == 6'd0) token_wait_o[q] = 1'b1;
        end
      end
    end
  end

  logic unused_bits;
  assign unused_bits = token[6];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      for (int unsigned k = 0; k < octet_pkg::Tokens; k++) count_q[k] <= 6'd0;
    end else if (clear_i || due_i != 8'd0 || start_o != 4'd0) begin
      for (int unsigned k = 0; k < octet_pkg::Tokens; k++) count_q[k] <= clear_i ? 6'd0 : count_d[k];
    end
  end
endmodule
