// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Both forms of the array on the same inputs, for the tests that prove them equal.
module array_pair #(
  parameter int unsigned Rows = 2,
  parameter int unsigned Cols = 2,
  parameter int unsigned RowBits = 1,
  parameter int unsigned OutputStationary = 0
) (
  input  logic                    clk_i,
  input  logic                    enable_i,
  input  logic [Cols-1:0]         weight_valid_i,
  input  logic [Cols*RowBits-1:0] weight_row_i,
  input  logic [Cols-1:0]         weight_bank_i,
  input  logic [Cols*8-1:0]       weight_i,
  input  logic [Rows*8-1:0]       act_i,
  input  logic [Rows-1:0]         bank_i,
  input  logic [2*Cols*RowBits-1:0] tap_i,
  output logic [2*Cols*32-1:0]    loop_psum_o,
  output logic [2*32-1:0]         loop_sum_o,
  output logic [2*Cols*32-1:0]    generate_psum_o,
  output logic [2*32-1:0]         generate_sum_o
);
  array #(
    .Rows            (Rows),
    .Cols            (Cols),
    .RowBits         (RowBits),
    .OutputStationary(OutputStationary)
  ) u_loop (
    .clk_i         (clk_i),
    .enable_i      (enable_i),
    .weight_valid_i(weight_valid_i),
    .weight_row_i  (weight_row_i),
    .weight_bank_i (weight_bank_i),
    .weight_i      (weight_i),
    .act_i         (act_i),
    .bank_i        (bank_i),
    .tap_i         (tap_i),
    .psum_o        (loop_psum_o),
    .sum_o         (loop_sum_o)
  );
  array_of_pe #(
    .Rows            (Rows),
    .Cols            (Cols),
    .RowBits         (RowBits),
    .OutputStationary(OutputStationary)
  ) u_generate (
    .clk_i         (clk_i),
    .enable_i      (enable_i),
    .weight_valid_i(weight_valid_i),
    .weight_row_i  (weight_row_i),
    .weight_bank_i (weight_bank_i),
    .weight_i      (weight_i),
    .act_i         (act_i),
    .bank_i        (bank_i),
    .tap_i         (tap_i),
    .psum_o        (generate_psum_o),
    .sum_o         (generate_sum_o)
  );
endmodule
