// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// fma_pe.sv for bf16, as synthesis prices it.
module bf16_pe (
  input  logic        clk_i,
  input  logic        enable_i,
  input  logic        weight_valid_i,
  input  logic        weight_bank_i,
  input  logic [15:0] weight_i,
  input  logic [15:0] act_i,
  input  logic        bank_i,
  input  logic [31:0] psum_i,
  output logic [15:0] act_o,
  output logic        bank_o,
  output logic [31:0] psum_o
);
  fma_pe #(
    .FractionBits(7)
  ) u_pe (
    .clk_i         (clk_i),
    .enable_i      (enable_i),
    .weight_valid_i(weight_valid_i),
    .weight_bank_i (weight_bank_i),
    .weight_i      (weight_i),
    .act_i         (act_i),
    .bank_i        (bank_i),
    .psum_i        (psum_i),
    .act_o         (act_o),
    .bank_o        (bank_o),
    .psum_o        (psum_o)
  );
endmodule
