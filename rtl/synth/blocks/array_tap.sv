// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The two read ports of a column of 16 rows: each shows one of the rows' partial sums. Combinational.
module array_tap (
  input  logic [16*32-1:0] psum_i,
  input  logic [7:0]       tap_i,
  output logic [2*32-1:0]  psum_o
);
  assign psum_o[31:0] = psum_i[{tap_i[3:0], 5'd0}+:32];
  assign psum_o[63:32] = psum_i[{tap_i[7:4], 5'd0}+:32];
endmodule
