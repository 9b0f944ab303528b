// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The scratchpad: bytes behind six ports, each of lanes with their own addresses: bytes, or elements for the engines.
// Commands reserve whole banks, so a write port never meets another port in a bank; that is the sequencer's business, not
// arbitrated here. Reads answer in the next cycle, writes are seen by reads from the next cycle on. A lane
// that is not valid keeps its data. No handshake: every port is always served.
module scratchpad (
  input  logic                                                        clk_i,
  // load engine
  input  logic [octet_pkg::BeatBytes-1:0]                             load_valid_i,
  input  logic [octet_pkg::BeatBytes*32-1:0]                          load_address_i,
  input  logic [octet_pkg::BeatBytes*8-1:0]                           load_data_i,
  // store engine
  input  logic                                                        store_valid_i,
  input  logic [octet_pkg::BeatBytes*32-1:0]                          store_address_i,
  output logic [octet_pkg::BeatBytes*8-1:0]                           store_data_o,
  // array: one activation a row, and one row of weights
  input  logic [octet_pkg::ArrayRows-1:0]                             act_valid_i,
  input  logic [octet_pkg::ArrayRows*32-1:0]                          act_address_i,
  output logic [octet_pkg::ArrayRows*octet_pkg::ElementBits-1:0]      act_data_o,
  input  logic                                                        weight_valid_i,
  input  logic [octet_pkg::ScratchpadBits-1:0]                        weight_address_i,
  output logic [octet_pkg::ArrayCols*octet_pkg::ElementBits-1:0]      weight_data_o,
  // vector unit
  input  logic [octet_pkg::VectorReads-1:0]                           read_valid_i,
  input  logic [octet_pkg::VectorReads*32-1:0]                        read_address_i,
  output logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0]    read_data_o,
  input  logic [octet_pkg::VectorReads-1:0]                           second_valid_i,
  input  logic [octet_pkg::VectorReads*32-1:0]                        second_address_i,
  output logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0]    second_data_o,
  input  logic [octet_pkg::VectorLanes-1:0]                           vector_valid_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]                        vector_address_i,
  input  logic [octet_pkg::VectorLanes*octet_pkg::ElementBits-1:0]    vector_data_i
);
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;
  localparam int unsigned Element = octet_pkg::ElementBytes;

  logic [7:0] memory_q [octet_pkg::ScratchpadBytes];

`ifndef SYNTHESIS
  initial for (int unsigned i = 0; i < octet_pkg::ScratchpadBytes; i++) memory_q[i] = octet_pkg::Poison;
`endif

  always_ff @(posedge clk_i) begin
    if (load_valid_i != '0) begin
      for (int unsigned b = 0; b < octet_pkg::BeatBytes; b++) begin
        if (load_valid_i[b]) memory_q[load_address_i[b*32+:Bits]] <= load_data_i[b*8+:8];
      end
    end
    if (vector_valid_i != '0) begin
      for (int unsigned l = 0; l < octet_pkg::VectorLanes; l++) begin
        for (int unsigned b = 0; b < Element; b++) begin
          if (vector_valid_i[l]) memory_q[vector_address_i[l*32+:Bits] + Bits'(b)] <= vector_data_i[(l*Element+b)*8+:8];
        end
      end
    end
    if (store_valid_i) begin
      for (int unsigned b = 0; b < octet_pkg::BeatBytes; b++) store_data_o[b*8+:8] <= memory_q[store_address_i[b*32+:Bits]];
    end
    if (act_valid_i != '0) begin
      for (int unsigned i = 0; i < octet_pkg::ArrayRows; i++) begin
        for (int unsigned b = 0; b < Element; b++) begin
          if (act_valid_i[i]) act_data_o[(i*Element+b)*8+:8] <= memory_q[act_address_i[i*32+:Bits] + Bits'(b)];
        end
      end
    end
    if (weight_valid_i) begin
      for (int unsigned j = 0; j < octet_pkg::ArrayCols * Element; j++) begin
        weight_data_o[j*8+:8] <= memory_q[weight_address_i + j[Bits-1:0]];
      end
    end
    if (read_valid_i != '0) begin
      for (int unsigned r = 0; r < octet_pkg::VectorReads; r++) begin
        for (int unsigned b = 0; b < Element; b++) begin
          if (read_valid_i[r]) read_data_o[(r*Element+b)*8+:8] <= memory_q[read_address_i[r*32+:Bits] + Bits'(b)];
        end
      end
    end
    if (second_valid_i != '0) begin
      for (int unsigned r = 0; r < octet_pkg::VectorReads; r++) begin
        for (int unsigned b = 0; b < Element; b++) begin
          if (second_valid_i[r]) second_data_o[(r*Element+b)*8+:8] <= memory_q[second_address_i[r*32+:Bits] + Bits'(b)];
        end
      end
    end
  end

  logic unused_bits;
  assign unused_bits = ^{load_address_i, store_address_i, act_address_i, read_address_i, second_address_i, vector_address_i};
endmodule
