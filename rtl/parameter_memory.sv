// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The parameter memory: 16-byte records in two halves, filled by the load engine in bytes, read by the
// vector unit a quarter of the lanes at a time. Reads are combinational; a write at t is read from t+1.
module parameter_memory (
  input  logic                                      clk_i,
  input  logic [octet_pkg::BeatBytes-1:0]           load_valid_i,
  input  logic [octet_pkg::BeatBytes*32-1:0]        load_address_i,
  input  logic [octet_pkg::BeatBytes*8-1:0]         load_data_i,
  input  logic                                      read_valid_i,
  input  logic [octet_pkg::RecordPorts*32-1:0]      read_record_i,
  output logic [octet_pkg::RecordPorts*128-1:0]     read_data_o
);
  localparam int unsigned Bits = octet_pkg::ParameterBits;
  localparam int unsigned RecordBits = octet_pkg::ParameterRecordBits;

  logic [7:0] memory_q [octet_pkg::ParameterRecords*16];

`ifndef SYNTHESIS
  initial for (int unsigned i = 0; i < octet_pkg::ParameterRecords * 16; i++) memory_q[i] = octet_pkg::Poison;
`endif

  always_ff @(posedge clk_i) begin
    if (load_valid_i != '0) begin
      for (int unsigned b = 0; b < octet_pkg::BeatBytes; b++) begin
        if (load_valid_i[b]) memory_q[load_address_i[b*32+:Bits]] <= load_data_i[b*8+:8];
      end
    end
  end

  always_comb begin
    read_data_o = '0;
    if (read_valid_i) begin
      for (int unsigned p = 0; p < octet_pkg::RecordPorts; p++) begin
        for (int unsigned b = 0; b < 16; b++) begin
          read_data_o[p*128+b*8+:8] = memory_q[{read_record_i[p*32+:RecordBits], 4'(b)}];
        end
      end
    end
  end

  logic unused_bits;
  assign unused_bits = ^{load_address_i, read_record_i};
endmodule
