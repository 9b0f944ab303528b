// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Loads the weights of one fold after another into the array's idle bank, one row a cycle. A fold's load
// begins when the fold before it has begun to stream and the port is free; because rows are loaded from
// the top and used from the top, it need only begin one cycle before its own stream. Commands lie in
// two slots; slot_i changes from 0 to 1 and back with every command. row_valid_o and address are combinational.
`include "octet_assert.svh"

module array_preload (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,
  input  logic                                 start_i,         // a command enters slot start_slot_i
  input  logic                                 start_slot_i,
  input  octet_pkg::array_command_t            command_i,       // the command of slot_o
  output logic                                 slot_o,
  input  logic                                 stream_begin_i,  // a fold begins to stream in this cycle
  output logic                                 row_valid_o,
  output logic [octet_pkg::ArrayRowBits-1:0]   row_o,
  output logic                                 bank_o,
  output logic [octet_pkg::ScratchpadBits-1:0] address_o
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned RowBits = octet_pkg::ArrayRowBits;
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;

  logic [1:0] pending_q, ahead_q, ahead_now;
  logic slot_q, bank_q, fresh_q, loading_q, begins, last_row, last_fold;
  logic [RowBits-1:0] row_q;
  logic [Bits-1:0] address_q;
  logic [31:0] k_left_q, k_left, reduction;
  logic [15:0] n_left_q, n_left, cols, taps;

  assign taps = {8'd0, command_i.in_kernel_h} * {8'd0, command_i.in_kernel_w};
  assign reduction = {16'd0, taps} * {16'd0, command_i.in_channels};
  assign n_left = fresh_q ? command_i.n : n_left_q;
  assign k_left = fresh_q ? reduction : k_left_q;
  assign cols = n_left < 16'(Cols) ? n_left : 16'(Cols);

  assign slot_o = slot_q;
  assign bank_o = bank_q;
  assign row_o = loading_q ? row_q : '0;
  assign address_o = fresh_q ? command_i.weights[Bits-1:0] : address_q;
  assign ahead_now = ahead_q - {1'b0, stream_begin_i};
  assign begins = !loading_q && pending_q[slot_q] && ahead_now == 2'd0;
  assign row_valid_o = loading_q || begins;
  assign last_row = k_left == 32'd1 || row_o == RowBits'(Rows - 1);
  assign last_fold = k_left == 32'd1 && n_left <= 16'(Cols);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pending_q <= 2'd0;
      ahead_q <= 2'd0;
      slot_q <= 1'b0;
      bank_q <= 1'b0;
      fresh_q <= 1'b1;
      loading_q <= 1'b0;
    end else begin
      ahead_q <= ahead_now + {1'b0, begins};
      if (row_valid_o) begin
        fresh_q <= last_fold;
        loading_q <= !last_row;
        bank_q <= bank_q ^ last_row;
        if (last_fold) begin
          pending_q[slot_q] <= 1'b0;
          slot_q <= !slot_q;
        end
      end
      if (start_i) pending_q[start_slot_i] <= 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (row_valid_o) begin
      row_q <= row_o + RowBits'(1);
      address_q <= address_o + Bits'(cols);
      k_left_q <= k_left == 32'd1 ? reduction : k_left - 32'd1;
      n_left_q <= k_left == 32'd1 ? n_left - 16'(Cols) : n_left;
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, cols};
  `OCTET_ASSERT(WeightsBeforePixels, !stream_begin_i || ahead_q != 2'd0)
  `OCTET_ASSERT(SlotIsFree, !start_i || !pending_q[start_slot_i])
endmodule
