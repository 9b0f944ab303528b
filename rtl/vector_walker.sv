// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the lanes of one vector work on, combinational: from the vector's first element, each lane's
// channel, accumulator row and column and output address. If all n channels fit, a vector holds as
// many whole pixels as fit; otherwise it holds `lanes` channels of one pixel.
module vector_walker (
  input  octet_pkg::requantize_command_t                                  command_i,
  input  octet_pkg::element_t                                             element_i,
  output logic [octet_pkg::VectorLanes-1:0]                               valid_o,
  output logic [octet_pkg::VectorLanes*16-1:0]                            channel_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::AccumulatorRowBits-1:0] row_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::ArrayColBits-1:0]       col_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::ScratchpadBits-1:0]     address_o,
  output octet_pkg::element_t                                             next_o,         // of the next vector of the group
  output octet_pkg::element_t                                             next_group_o,   // first of the next group
  output logic                                                            last_pixel_o,   // the group ends with this vector
  output logic                                                            last_group_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned ColBits = octet_pkg::ArrayColBits;
  localparam int unsigned RowBits = octet_pkg::AccumulatorRowBits;
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;

  logic packed_pixels, stop, ends;
  logic [31:0] pixels, row, address;
  octet_pkg::element_t at, next_pixel, group;

  assign packed_pixels = command_i.n <= 16'(Lanes);
  assign pixels = {16'd0, command_i.out_h} * {16'd0, command_i.out_w};

  // `at` moved to the next pixel, at the channel the vector began with.
  always_comb begin
    at = element_i;
    group = element_i;
    next_pixel = element_i;
    stop = 1'b0;
    ends = 1'b0;
    row = 32'd0;
    address = 32'd0;
    for (int unsigned l = 0; l < Lanes; l++) begin
      if (packed_pixels && at.channel == 16'd0 && 32'(l) + {16'd0, command_i.n} > Lanes) stop = 1'b1;
      valid_o[l] = !stop && !ends && at.channel < command_i.n;
      row = at.fold_row + at.pixel;
      address = at.pixel_address + {16'd0, at.channel};
      channel_o[l*16+:16] = at.channel;
      row_o[l*RowBits+:RowBits] = row[RowBits-1:0];
      col_o[l*ColBits+:ColBits] = at.col;
      address_o[l*Bits+:Bits] = address[Bits-1:0];
      next_pixel = at;
      next_pixel.channel = element_i.channel;
      next_pixel.col = element_i.col;
      next_pixel.fold_row = element_i.fold_row;
      next_pixel.pixel = at.pixel + 32'd1;
      next_pixel.x = at.x + 16'd1;
      next_pixel.pixel_address = at.pixel_address + command_i.out_pixel_pitch;
      if (at.x + 16'd1 == command_i.out_w) begin
        next_pixel.x = 16'd0;
        next_pixel.row_address = at.row_address + command_i.out_row_pitch;
        next_pixel.pixel_address = at.row_address + command_i.out_row_pitch;
      end
      if (packed_pixels && at.channel + 16'd1 == command_i.n) begin
        if (!stop) begin
          if (next_pixel.pixel == pixels) ends = 1'b1;
          at = next_pixel;
        end
      end else if (!stop) begin
        at.channel = at.channel + 16'd1;
        at.col = at.col + ColBits'(1);
        if ({{(32 - ColBits) {1'b0}}, at.col} == octet_pkg::ArrayCols % (32'd1 << ColBits)) begin
          at.col = '0;
          at.fold_row = at.fold_row + pixels;
        end
      end
    end
    group.channel = at.channel;
    group.col = at.col;
    group.fold_row = at.fold_row;
    group.pixel = 32'd0;
    group.x = 16'd0;
    group.row_address = command_i.out_address;
    group.pixel_address = command_i.out_address;
    next_group_o = group;
    next_o = packed_pixels ? at : next_pixel;
    last_pixel_o = packed_pixels ? ends : next_pixel.pixel == pixels;
    last_group_o = packed_pixels || at.channel >= command_i.n;
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, row, address};
endmodule
