// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The vector unit. A command started at t is done at t + 4 (fill) + groups * (4 (constants) + p * vectors of the group) + 4
// (drain), and 16 more with a table, docs/timing.md section 3. Its activity: two cycles of fill, 16 in which a table is
// read, a record a cycle, a group's four constant cycles, in which the lanes' records are read, a quarter each, then the
// operands of a vector in p cycles, the first of them in t + 7 without a table; six cycles after its last operands a vector
// is written, so the last write is in the cycle of done_o. A vector of a wide requantize is four, one for each byte (fp32:
// one, bf16: two). ready_o holds when idle or done in this cycle.
`include "octet_assert.svh"

module vector (
  input  logic                                                             clk_i,
  input  logic                                                             rst_ni,
  input  logic [511:0]                                                     head_i,
  input  logic                                                             start_i,
  output logic                                                             ready_o,
  output logic                                                             done_o,
  output logic                                                             record_valid_o,
  output logic [octet_pkg::RecordPorts*32-1:0]                             record_o,
  input  logic [octet_pkg::RecordPorts*128-1:0]                            record_data_i,
  // accumulator, data in the next cycle
  output logic                                                             acc_valid_o,
  output logic [octet_pkg::VectorLanes*32-1:0]                             acc_row_o,
  output logic [octet_pkg::VectorLanes*32-1:0]                             acc_col_o,
  input  logic [octet_pkg::VectorLanes*32-1:0]                             acc_data_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]                             acc_sum_i,
  // scratchpad: port lane*MacsPerLane + k, data in the next cycle; the second inputs are weights or b
  output logic [octet_pkg::VectorReads-1:0]                                read_valid_o,
  output logic [octet_pkg::VectorReads*32-1:0]                             read_address_o,
  input  logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0]         read_data_i,
  output logic [octet_pkg::VectorReads-1:0]                                second_valid_o,
  output logic [octet_pkg::VectorReads*32-1:0]                             second_address_o,
  input  logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0]         second_data_i,
  output logic [octet_pkg::VectorLanes-1:0]                                write_valid_o,
  output logic [octet_pkg::VectorLanes*32-1:0]                             write_address_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::ElementBits-1:0]         write_data_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned Ports = octet_pkg::RecordPorts;
  localparam int unsigned Element = octet_pkg::ElementBits;
  localparam int unsigned Bytes = octet_pkg::ElementBytes;
  localparam logic [31:0] AddressMask = (32'd1 << octet_pkg::ScratchpadBits) - 32'd1;
  localparam logic [1:0] LastPart = 2'(4 / Bytes - 1);  // of a wide element

  localparam logic [2:0] Idle = 3'd0;
  localparam logic [2:0] Fill = 3'd1;
  localparam logic [2:0] Group = 3'd2;
  localparam logic [2:0] Stream = 3'd3;
  localparam logic [2:0] Drain = 3'd4;
  localparam logic [2:0] Table = 3'd5;
  localparam logic [2:0] Rows = 3'd6;  // of a softmax

  octet_pkg::vector_command_t head, command_q;
  logic [2:0] state_q;
  logic [3:0] count_q;
  logic [15:0] pace_q;  // cycles of this vector that have passed
  logic [31:0] pixels_q;
  logic load_q, group_begins_q, vector_first, vector_last, last_pixel, last_group, streaming, lookup, rows, rows_last;
  logic wide;

  vector_decode u_decode (
    .valid_i  (start_i),
    .command_i(head_i),
    .vector_o (head)
  );

  assign streaming = state_q == Stream;
  assign rows = state_q == Rows;
  assign vector_first = streaming && pace_q == 16'd0;
  assign vector_last = streaming && pace_q + 16'd1 == command_q.pace;
  assign done_o = state_q == Drain && count_q == 4'd5;
  assign lookup = command_q.opcode == octet_pkg::OpcodeMove && command_q.variant == octet_pkg::MoveTable;
  assign wide = command_q.opcode == octet_pkg::OpcodeRequantize && command_q.variant != 8'd0;
  assign ready_o = state_q == Idle || done_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= Idle;
      count_q <= 4'd0;
      load_q <= 1'b0;
    end else begin
      load_q <= start_i;
      count_q <= count_q + 4'd1;
      case (state_q)
        Fill: begin
          if (count_q == 4'd1) begin
            state_q <= lookup ? Table : command_q.opcode == octet_pkg::OpcodeSoftmax ? Rows : Group;
            count_q <= 4'd0;
          end
        end
        Table: if (count_q == 4'd15) state_q <= Group;  // and the count is zero again
        Group: if (count_q == 4'd3) state_q <= Stream;
        Stream: begin
          count_q <= 4'd0;
          if (vector_last && last_pixel) state_q <= last_group ? Drain : Group;
        end
        Rows: begin
          count_q <= 4'd0;
          if (rows_last) state_q <= Drain;
        end
        Drain: if (count_q == 4'd5) state_q <= Idle;
        default: state_q <= Idle;
      endcase
      if (start_i) begin
        state_q <= Fill;
        count_q <= 4'd0;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      command_q <= head;
      pixels_q <= {16'd0, head.out_h} * {16'd0, head.out_w};
    end
    pace_q <= !streaming || vector_last ? 16'd0 : pace_q + 16'd1;
    group_begins_q <= !streaming || (group_begins_q && !vector_last);
  end

  // A softmax takes one element a cycle, past the lanes.
  logic row_read, row_record_valid, row_write;
  logic [31:0] row_address, row_record, row_write_address;
  logic [Element-1:0] row_element;
  if (octet_pkg::FractionBits != 0) begin : gen_softmax_float
    softmax_float u_softmax (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .load_i         (load_q),
      .run_i          (rows),
      .command_i      (command_q),
      .pixels_i       (pixels_q),
      .last_o         (rows_last),
      .read_valid_o   (row_read),
      .read_address_o (row_address),
      .read_data_i    (read_data_i[Element-1:0]),
      .scale_i        (record_a_q[63:32]),
      .write_valid_o  (row_write),
      .write_address_o(row_write_address),
      .write_data_o   (row_element)
    );
    assign row_record_valid = 1'b0;
    assign row_record = 32'd0;
  end else begin : gen_softmax
    softmax u_softmax (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .load_i         (load_q),
      .run_i          (rows),
      .command_i      (command_q),
      .pixels_i       (pixels_q),
      .last_o         (rows_last),
      .read_valid_o   (row_read),
      .read_address_o (row_address),
      .read_data_i    (read_data_i[7:0]),
      .record_valid_o (row_record_valid),
      .record_o       (row_record),
      .record_data_i  (record_data_i[127:0]),
      .write_valid_o  (row_write),
      .write_address_o(row_write_address),
      .write_data_o   (row_element)
    );
  end

  // Where the lanes read. The accumulator's columns and folds follow from the channel.
  logic [Lanes-1:0] lane_valid;
  logic [Lanes*32-1:0] channel, pixel, y, x, a_address, b_address, unused_b_channel, unused_b_pixel, unused_b_y;
  logic [Lanes*32-1:0] unused_b_x;
  logic [Lanes-1:0] unused_b_valid;
  logic next_vector, next_group, unused_b_last, unused_b_group;
  assign next_vector = vector_last && !last_pixel;
  assign next_group = vector_last && last_pixel;
  lane_walker u_reads (
    .clk_i        (clk_i),
    .valid_i      (streaming),
    .start_i      (load_q),
    .step_i       (next_vector),
    .group_i      (next_group),
    .channels_i   (command_q.channels),
    .out_w_i      (command_q.out_w),
    .pixels_i     (pixels_q),
    .address_i    (command_q.a_address),
    .row_pitch_i  (command_q.a_row_pitch),
    .pixel_pitch_i(command_q.a_pixel_pitch),
    .valid_o      (lane_valid),
    .channel_o    (channel),
    .pixel_o      (pixel),
    .y_o          (y),
    .x_o          (x),
    .address_o    (a_address),
    .last_pixel_o (last_pixel),
    .last_group_o (last_group)
  );
  lane_walker u_seconds (
    .clk_i        (clk_i),
    .valid_i      (1'b0),
    .start_i      (load_q),
    .step_i       (next_vector),
    .group_i      (next_group),
    .channels_i   (command_q.channels),
    .out_w_i      (command_q.out_w),
    .pixels_i     (pixels_q),
    .address_i    (command_q.b_address),
    .row_pitch_i  (command_q.b_row_pitch),
    .pixel_pitch_i(command_q.b_pixel_pitch),
    .valid_o      (unused_b_valid),
    .channel_o    (unused_b_channel),
    .pixel_o      (unused_b_pixel),
    .y_o          (unused_b_y),
    .x_o          (unused_b_x),
    .address_o    (b_address),
    .last_pixel_o (unused_b_last),
    .last_group_o (unused_b_group)
  );
  vector_reads u_operands (
    .clk_i           (clk_i),
    .command_i       (command_q),
    .pixels_i        (pixels_q),
    .streaming_i     (streaming),
    .first_i         (vector_first),
    .lane_valid_i    (lane_valid),
    .channel_i       (channel),
    .pixel_i         (pixel),
    .y_i             (y),
    .x_i             (x),
    .a_address_i     (a_address),
    .b_address_i     (b_address),
    .row_valid_i     (row_read),
    .row_address_i   (row_address),
    .acc_valid_o     (acc_valid_o),
    .acc_row_o       (acc_row_o),
    .acc_col_o       (acc_col_o),
    .read_valid_o    (read_valid_o),
    .read_address_o  (read_address_o),
    .second_valid_o  (second_valid_o),
    .second_address_o(second_address_o)
  );

  // Records: lane q*Ports + p is read through port p in constant cycle q; those of two inputs through
  // port 0 in the two cycles of fill, those of a table likewise.
  logic [127:0] record_a_q, record_b_q;
  logic [Lanes*128-1:0] staged_q, staged_d, staged;
  logic [31:0] shared;
  logic per_channel;
  assign per_channel = (command_q.opcode == octet_pkg::OpcodeRequantize && !wide) || command_q.opcode == octet_pkg::OpcodeDepthwise;
  assign shared = {16'd0, command_q.parameters} + (command_q.opcode == octet_pkg::OpcodeBinary ? 32'd2 : 32'd0);
  assign record_valid_o = state_q == Fill || state_q == Table || state_q == Group || row_record_valid;
  always_comb begin
    record_o = '0;
    if (state_q == Fill || state_q == Table) record_o[31:0] = {16'd0, command_q.parameters} + {28'd0, count_q};
    if (row_record_valid) record_o[31:0] = row_record;
    if (state_q == Group) begin
      for (int unsigned l = 0; l < Lanes; l++) begin
        if (count_q == 4'(l / Ports)) begin
          record_o[(l%Ports)*32+:32] = per_channel ? {16'd0, command_q.parameters} + channel[l*32+:32] : shared;
        end
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (state_q == Fill && count_q == 4'd0) record_a_q <= record_data_i[127:0];
    if (state_q == Fill && count_q == 4'd1) record_b_q <= record_data_i[127:0];
    if (state_q == Group) staged_q <= staged_d;
  end
  always_comb begin
    staged_d = '0;
    if (state_q == Group) begin
      staged_d = staged_q;
      for (int unsigned l = 0; l < Lanes; l++) begin
        if (count_q == 4'(l / Ports)) staged_d[l*128+:128] = record_data_i[(l%Ports)*128+:128];
      end
    end
  end
  assign staged = vector_first && group_begins_q ? staged_q : '0;

  logic result_valid;
  logic [Lanes*Element-1:0] element;
  if (octet_pkg::FractionBits != 0) begin : gen_lanes_float
    vector_lanes_float u_lanes (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .opcode_i      (command_q.opcode),
      .variant_i     (command_q.variant),
      .streaming_i   (streaming),
      .first_i       (vector_first),
      .last_i        (vector_last || (wide && streaming)),
      .part_i        (pace_q[1:0]),
      .group_first_i (vector_first && group_begins_q),
      .pad_value_i   (command_q.pad_value),
      .read_valid_i  (read_valid_o),
      .second_valid_i(second_valid_o),
      .acc_data_i    (acc_data_i),
      .read_data_i   (read_data_i),
      .second_data_i (second_data_i),
      .record_i      (staged),
      .valid_o       (result_valid),
      .element_o     (element)
    );
    logic unused_float;
    assign unused_float = ^{acc_sum_i, record_a_q, record_b_q, command_q.rounding};
  end else begin : gen_lanes
    vector_lanes u_lanes (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .opcode_i     (command_q.opcode),
      .variant_i    (command_q.variant),
      .rounding_i   (command_q.rounding),
      .streaming_i  (streaming),
      .first_i      (vector_first),
      .last_i       (vector_last || (wide && streaming)),
      .byte_i       (pace_q[1:0]),
      .group_first_i(vector_first && group_begins_q),
      .pad_value_i  (command_q.pad_value),
      .read_valid_i (read_valid_o),
      .second_valid_i(second_valid_o),
      .acc_data_i   (acc_data_i),
      .acc_sum_i    (acc_sum_i),
      .read_data_i  (read_data_i),
      .second_data_i(second_data_i),
      .record_i     (staged),
      .record_a_i   (record_a_q),
      .record_b_i   (record_b_q),
      .table_valid_i(state_q == Table),
      .table_row_i  (count_q),
      .table_i      (record_data_i[127:0]),
      .valid_o      (result_valid),
      .code_o       (element)
    );
  end

  // Where results go: the same walk, six cycles later. The parts of a wide vector are elements, the low one first.
  logic [1:0] part_q;
  logic written;
  assign written = result_valid && (!wide || part_q == LastPart);
  always_ff @(posedge clk_i) begin
    if (start_i || written) part_q <= 2'd0;
    else if (result_valid) part_q <= part_q + 2'd1;
  end
  logic [Lanes-1:0] out_valid;
  logic [Lanes*32-1:0] out_channel, out_address, unused_pixel, unused_y, unused_x;
  logic out_last_pixel, unused_out_group;
  lane_walker u_writes (
    .clk_i        (clk_i),
    .valid_i      (result_valid),
    .start_i      (load_q),
    .step_i       (written),
    .group_i      (written && out_last_pixel),
    .channels_i   (command_q.channels),
    .out_w_i      (command_q.out_w),
    .pixels_i     (pixels_q),
    .address_i    (command_q.out_address),
    .row_pitch_i  (command_q.out_row_pitch),
    .pixel_pitch_i(command_q.out_pixel_pitch),
    .valid_o      (out_valid),
    .channel_o    (out_channel),
    .pixel_o      (unused_pixel),
    .y_o          (unused_y),
    .x_o          (unused_x),
    .address_o    (out_address),
    .last_pixel_o (out_last_pixel),
    .last_group_o (unused_out_group)
  );
  always_comb begin
    write_valid_o = '0;
    write_address_o = '0;
    write_data_o = '0;
    if (result_valid) begin
      write_valid_o = out_valid;
      write_data_o = element;
      for (int unsigned l = 0; l < Lanes; l++) begin
        write_address_o[l*32+:32] = AddressMask & (out_address[l*32+:32] +
            (wide ? {out_channel[l*32+:30], 2'd0} + {30'd0, part_q} * Bytes : out_channel[l*32+:32] * Bytes));
      end
    end else if (row_write) begin
      write_valid_o[0] = 1'b1;
      write_address_o[31:0] = row_write_address;
      write_data_o[Element-1:0] = row_element;
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_q, unused_b_valid, unused_b_channel, unused_b_pixel, unused_b_y, unused_b_x, unused_b_last,
                         unused_b_group, unused_pixel, unused_y, unused_x, unused_out_group};
  `OCTET_ASSERT_WHEN(StartsWhenReady, start_i, ready_o)
  `OCTET_ASSERT_WHEN(ResultsAreOfACommand, result_valid, state_q != Idle && state_q != Fill && state_q != Table)
endmodule
