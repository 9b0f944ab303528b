// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The two read ports of a column of eight rows: each shows one of the rows' partial sums. Combinational.
module array_tap (
  input  logic [8*32-1:0] psum_i,
  input  logic [5:0]      tap_i,
  output logic [2*32-1:0] psum_o
);
  assign psum_o[31:0] = psum_i[{tap_i[2:0], 5'd0}+:32];
  assign psum_o[63:32] = psum_i[{tap_i[5:3], 5'd0}+:32];
endmodule
