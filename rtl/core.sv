// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The core: sequencer, four engines and three memories behind a DRAM port. A segment of commands is run
// after start_i; the DRAM port follows docs/timing.md section 5 in one clock cycle: response_i and read
// beats of cycle t first, then slot_i (a burst is taken in t) and the burst strobe. Read beats of a source
// come in the order of its grants, the last one with its burst's response; write beats, aligned words with
// strobes, follow from the second cycle after the grant on, in the order of the grants, and wait for
// write_ready_i. docs/rtl.md, "The core's own port".
`include "octet_assert.svh"

module core (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,
  input  logic [31:0]                         first_command_i,
  input  logic [31:0]                         commands_i,
  input  logic [4*octet_pkg::AddressBits-1:0] base_i,          // by base register
  input  logic [4*octet_pkg::AddressBits-1:0] region_bytes_i,
  // DRAM requests. Sources: 0 load, 1 store, 2 fetch.
  input  logic                                slot_i,
  output logic                                burst_valid_o,
  output logic [1:0]                          burst_source_o,
  output logic [octet_pkg::AddressBits-1:0]   burst_address_o,
  output logic [octet_pkg::BurstBits-1:0]     burst_bytes_o,
  output logic                                idle_o,           // nothing is outstanding
  // bursts answered in this cycle, and with an error, by source, and data
  input  logic [2:0]                          response_i,
  input  logic [2:0]                          bus_error_i,
  input  logic                                read_valid_i,
  input  logic                                read_fetch_i,
  input  logic [octet_pkg::BeatCountBits-1:0] read_bytes_i,
  input  logic [octet_pkg::BeatBytes*8-1:0]   read_data_i,
  output logic                                write_valid_o,
  input  logic                                write_ready_i,
  output logic [octet_pkg::BeatBytes*8-1:0]   write_data_o,
  output logic [octet_pkg::BeatBytes-1:0]     write_strobe_o,
  output logic                                write_last_o,
  output logic                                finished_o,       // the last command is done in this cycle
  output logic [2:0]                          condition_o,
  output logic [31:0]                         condition_index_o
`ifndef SYNTHESIS
  ,
  output logic                                trace_dispatched_o,
  output logic [31:0]                         trace_dispatched_index_o,
  output logic [3:0]                          trace_started_o,
  output logic [4*32-1:0]                     trace_started_index_o,
  output logic [7:0]                          trace_done_o,
  output logic [8*32-1:0]                     trace_done_index_o,
  output logic [7:0]                          trace_visible_o,
  output logic [8*32-1:0]                     trace_visible_index_o,
  output logic [4*2-1:0]                      trace_owner_o,
  output logic [1:0]                          trace_sequencer_o
`endif
);
  localparam int unsigned AddressBits = octet_pkg::AddressBits;
  localparam int unsigned BurstBits = octet_pkg::BurstBits;

  logic [4*512-1:0] head;
  logic [3:0] start, ready;
  logic [4*2-1:0] done_count;
  logic halted, load_done, store_done, array_done, vector_done;
  octet_pkg::array_profile_t profile;
  logic [2:0] request_valid, grant;
  logic [3*AddressBits-1:0] request_address;
  logic [3*BurstBits-1:0] request_bytes;

  assign request_bytes[2*BurstBits+:BurstBits] = BurstBits'(octet_pkg::CommandBytes);
  logic [1:0] answers;
  assign answers = {1'b0, response_i[0]} + {1'b0, response_i[1]} + {1'b0, response_i[2]};
  dram_arbiter u_arbiter (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .slot_i         (slot_i && !halted),
    .responses_i    (answers),
    .valid_i        (request_valid),
    .address_i      (request_address),
    .bytes_i        (request_bytes),
    .grant_o        (grant),
    .burst_valid_o  (burst_valid_o),
    .burst_source_o (burst_source_o),
    .burst_address_o(burst_address_o),
    .burst_bytes_o  (burst_bytes_o),
    .idle_o         (idle_o)
  );

  assign done_count[octet_pkg::QueueLoad*2+:2] = {1'b0, load_done};
  assign done_count[octet_pkg::QueueStore*2+:2] = {1'b0, store_done};
  assign done_count[octet_pkg::QueueArray*2+:2] = {1'b0, array_done};
  assign done_count[octet_pkg::QueueVector*2+:2] = {1'b0, vector_done};
  sequencer u_sequencer (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .start_i          (start_i),
    .first_command_i  (first_command_i),
    .commands_i       (commands_i),
    .code_base_i      (base_i[AddressBits-1:0]),
    .region_bytes_i   (region_bytes_i),
    .burst_valid_o    (request_valid[2]),
    .burst_address_o  (request_address[2*AddressBits+:AddressBits]),
    .burst_grant_i    (grant[2]),
    .response_i       (response_i[2]),
    .bus_error_i      (bus_error_i),
    .beat_valid_i     (read_valid_i && read_fetch_i),
    .beat_data_i      (read_data_i),
    .head_o           (head),
    .profile_o        (profile),
    .start_o          (start),
    .ready_i          (ready),
    .done_count_i     (done_count),
    .halted_o         (halted),
    .finished_o       (finished_o),
    .condition_o      (condition_o),
    .condition_index_o(condition_index_o)
`ifndef SYNTHESIS
    ,
    .trace_dispatched_o      (trace_dispatched_o),
    .trace_dispatched_index_o(trace_dispatched_index_o),
    .trace_started_o         (trace_started_o),
    .trace_started_index_o   (trace_started_index_o),
    .trace_done_o            (trace_done_o),
    .trace_done_index_o      (trace_done_index_o),
    .trace_visible_o         (trace_visible_o),
    .trace_visible_index_o   (trace_visible_index_o),
    .trace_owner_o           (trace_owner_o),
    .trace_sequencer_o       (trace_sequencer_o)
`endif
  );

  // Engines with their heads.
  octet_pkg::load_command_t load_head;
  octet_pkg::store_command_t store_head;
  octet_pkg::array_command_t array_head;
  logic [511:0] vector_head;
  assign load_head = head[octet_pkg::QueueLoad*512+:512];
  assign store_head = head[octet_pkg::QueueStore*512+:512];
  assign array_head = head[octet_pkg::QueueArray*512+:512];
  assign vector_head = head[octet_pkg::QueueVector*512+:512];

  logic [octet_pkg::BeatBytes-1:0] load_pad_valid, load_record_valid;
  logic [octet_pkg::BeatBytes*32-1:0] load_address, store_pad_address;
  logic store_pad_valid;
  logic [octet_pkg::BeatBytes*8-1:0] load_data, store_data;
  load_engine u_load (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .start_i             (start[octet_pkg::QueueLoad]),
    .command_i           (load_head),
    .base_i              (base_i[load_head.base[1:0]*AddressBits+:AddressBits]),
    .ready_o             (ready[octet_pkg::QueueLoad]),
    .done_o              (load_done),
    .burst_valid_o       (request_valid[0]),
    .burst_address_o     (request_address[AddressBits-1:0]),
    .burst_bytes_o       (request_bytes[BurstBits-1:0]),
    .burst_grant_i       (grant[0]),
    .response_i          (response_i[0]),
    .beat_valid_i        (read_valid_i && !read_fetch_i),
    .beat_bytes_i        (read_bytes_i),
    .beat_data_i         (read_data_i),
    .scratchpad_valid_o  (load_pad_valid),
    .address_o           (load_address),
    .parameter_valid_o   (load_record_valid),
    .data_o              (load_data)
  );
  store_engine u_store (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .start_i             (start[octet_pkg::QueueStore]),
    .command_i           (store_head),
    .base_i              (base_i[store_head.base[1:0]*AddressBits+:AddressBits]),
    .ready_o             (ready[octet_pkg::QueueStore]),
    .done_o              (store_done),
    .burst_valid_o       (request_valid[1]),
    .burst_address_o     (request_address[AddressBits+:AddressBits]),
    .burst_bytes_o       (request_bytes[BurstBits+:BurstBits]),
    .burst_grant_i       (grant[1]),
    .response_i          (response_i[1]),
    .beat_valid_o        (write_valid_o),
    .beat_ready_i        (write_ready_i),
    .beat_data_o         (write_data_o),
    .beat_strobe_o       (write_strobe_o),
    .beat_last_o         (write_last_o),
    .scratchpad_valid_o  (store_pad_valid),
    .scratchpad_address_o(store_pad_address),
    .scratchpad_data_i   (store_data)
  );

  logic [octet_pkg::ArrayRows-1:0] act_valid;
  logic [octet_pkg::ArrayRows*32-1:0] act_address;
  logic [octet_pkg::ArrayRows*octet_pkg::ElementBits-1:0] act_data;
  logic weight_valid;
  logic [octet_pkg::ScratchpadBits-1:0] weight_address;
  logic [octet_pkg::ArrayCols*octet_pkg::ElementBits-1:0] weight_data;
  logic [2*octet_pkg::ArrayCols-1:0] acc_valid, acc_add;
  logic [2*octet_pkg::ArrayCols*32-1:0] acc_row;
  logic [2*octet_pkg::ArrayCols*32-1:0] acc_data;
  logic [2*32-1:0] acc_sum;
  array_engine u_array (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .head_i          (array_head),
    .profile_i       (profile),
    .start_i         (start[octet_pkg::QueueArray]),
    .ready_o         (ready[octet_pkg::QueueArray]),
    .done_o          (array_done),
    .act_valid_o     (act_valid),
    .act_address_o   (act_address),
    .act_data_i      (act_data),
    .weight_valid_o  (weight_valid),
    .weight_address_o(weight_address),
    .weight_data_i   (weight_data),
    .write_valid_o   (acc_valid),
    .write_add_o     (acc_add),
    .write_row_o     (acc_row),
    .write_data_o    (acc_data),
    .write_sum_o     (acc_sum)
  );

  logic record_valid, lane_read;
  logic [octet_pkg::RecordPorts*32-1:0] record;
  logic [octet_pkg::RecordPorts*128-1:0] record_data;
  logic [octet_pkg::VectorLanes*32-1:0] lane_row, lane_col, lane_acc, lane_sum, lane_address;
  logic [octet_pkg::VectorReads-1:0] read_valid, second_valid;
  logic [octet_pkg::VectorReads*32-1:0] read_address, second_address;
  logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0] read_data, second_data;
  logic [octet_pkg::VectorLanes-1:0] lane_valid;
  logic [octet_pkg::VectorLanes*octet_pkg::ElementBits-1:0] lane_data;
  vector u_vector (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .head_i          (vector_head),
    .start_i         (start[octet_pkg::QueueVector]),
    .ready_o         (ready[octet_pkg::QueueVector]),
    .done_o          (vector_done),
    .record_valid_o  (record_valid),
    .record_o        (record),
    .record_data_i   (record_data),
    .acc_valid_o     (lane_read),
    .acc_row_o       (lane_row),
    .acc_col_o       (lane_col),
    .acc_data_i      (lane_acc),
    .acc_sum_i       (lane_sum),
    .read_valid_o    (read_valid),
    .read_address_o  (read_address),
    .read_data_i     (read_data),
    .second_valid_o  (second_valid),
    .second_address_o(second_address),
    .second_data_i   (second_data),
    .write_valid_o   (lane_valid),
    .write_address_o (lane_address),
    .write_data_o    (lane_data)
  );

  // Memories.
  scratchpad u_scratchpad (
    .clk_i           (clk_i),
    .load_valid_i    (load_pad_valid),
    .load_address_i  (load_address),
    .load_data_i     (load_data),
    .store_valid_i   (store_pad_valid),
    .store_address_i (store_pad_address),
    .store_data_o    (store_data),
    .act_valid_i     (act_valid),
    .act_address_i   (act_address),
    .act_data_o      (act_data),
    .weight_valid_i  (weight_valid),
    .weight_address_i(weight_address),
    .weight_data_o   (weight_data),
    .read_valid_i    (read_valid),
    .read_address_i  (read_address),
    .read_data_o     (read_data),
    .second_valid_i  (second_valid),
    .second_address_i(second_address),
    .second_data_o   (second_data),
    .vector_valid_i  (lane_valid),
    .vector_address_i(lane_address),
    .vector_data_i   (lane_data)
  );
  accumulator u_accumulator (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .write_valid_i(acc_valid),
    .write_add_i  (acc_add),
    .write_row_i  (acc_row),
    .write_data_i (acc_data),
    .write_sum_i  (acc_sum),
    .read_valid_i (lane_read),
    .read_row_i   (lane_row),
    .read_col_i   (lane_col),
    .read_data_o  (lane_acc),
    .read_sum_o   (lane_sum)
  );
  parameter_memory u_parameters (
    .clk_i         (clk_i),
    .load_valid_i  (load_record_valid),
    .load_address_i(load_address),
    .load_data_i   (load_data),
    .read_valid_i  (record_valid),
    .read_record_i (record),
    .read_data_o   (record_data)
  );

  `OCTET_ASSERT_WHEN(FetchBeatsAreWhole, read_valid_i && read_fetch_i, read_bytes_i == octet_pkg::BeatCountBits'(octet_pkg::BeatBytes))
endmodule
