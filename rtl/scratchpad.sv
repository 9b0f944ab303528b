// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The scratchpad: bytes behind five ports, each of byte lanes with their own addresses. Commands reserve
// whole banks, so two ports never meet in a bank except the array's two readers of different banks;
// that is asserted by the sequencer's reservations, not arbitrated here. Reads answer in the next cycle,
// writes are seen by reads from the next cycle on. No handshake: every port is always served.
module scratchpad (
  input  logic                                                        clk_i,
  // load engine
  input  logic [octet_pkg::BeatBytes-1:0]                             load_valid_i,
  input  logic [octet_pkg::BeatBytes*octet_pkg::ScratchpadBits-1:0]   load_address_i,
  input  logic [octet_pkg::BeatBytes*8-1:0]                           load_data_i,
  // store engine
  input  logic [octet_pkg::BeatBytes*octet_pkg::ScratchpadBits-1:0]   store_address_i,
  output logic [octet_pkg::BeatBytes*8-1:0]                           store_data_o,
  // array: one activation a row, and one row of weights
  input  logic [octet_pkg::ArrayRows*octet_pkg::ScratchpadBits-1:0]   act_address_i,
  output logic [octet_pkg::ArrayRows*8-1:0]                           act_data_o,
  input  logic [octet_pkg::ScratchpadBits-1:0]                        weight_address_i,
  output logic [octet_pkg::ArrayCols*8-1:0]                           weight_data_o,
  // vector unit
  input  logic [octet_pkg::VectorLanes-1:0]                           vector_valid_i,
  input  logic [octet_pkg::VectorLanes*octet_pkg::ScratchpadBits-1:0] vector_address_i,
  input  logic [octet_pkg::VectorLanes*8-1:0]                         vector_data_i
);
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;

  logic [7:0] memory_q [octet_pkg::ScratchpadBytes];
  logic [octet_pkg::ArrayCols*Bits-1:0] weight_lane;

`ifndef SYNTHESIS
  initial for (int unsigned i = 0; i < octet_pkg::ScratchpadBytes; i++) memory_q[i] = octet_pkg::Poison;
`endif

  always_comb begin
    for (int unsigned j = 0; j < octet_pkg::ArrayCols; j++) weight_lane[j*Bits+:Bits] = weight_address_i + Bits'(j);
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned b = 0; b < octet_pkg::BeatBytes; b++) begin
      if (load_valid_i[b]) memory_q[load_address_i[b*Bits+:Bits]] <= load_data_i[b*8+:8];
      store_data_o[b*8+:8] <= memory_q[store_address_i[b*Bits+:Bits]];
    end
    for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) begin
      if (vector_valid_i[l]) memory_q[vector_address_i[l*Bits+:Bits]] <= vector_data_i[l*8+:8];
    end
    for (int unsigned i = 0; i < octet_pkg::ArrayRows; i++) begin
      act_data_o[i*8+:8] <= memory_q[act_address_i[i*Bits+:Bits]];
    end
    for (int unsigned j = 0; j < octet_pkg::ArrayCols; j++) begin
      weight_data_o[j*8+:8] <= memory_q[weight_lane[j*Bits+:Bits]];
    end
  end
endmodule
