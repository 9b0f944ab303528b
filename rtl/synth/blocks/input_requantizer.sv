// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rescaling of one input of ADD in a vector lane: a code less its zero point, times a multiplier of 31 bits, rounded
// twice (vector_lanes.sv). scaled_o comes one cycle after the inputs; right_i belongs to that cycle.
module input_requantizer (
  input  logic        clk_i,
  input  logic        enable_i,
  input  logic [7:0]  data_i,
  input  logic [7:0]  zero_i,
  input  logic [30:0] multiplier_i,
  input  logic [4:0]  right_i,
  output logic [31:0] scaled_o
);
  logic signed [8:0] data;
  logic signed [40:0] product_q, factor, wide;
  logic signed [60:0] nudged;
  logic signed [31:0] half, scaled;
  logic [31:0] mask;
  logic unused_low;
  assign data = {data_i[7], data_i} - {zero_i[7], zero_i};
  assign wide = {{32{data[8]}}, data};
  assign factor = {10'd0, multiplier_i};
  always_ff @(posedge clk_i) begin
    if (enable_i) product_q <= wide * factor;
  end
  assign nudged = {product_q, 20'd0} + 61'sd1073741824;
  assign half = {{2{nudged[60]}}, nudged[60:31]};
  assign mask = (32'd1 << right_i) - 32'd1;
  assign unused_low = ^nudged[30:0];
  always_comb begin
    scaled = half >>> right_i;
    if ((half & mask) > {1'b0, mask[31:1]} + {31'd0, half[31]}) scaled = scaled + 32'sd1;
  end
  assign scaled_o = scaled;
endmodule
