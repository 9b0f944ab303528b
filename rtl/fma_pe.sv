// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The processing element of fp32 (FractionBits 23) and bf16 (7) machines: pe.sv with a fused multiply-add of fp32 partial
// sums, rtl/fma.sv. Latency one cycle, one operation a cycle, no handshake; without enable_i all but weights stand still.
module fma_pe #(
  parameter int unsigned FractionBits = 23
) (
  input  logic                    clk_i,
  input  logic                    enable_i,
  input  logic                    weight_valid_i,
  input  logic                    weight_bank_i,
  input  logic [8+FractionBits:0] weight_i,
  input  logic [8+FractionBits:0] act_i,
  input  logic                    bank_i,
  input  logic [31:0]             psum_i,
  output logic [8+FractionBits:0] act_o,
  output logic                    bank_o,
  output logic [31:0]             psum_o
);
  logic [8+FractionBits:0] weight_q [2];
  logic [31:0] psum;

  fma #(
    .FractionBits(FractionBits)
  ) u_fma (
    .a_i     (act_i),
    .b_i     (weight_q[bank_i]),
    .c_i     (psum_i),
    .result_o(psum)
  );

  always_ff @(posedge clk_i) begin
    if (weight_valid_i) weight_q[weight_bank_i] <= weight_i;
    if (enable_i) begin
      act_o <= act_i;
      bank_o <= bank_i;
      psum_o <= psum;
    end
  end
endmodule
