// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM's arbiter grants one request at most, fetch before store before load, with that requester's payload,
// whenever the DRAM takes a burst and fewer than 16 are outstanding. Assumed: only outstanding bursts are answered.
module dram_arbiter_proof (
  input logic                                clk_i,
  input logic                                slot_i,
  input logic [1:0]                          responses_i,
  input logic [2:0]                          valid_i,
  input logic [3*octet_pkg::AddressBits-1:0] address_i,
  input logic [3*octet_pkg::BurstBits-1:0]   bytes_i
);
  localparam int unsigned AddressBits = octet_pkg::AddressBits;
  localparam int unsigned BurstBits = octet_pkg::BurstBits;

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic [2:0] grant;
  logic burst_valid, idle;
  logic [1:0] burst_source;
  logic [AddressBits-1:0] burst_address;
  logic [BurstBits-1:0] burst_bytes;
  dram_arbiter u_arbiter (
    .clk_i          (clk_i),
    .rst_ni         (started_q),
    .slot_i         (slot_i),
    .responses_i    (responses_i),
    .valid_i        (valid_i),
    .address_i      (address_i),
    .bytes_i        (bytes_i),
    .grant_o        (grant),
    .burst_valid_o  (burst_valid),
    .burst_source_o (burst_source),
    .burst_address_o(burst_address),
    .burst_bytes_o  (burst_bytes),
    .idle_o         (idle)
  );

  logic [6:0] outstanding_q, left;
  assign left = outstanding_q - {5'd0, responses_i};
  always_ff @(posedge clk_i) outstanding_q <= started_q ? left + {6'd0, burst_valid} : 7'd0;

  (* hierconn *) logic [4:0] \u_arbiter.outstanding_q ;
  always_comb begin
    if (started_q) begin
      assume ({5'd0, responses_i} <= outstanding_q);
      idle_when_nothing : assert (idle == (outstanding_q == 7'd0));
      counted : assert ({2'd0, \u_arbiter.outstanding_q } == outstanding_q);
      at_most_16 : assert (outstanding_q <= 7'd16);
      one_grant : assert (grant == 3'b000 || grant == 3'b001 || grant == 3'b010 || grant == 3'b100);
      grant_is_strobe : assert ((grant != 3'd0) == burst_valid);
      never_idle : assert (burst_valid == (slot_i && valid_i != 3'd0 && left < 7'd16));
      if (grant[2]) begin
        fetch_first : assert (valid_i[2] && burst_source == 2'd2 &&
            burst_address == address_i[2*AddressBits+:AddressBits] &&
            burst_bytes == bytes_i[2*BurstBits+:BurstBits]);
      end
      if (grant[1]) begin
        store_second : assert (valid_i[2:1] == 2'b01 && burst_source == 2'd1 &&
            burst_address == address_i[AddressBits+:AddressBits] &&
            burst_bytes == bytes_i[BurstBits+:BurstBits]);
      end
      if (grant[0]) begin
        load_last : assert (valid_i == 3'b001 && burst_source == 2'd0 &&
            burst_address == address_i[AddressBits-1:0] &&
            burst_bytes == bytes_i[BurstBits-1:0]);
      end
    end
  end
endmodule
