// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An array of one module per PE in place of octet's, behind the port that docs/rtl.md describes.
module array #(
  parameter int unsigned Rows = octet_pkg::ArrayRows,
  parameter int unsigned Cols = octet_pkg::ArrayCols,
  parameter int unsigned RowBits = octet_pkg::ArrayRowBits
) (
  input  logic                      clk_i,
  input  logic                      enable_i,
  input  logic [Cols-1:0]           weight_valid_i,
  input  logic [Cols*RowBits-1:0]   weight_row_i,
  input  logic [Cols-1:0]           weight_bank_i,
  input  logic [Cols*8-1:0]         weight_i,
  input  logic [Rows*8-1:0]         act_i,
  input  logic [Rows-1:0]           bank_i,
  input  logic [2*Cols*RowBits-1:0] tap_i,
  output logic [2*Cols*32-1:0]      psum_o,
  output logic [2*32-1:0]           sum_o
);
  // Registers of all cells, cell (r, c) at r*Cols + c, and the sum column.
  logic [Rows*Cols*8-1:0] east_act;
  logic [Rows*Cols-1:0] east_bank;
  logic [Rows*Cols*32-1:0] south_sum;
  logic [Rows*32-1:0] column_sum_q;

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    for (genvar c = 0; c < Cols; c++) begin : gen_cell
      logic [7:0] west_act;
      logic west_bank;
      logic [31:0] north_sum;
      if (c == 0) begin : gen_edge
        assign west_act = act_i[r*8+:8];
        assign west_bank = bank_i[r];
      end else begin : gen_inner
        assign west_act = east_act[(r*Cols+c-1)*8+:8];
        assign west_bank = east_bank[r*Cols+c-1];
      end
      if (r == 0) begin : gen_top
        assign north_sum = 32'd0;
      end else begin : gen_below
        assign north_sum = south_sum[((r-1)*Cols+c)*32+:32];
      end
      mac_cell u_cell (
        .clk_i        (clk_i),
        .move_i       (enable_i),
        .load_i       (weight_valid_i[c] && weight_row_i[c*RowBits+:RowBits] == RowBits'(r)),
        .load_bank_i  (weight_bank_i[c]),
        .load_weight_i(weight_i[c*8+:8]),
        .west_act_i   (west_act),
        .west_bank_i  (west_bank),
        .north_sum_i  (north_sum),
        .east_act_o   (east_act[(r*Cols+c)*8+:8]),
        .east_bank_o  (east_bank[r*Cols+c]),
        .south_sum_o  (south_sum[(r*Cols+c)*32+:32])
      );
    end
  end

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      column_sum_q[31:0] <= {{24{act_i[7]}}, act_i[7:0]};
      for (int unsigned r = 1; r < Rows; r++) begin
        column_sum_q[r*32+:32] <= column_sum_q[(r-1)*32+:32] + {{24{act_i[r*8+7]}}, act_i[r*8+:8]};
      end
    end
  end

  // Each port and column reads the row its tap names.
  always_comb begin
    psum_o = '0;
    sum_o = '0;
    for (int unsigned p = 0; p < 2; p++) begin
      for (int unsigned r = 0; r < Rows; r++) begin
        if (tap_i[p*Cols*RowBits+:RowBits] == RowBits'(r)) sum_o[p*32+:32] = column_sum_q[r*32+:32];
        for (int unsigned c = 0; c < Cols; c++) begin
          if (tap_i[(p*Cols+c)*RowBits+:RowBits] == RowBits'(r)) begin
            psum_o[(p*Cols+c)*32+:32] = south_sum[(r*Cols+c)*32+:32];
          end
        end
      end
    end
  end
endmodule
