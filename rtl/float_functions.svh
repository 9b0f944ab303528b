// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What modules of floats include: the order of fp32 numbers, and their rounding to bf16.

// No number is less than what is no number; zeros are equal.
function automatic logic less(input logic [31:0] a, input logic [31:0] b);
  logic nan, zeros;
  nan = a[30:0] > 31'h7f800000 || b[30:0] > 31'h7f800000;
  zeros = a[30:0] == 31'd0 && b[30:0] == 31'd0;
  if (nan || zeros) less = 1'b0;
  else if (a[31] != b[31]) less = a[31];
  else less = a[31] ? a[30:0] > b[30:0] : a[30:0] < b[30:0];
endfunction

// An element in the upper bits: to nearest, ties to even; what is no number becomes 7fc0.
function automatic logic [31:0] rounded_element(input logic [31:0] x);
  rounded_element = x;
  if (octet_pkg::ElementBits == 16) begin
    rounded_element[15:0] = 16'd0;
    if (x[30:0] > 31'h7f800000) rounded_element[31:16] = 16'h7fc0;
    else if (x[15] && (x[16] || x[14:0] != 15'd0)) rounded_element[31:16] = x[31:16] + 16'd1;
  end
endfunction
