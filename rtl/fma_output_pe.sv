// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The output-stationary processing element of fp32 (FractionBits 23) and bf16 (7) machines: output_pe.sv with a fused
// multiply-add of fp32 partial sums, rtl/fma.sv. The first activation begins the partial sum anew, from +0.
// Latency one cycle, one operation a cycle, no handshake; without enable_i all stands still.
module fma_output_pe #(
  parameter int unsigned FractionBits = 23
) (
  input  logic                    clk_i,
  input  logic                    enable_i,
  input  logic [8+FractionBits:0] weight_i,
  input  logic [8+FractionBits:0] act_i,
  input  logic                    first_i,
  output logic [8+FractionBits:0] weight_o,
  output logic [8+FractionBits:0] act_o,
  output logic                    first_o,
  output logic [31:0]             psum_o
);
  logic [31:0] psum;

  fma #(
    .FractionBits(FractionBits)
  ) u_fma (
    .a_i     (act_i),
    .b_i     (weight_i),
    .c_i     (first_i ? 32'd0 : psum_o),
    .result_o(psum)
  );

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      weight_o <= weight_i;
      act_o <= act_i;
      first_o <= first_i;
      psum_o <= psum;
    end
  end
endmodule
