// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One row of the sum column (array_of_pe.sv has it in line): adds an activation to the sum from above. Latency one
// cycle; without enable_i it stands still.
module sum_pe (
  input  logic        clk_i,
  input  logic        enable_i,
  input  logic [7:0]  act_i,
  input  logic [31:0] sum_i,
  output logic [31:0] sum_o
);
  always_ff @(posedge clk_i) begin
    if (enable_i) sum_o <= sum_i + {{24{act_i[7]}}, act_i};
  end
endmodule
