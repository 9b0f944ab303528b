// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The Rows x Cols array of processing elements with the sum column, as flat loops (what Verilator runs).
// Row i and column j see their inputs already skewed: a pixel enters row i i cycles after row 0, and the
// weights of a row enter column j j cycles after column 0. The partial sum of row i, column j is the sum over
// rows 0..i, one cycle after row i's operation; two read ports per column choose a row each (tap_i), the
// sum column at the times of column 0. Without enable_i pixels stand still and sums read zero. Exact while |psum| < 2^31.
// Output-stationary: a weight enters column j at row 0 every cycle and moves down, psums and sums stay, and bank_i marks
// the first activation of a psum, which then begins anew.
module array #(
  parameter int unsigned Rows = octet_pkg::ArrayRows,
  parameter int unsigned Cols = octet_pkg::ArrayCols,
  parameter int unsigned RowBits = octet_pkg::ArrayRowBits,
  parameter int unsigned OutputStationary = octet_pkg::OutputStationary
) (
  input  logic                      clk_i,
  input  logic                      enable_i,
  input  logic [Cols-1:0]           weight_valid_i,
  input  logic [Cols*RowBits-1:0]   weight_row_i,
  input  logic [Cols-1:0]           weight_bank_i,
  input  logic [Cols*8-1:0]         weight_i,
  input  logic [Rows*8-1:0]         act_i,
  input  logic [Rows-1:0]           bank_i,
  input  logic [2*Cols*RowBits-1:0] tap_i,   // ports p*Cols + j
  output logic [2*Cols*32-1:0]      psum_o,
  output logic [2*32-1:0]           sum_o
);
  localparam int unsigned Elements = Rows * Cols;

  logic signed [31:0] psum_q [Elements];
  logic signed [31:0] sum_q [Rows];

  if (OutputStationary != 0) begin : gen_outputs
    logic signed [7:0] act_q [Elements];
    logic [31:0] keep_q [Elements];  // all ones, but for the first value of a psum
    logic signed [7:0] weight_q [Elements];

    always_ff @(posedge clk_i) begin
      // What enters each element in this cycle, and what stays in it.
      logic signed [7:0] act [Elements];
      logic [31:0] keep [Elements];
      logic signed [7:0] weight [Elements];
      logic signed [31:0] psum [Elements];
      logic signed [31:0] sum [Rows];
      if (enable_i) begin
        for (int unsigned e = 1; e < Elements; e++) act[e] = act_q[e-1];
        for (int unsigned e = 1; e < Elements; e++) keep[e] = keep_q[e-1];
        for (int unsigned e = Cols; e < Elements; e++) weight[e] = weight_q[e-Cols];
        for (int unsigned j = 0; j < Cols; j++) weight[j] = weight_i[j*8+:8];
        for (int unsigned i = 0; i < Rows; i++) begin
          act[i*Cols] = act_i[i*8+:8];
          keep[i*Cols] = {32{!bank_i[i]}};
        end
        for (int unsigned e = 0; e < Elements; e++) begin
          psum[e] = $signed(psum_q[e] & keep[e]) + 32'(act[e]) * 32'(weight[e]);
        end
        for (int unsigned i = 0; i < Rows; i++) begin
          sum[i] = (bank_i[i] ? 32'd0 : sum_q[i]) + {{24{act_i[i*8+7]}}, act_i[i*8+:8]};
        end
        act_q <= act;
        keep_q <= keep;
        weight_q <= weight;
        psum_q <= psum;
        sum_q <= sum;
      end
    end

    logic unused_bits;
    assign unused_bits = ^{weight_valid_i, weight_row_i, weight_bank_i};
  end else begin : gen_weights
    logic signed [7:0] weight0_q [Elements];
    logic signed [7:0] weight1_q [Elements];
    logic signed [7:0] act_q [Elements];
    logic [7:0] bank_q [Elements];  // all ones for the second bank

    always_ff @(posedge clk_i) begin
      // What enters each element in this cycle, and what leaves it.
      logic signed [7:0] act [Elements];
      logic [7:0] bank [Elements];
      logic signed [7:0] weight [Elements];
      logic signed [31:0] psum [Elements];
      if (enable_i) begin
        for (int unsigned e = 1; e < Elements; e++) act[e] = act_q[e-1];
        for (int unsigned e = 1; e < Elements; e++) bank[e] = bank_q[e-1];
        for (int unsigned i = 0; i < Rows; i++) begin
          act[i*Cols] = act_i[i*8+:8];
          bank[i*Cols] = {8{bank_i[i]}};
        end
        for (int unsigned e = 0; e < Elements; e++) weight[e] = weight0_q[e] ^ ((weight0_q[e] ^ weight1_q[e]) & bank[e]);
        for (int unsigned e = 0; e < Cols; e++) psum[e] = 32'(act[e]) * 32'(weight[e]);
        for (int unsigned e = Cols; e < Elements; e++) psum[e] = psum_q[e-Cols] + 32'(act[e]) * 32'(weight[e]);
        act_q <= act;
        bank_q <= bank;
        psum_q <= psum;
        sum_q[0] <= {{24{act_i[7]}}, act_i[7:0]};
        for (int unsigned i = 1; i < Rows; i++) sum_q[i] <= sum_q[i-1] + {{24{act_i[i*8+7]}}, act_i[i*8+:8]};
      end
    end

    always_ff @(posedge clk_i) begin
      logic signed [7:0] weight0 [Elements];
      logic signed [7:0] weight1 [Elements];
      if (weight_valid_i != '0) begin
        weight0 = weight0_q;
        weight1 = weight1_q;
        for (int unsigned j = 0; j < Cols; j++) begin
          if (weight_valid_i[j]) begin
            if (weight_bank_i[j]) begin
              weight1[{{(32 - RowBits) {1'b0}}, weight_row_i[j*RowBits+:RowBits]}*Cols+j] = weight_i[j*8+:8];
            end else begin
              weight0[{{(32 - RowBits) {1'b0}}, weight_row_i[j*RowBits+:RowBits]}*Cols+j] = weight_i[j*8+:8];
            end
          end
        end
        weight0_q <= weight0;
        weight1_q <= weight1;
      end
    end
  end

  always_comb begin
    sum_o = '0;
    psum_o = '0;
    if (enable_i) begin
      for (int unsigned p = 0; p < 2; p++) begin
        sum_o[p*32+:32] = sum_q[tap_i[p*Cols*RowBits+:RowBits]];
        for (int unsigned j = 0; j < Cols; j++) begin
          psum_o[(p*Cols+j)*32+:32] = psum_q[{{(32 - RowBits) {1'b0}}, tap_i[(p*Cols+j)*RowBits+:RowBits]}*Cols+j];
        end
      end
    end
  end
endmodule
