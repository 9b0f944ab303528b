// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The address generator of one K fold, combinational: from the first tap position of the fold, the next
// Rows positions in the order (ky, kx, channel), how many exist before the kernel ends, the position
// behind them, and the gather factor (docs/timing.md section 3). Offsets are bytes modulo 2^32.
module fold_walker (
  input  octet_pkg::array_command_t            command_i,
  input  octet_pkg::tap_t                      tap_i,
  output logic [octet_pkg::ArrayRowBits:0]     rows_o,    // 1..Rows
  output logic                                 last_o,    // the kernel ends with this fold
  output octet_pkg::tap_t                      next_o,    // zero after the last fold
  output logic [octet_pkg::ArrayRowBits:0]     gather_o,  // cycles per pixel, 1..Rows
  output logic [octet_pkg::ArrayRows*32-1:0]   offset_o,  // of row i from the pixel's origin
  output logic [octet_pkg::ArrayRows*16-1:0]   y_o,       // its tap row and column in input pixels
  output logic [octet_pkg::ArrayRows*16-1:0]   x_o
);
  localparam int unsigned CountBits = octet_pkg::ArrayRowBits + 1;
  localparam int unsigned Word = octet_pkg::ArrayWordBytes;

  logic [31:0] step_y, step_x, offset;
  logic whole_row, ended, new_run, disjoint;
  logic [CountBits-1:0] runs;
  logic [7:0] used, pair, sub_bank;
  octet_pkg::tap_t tap;

  assign step_y = {24'd0, command_i.in_dilation_h} * command_i.in_row_pitch;
  assign step_x = {24'd0, command_i.in_dilation_w} * command_i.in_pixel_pitch;
  assign whole_row = command_i.in_dilation_w == 8'd1 && command_i.in_pixel_pitch == {16'd0, command_i.in_channels};

  always_comb begin
    tap = tap_i;
    ended = 1'b0;
    rows_o = '0;
    runs = '0;
    used = 8'd0;
    disjoint = 1'b1;
    offset = 32'd0;
    sub_bank = 8'd0;
    pair = 8'd0;
    new_run = 1'b0;
    for (int unsigned i = 0; i < octet_pkg::ArrayRows; i++) begin
      offset = tap.offset_y + tap.offset_x + {16'd0, tap.channel};
      offset_o[i*32+:32] = offset;
      y_o[i*16+:16] = tap.y;
      x_o[i*16+:16] = tap.x;
      if (!ended) begin
        rows_o = rows_o + CountBits'(1);
        new_run = i == 0 || (tap.channel == 16'd0 && (tap.kx == 8'd0 || !whole_row));
        if (new_run) begin
          runs = runs + CountBits'(1);
          sub_bank = 8'd1 << ((offset / Word) & 32'd7);
          pair = sub_bank | {sub_bank[6:0], sub_bank[7]};
          if ((used & pair) != 8'd0) disjoint = 1'b0;
          used = used | pair;
        end
        if (tap.channel + 16'd1 != command_i.in_channels) begin
          tap.channel = tap.channel + 16'd1;
        end else begin
          tap.channel = 16'd0;
          if (tap.kx + 8'd1 != command_i.in_kernel_w) begin
            tap.kx = tap.kx + 8'd1;
            tap.offset_x = tap.offset_x + step_x;
            tap.x = tap.x + {8'd0, command_i.in_dilation_w};
          end else begin
            tap.kx = 8'd0;
            tap.offset_x = 32'd0;
            tap.x = 16'd0;
            if (tap.ky + 8'd1 != command_i.in_kernel_h) begin
              tap.ky = tap.ky + 8'd1;
              tap.offset_y = tap.offset_y + step_y;
              tap.y = tap.y + {8'd0, command_i.in_dilation_h};
            end else begin
              tap = '0;
              ended = 1'b1;
            end
          end
        end
      end
    end
    next_o = tap;
    last_o = ended;
    gather_o = runs;
    if (octet_pkg::GatherRuns == 0 || runs == CountBits'(1) ||
        (disjoint && {{(32 - CountBits) {1'b0}}, runs} <= octet_pkg::GatherRuns)) begin
      gather_o = CountBits'(1);
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, sub_bank[7]};
endmodule
