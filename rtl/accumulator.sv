// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The accumulator: rows of C int32 and one sum, or of C fp32 numbers, which an fma with the factor 1 adds. Each column has
// two read-modify-write ports, one per weight bank of the array: a fold of fewer rows leaves the array from a higher row,
// while the fold before it still drains. They never name the same row in one cycle (docs/rtl.md). A write at t is read from
// t+1, reads answer in the next cycle, one word and its row's sum a vector lane. No handshake.
`include "octet_assert.svh"

module accumulator (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  // Ports p*C + j: column j; the sum goes with column 0.
  input  logic [2*octet_pkg::ArrayCols-1:0]       write_valid_i,
  input  logic [2*octet_pkg::ArrayCols-1:0]       write_add_i,
  input  logic [2*octet_pkg::ArrayCols*32-1:0]    write_row_i,
  input  logic [2*octet_pkg::ArrayCols*32-1:0]    write_data_i,
  input  logic [2*32-1:0]                         write_sum_i,
  input  logic                                    read_valid_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]    read_row_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]    read_col_i,
  output logic [octet_pkg::VectorLanes*32-1:0]    read_data_o,
  output logic [octet_pkg::VectorLanes*32-1:0]    read_sum_o
);
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned Rows = octet_pkg::AccumulatorRows;
  localparam int unsigned RowBits = octet_pkg::AccumulatorRowBits;
  localparam int unsigned WordBits = octet_pkg::AccumulatorWordBits;

  logic [31:0] memory_q [Cols*Rows];
  logic [Cols-1:0] meet;

`ifndef SYNTHESIS
  initial for (int unsigned i = 0; i < Cols * Rows; i++) memory_q[i] = octet_pkg::PoisonAccumulator;
`endif

  // Word of row r, column j: r*Cols + j.
  logic [WordBits-1:0] word [2*Cols];
  logic [WordBits-1:0] lane_word [octet_pkg::VectorLanes];
  logic [31:0] at;
  always_comb begin
    at = 32'd0;
    for (int unsigned e = 0; e < 2 * Cols; e++) word[e] = '0;
    for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) lane_word[l] = '0;
    for (int unsigned p = 0; p < 2; p++) begin
      if (write_valid_i[p*Cols+:Cols] != '0) begin
        for (int unsigned j = 0; j < Cols; j++) begin
          at = write_row_i[(p*Cols+j)*32+:32] * Cols + j;
          word[p*Cols+j] = at[WordBits-1:0];
        end
      end
    end
    if (read_valid_i) begin
      for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) begin
        at = read_row_i[l*32+:32] * Cols + read_col_i[l*32+:32];
        lane_word[l] = at[WordBits-1:0];
      end
    end
  end
  if (octet_pkg::FractionBits != 0) begin : gen_float
    logic [2*Cols*32-1:0] grown;
    for (genvar e = 0; e < 2 * Cols; e++) begin : gen_port
      fma u_fma (
        .a_i     (32'h3f800000),
        .b_i     (write_data_i[e*32+:32]),
        .c_i     (memory_q[word[e]]),
        .result_o(grown[e*32+:32])
      );
    end
    always_ff @(posedge clk_i) begin
      for (int unsigned e = 0; e < 2 * Cols; e++) begin
        if (write_valid_i[e]) memory_q[word[e]] <= write_add_i[e] ? grown[e*32+:32] : write_data_i[e*32+:32];
      end
    end
    assign read_sum_o = '0;
    logic unused_sum;
    assign unused_sum = ^write_sum_i;
  end else begin : gen_int
    logic [31:0] sum_q [Rows];
`ifndef SYNTHESIS
    initial for (int unsigned i = 0; i < Rows; i++) sum_q[i] = octet_pkg::PoisonAccumulator;
`endif
    always_ff @(posedge clk_i) begin
      if (write_valid_i != '0) begin
        for (int unsigned e = 0; e < 2 * Cols; e++) begin
          if (write_valid_i[e]) begin
            memory_q[word[e]] <= (write_add_i[e] ? memory_q[word[e]] : 32'd0) + write_data_i[e*32+:32];
          end
        end
        for (int unsigned p = 0; p < 2; p++) begin
          if (write_valid_i[p*Cols]) begin
            sum_q[write_row_i[p*Cols*32+:RowBits]] <=
                (write_add_i[p*Cols] ? sum_q[write_row_i[p*Cols*32+:RowBits]] : 32'd0) + write_sum_i[p*32+:32];
          end
        end
      end
      if (read_valid_i) begin
        for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) read_sum_o[l*32+:32] <= sum_q[read_row_i[l*32+:RowBits]];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (read_valid_i) begin
      for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) read_data_o[l*32+:32] <= memory_q[lane_word[l]];
    end
  end

  always_comb begin
    meet = '0;
    if (write_valid_i[0+:Cols] != '0 && write_valid_i[Cols+:Cols] != '0) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        meet[j] = write_valid_i[j] && write_valid_i[Cols+j] && write_row_i[j*32+:32] == write_row_i[(Cols+j)*32+:32];
      end
    end
  end

  logic unused_bits;
  assign unused_bits = ^{write_row_i, read_row_i, at};
  `OCTET_ASSERT_WHEN(PortsNeverMeet, write_valid_i != '0, meet == '0)
endmodule
