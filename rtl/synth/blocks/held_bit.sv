// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One bit of a register that stands still without enable_i, as synthesis prices it. Latency one cycle.
module held_bit (
  input  logic clk_i,
  input  logic enable_i,
  input  logic data_i,
  output logic data_o
);
  always_ff @(posedge clk_i) begin
    if (enable_i) data_o <= data_i;
  end
endmodule
