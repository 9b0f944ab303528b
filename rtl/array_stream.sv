// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Streams the pixels of a fold, one a cycle from the cycle after fire_i: the address of the pixel's origin
// (tap 0, channel 0), its input coordinates, and the accumulator row its sums go to. A fold whose gather factor
// is above 1 waits behind its last pixel, not between pixels. Output-stationary: the pixels of a block, Rows at most;
// the other blocks of its fold stream the same again.
`include "octet_assert.svh"

module array_stream (
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  logic                                     fire_i,
  input  logic                                     fire_new_i,  // of another command: command_i
  input  octet_pkg::array_command_t                command_i,
  input  octet_pkg::fold_t                         fold_i,
  output logic                                     valid_o,
  output logic                                     bank_o,
  output logic [octet_pkg::ScratchpadBits-1:0]     origin_o,
  output logic [31:0]                              y_o,
  output logic [31:0]                              x_o,
  output octet_pkg::fold_t                         fold_o,      // with the row of this pixel
  // constants of the fold that begins, valid with fire_i
  output logic [15:0]                              height_o,
  output logic [15:0]                              width_o,
  output logic [7:0]                               pad_value_o
);
  localparam int unsigned RowBits = octet_pkg::ArrayRowBits;
  // A pixel of the window: number, input coordinates, origin, and origin of its row's first pixel.
  localparam int unsigned PlaceBits = 2 * 16 + 4 * 32;
  octet_pkg::array_command_t command_q, command;
  octet_pkg::fold_t fold_q;
  logic running_q, row_ends, last;
  logic [15:0] out_y_q, out_x_q, out_y, out_x;
  logic [31:0] y_q, x_q, first_x, first_y, row_origin_q, origin_q, first_origin, step_y, step_x;
  logic [31:0] y, x, origin, row_origin;
  logic [PlaceBits-1:0] first_place, next_place, fold_place;

  assign command = fire_new_i ? command_i : command_q;
  assign height_o = command.in_height;
  assign width_o = command.in_width;
  assign pad_value_o = command.in_pad_value;
  assign first_y = {{16{command.in_y0[15]}}, command.in_y0};
  assign first_x = {{16{command.in_x0[15]}}, command.in_x0};
  assign first_origin = command.in_address + first_y * command.in_row_pitch + first_x * command.in_pixel_pitch;
  assign step_y = {24'd0, command_q.in_stride_h} * command_q.in_row_pitch;
  assign step_x = {24'd0, command_q.in_stride_w} * command_q.in_pixel_pitch;
  assign valid_o = running_q;
  assign bank_o = fold_q.bank;
  assign origin_o = origin_q[octet_pkg::ScratchpadBits-1:0];
  assign y_o = y_q;
  assign x_o = x_q;
  assign fold_o = fold_q;
  assign row_ends = out_x_q + 16'd1 == command_q.in_out_w;
  assign last = (row_ends && out_y_q + 16'd1 == command_q.in_out_h) ||
                (octet_pkg::OutputStationary != 0 && fold_q.pixel == RowBits'(octet_pkg::ArrayRows - 1));

  // The pixel behind this one; when nothing runs, the registers hold it already.
  always_comb begin
    out_y = out_y_q;
    out_x = out_x_q;
    y = y_q;
    x = x_q;
    origin = origin_q;
    row_origin = row_origin_q;
    if (running_q) begin
      if (row_ends) begin
        out_x = 16'd0;
        out_y = out_y_q + 16'd1;
        x = {{16{command_q.in_x0[15]}}, command_q.in_x0};
        y = y_q + {24'd0, command_q.in_stride_h};
        origin = row_origin_q + step_y;
        row_origin = row_origin_q + step_y;
      end else begin
        out_x = out_x_q + 16'd1;
        x = x_q + {24'd0, command_q.in_stride_w};
        origin = origin_q + step_x;
      end
    end
  end
  assign first_place = {32'd0, first_y, first_x, first_origin, first_origin};
  assign next_place = {out_y, out_x, y, x, origin, row_origin};

  // Where a fold's blocks begin.
  if (octet_pkg::OutputStationary != 0) begin : gen_blocks
    logic [PlaceBits-1:0] fold_place_q;
    always_comb begin
      fold_place = fold_place_q;
      if (fold_i.begins) fold_place = fold_i.restarts ? first_place : next_place;
    end
    always_ff @(posedge clk_i) begin
      if (fire_i) fold_place_q <= fold_place;
    end
  end else begin : gen_folds
    assign fold_place = first_place;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else if (fire_i) running_q <= 1'b1;
    else if (last) running_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (fire_i) begin
      command_q <= command;
      fold_q <= fold_i;
      {out_y_q, out_x_q, y_q, x_q, origin_q, row_origin_q} <= fold_place;
    end else if (running_q) begin
      fold_q.row <= fold_q.row + octet_pkg::AccumulatorRowBits'(1);
      fold_q.pixel <= fold_q.pixel + RowBits'(1);
      {out_y_q, out_x_q, y_q, x_q, origin_q, row_origin_q} <= next_place;
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command, command_q, origin_q, fold_i};
  `OCTET_ASSERT_WHEN(FoldFiresWhenDone, fire_i, !running_q || last)
endmodule
