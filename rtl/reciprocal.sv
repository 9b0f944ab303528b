// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// 1 / x of an fp32 number, to nearest: of a significand S in [2^23, 2^24) that is no power of two 2^47 / S, which lies in
// (2^23, 2^24) and is never a tie. Subnormal numbers count as zeros; so does a result below 2^-126. Every NaN is
// 7fc00000. Combinational, zero while valid_i is not.
module reciprocal (
  input  logic        valid_i,
  input  logic [31:0] x_i,
  output logic [31:0] result_o
);
  logic [47:0] divisor, quotient, rest;
  logic [9:0] exponent;
  logic [22:0] fraction;
  always_comb begin
    divisor = {24'd0, 1'b1, x_i[22:0]};
    quotient = 48'd0;
    rest = 48'd0;
    exponent = 10'd0;
    fraction = 23'd0;
    result_o = 32'd0;
    if (valid_i) begin
      quotient = 48'h800000000000 / divisor;
      rest = 48'h800000000000 - quotient * divisor;
      exponent = 10'd253 - {2'd0, x_i[30:23]};
      fraction = quotient[22:0] + {22'd0, {rest[46:0], 1'b0} > divisor};
      if (x_i[22:0] == 23'd0) begin
        exponent = exponent + 10'd1;
        fraction = 23'd0;
      end
      if (x_i[30:23] == 8'hff) result_o = x_i[22:0] == 23'd0 ? {x_i[31], 31'd0} : 32'h7fc00000;
      else if (x_i[30:23] == 8'd0) result_o = {x_i[31], 8'hff, 23'd0};
      else if (exponent[9] || exponent == 10'd0) result_o = {x_i[31], 31'd0};
      else result_o = {x_i[31], exponent[7:0], fraction};
    end
  end

  logic unused_bits;
  assign unused_bits = ^{quotient, rest, exponent};
endmodule
