// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Fused multiply-add, combinational: result = a * b + c with one rounding, to nearest, ties to even. c and the result
// are fp32; a and b have its sign and 8-bit exponent and FractionBits of fraction (23: fp32, 7: bf16). Subnormal operands
// count as zeros of their sign; a result below 2^-126 after rounding is a zero of its sign. Every NaN is 7fc00000.
//
// The operand of the smaller exponent is shifted right into a window of Window bits whose top both begin at (the
// product has its first one there or one below). What leaves the window is kept as one bit below it: that happens only
// when the shift is so leading that at most two leading bits cancel, and the rounding bit is still inside the window.
module fma #(
  parameter int unsigned FractionBits = 23
) (
  input  logic [8+FractionBits:0] a_i,
  input  logic [8+FractionBits:0] b_i,
  input  logic [31:0]             c_i,
  output logic [31:0]             result_o
);
  localparam int unsigned Significand = FractionBits + 1;
  localparam int unsigned Product = 2 * Significand;
  localparam int unsigned Window = Product + 1 > 27 ? Product + 1 : 27;
  localparam int unsigned Sum = Window + 2;  // a carry above, what has left below

  // Operands: a zero has significand 0, whatever its fraction.
  logic a_zero, b_zero, c_zero, a_top, b_top, c_top, a_nan, b_nan, c_nan;
  logic product_negative, c_negative, subtract;
  assign a_zero = a_i[FractionBits+:8] == 8'd0;
  assign b_zero = b_i[FractionBits+:8] == 8'd0;
  assign c_zero = c_i[30:23] == 8'd0;
  assign a_top = a_i[FractionBits+:8] == 8'hff;
  assign b_top = b_i[FractionBits+:8] == 8'hff;
  assign c_top = c_i[30:23] == 8'hff;
  assign a_nan = a_top && a_i[FractionBits-1:0] != '0;
  assign b_nan = b_top && b_i[FractionBits-1:0] != '0;
  assign c_nan = c_top && c_i[22:0] != '0;
  assign product_negative = a_i[8+FractionBits] ^ b_i[8+FractionBits];
  assign c_negative = c_i[31];
  assign subtract = product_negative ^ c_negative;

  logic product_zero;
  logic [Significand-1:0] a_significand, b_significand;
  logic [23:0] c_significand;
  logic [Product-1:0] product;
  assign product_zero = a_zero || b_zero;
  assign a_significand = {1'b1, a_i[FractionBits-1:0]};
  assign b_significand = {1'b1, b_i[FractionBits-1:0]};
  assign c_significand = c_zero ? 24'd0 : {1'b1, c_i[22:0]};
  assign product = {{Significand{1'b0}}, a_significand} * {{Significand{1'b0}}, b_significand};

  // Exponents of the window's top bit, biased: that of the product is a's + b's - 127 + 1.
  logic [9:0] product_exponent, c_exponent, exponent, distance;
  logic c_leads;
  logic [5:0] shift;
  assign product_exponent = {2'd0, a_i[FractionBits+:8]} + {2'd0, b_i[FractionBits+:8]} - 10'd126;
  assign c_exponent = {2'd0, c_i[30:23]};
  assign distance = product_exponent - c_exponent;
  assign c_leads = product_zero || distance[9];
  assign exponent = c_leads ? c_exponent : product_exponent;
  assign shift = (distance[9] ? distance < 10'd961 : distance > 10'd63) ? 6'd63
                 : distance[9] ? 6'd0 - distance[5:0] : distance[5:0];

  // Alignment.
  logic [Window-1:0] product_window, c_window, leading, other, shifted, kept;
  logic [Sum-1:0] augend, addend;
  assign product_window = product_zero ? '0 : {product, {(Window - Product) {1'b0}}};
  assign c_window = {c_significand, {(Window - 24) {1'b0}}};
  assign leading = c_leads ? c_window : product_window;
  assign other = c_leads ? product_window : c_window;
  assign shifted = other >> shift;
  assign kept = {Window{1'b1}} << shift;
  assign augend = {1'b0, leading, 1'b0};
  assign addend = {1'b0, shifted, (other & ~kept) != '0};

  // The difference is negative only where nothing has left the window.
  logic [Sum-1:0] difference, magnitude;
  logic negative;
  assign difference = subtract ? augend - addend : augend + addend;
  assign negative = subtract && difference[Sum-1];
  assign magnitude = negative ? {Sum{1'b0}} - difference : difference;

  // The first one moves to the top.
  logic [Sum-1:0] normal;
  logic [5:0] zeros;
  always_comb begin
    normal = magnitude;
    zeros = 6'd0;
    for (int unsigned s = 6; s > 0; s--) begin
      if ((normal >> (Sum > (1 << (s - 1)) ? Sum - (1 << (s - 1)) : 0)) == '0) begin
        normal = normal << (1 << (s - 1));
        zeros[s-1] = 1'b1;
      end
    end
  end

  // Rounding carries from the fraction into the exponent.
  logic round_up, negative_result, is_zero;
  logic [9:0] normal_exponent;
  logic [32:0] rounded;
  assign normal_exponent = exponent + 10'd1 - {4'd0, zeros};
  assign round_up = normal[Sum-25] && (normal[Sum-24] || normal[Sum-26:0] != '0);
  assign rounded = {normal_exponent, normal[Sum-2-:23]} + {32'd0, round_up};
  assign is_zero = !normal[Sum-1];
  assign negative_result = is_zero ? product_negative && c_negative
                                   : (c_leads ? c_negative : product_negative) ^ negative;

  always_comb begin
    result_o = {negative_result, rounded[30:0]};
    if (a_nan || b_nan || c_nan || (a_top && b_zero) || (b_top && a_zero) || ((a_top || b_top) && c_top && subtract)) begin
      result_o = 32'h7fc00000;
    end else if (a_top || b_top || c_top) begin
      result_o = {c_top ? c_negative : product_negative, 8'hff, 23'd0};
    end else if (is_zero || rounded[32] || rounded[32:23] == 10'd0) begin
      result_o = {negative_result, 31'd0};
    end else if (rounded[31] || rounded[30:23] == 8'hff) begin
      result_o = {negative_result, 8'hff, 23'd0};
    end
  end
endmodule
