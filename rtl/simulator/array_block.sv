// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array's engine alone, for co-simulation: with the profile that the sequencer computes of a command when it is
// decoded. Latencies and handshake are the engine's. head_valid_i: head_i is a command whose ready_o is asked for.
module array_block (
  input  logic                                          clk_i,
  input  logic                                          rst_ni,
  input  logic [511:0]                                  head_i,
  input  logic                                          head_valid_i,
  input  logic                                          start_i,
  output logic                                          ready_o,
  output logic                                          done_o,
  output logic [octet_pkg::ArrayRows-1:0]               act_valid_o,
  output logic [octet_pkg::ArrayRows*32-1:0]            act_address_o,
  input  logic [octet_pkg::ArrayRows*octet_pkg::ElementBits-1:0] act_data_i,
  output logic                                          weight_valid_o,
  output logic [octet_pkg::ScratchpadBits-1:0]          weight_address_o,
  input  logic [octet_pkg::ArrayCols*octet_pkg::ElementBits-1:0] weight_data_i,
  output logic [2*octet_pkg::ArrayCols-1:0]             write_valid_o,
  output logic [2*octet_pkg::ArrayCols-1:0]             write_add_o,
  output logic [2*octet_pkg::ArrayCols*32-1:0]          write_row_o,
  output logic [2*octet_pkg::ArrayCols*32-1:0]          write_data_o,
  output logic [2*32-1:0]                               write_sum_o
);
  octet_pkg::array_command_t head;
  octet_pkg::array_profile_t profile;
  assign head = head_i;

  array_profile u_profile (
    .valid_i  (head_valid_i),
    .command_i(head),
    .profile_o(profile)
  );
  array_engine u_engine (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .head_i          (head),
    .profile_i       (profile),
    .start_i         (start_i),
    .ready_o         (ready_o),
    .done_o          (done_o),
    .act_valid_o     (act_valid_o),
    .act_address_o   (act_address_o),
    .act_data_i      (act_data_i),
    .weight_valid_o  (weight_valid_o),
    .weight_address_o(weight_address_o),
    .weight_data_i   (weight_data_i),
    .write_valid_o   (write_valid_o),
    .write_add_o     (write_add_o),
    .write_row_o     (write_row_o),
    .write_data_o    (write_data_o),
    .write_sum_o     (write_sum_o)
  );
endmodule
