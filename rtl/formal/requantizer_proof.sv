// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The requantizer's stages against docs/numerics.md, for every value, record and mode: the factors of the product,
// the first rounding of double, the second rounding, zero point and clamp. value_q, the halves of the product
// (high_q, low_q) with its sign (negative_q) and scaled_q are cut: they take any value, so that each stage is combinational
// and the proof holds for ever. requantizer_single_proof has the first rounding of single. Assumed: shifts -31..31, single
// also any below, and the ranges of the factors.
module requantizer_proof (
  input logic                         clk_i,
  input logic [31:0]                  acc_i,
  input logic [31:0]                  sum_i,
  input octet_pkg::parameter_record_t record_i,
  input logic [7:0]                   rounding_i
);
  logic [7:0] code;
  requantizer u_dut (
    .clk_i     (clk_i),
    .enable_i  (4'hf),
    .acc_i     (acc_i),
    .sum_i     (sum_i),
    .record_i  (record_i),
    .rounding_i(rounding_i),
    .code_o    (code)
  );
  (* hierconn *) logic [31:0] \u_dut.value_q , \u_dut.shifted_magnitude , \u_dut.scaled_d , \u_dut.scaled_q ;
  (* hierconn *) logic [39:0] \u_dut.multiplier ;
  (* hierconn *) logic [31:0] \u_dut.shifted ;
  (* hierconn *) logic [51:0] \u_dut.high_q , \u_dut.low_q ;
  (* hierconn *) logic \u_dut.negative_q ;

  logic single, negative;
  logic signed [7:0] shift;
  logic [7:0] left, right;
  assign single = rounding_i == octet_pkg::RoundingSingle;
  assign shift = record_i.shift;
  assign negative = \u_dut.negative_q ;
  assign left = shift > 8'sd0 ? shift : 8'd0;
  assign right = shift < 8'sd0 ? 8'd0 - shift : 8'd0;

  // What is multiplied. Double: the value shifted left in int32, wrapping, and 31 bits; single: the value and 40 bits.
  logic [63:0] wide;
  logic [31:0] factor, factor_magnitude;
  assign wide = {32'd0, \u_dut.value_q } << left;
  assign factor = single ? \u_dut.value_q : wide[31:0];
  assign factor_magnitude = factor[31] ? ~factor + 32'd1 : factor;

  // The first rounding of double: floor((product + 2^30) / 2^31) of the signed product, half up. On a negative
  // product that takes a tie towards zero. Only -2^31 * -2^31 would overflow, and 31 bits of multiplier exclude it.
  logic [71:0] product, half_up;
  logic tie_down;
  assign product = {\u_dut.high_q , 20'd0} + {20'd0, \u_dut.low_q };
  assign tie_down = negative && product[30:0] == 31'h40000000;
  assign half_up = {31'd0, product[71:31]} + {71'd0, product[30] && !tie_down};

  // The second rounding, of double only: half away from zero. Then zero point and clamp; an empty clamp is its minimum.
  logic [33:0] scaled_magnitude, divided_magnitude;
  logic signed [33:0] divided, offset, low_offset, high_offset;
  logic signed [7:0] zero_point, low, high;
  logic [7:0] expected_code;
  assign scaled_magnitude = \u_dut.scaled_q [31] ? 34'h100000000 - {2'd0, \u_dut.scaled_q } : {2'd0, \u_dut.scaled_q };
  assign divided_magnitude = single || right == 8'd0 ? scaled_magnitude : (scaled_magnitude + (34'd1 << (right - 8'd1))) >> right;
  assign divided = \u_dut.scaled_q [31] ? 34'd0 - divided_magnitude : divided_magnitude;
  assign zero_point = record_i.zero_point_out;
  assign low = record_i.clamp_min;
  assign high = record_i.clamp_max;
  assign low_offset = {{26{low[7]}}, low};
  assign high_offset = {{26{high[7]}}, high};
  assign offset = divided + {{26{zero_point[7]}}, zero_point};
  always_comb begin
    expected_code = offset[7:0];
    if (offset > high_offset) expected_code = high;
    if (offset < low_offset || high < low) expected_code = low;
  end

  always_comb begin
    assume (shift <= 8'sd31 && (single || shift >= -8'sd31));
    // The factor's magnitude is 2^31 at most, the multiplier's halves are 11 and 20 bits.
    assume (single || (\u_dut.high_q <= 52'h7ff << 31 && \u_dut.low_q <= 52'hfffff << 31));
    assume (single || product <= 72'h7fffffff << 31);
    factor_of_the_product : assert (\u_dut.shifted_magnitude == factor_magnitude && \u_dut.shifted [31] == factor[31]);
    multiplier_of_the_product : assert (\u_dut.multiplier ==
                                        (single ? record_i.multiplier : {9'd0, record_i.multiplier[30:0]}));
    if (!single) begin
      first_rounding : assert (half_up <= 72'h7fffffff &&
                               \u_dut.scaled_d == (negative ? ~half_up[31:0] + 32'd1 : half_up[31:0]));
    end
    code_of_the_scaled : assert (code == expected_code);
  end
endmodule
