// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One processing element that keeps its output: multiplies the activation that passes from left to right by the weight
// that passes from top to bottom and adds the product to its partial sum, which the first activation begins anew.
// Latency one cycle, one operation a cycle, no handshake; without enable_i all stands still. int8 x int8, exact while |psum| < 2^31.
module output_pe (
  input  logic        clk_i,
  input  logic        enable_i,
  input  logic [7:0]  weight_i,
  input  logic [7:0]  act_i,
  input  logic        first_i,
  output logic [7:0]  weight_o,
  output logic [7:0]  act_o,
  output logic        first_o,
  output logic [31:0] psum_o
);
  logic [15:0] product;

  int8_multiplier u_multiplier (
    .a_i      (act_i),
    .b_i      (weight_i),
    .product_o(product)
  );

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      weight_o <= weight_i;
      act_o <= act_i;
      first_o <= first_i;
      psum_o <= (first_i ? 32'd0 : psum_o) + {{16{product[15]}}, product};
    end
  end
endmodule
