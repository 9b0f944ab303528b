// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The window of array, depthwise and pool commands, which lies at one place in all three: the part of it that lies inside
// the tensor, first and last row and column. Combinational. illegal_o: a size is zero. Zero while valid_i is not.
module window_range (
  input  logic                               valid_i,
  input  octet_pkg::array_command_t          command_i,
  output logic                               illegal_o,
  output logic                               empty_o,
  output logic [octet_pkg::ScratchpadBits:0] begin_o,    // only if its end is in the scratchpad
  output logic [15:0]                        last_row_o,
  output logic [15:0]                        last_column_o
);
  localparam int unsigned Bits = octet_pkg::ScratchpadBits + 1;
  localparam int unsigned Row = Bits > 16 ? Bits : 16;  // what is left of products is all of their sum

  logic signed [33:0] y_last, x_last, y_high, x_high, y_low, x_low;
  logic [Row-1:0] first_bytes;
  always_comb begin
    y_last = 34'sd0;
    x_last = 34'sd0;
    y_high = 34'sd0;
    x_high = 34'sd0;
    y_low = 34'sd0;
    x_low = 34'sd0;
    empty_o = 1'b0;
    illegal_o = 1'b0;
    first_bytes = '0;
    if (valid_i) begin
      y_last = {{18{command_i.in_y0[15]}}, command_i.in_y0} + {18'd0, command_i.in_out_h - 16'd1} * {26'd0, command_i.in_stride_h} +
               {26'd0, command_i.in_kernel_h - 8'd1} * {26'd0, command_i.in_dilation_h};
      x_last = {{18{command_i.in_x0[15]}}, command_i.in_x0} + {18'd0, command_i.in_out_w - 16'd1} * {26'd0, command_i.in_stride_w} +
               {26'd0, command_i.in_kernel_w - 8'd1} * {26'd0, command_i.in_dilation_w};
      y_high = {18'd0, command_i.in_height - 16'd1};
      x_high = {18'd0, command_i.in_width - 16'd1};
      if (y_last < y_high) y_high = y_last;
      if (x_last < x_high) x_high = x_last;
      y_low = command_i.in_y0[15] ? 34'sd0 : {18'd0, command_i.in_y0};
      x_low = command_i.in_x0[15] ? 34'sd0 : {18'd0, command_i.in_x0};
      empty_o = y_low > y_high || x_low > x_high;
      first_bytes = Row'(command_i.in_address) + Row'(y_low[15:0]) * Row'(command_i.in_row_pitch) +
                    Row'(x_low[15:0]) * Row'(command_i.in_pixel_pitch);
      illegal_o = command_i.in_channels == 16'd0 || command_i.in_height == 16'd0 || command_i.in_width == 16'd0 ||
                  command_i.in_kernel_h == 8'd0 || command_i.in_kernel_w == 8'd0 || command_i.in_stride_h == 8'd0 ||
                  command_i.in_stride_w == 8'd0 || command_i.in_dilation_h == 8'd0 || command_i.in_dilation_w == 8'd0 ||
                  command_i.in_out_h == 16'd0 || command_i.in_out_w == 16'd0;
    end
  end
  assign begin_o = first_bytes[Bits-1:0];
  assign last_row_o = y_high[15:0];
  assign last_column_o = x_high[15:0];

  logic unused_bits;
  assign unused_bits = ^{command_i, y_low, x_low, y_high, x_high, first_bytes};
endmodule
