// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Walks one tensor vector by vector: each lane's channel, pixel and address. If all channels fit, a vector
// holds as many whole pixels as fit; otherwise it holds `lanes` channels of one pixel, channel groups
// outside, pixels inside. Outputs are registered: valid from the cycle after start_i, and after step_i those
// of the next vector, after group_i (with or without step_i) those of the next group's first. Without valid_i no
// lane is. Addresses are of the scratchpad; rows and channels of a lane that is not valid may have lost their high bits.
module lane_walker (
  input  logic                                      clk_i,
  input  logic                                      start_i,
  input  logic                                      step_i,
  input  logic                                      group_i,
  input  logic                                      valid_i,
  // of the command, constant from start_i on
  input  logic [15:0]                               channels_i,
  input  logic [15:0]                               out_w_i,
  input  logic [31:0]                               pixels_i,
  input  logic [31:0]                               address_i,
  input  logic [31:0]                               row_pitch_i,
  input  logic [31:0]                               pixel_pitch_i,
  output logic [octet_pkg::VectorLanes-1:0]         valid_o,
  output logic [octet_pkg::VectorLanes*32-1:0]      channel_o,
  output logic [octet_pkg::VectorLanes*32-1:0]      pixel_o,
  output logic [octet_pkg::VectorLanes*32-1:0]      y_o,
  output logic [octet_pkg::VectorLanes*32-1:0]      x_o,
  output logic [octet_pkg::VectorLanes*32-1:0]      address_o,  // of channel 0
  output logic                                      last_pixel_o,  // the group ends with this vector
  output logic                                      last_group_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned LaneBits = $clog2(Lanes + 1);
  // What synthesis keeps of sums. A position is below the output's 16 bits and a vector.
  localparam logic [31:0] AddressMask = (32'd1 << octet_pkg::ScratchpadBits) - 32'd1;
  localparam logic [31:0] PlaceMask = 32'h1ffff;

  // Constants of the command: pixels of a vector, and what moves with them.
  logic packed_q;
  logic [31:0] per_vector_q, step_y_q, step_x_q, step_address_q, wrap_q, out_w, per_vector, base_channel_q;
  logic packed_pixels;
  logic [LaneBits-1:0] few_channels, few_pixels, few_columns, few_rows, few_more;

  // Lane positions at the first vector of a group, kept for the next group's.
  logic [Lanes*32-1:0] channel_q;
  logic [Lanes*32-1:0] pixel_q;
  logic [Lanes*32-1:0] y_q;
  logic [Lanes*32-1:0] x_q;
  logic [Lanes*32-1:0] address_q;
  logic [Lanes-1:0] lane_q;

  // The chain of the first vector.
  logic [31:0] first_channel [Lanes];
  logic [31:0] first_pixel [Lanes];
  logic [31:0] first_y [Lanes];
  logic [31:0] first_x [Lanes];
  logic [31:0] first_address [Lanes];
  logic [31:0] channel, pixel, y, x, address, wrap;

  assign packed_pixels = {16'd0, channels_i} <= Lanes;
  assign out_w = {16'd0, out_w_i};
  assign few_channels = LaneBits'(channels_i);
  always_comb begin
    few_pixels = LaneBits'(1);
    wrap = 32'd0;
    channel = 32'd0;
    pixel = 32'd0;
    y = 32'd0;
    x = 32'd0;
    address = 32'd0;
    for (int unsigned l = 0; l < Lanes; l++) begin
      first_channel[l] = 32'd0;
      first_pixel[l] = 32'd0;
      first_y[l] = 32'd0;
      first_x[l] = 32'd0;
      first_address[l] = 32'd0;
    end
    if (start_i) begin
      if (packed_pixels && channels_i != 16'd0) few_pixels = LaneBits'(Lanes) / few_channels;
      wrap = (row_pitch_i - out_w * pixel_pitch_i) & AddressMask;
      address = address_i & AddressMask;
      for (int unsigned l = 0; l < Lanes; l++) begin
        first_channel[l] = channel & PlaceMask;
        first_pixel[l] = pixel & PlaceMask;
        first_y[l] = y & PlaceMask;
        first_x[l] = x & PlaceMask;
        first_address[l] = address & AddressMask;
        channel = channel + 32'd1;
        if (packed_pixels && channel == {16'd0, channels_i}) begin
          channel = 32'd0;
          pixel = pixel + 32'd1;
          x = x + 32'd1;
          address = address + pixel_pitch_i;
          if (x == out_w) begin
            x = 32'd0;
            y = y + 32'd1;
            address = address + wrap;
          end
        end
      end
    end
  end

  // Rows and columns of so many pixels.
  assign few_columns = LaneBits'(out_w_i);
  always_comb begin
    few_rows = '0;
    few_more = few_pixels;
    if (start_i && out_w != 32'd0 && out_w <= Lanes) begin
      few_rows = few_pixels / few_columns;
      few_more = few_pixels - few_rows * few_columns;
    end
  end
  logic [31:0] step_y, step_x;
  assign per_vector = 32'(few_pixels);
  assign step_y = 32'(few_rows);
  assign step_x = 32'(few_more);

  assign last_pixel_o = pixel_q[31:0] + per_vector_q >= pixels_i;
  assign last_group_o = packed_q || base_channel_q + Lanes >= {16'd0, channels_i};

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      packed_q <= packed_pixels;
      per_vector_q <= per_vector;
      step_y_q <= step_y;
      step_x_q <= step_x;
      step_address_q <= (step_y * row_pitch_i + step_x * pixel_pitch_i) & AddressMask;
      wrap_q <= wrap;
      base_channel_q <= 32'd0;
    end else if (group_i) begin
      base_channel_q <= (base_channel_q + Lanes) & PlaceMask;
    end
  end

  // Where the lanes go next, whole vectors at once: simulators copy what is assigned in parts in every cycle.
  logic moves;
  logic [Lanes*32-1:0] channel_d, pixel_d, y_d, x_d, address_d;
  logic [Lanes-1:0] lane_d;
  logic [31:0] next_x;
  assign moves = start_i || group_i || step_i;
  always_comb begin
    channel_d = '0;
    pixel_d = '0;
    y_d = '0;
    x_d = '0;
    address_d = '0;
    lane_d = '0;
    next_x = 32'd0;
    if (moves) begin
      lane_d = lane_q;
      for (int unsigned l = 0; l < Lanes; l++) begin
        channel_d[l*32+:32] = channel_q[l*32+:32];
        if (start_i) begin
          channel_d[l*32+:32] = first_channel[l];
          pixel_d[l*32+:32] = first_pixel[l];
          y_d[l*32+:32] = first_y[l];
          x_d[l*32+:32] = first_x[l];
          address_d[l*32+:32] = first_address[l];
          lane_d[l] = !packed_pixels || first_pixel[l] < per_vector;
        end else if (group_i) begin
          channel_d[l*32+:32] = (channel_q[l*32+:32] + Lanes) & PlaceMask;
          address_d[l*32+:32] = address_i & AddressMask;
        end else begin
          pixel_d[l*32+:32] = pixel_q[l*32+:32] + per_vector_q;
          next_x = (x_q[l*32+:32] + step_x_q) & PlaceMask;
          x_d[l*32+:32] = next_x;
          y_d[l*32+:32] = (y_q[l*32+:32] + step_y_q) & PlaceMask;
          address_d[l*32+:32] = (address_q[l*32+:32] + step_address_q) & AddressMask;
          if (next_x >= out_w) begin
            x_d[l*32+:32] = (next_x - out_w) & PlaceMask;
            y_d[l*32+:32] = (y_q[l*32+:32] + step_y_q + 32'd1) & PlaceMask;
            address_d[l*32+:32] = (address_q[l*32+:32] + step_address_q + wrap_q) & AddressMask;
          end
        end
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (moves) begin
      channel_q <= channel_d;
      pixel_q <= pixel_d;
      y_q <= y_d;
      x_q <= x_d;
      address_q <= address_d;
      lane_q <= lane_d;
    end
  end

  assign channel_o = channel_q;
  assign pixel_o = pixel_q;
  assign y_o = y_q;
  assign x_o = x_q;
  assign address_o = address_q;
  always_comb begin
    valid_o = '0;
    if (valid_i) begin
      for (int unsigned l = 0; l < Lanes; l++) begin
        valid_o[l] = lane_q[l] && pixel_q[l*32+:32] < pixels_i && channel_q[l*32+:32] < {16'd0, channels_i};
      end
    end
  end
endmodule
