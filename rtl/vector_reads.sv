// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The addresses of a vector's operands, combinational but for the position in the window: accumulator rows of
// a requantize, VectorMacsPerLane taps a cycle and lane with their weights for a window, one element of each
// input otherwise, of channel 0 if the input is broadcast. A tap outside the input has weights only.
module vector_reads (
  input  logic                                       clk_i,
  input  octet_pkg::vector_command_t                 command_i,
  input  logic [31:0]                                pixels_i,
  input  logic                                       streaming_i,
  input  logic                                       first_i,  // first cycle of a vector
  input  logic [octet_pkg::VectorLanes-1:0]          lane_valid_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]       channel_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]       pixel_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]       y_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]       x_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]       a_address_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]       b_address_i,
  input  logic                                       row_valid_i,  // one element of a softmax
  input  logic [31:0]                                row_address_i,
  output logic                                       acc_valid_o,
  output logic [octet_pkg::VectorLanes*32-1:0]       acc_row_o,
  output logic [octet_pkg::VectorLanes*32-1:0]       acc_col_o,
  output logic [octet_pkg::VectorReads-1:0]          read_valid_o,
  output logic [octet_pkg::VectorReads*32-1:0]       read_address_o,
  output logic [octet_pkg::VectorReads-1:0]          second_valid_o,
  output logic [octet_pkg::VectorReads*32-1:0]       second_address_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned Macs = octet_pkg::VectorMacsPerLane;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned Element = octet_pkg::ElementBytes;
  // What synthesis keeps of sums: what an address, a row, a position in the input or in a window may need.
  localparam logic [31:0] AddressMask = (32'd1 << octet_pkg::ScratchpadBits) - 32'd1;
  localparam logic [31:0] RowMask = (32'd1 << octet_pkg::AccumulatorRowBits) - 32'd1;
  localparam logic [31:0] PlaceMask = 32'h3ffffff;
  localparam logic [31:0] TapMask = 32'hffff;

  logic window, walking;
  assign walking = streaming_i && window;
  assign window = command_i.opcode == octet_pkg::OpcodeDepthwise || command_i.opcode == octet_pkg::OpcodePool;

  // The taps of this cycle.
  logic [15:0] tap_q, tap_d;
  logic [7:0] kx_q, kx_d;
  logic [31:0] tap_y_q, tap_x_q, tap_y_d, tap_x_d;  // in input pixels
  logic tap_valid [Macs];
  logic [31:0] tap_y [Macs];
  logic [31:0] tap_x [Macs];
  logic [31:0] tap_offset [Macs];
  logic [31:0] tap_weights [Macs];
  always_comb begin
    tap_d = 16'd0;
    kx_d = 8'd0;
    tap_y_d = 32'd0;
    tap_x_d = 32'd0;
    for (int unsigned k = 0; k < Macs; k++) begin
      tap_valid[k] = 1'b0;
      tap_y[k] = 32'd0;
      tap_x[k] = 32'd0;
      tap_offset[k] = 32'd0;
      tap_weights[k] = 32'd0;
    end
    if (walking) begin
      tap_d = first_i ? 16'd0 : tap_q;
      kx_d = first_i ? 8'd0 : kx_q;
      tap_y_d = first_i ? 32'd0 : tap_y_q;
      tap_x_d = first_i ? 32'd0 : tap_x_q;
      for (int unsigned k = 0; k < Macs; k++) begin
        tap_valid[k] = tap_d < command_i.taps;
        tap_y[k] = tap_y_d;
        tap_x[k] = tap_x_d;
        tap_offset[k] = tap_y_d * command_i.window_row_pitch + tap_x_d * command_i.window_pixel_pitch;
        tap_weights[k] = command_i.weights + {16'd0, tap_d} * {16'd0, command_i.channels} * Element;
        if (tap_valid[k]) begin
          tap_d = tap_d + 16'd1;
          kx_d = kx_d + 8'd1;
          tap_x_d = (tap_x_d + {24'd0, command_i.dilation_w}) & TapMask;
          if (kx_d == command_i.kernel_w) begin
            kx_d = 8'd0;
            tap_x_d = 32'd0;
            tap_y_d = (tap_y_d + {24'd0, command_i.dilation_h}) & TapMask;
          end
        end
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (walking) begin
      tap_q <= tap_d;
      kx_q <= kx_d;
      tap_y_q <= tap_y_d;
      tap_x_q <= tap_x_d;
    end
  end

  logic [31:0] channel, y, x, fold;
  logic [15:0] input_channel;
  assign acc_valid_o = streaming_i && command_i.opcode == octet_pkg::OpcodeRequantize;
  always_comb begin
    acc_row_o = '0;
    acc_col_o = '0;
    read_valid_o = '0;
    read_address_o = '0;
    second_valid_o = '0;
    second_address_o = '0;
    channel = 32'd0;
    input_channel = 16'd0;
    fold = 32'd0;
    y = 32'd0;
    x = 32'd0;
    if (acc_valid_o) begin
      for (int unsigned l = 0; l < Lanes; l++) begin
        channel = {16'd0, channel_i[l*32+:16]};
        fold = channel / Cols;
        acc_col_o[l*32+:32] = channel - fold * Cols;
        acc_row_o[l*32+:32] = lane_valid_i[l] ? (command_i.acc_row + fold * pixels_i + pixel_i[l*32+:32]) & RowMask : 32'd0;
      end
    end else if (walking) begin
      for (int unsigned l = 0; l < Lanes; l++) begin
        channel = {16'd0, channel_i[l*32+:16]};
        input_channel = channel_i[l*32+:16];
        if (command_i.multiplier != 8'd1 && command_i.multiplier != 8'd0) begin
          input_channel = input_channel / {8'd0, command_i.multiplier};
        end
        y = {{16{command_i.y0[15]}}, command_i.y0} + {16'd0, y_i[l*32+:16]} * {24'd0, command_i.stride_h};
        x = {{16{command_i.x0[15]}}, command_i.x0} + {16'd0, x_i[l*32+:16]} * {24'd0, command_i.stride_w};
        for (int unsigned k = 0; k < Macs; k++) begin
          if (lane_valid_i[l] && tap_valid[k]) begin
            read_valid_o[l*Macs+k] = ((y + tap_y[k]) & PlaceMask) < {16'd0, command_i.height} &&
                                     ((x + tap_x[k]) & PlaceMask) < {16'd0, command_i.width};
            second_valid_o[l*Macs+k] = command_i.opcode == octet_pkg::OpcodeDepthwise;
            read_address_o[(l*Macs+k)*32+:32] =
                (a_address_i[l*32+:32] + tap_offset[k] + {16'd0, input_channel} * Element) & AddressMask;
            second_address_o[(l*Macs+k)*32+:32] = (tap_weights[k] + channel * Element) & AddressMask;
          end
        end
      end
    end else if (streaming_i && first_i) begin
      for (int unsigned l = 0; l < Lanes; l++) begin
        read_valid_o[l*Macs] = lane_valid_i[l];
        second_valid_o[l*Macs] = lane_valid_i[l] && command_i.opcode == octet_pkg::OpcodeBinary;
        channel = {16'd0, channel_i[l*32+:16]};
        read_address_o[l*Macs*32+:32] =
            (a_address_i[l*32+:32] + (command_i.broadcast_a ? 32'd0 : channel * Element)) & AddressMask;
        second_address_o[l*Macs*32+:32] =
            (b_address_i[l*32+:32] + (command_i.broadcast_b ? 32'd0 : channel * Element)) & AddressMask;
      end
    end else if (row_valid_i) begin
      read_valid_o[0] = 1'b1;
      read_address_o[31:0] = row_address_i & AddressMask;
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, channel_i, y_i, x_i};
endmodule
