// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One bit of a register that takes a value every cycle, as synthesis prices it. Latency one cycle.
module flip_flop (
  input  logic clk_i,
  input  logic data_i,
  output logic data_o
);
  always_ff @(posedge clk_i) data_o <= data_i;
endmodule
