// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a column of the accumulator has beside its memory: two read-modify-write ports, each adds to the word read or
// begins anew. Combinational.
module accumulator_lane (
  input  logic [1:0]      add_i,
  input  logic [2*32-1:0] word_i,
  input  logic [2*32-1:0] data_i,
  output logic [2*32-1:0] word_o
);
  assign word_o[31:0] = (add_i[0] ? word_i[31:0] : 32'd0) + data_i[31:0];
  assign word_o[63:32] = (add_i[1] ? word_i[63:32] : 32'd0) + data_i[63:32];
endmodule
