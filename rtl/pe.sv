// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One processing element: holds two weights, multiplies the activation that passes from left to right
// by the one its bank bit names and adds the product to the partial sum that passes from top to bottom.
// Latency one cycle, one operation a cycle, no handshake; without enable_i all but weights stand still. int8 x int8, exact while |psum| < 2^31.
module pe (
  input  logic        clk_i,
  input  logic        enable_i,
  input  logic        weight_valid_i,
  input  logic        weight_bank_i,
  input  logic [7:0]  weight_i,
  input  logic [7:0]  act_i,
  input  logic        bank_i,
  input  logic [31:0] psum_i,
  output logic [7:0]  act_o,
  output logic        bank_o,
  output logic [31:0] psum_o
);
  logic [7:0] weight_q [2];
  logic [7:0] weight;
  logic [15:0] product;

  assign weight = weight_q[bank_i];
  int8_multiplier u_multiplier (
    .a_i      (act_i),
    .b_i      (weight),
    .product_o(product)
  );

  always_ff @(posedge clk_i) begin
    if (weight_valid_i) weight_q[weight_bank_i] <= weight_i;
    if (enable_i) begin
      act_o <= act_i;
      bank_o <= bank_i;
      psum_o <= psum_i + {{16{product[15]}}, product};
    end
  end
endmodule
