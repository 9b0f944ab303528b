// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The end of what a command reads or writes in the scratchpad: begin_i + a_count_i * a_pitch_i + b_count_i * b_pitch_i +
// bytes_i. Combinational. over_o: it lies beyond the scratchpad, and end_o says nothing. Zero while valid_i is not.
module pad_range (
  input  logic                               valid_i,
  input  logic [31:0]                        begin_i,
  input  logic [15:0]                        a_count_i,
  input  logic [35:0]                        a_pitch_i,
  input  logic [15:0]                        b_count_i,
  input  logic [31:0]                        b_pitch_i,
  input  logic [35:0]                        bytes_i,
  output logic [octet_pkg::ScratchpadBits:0] end_o,
  output logic                               over_o
);
  localparam int unsigned Bits = octet_pkg::ScratchpadBits + 1;
  localparam int unsigned Bytes = octet_pkg::ScratchpadBytes;
  localparam int unsigned Product = Bits + 16;

  logic [Product-1:0] a_bytes, b_bytes;
  logic [Product+1:0] sum;
  always_comb begin
    a_bytes = '0;
    b_bytes = '0;
    sum = '0;
    over_o = 1'b0;
    if (valid_i) begin
      a_bytes = Product'(a_count_i) * Product'(a_pitch_i[Bits-1:0]);
      b_bytes = Product'(b_count_i) * Product'(b_pitch_i[Bits-1:0]);
      sum = (Product + 2)'(begin_i[Bits-1:0]) + (Product + 2)'(bytes_i[Bits-1:0]) + (Product + 2)'(a_bytes) +
            (Product + 2)'(b_bytes);
      over_o = begin_i[31:Bits] != '0 || bytes_i[35:Bits] != '0 || (a_count_i != 16'd0 && a_pitch_i[35:Bits] != '0) ||
               (b_count_i != 16'd0 && b_pitch_i[31:Bits] != '0) || sum > (Product + 2)'(Bytes);
    end
  end
  assign end_o = sum[Bits-1:0];
endmodule
