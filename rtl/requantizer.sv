// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One requantizer: value = acc - zero_point_weight*sum + bias (wraps in int32), scaled by a 40-bit
// multiplier and a shift, clamped and offset to an int8 code. Rounding 1 (single) rounds once, half away
// from zero, in 2^-40; the others round twice as TFLite's convolutions do: a doubling high multiply
// (ties of negative products towards zero), then a division by a power of two, half away.
// Latency: inputs at t, code_o from the registers of t+3; one element a cycle; no handshake. enable_i says which stages
// hold an element: bit s that of t-s; what is in the first three moves on, the last shows its code. The record must
// stay as it is from t to t+3. Shifts beyond -31..31 act as -31 or 31 (single: only above).
module requantizer (
  input  logic                              clk_i,
  input  logic [3:0]                        enable_i,
  input  logic [31:0]                       acc_i,
  input  logic [31:0]                       sum_i,
  input  octet_pkg::parameter_record_t      record_i,
  input  logic [7:0]                        rounding_i,
  output logic [7:0]                        code_o
);
  logic single;
  assign single = rounding_i == octet_pkg::RoundingSingle;

  // Shift amounts, each within what its stage can do. A stage's operands rest at zero without an element.
  logic signed [7:0] shift, zero_point_weight, zero_point_out, clamp_min, clamp_max;
  logic shift_negative;
  logic [7:0] magnitude;
  logic [4:0] left, right;
  logic [6:0] single_right;
  logic single_zero;
  assign zero_point_weight = record_i.zero_point_weight;
  assign zero_point_out = record_i.zero_point_out;
  assign clamp_min = record_i.clamp_min;
  assign clamp_max = record_i.clamp_max;
  assign shift = record_i.shift;
  always_comb begin
    shift_negative = 1'b0;
    magnitude = 8'd0;
    left = 5'd0;
    right = 5'd0;
    single_right = 7'd40;
    single_zero = 1'b0;
    if (enable_i[3:1] != 3'd0) begin
      shift_negative = shift < 8'sd0;
      magnitude = shift_negative ? -shift : shift;
      if (shift_negative) right = magnitude > 8'd31 ? 5'd31 : magnitude[4:0];
      else left = magnitude > 8'd31 ? 5'd31 : magnitude[4:0];
      single_zero = shift_negative && magnitude > 8'd32;
      single_right = shift_negative ? 7'd40 + {1'b0, magnitude[5:0]} : 7'd40 - {2'b0, left};
    end
  end

  // Stage 1: zero point of the weights and bias.
  logic [31:0] correction, value_d, value_q;
  always_comb begin
    correction = 32'd0;
    value_d = 32'd0;
    if (enable_i[0]) begin
      correction = {{24{zero_point_weight[7]}}, zero_point_weight} * sum_i;
      value_d = acc_i - correction + record_i.bias;
    end
  end

  // Stage 2: 32 x 40 bits as sign and magnitude, in two halves of the multiplier: product = high * 2^20 + low.
  // Only double rounding shifts left first.
  logic [31:0] shifted, shifted_magnitude;
  logic [39:0] multiplier;
  logic [51:0] high_d, high_q, low_d, low_q;
  logic negative_q;
  always_comb begin
    shifted = 32'd0;
    shifted_magnitude = 32'd0;
    multiplier = 40'd0;
    high_d = 52'd0;
    low_d = 52'd0;
    if (enable_i[1]) begin
      shifted = single ? value_q : value_q << left;
      shifted_magnitude = shifted[31] ? 32'd0 - shifted : shifted;
      multiplier = single ? record_i.multiplier : {9'd0, record_i.multiplier[30:0]};
      high_d = {20'd0, shifted_magnitude} * {32'd0, multiplier[39:20]};
      low_d = {20'd0, shifted_magnitude} * {32'd0, multiplier[19:0]};
    end
  end

  // Stage 3: the first rounding. A shift of 21 or more needs only what is above the low 20 bits; with a shift of at most
  // 20, which only single has, a product of 64 bits or more saturates. Double: (product + nudge) / 2^31 truncated, where
  // the nudge of a negative product is one short of a half.
  logic [63:0] upper, whole, nudge, rounded;
  logic [6:0] first_right, upper_right;
  logic coarse, saturate;
  logic [31:0] scaled_d, scaled_q;
  always_comb begin
    first_right = 7'd31;
    upper_right = 7'd0;
    coarse = 1'b0;
    upper = 64'd0;
    whole = 64'd0;
    nudge = 64'd0;
    rounded = 64'd0;
    saturate = 1'b0;
    scaled_d = 32'd0;
    if (enable_i[2]) begin
      if (single) first_right = single_right;
      coarse = single && first_right > 7'd20;
      upper_right = first_right - 7'd20;
      upper = {12'd0, high_q} + {32'd0, low_q[51:20]};
      whole = {upper[43:0], low_q[19:0]};
      nudge = (64'd1 << ((coarse ? upper_right : first_right) - 7'd1)) - {63'd0, !single && negative_q};
      if (coarse) rounded = single_zero ? 64'd0 : (upper + nudge) >> upper_right;
      else if (upper[63:43] != 21'd0) rounded = '1;
      else rounded = (whole + nudge) >> first_right;
      saturate = rounded > 64'h7fffffff;
      if (negative_q) scaled_d = saturate ? 32'h80000000 : 32'd0 - rounded[31:0];
      else scaled_d = saturate ? 32'h7fffffff : rounded[31:0];
    end
  end

  // Stage 4, combinational: the second rounding, zero point, clamp.
  logic signed [31:0] divided;
  logic [31:0] mask, remainder, threshold;
  logic signed [33:0] offset, low, high;
  always_comb begin
    mask = 32'd0;
    remainder = 32'd0;
    threshold = 32'd0;
    divided = 32'sd0;
    offset = 34'sd0;
    low = 34'sd0;
    high = 34'sd0;
    code_o = 8'd0;
    if (enable_i[3]) begin
      mask = (32'd1 << right) - 32'd1;
      remainder = scaled_q & mask;
      threshold = {1'b0, mask[31:1]} + {31'd0, scaled_q[31]};
      divided = scaled_q;
      if (!single) begin
        divided = divided >>> right;
        if (remainder > threshold) divided = divided + 32'sd1;
      end
      offset = {{2{divided[31]}}, divided} + {{26{zero_point_out[7]}}, zero_point_out};
      low = {{26{clamp_min[7]}}, clamp_min};
      high = clamp_max < clamp_min ? low : {{26{clamp_max[7]}}, clamp_max};
      if (offset < low) code_o = low[7:0];
      else if (offset > high) code_o = high[7:0];
      else code_o = offset[7:0];
    end
  end

  always_ff @(posedge clk_i) begin
    if (enable_i[0]) value_q <= value_d;
    if (enable_i[1]) begin
      high_q <= high_d;
      low_q <= low_d;
      negative_q <= shifted[31];
    end
    if (enable_i[2]) scaled_q <= scaled_d;
  end

  logic unused_record;
  assign unused_record = ^{record_i.flags, record_i.zero_point_in};
endmodule
