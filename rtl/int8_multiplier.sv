// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The product of two signed bytes, combinational, as the rows of Baugh and Wooley: partial products of exactly one sign
// bit are inverted and 2^8 + 2^15 added, so that no row is sign-extended. Synthesis makes it smaller than a_i * b_i.
module int8_multiplier (
  input  logic [7:0]  a_i,
  input  logic [7:0]  b_i,
  output logic [15:0] product_o
);
  logic [15:0] row [8];
  always_comb begin
    for (int unsigned i = 0; i < 8; i++) begin
      row[i] = 16'd0;
      for (int unsigned j = 0; j < 8; j++) row[i][i+j] = (a_i[j] & b_i[i]) ^ ((i == 7) != (j == 7));
    end
    row[0][8] = 1'b1;
    row[0][15] = 1'b1;
  end
  assign product_o = row[0] + row[1] + row[2] + row[3] + row[4] + row[5] + row[6] + row[7];
endmodule
