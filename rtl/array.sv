// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The Rows x Cols array of processing elements with the sum column, as loops (what Verilator runs).
// Row i and column j see their inputs already skewed: a pixel enters row i i cycles after row 0, and the
// weights of a row enter column j j cycles after column 0. psum_o of row i, column j is the sum over
// rows 0..i, one cycle after row i's operation; sum_o adds the activations alone, at the times of
// column 0. No handshake. Exact while |psum| < 2^31.
module array #(
  parameter int unsigned Rows = octet_pkg::ArrayRows,
  parameter int unsigned Cols = octet_pkg::ArrayCols,
  parameter int unsigned RowBits = octet_pkg::ArrayRowBits
) (
  input  logic                    clk_i,
  input  logic [Cols-1:0]         weight_valid_i,
  input  logic [Cols*RowBits-1:0] weight_row_i,
  input  logic [Cols-1:0]         weight_bank_i,
  input  logic [Cols*8-1:0]       weight_i,
  input  logic [Rows*8-1:0]       act_i,
  input  logic [Rows-1:0]         bank_i,
  output logic [Rows*Cols*32-1:0] psum_o,
  output logic [Rows*32-1:0]      sum_o
);
  logic [7:0] weight_q [2*Rows*Cols];
  logic [7:0] act_q [Rows*Cols];
  logic bank_q [Rows*Cols];
  logic [31:0] psum_q [Rows*Cols];
  logic [31:0] sum_q [Rows];

  // What enters each element in this cycle.
  logic signed [7:0] act [Rows*Cols];
  logic signed [7:0] weight [Rows*Cols];
  logic bank [Rows*Cols];
  logic signed [15:0] product [Rows*Cols];
  logic [31:0] above [Rows*Cols];

  always_comb begin
    for (int unsigned i = 0; i < Rows; i++) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        if (j == 0) begin
          act[i*Cols+j] = act_i[i*8+:8];
          bank[i*Cols+j] = bank_i[i];
        end else begin
          act[i*Cols+j] = act_q[i*Cols+j-1];
          bank[i*Cols+j] = bank_q[i*Cols+j-1];
        end
        if (i == 0) above[i*Cols+j] = 32'd0;
        else above[i*Cols+j] = psum_q[i*Cols+j-Cols];
        weight[i*Cols+j] = bank[i*Cols+j] ? weight_q[Rows*Cols+i*Cols+j] : weight_q[i*Cols+j];
        product[i*Cols+j] = act[i*Cols+j] * weight[i*Cols+j];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < Rows; i++) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        act_q[i*Cols+j] <= act[i*Cols+j];
        bank_q[i*Cols+j] <= bank[i*Cols+j];
        psum_q[i*Cols+j] <= above[i*Cols+j] + {{16{product[i*Cols+j][15]}}, product[i*Cols+j]};
        if (weight_valid_i[j] && weight_row_i[j*RowBits+:RowBits] == RowBits'(i)) begin
          if (weight_bank_i[j]) weight_q[Rows*Cols+i*Cols+j] <= weight_i[j*8+:8];
          else weight_q[i*Cols+j] <= weight_i[j*8+:8];
        end
      end
      if (i == 0) sum_q[i] <= {{24{act_i[i*8+7]}}, act_i[i*8+:8]};
      else sum_q[i] <= sum_q[i-1] + {{24{act_i[i*8+7]}}, act_i[i*8+:8]};
    end
  end

  always_comb begin
    for (int unsigned e = 0; e < Rows * Cols; e++) psum_o[e*32+:32] = psum_q[e];
    for (int unsigned i = 0; i < Rows; i++) sum_o[i*32+:32] = sum_q[i];
  end
endmodule
