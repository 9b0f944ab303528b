// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The accumulator: rows of C int32 and one sum. Each column has two read-modify-write ports, because the
// last K fold of a command may leave the array from a higher row while the fold before it still
// drains. If both name the same row in one cycle, port 1 comes after port 0: it adds to what port 0
// writes. A write at t is read from t+1. Reads are combinational, one word and its row's sum a vector
// lane. No handshake.
module accumulator (
  input  logic                                                            clk_i,
  // Ports p*C + j: column j; the sum goes with column 0.
  input  logic [2*octet_pkg::ArrayCols-1:0]                               write_valid_i,
  input  logic [2*octet_pkg::ArrayCols-1:0]                               write_add_i,
  input  logic [2*octet_pkg::ArrayCols*octet_pkg::AccumulatorRowBits-1:0] write_row_i,
  input  logic [2*octet_pkg::ArrayCols*32-1:0]                            write_data_i,
  input  logic [2*32-1:0]                                                 write_sum_i,
  input  logic [octet_pkg::VectorLanes*octet_pkg::AccumulatorRowBits-1:0] read_row_i,
  input  logic [octet_pkg::VectorLanes*octet_pkg::ArrayColBits-1:0]       read_col_i,
  output logic [octet_pkg::VectorLanes*32-1:0]                            read_data_o,
  output logic [octet_pkg::VectorLanes*32-1:0]                            read_sum_o
);
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned Rows = octet_pkg::AccumulatorRows;
  localparam int unsigned RowBits = octet_pkg::AccumulatorRowBits;
  localparam int unsigned ColBits = octet_pkg::ArrayColBits;

  // Column j of row r is word j*Rows + r.
  logic [31:0] memory_q [Cols*Rows];
  logic [31:0] sum_q [Rows];
  logic [2*Cols*32-1:0] old;
  logic [2*32-1:0] old_sum;
  logic [Cols-1:0] meet;

`ifndef SYNTHESIS
  initial begin
    for (int unsigned i = 0; i < Cols * Rows; i++) memory_q[i] = octet_pkg::PoisonAccumulator;
    for (int unsigned i = 0; i < Rows; i++) sum_q[i] = octet_pkg::PoisonAccumulator;
  end
`endif

  always_comb begin
    for (int unsigned j = 0; j < Cols; j++) begin
      meet[j] = write_valid_i[j] && write_valid_i[Cols+j] &&
                write_row_i[j*RowBits+:RowBits] == write_row_i[(Cols+j)*RowBits+:RowBits];
    end
    for (int unsigned p = 0; p < 2; p++) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        old[(p*Cols+j)*32+:32] = 32'd0;
        if (write_add_i[p*Cols+j]) begin
          old[(p*Cols+j)*32+:32] = memory_q[j*Rows+{{(32-RowBits){1'b0}}, write_row_i[(p*Cols+j)*RowBits+:RowBits]}];
          if (p == 1 && meet[j]) old[(p*Cols+j)*32+:32] = old[j*32+:32] + write_data_i[j*32+:32];
        end
      end
      old_sum[p*32+:32] = 32'd0;
      if (write_add_i[p*Cols]) begin
        old_sum[p*32+:32] = sum_q[write_row_i[p*Cols*RowBits+:RowBits]];
        if (p == 1 && meet[0]) old_sum[p*32+:32] = old_sum[31:0] + write_sum_i[31:0];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned p = 0; p < 2; p++) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        if (write_valid_i[p*Cols+j]) begin
          memory_q[j*Rows+{{(32-RowBits){1'b0}}, write_row_i[(p*Cols+j)*RowBits+:RowBits]}] <=
              old[(p*Cols+j)*32+:32] + write_data_i[(p*Cols+j)*32+:32];
        end
      end
      if (write_valid_i[p*Cols]) begin
        sum_q[write_row_i[p*Cols*RowBits+:RowBits]] <= old_sum[p*32+:32] + write_sum_i[p*32+:32];
      end
    end
  end

  always_comb begin
    for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) begin
      read_data_o[l*32+:32] = memory_q[{{(32-ColBits){1'b0}}, read_col_i[l*ColBits+:ColBits]}*Rows+
                                       {{(32-RowBits){1'b0}}, read_row_i[l*RowBits+:RowBits]}];
      read_sum_o[l*32+:32] = sum_q[read_row_i[l*RowBits+:RowBits]];
    end
  end
endmodule
