// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// For those who look at a waveform: the token counters of a scoreboard as numbers. Bound into every scoreboard of a
// simulator that records waveforms; nothing reads it.
module token_view (
  input logic [octet_pkg::Tokens-1:0] plane_0_i,
  input logic [octet_pkg::Tokens-1:0] plane_1_i,
  input logic [octet_pkg::Tokens-1:0] plane_2_i,
  input logic [octet_pkg::Tokens-1:0] plane_3_i
);
  // Not an array: Verilator traces none of more than 32 elements.
  for (genvar t = 0; t < octet_pkg::Tokens; t++) begin : token
    logic [3:0] count;
    assign count = {plane_3_i[t], plane_2_i[t], plane_1_i[t], plane_0_i[t]};
  end
endmodule

bind scoreboard token_view u_view (
  .plane_0_i(plane_q[0]),
  .plane_1_i(plane_q[1]),
  .plane_2_i(plane_q[2]),
  .plane_3_i(plane_q[3])
);
