// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// For those who look at a waveform: what the trace port and the DRAM port of a core say, a signal for each thing, held
// while nothing new is said. Bound into every core of a simulator that records waveforms; nothing reads it.
// docs/waveforms.md lists the signals; systemc's waveforms have them too.
module core_view (
  input logic                                clk_i,
  input logic                                rst_ni,
  input logic [3:0]                          started_i,
  input logic [4*32-1:0]                     started_index_i,
  input logic [7:0]                          done_i,
  input logic [8*32-1:0]                     done_index_i,
  input logic [4*2-1:0]                      owner_i,
  input logic [2:0]                          request_i,
  input logic [2:0]                          grant_i,
  input logic [2:0]                          response_i,
  input logic [octet_pkg::AddressBits-1:0]   address_i,
  input logic [octet_pkg::BurstBits-1:0]     bytes_i
);
  // Engines: 0 busy, 1 token, 2 bank, 3 idle. Indices: of the command that started, and that was done, last.
  logic [1:0] load_state, array_state, vector_state, store_state;
  logic load_start, array_start, vector_start, store_start;
  logic load_done, array_done, vector_done, store_done;
  logic [31:0] load_index, array_index, vector_index, store_index;
  logic [31:0] load_done_index, array_done_index, vector_done_index, store_done_index;
  // DRAM: a burst is wanted, granted, answered; address and bytes of the one granted last.
  logic fetch_request, store_request, load_request;
  logic fetch_grant, store_grant, load_grant;
  logic fetch_response, store_response, load_response;
  logic [octet_pkg::AddressBits-1:0] dram_address;
  logic [octet_pkg::BurstBits-1:0] dram_bytes;

  logic [31:0] index [4];
  logic [31:0] done_index [4];
  logic [31:0] index_q [4];
  logic [31:0] done_index_q [4];
  logic [octet_pkg::AddressBits-1:0] address_q;
  logic [octet_pkg::BurstBits-1:0] bytes_q;

  always_comb begin
    for (int unsigned q = 0; q < 4; q++) begin
      index[q] = started_i[q] ? started_index_i[q*32+:32] : index_q[q];
      done_index[q] = done_i[2*q] ? done_index_i[q*64+:32] : done_index_q[q];
    end
  end
  assign {store_state, vector_state, array_state, load_state} = owner_i;
  assign {store_start, vector_start, array_start, load_start} = started_i;
  assign {store_done, vector_done, array_done, load_done} = {done_i[6], done_i[4], done_i[2], done_i[0]};
  assign load_index = index[octet_pkg::QueueLoad];
  assign array_index = index[octet_pkg::QueueArray];
  assign vector_index = index[octet_pkg::QueueVector];
  assign store_index = index[octet_pkg::QueueStore];
  assign load_done_index = done_index[octet_pkg::QueueLoad];
  assign array_done_index = done_index[octet_pkg::QueueArray];
  assign vector_done_index = done_index[octet_pkg::QueueVector];
  assign store_done_index = done_index[octet_pkg::QueueStore];
  assign {fetch_request, store_request, load_request} = request_i;
  assign {fetch_grant, store_grant, load_grant} = grant_i;
  assign {fetch_response, store_response, load_response} = response_i;
  assign dram_address = grant_i != 3'd0 ? address_i : address_q;
  assign dram_bytes = grant_i != 3'd0 ? bytes_i : bytes_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      for (int unsigned q = 0; q < 4; q++) begin
        index_q[q] <= '1;
        done_index_q[q] <= '1;
      end
      address_q <= '0;
      bytes_q <= '0;
    end else begin
      for (int unsigned q = 0; q < 4; q++) begin
        index_q[q] <= index[q];
        done_index_q[q] <= done_index[q];
      end
      address_q <= dram_address;
      bytes_q <= dram_bytes;
    end
  end
endmodule

bind core core_view u_view (
  .clk_i          (clk_i),
  .rst_ni         (rst_ni),
  .started_i      (trace_started_o),
  .started_index_i(trace_started_index_o),
  .done_i         (trace_done_o),
  .done_index_i   (trace_done_index_o),
  .owner_i        (trace_owner_o),
  .request_i      (request_valid),
  .grant_i        (grant),
  .response_i     (response_i),
  .address_i      (burst_address_o),
  .bytes_i        (burst_bytes_o)
);
