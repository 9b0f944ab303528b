// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The edges of the array: skews activations by row and weights by column, follows each pixel down the
// rows and hands its partial sums to the accumulator where its fold ends: at row tag.tap, column j j
// cycles after column 0. Latency from pixel_valid_i to the write of column j: tap + 1 + j cycles.
// A pixel or a weight row a cycle; no handshake.
module array_edge (
  input  logic                                                            clk_i,
  input  logic                                                            rst_ni,
  input  logic                                                            weight_valid_i,
  input  logic [octet_pkg::ArrayRowBits-1:0]                              weight_row_i,
  input  logic                                                            weight_bank_i,
  input  logic [octet_pkg::ArrayCols*8-1:0]                               weight_i,
  input  logic                                                            pixel_valid_i,
  input  logic                                                            pixel_bank_i,
  input  octet_pkg::pixel_tag_t                                           tag_i,
  input  logic [octet_pkg::ArrayRows*8-1:0]                               act_i,
  output logic [2*octet_pkg::ArrayCols-1:0]                               write_valid_o,
  output logic [2*octet_pkg::ArrayCols-1:0]                               write_add_o,
  output logic [2*octet_pkg::ArrayCols*octet_pkg::AccumulatorRowBits-1:0] write_row_o,
  output logic [2*octet_pkg::ArrayCols*32-1:0]                            write_data_o,
  output logic [2*32-1:0]                                                 write_sum_o
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned RowBits = octet_pkg::ArrayRowBits;
  localparam int unsigned TagBits = octet_pkg::PixelTagBits;
  localparam int unsigned AccBits = octet_pkg::AccumulatorRowBits;

  // Delay lines. Element (i*Rows + d): row i after d+1 cycles; (j*Cols + d) likewise for columns.
  logic [8:0] act_line_q [Rows*Rows];             // bank, activation
  logic [9+RowBits:0] weight_line_q [Cols*Cols];  // valid, row, bank, weight
  // The pixel at row i, column 0; and its results at column j, by accumulator port.
  logic [Rows-1:0] pixel_q;
  logic [TagBits-1:0] tag_q [Rows];
  logic [2*Cols-1:0] result_q;
  logic [TagBits-1:0] result_tag_q [2*Cols];

  logic [Rows*8-1:0] act;
  logic [Rows-1:0] bank;
  logic [Cols-1:0] weight_valid, weight_bank;
  logic [Cols*RowBits-1:0] weight_row;
  logic [Cols*8-1:0] weight;
  logic [Rows*Cols*32-1:0] psum;
  logic [Rows*32-1:0] sum;

  always_comb begin
    for (int unsigned i = 0; i < Rows; i++) begin
      if (i == 0) {bank[i], act[i*8+:8]} = {pixel_bank_i, act_i[7:0]};
      else {bank[i], act[i*8+:8]} = act_line_q[i*Rows+i-1];
    end
    for (int unsigned j = 0; j < Cols; j++) begin
      if (j == 0) begin
        {weight_valid[j], weight_row[j*RowBits+:RowBits], weight_bank[j], weight[j*8+:8]} =
            {weight_valid_i, weight_row_i, weight_bank_i, weight_i[7:0]};
      end else begin
        {weight_valid[j], weight_row[j*RowBits+:RowBits], weight_bank[j], weight[j*8+:8]} =
            weight_line_q[j*Cols+j-1];
      end
    end
  end

  array u_array (
    .clk_i         (clk_i),
    .weight_valid_i(weight_valid),
    .weight_row_i  (weight_row),
    .weight_bank_i (weight_bank),
    .weight_i      (weight),
    .act_i         (act),
    .bank_i        (bank),
    .psum_o        (psum),
    .sum_o         (sum)
  );

  // Where a pixel is, and which of the two ports it leaves through in this cycle.
  logic [Rows-1:0] pixel;
  logic [TagBits-1:0] tag [Rows];
  octet_pkg::pixel_tag_t tag_here;
  logic [1:0] leaves;
  logic [TagBits-1:0] leaves_tag [2];
  always_comb begin
    leaves = 2'd0;
    leaves_tag[0] = '0;
    leaves_tag[1] = '0;
    tag_here = '0;
    for (int unsigned i = 0; i < Rows; i++) begin
      pixel[i] = i == 0 ? pixel_valid_i : pixel_q[i];
      tag[i] = i == 0 ? tag_i : tag_q[i];
      tag_here = tag[i];
      if (pixel[i] && tag_here.tap == (RowBits + 1)'(i)) begin
        leaves[tag_here.port] = 1'b1;
        leaves_tag[tag_here.port] = tag[i];
        pixel[i] = 1'b0;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pixel_q <= '0;
      result_q <= '0;
      for (int unsigned e = 0; e < Cols * Cols; e++) weight_line_q[e] <= '0;
    end else begin
      pixel_q[0] <= 1'b0;
      for (int unsigned i = 1; i < Rows; i++) pixel_q[i] <= pixel[i-1];
      for (int unsigned p = 0; p < 2; p++) begin
        result_q[p*Cols] <= leaves[p];
        for (int unsigned j = 1; j < Cols; j++) result_q[p*Cols+j] <= result_q[p*Cols+j-1];
      end
      for (int unsigned j = 0; j < Cols; j++) begin
        weight_line_q[j*Cols] <= {weight_valid_i, weight_row_i, weight_bank_i, weight_i[j*8+:8]};
        for (int unsigned d = 1; d < Cols; d++) weight_line_q[j*Cols+d] <= weight_line_q[j*Cols+d-1];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    tag_q[0] <= '0;
    for (int unsigned i = 1; i < Rows; i++) tag_q[i] <= tag[i-1];
    for (int unsigned p = 0; p < 2; p++) begin
      result_tag_q[p*Cols] <= leaves_tag[p];
      for (int unsigned j = 1; j < Cols; j++) result_tag_q[p*Cols+j] <= result_tag_q[p*Cols+j-1];
    end
    for (int unsigned i = 0; i < Rows; i++) begin
      act_line_q[i*Rows] <= {pixel_bank_i, act_i[i*8+:8]};
      for (int unsigned d = 1; d < Rows; d++) act_line_q[i*Rows+d] <= act_line_q[i*Rows+d-1];
    end
  end

  octet_pkg::pixel_tag_t result_tag;
  always_comb begin
    result_tag = '0;
    for (int unsigned p = 0; p < 2; p++) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        result_tag = result_tag_q[p*Cols+j];
        write_valid_o[p*Cols+j] = result_q[p*Cols+j] && (octet_pkg::ArrayColBits + 1)'(j) < result_tag.cols;
        write_add_o[p*Cols+j] = result_tag.add;
        write_row_o[(p*Cols+j)*AccBits+:AccBits] = result_tag.row;
        write_data_o[(p*Cols+j)*32+:32] = 32'd0;
        if (j == 0) write_sum_o[p*32+:32] = 32'd0;
        for (int unsigned i = 0; i < Rows; i++) begin
          if (result_tag.tap == (RowBits + 1)'(i)) begin
            write_data_o[(p*Cols+j)*32+:32] = psum[(i*Cols+j)*32+:32];
            if (j == 0) write_sum_o[p*32+:32] = sum[i*32+:32];
          end
        end
      end
    end
  end

  logic unused_lines;
  always_comb begin
    unused_lines = ^{pixel_q[0], tag_q[0], pixel[Rows-1], tag_here, result_tag};
    for (int unsigned e = 0; e < Rows * Rows; e++) unused_lines = unused_lines ^ (^act_line_q[e]);
    for (int unsigned e = 0; e < Cols * Cols; e++) unused_lines = unused_lines ^ (^weight_line_q[e]);
  end
endmodule
