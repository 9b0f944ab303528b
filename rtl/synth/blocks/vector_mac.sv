// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One multiplier of a vector lane: a weight and a value, their zero points subtracted, multiplied and added to a sum
// unless valid_i is low. Combinational; 9 x 9 bit, exact in 32.
module vector_mac (
  input  logic        valid_i,
  input  logic [7:0]  data_i,
  input  logic [7:0]  zero_i,
  input  logic [7:0]  weight_i,
  input  logic [7:0]  zero_weight_i,
  input  logic [31:0] sum_i,
  output logic [31:0] sum_o
);
  logic signed [8:0] data, weight;
  logic signed [17:0] product;
  assign data = {data_i[7], data_i} - {zero_i[7], zero_i};
  assign weight = {weight_i[7], weight_i} - {zero_weight_i[7], zero_weight_i};
  assign product = data * weight;
  assign sum_o = sum_i + (valid_i ? {{14{product[17]}}, product} : 32'd0);
endmodule
