// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One multiplier with its two weights. West to east pass activations, north to south partial sums, a cycle each.
module mac_cell (
  input  logic               clk_i,
  input  logic               move_i,    // without it, only weights change
  input  logic               load_i,
  input  logic               load_bank_i,
  input  logic signed [7:0]  load_weight_i,
  input  logic signed [7:0]  west_act_i,
  input  logic               west_bank_i,
  input  logic signed [31:0] north_sum_i,
  output logic signed [7:0]  east_act_o,
  output logic               east_bank_o,
  output logic signed [31:0] south_sum_o
);
  logic signed [7:0] even_q, odd_q, weight;
  logic signed [15:0] product;
  assign weight = west_bank_i ? odd_q : even_q;
  assign product = west_act_i * weight;

  always_ff @(posedge clk_i) begin
    if (load_i && !load_bank_i) even_q <= load_weight_i;
    if (load_i && load_bank_i) odd_q <= load_weight_i;
    if (move_i) begin
      east_act_o <= west_act_i;
      east_bank_o <= west_bank_i;
      south_sum_o <= north_sum_i + {{16{product[15]}}, product};
    end
  end
endmodule
