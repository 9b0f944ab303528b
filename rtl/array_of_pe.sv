// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array as a generate of pe, or of output_pe if outputs stay, port for port equal to array.sv: the form that synthesis measures and
// that the loop form is proven against in simulation. With FractionBits 23 (fp32) or 7 (bf16) elements are floats, the
// element fma_pe or fma_output_pe, psums fp32, and there is no sum column (sum_o is 0); a chain begins with +0.
module array_of_pe #(
  parameter int unsigned Rows = octet_pkg::ArrayRows,
  parameter int unsigned Cols = octet_pkg::ArrayCols,
  parameter int unsigned RowBits = octet_pkg::ArrayRowBits,
  parameter int unsigned OutputStationary = octet_pkg::OutputStationary,
  parameter int unsigned FractionBits = 0,
  localparam int unsigned Bits = FractionBits == 0 ? 8 : 9 + FractionBits
) (
  input  logic                      clk_i,
  input  logic                      enable_i,
  input  logic [Cols-1:0]           weight_valid_i,
  input  logic [Cols*RowBits-1:0]   weight_row_i,
  input  logic [Cols-1:0]           weight_bank_i,
  input  logic [Cols*Bits-1:0]      weight_i,
  input  logic [Rows*Bits-1:0]      act_i,
  input  logic [Rows-1:0]           bank_i,
  input  logic [2*Cols*RowBits-1:0] tap_i,
  output logic [2*Cols*32-1:0]      psum_o,
  output logic [2*32-1:0]           sum_o
);
  // Wires between neighbours: Cols+1 activations a row, Rows+1 partial sums or weights a column.
  logic [Rows*(Cols+1)*Bits-1:0] act;
  logic [Rows*(Cols+1)-1:0] bank;
  logic [(Rows+1)*Cols*32-1:0] psum;
  logic [(Rows+1)*Cols*Bits-1:0] weight;
  logic [Rows*32-1:0] sum;
  logic unused_edge;

  assign psum[Cols*32-1:0] = '0;
  assign weight[Cols*Bits-1:0] = weight_i;

  // The read ports: of each column the partial sums of its rows, one of them chosen.
  for (genvar p = 0; p < 2; p++) begin : gen_port
    assign sum_o[p*32+:32] = sum[{tap_i[p*Cols*RowBits+:RowBits], 5'd0}+:32];
    for (genvar j = 0; j < Cols; j++) begin : gen_tap
      logic [Rows*32-1:0] column;
      for (genvar i = 0; i < Rows; i++) begin : gen_row
        assign column[i*32+:32] = psum[((i+1)*Cols+j)*32+:32];
      end
      assign psum_o[(p*Cols+j)*32+:32] = column[{tap_i[(p*Cols+j)*RowBits+:RowBits], 5'd0}+:32];
    end
  end

  for (genvar i = 0; i < Rows; i++) begin : gen_row
    assign act[i*(Cols+1)*Bits+:Bits] = act_i[i*Bits+:Bits];
    assign bank[i*(Cols+1)] = bank_i[i];
    if (FractionBits != 0) begin : gen_no_sum
      assign sum[i*32+:32] = '0;
    end else begin : gen_sum
      logic [31:0] sum_q;
      logic [31:0] sum_above;
      if (OutputStationary != 0) begin : gen_staying
        assign sum_above = bank_i[i] ? 32'd0 : sum_q;
      end else if (i == 0) begin : gen_first
        assign sum_above = 32'd0;
      end else begin : gen_next
        assign sum_above = sum[(i-1)*32+:32];
      end
      always_ff @(posedge clk_i) begin
        if (enable_i) sum_q <= sum_above + {{24{act_i[i*8+7]}}, act_i[i*8+:8]};
      end
      assign sum[i*32+:32] = sum_q;
    end

    for (genvar j = 0; j < Cols; j++) begin : gen_col
      if (OutputStationary != 0 && FractionBits != 0) begin : gen_float_output
        fma_output_pe #(
          .FractionBits(FractionBits)
        ) u_pe (
          .clk_i   (clk_i),
          .enable_i(enable_i),
          .weight_i(weight[(i*Cols+j)*Bits+:Bits]),
          .act_i   (act[(i*(Cols+1)+j)*Bits+:Bits]),
          .first_i (bank[i*(Cols+1)+j]),
          .weight_o(weight[((i+1)*Cols+j)*Bits+:Bits]),
          .act_o   (act[(i*(Cols+1)+j+1)*Bits+:Bits]),
          .first_o (bank[i*(Cols+1)+j+1]),
          .psum_o  (psum[((i+1)*Cols+j)*32+:32])
        );
      end else if (OutputStationary != 0) begin : gen_output
        output_pe u_pe (
          .clk_i   (clk_i),
          .enable_i(enable_i),
          .weight_i(weight[(i*Cols+j)*Bits+:Bits]),
          .act_i   (act[(i*(Cols+1)+j)*Bits+:Bits]),
          .first_i (bank[i*(Cols+1)+j]),
          .weight_o(weight[((i+1)*Cols+j)*Bits+:Bits]),
          .act_o   (act[(i*(Cols+1)+j+1)*Bits+:Bits]),
          .first_o (bank[i*(Cols+1)+j+1]),
          .psum_o  (psum[((i+1)*Cols+j)*32+:32])
        );
      end else if (FractionBits != 0) begin : gen_float_weight
        fma_pe #(
          .FractionBits(FractionBits)
        ) u_pe (
          .clk_i         (clk_i),
          .enable_i      (enable_i),
          .weight_valid_i(weight_valid_i[j] && weight_row_i[j*RowBits+:RowBits] == RowBits'(i)),
          .weight_bank_i (weight_bank_i[j]),
          .weight_i      (weight_i[j*Bits+:Bits]),
          .act_i         (act[(i*(Cols+1)+j)*Bits+:Bits]),
          .bank_i        (bank[i*(Cols+1)+j]),
          .psum_i        (psum[(i*Cols+j)*32+:32]),
          .act_o         (act[(i*(Cols+1)+j+1)*Bits+:Bits]),
          .bank_o        (bank[i*(Cols+1)+j+1]),
          .psum_o        (psum[((i+1)*Cols+j)*32+:32])
        );
        assign weight[((i+1)*Cols+j)*Bits+:Bits] = '0;
      end else begin : gen_weight
        pe u_pe (
          .clk_i         (clk_i),
          .enable_i      (enable_i),
          .weight_valid_i(weight_valid_i[j] && weight_row_i[j*RowBits+:RowBits] == RowBits'(i)),
          .weight_bank_i (weight_bank_i[j]),
          .weight_i      (weight_i[j*Bits+:Bits]),
          .act_i         (act[(i*(Cols+1)+j)*Bits+:Bits]),
          .bank_i        (bank[i*(Cols+1)+j]),
          .psum_i        (psum[(i*Cols+j)*32+:32]),
          .act_o         (act[(i*(Cols+1)+j+1)*Bits+:Bits]),
          .bank_o        (bank[i*(Cols+1)+j+1]),
          .psum_o        (psum[((i+1)*Cols+j)*32+:32])
        );
        assign weight[((i+1)*Cols+j)*Bits+:Bits] = '0;
      end
    end
  end
  assign unused_edge = ^{act, bank, psum, weight, weight_valid_i, weight_row_i, weight_bank_i};
endmodule
