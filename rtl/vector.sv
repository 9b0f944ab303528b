// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The vector unit: requantizes accumulator rows into the scratchpad, `lanes` elements a cycle. A command
// started at t is done at t + 4 (fill) + groups * (4 (constants) + vectors of the group) + 4 (drain).
// Its activity lags the events by one cycle: the first accumulator read is in cycle t + 9, the last write in
// the cycle of done_o. In a group's four constant cycles the lanes' records are read, a quarter each, and
// taken over together. ready_o holds when idle or done in this cycle.
`include "octet_assert.svh"

module vector (
  input  logic                                                             clk_i,
  input  logic                                                             rst_ni,
  input  octet_pkg::requantize_command_t                                   head_i,
  input  logic                                                             start_i,
  output logic                                                             ready_o,
  output logic                                                             done_o,
  output logic [octet_pkg::RecordPorts*octet_pkg::ParameterRecordBits-1:0] record_o,
  input  logic [octet_pkg::RecordPorts*128-1:0]                            record_data_i,
  output logic [octet_pkg::VectorLanes*octet_pkg::AccumulatorRowBits-1:0]  acc_row_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::ArrayColBits-1:0]        acc_col_o,
  input  logic [octet_pkg::VectorLanes*32-1:0]                             acc_data_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]                             acc_sum_i,
  output logic [octet_pkg::VectorLanes-1:0]                                write_valid_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::ScratchpadBits-1:0]      write_address_o,
  output logic [octet_pkg::VectorLanes*8-1:0]                              write_data_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned Ports = octet_pkg::RecordPorts;
  localparam int unsigned RecordBits = octet_pkg::ParameterRecordBits;
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;

  localparam logic [2:0] Idle = 3'd0;
  localparam logic [2:0] Fill = 3'd1;
  localparam logic [2:0] Group = 3'd2;
  localparam logic [2:0] Stream = 3'd3;
  localparam logic [2:0] Drain = 3'd4;

  octet_pkg::requantize_command_t command_q;
  octet_pkg::element_t element_q, element_next, group_next, first;
  logic [2:0] state_q;
  logic [1:0] count_q;
  logic last_pixel, last_group;
  logic [Lanes-1:0] lane_valid;
  logic [Lanes*16-1:0] channel;
  logic [Lanes*Bits-1:0] address;

  vector_walker u_walker (
    .command_i   (command_q),
    .element_i   (element_q),
    .valid_o     (lane_valid),
    .channel_o   (channel),
    .row_o       (acc_row_o),
    .col_o       (acc_col_o),
    .address_o   (address),
    .next_o      (element_next),
    .next_group_o(group_next),
    .last_pixel_o(last_pixel),
    .last_group_o(last_group)
  );

  assign done_o = state_q == Drain && count_q == 2'd3;
  assign ready_o = state_q == Idle || done_o;
  always_comb begin
    first = '0;
    first.fold_row = head_i.acc_row;
    first.row_address = head_i.out_address;
    first.pixel_address = head_i.out_address;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= Idle;
      count_q <= 2'd0;
    end else begin
      count_q <= count_q + 2'd1;
      case (state_q)
        Fill: if (count_q == 2'd3) state_q <= Group;
        Group: if (count_q == 2'd3) state_q <= Stream;
        Stream: begin
          count_q <= 2'd0;
          if (last_pixel) state_q <= last_group ? Drain : Group;
        end
        Drain: if (count_q == 2'd3) state_q <= Idle;
        default: state_q <= Idle;
      endcase
      if (start_i) begin
        state_q <= Fill;
        count_q <= 2'd0;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      command_q <= head_i;
      element_q <= first;
    end else if (state_q == Stream) begin
      element_q <= last_pixel ? group_next : element_next;
    end
  end

  // Records: lane q*Ports + p is read through port p in constant cycle q.
  logic [127:0] staged_q [Lanes];
  logic [127:0] record_q [Lanes];
  logic [15:0] record;
  always_comb begin
    record_o = '0;
    record = 16'd0;
    for (int unsigned l = 0; l < Lanes; l++) begin
      record = command_q.parameters + channel[l*16+:16];
      if (count_q == 2'(l / Ports)) record_o[(l%Ports)*RecordBits+:RecordBits] = record[RecordBits-1:0];
    end
  end
  always_ff @(posedge clk_i) begin
    for (int unsigned l = 0; l < Lanes; l++) begin
      if (state_q == Group && count_q == 2'(l / Ports)) staged_q[l] <= record_data_i[(l%Ports)*128+:128];
      if (state_q == Group && count_q == 2'd3) begin
        record_q[l] <= l / Ports == 3 ? record_data_i[(l%Ports)*128+:128] : staged_q[l];
      end
    end
  end

  // Behind the accumulator: one register, then the requantizers' three.
  logic [Lanes*32-1:0] acc_q, sum_q;
  logic [Lanes-1:0] valid_q [4];
  logic [Lanes*Bits-1:0] address_q [4];
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      for (int unsigned s = 0; s < 4; s++) valid_q[s] <= '0;
    end else begin
      valid_q[0] <= state_q == Stream ? lane_valid : '0;
      for (int unsigned s = 1; s < 4; s++) valid_q[s] <= valid_q[s-1];
    end
  end
  always_ff @(posedge clk_i) begin
    acc_q <= acc_data_i;
    sum_q <= acc_sum_i;
    address_q[0] <= address;
    for (int unsigned s = 1; s < 4; s++) address_q[s] <= address_q[s-1];
  end
  assign write_valid_o = valid_q[3];
  assign write_address_o = address_q[3];

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    octet_pkg::parameter_record_t lane_record;
    assign lane_record = record_q[l];
    requantizer u_requantizer (
      .clk_i     (clk_i),
      .acc_i     (acc_q[l*32+:32]),
      .sum_i     (sum_q[l*32+:32]),
      .record_i  (lane_record),
      .rounding_i(command_q.rounding),
      .code_o    (write_data_o[l*8+:8])
    );
  end

  logic unused_bits;
  assign unused_bits = ^{head_i, command_q, record};
  `OCTET_ASSERT(StartsWhenReady, !start_i || ready_o)
endmodule
