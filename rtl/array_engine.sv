// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array's engine: takes a command at start_i, preloads, streams and drains it, and says done_o in
// cycle start + duration of docs/timing.md section 3. Its activity lags the events by a constant: the
// first read happens in cycle start + 1, the last accumulator write in cycle done + 2, which the vector
// unit's fill covers. Two commands may be under way in preload and stream, more in the drain.
`include "octet_assert.svh"

module array_engine (
  input  logic                                                            clk_i,
  input  logic                                                            rst_ni,
  input  octet_pkg::array_command_t                                       head_i,
  input  logic                                                            start_i,
  output logic                                                            ready_o,
  output logic                                                            done_o,
  output logic [octet_pkg::ArrayRows*octet_pkg::ScratchpadBits-1:0]       act_address_o,
  input  logic [octet_pkg::ArrayRows*8-1:0]                               act_data_i,
  output logic [octet_pkg::ScratchpadBits-1:0]                            weight_address_o,
  input  logic [octet_pkg::ArrayCols*8-1:0]                               weight_data_i,
  output logic [2*octet_pkg::ArrayCols-1:0]                               write_valid_o,
  output logic [2*octet_pkg::ArrayCols-1:0]                               write_add_o,
  output logic [2*octet_pkg::ArrayCols*octet_pkg::AccumulatorRowBits-1:0] write_row_o,
  output logic [2*octet_pkg::ArrayCols*32-1:0]                            write_data_o,
  output logic [2*32-1:0]                                                 write_sum_o
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned RowBits = octet_pkg::ArrayRowBits;
  localparam int unsigned DrainBits = Rows + Cols;

  // Two slots of commands that are not yet wholly streamed.
  octet_pkg::array_command_t slot0_q, slot1_q, preload_command, stream_command, load_command;
  logic [1:0] valid_q, waited;
  logic [RowBits:0] wait0_q, wait1_q, first_rows;
  logic next_q, preload_slot, stream_slot, load_slot;

  array_issue u_issue (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .head_i      (head_i),
    .start_i     (start_i),
    .ready_o     (ready_o),
    .first_rows_o(first_rows)
  );

  logic stream_begin, stream_last, row_valid, row_bank, pixel_valid, pixel_bank, command_ends;
  logic [RowBits-1:0] row;
  logic [Rows-1:0] in_image;
  octet_pkg::pixel_tag_t tag;

  assign preload_command = preload_slot ? slot1_q : slot0_q;
  array_preload u_preload (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (start_i),
    .start_slot_i  (next_q),
    .command_i     (preload_command),
    .slot_o        (preload_slot),
    .stream_begin_i(stream_begin),
    .row_valid_o   (row_valid),
    .row_o         (row),
    .bank_o        (row_bank),
    .address_o     (weight_address_o)
  );

  assign waited = {wait1_q == '0, wait0_q == '0};
  assign stream_command = stream_slot ? slot1_q : slot0_q;
  assign load_command = load_slot ? slot1_q : slot0_q;
  array_stream u_stream (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .slot_valid_i  (valid_q),
    .slot_waited_i (waited),
    .slot_o        (stream_slot),
    .command_i     (stream_command),
    .load_slot_o   (load_slot),
    .load_command_i(load_command),
    .begin_o       (stream_begin),
    .last_o        (stream_last),
    .pixel_valid_o (pixel_valid),
    .pixel_bank_o  (pixel_bank),
    .address_o     (act_address_o),
    .in_image_o      (in_image),
    .tag_o         (tag),
    .command_ends_o(command_ends)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= 2'd0;
      next_q <= 1'b0;
      wait0_q <= '0;
      wait1_q <= '0;
    end else begin
      if (wait0_q != '0) wait0_q <= wait0_q - (RowBits + 1)'(1);
      if (wait1_q != '0) wait1_q <= wait1_q - (RowBits + 1)'(1);
      if (stream_last) valid_q[stream_slot] <= 1'b0;
      if (start_i) begin
        next_q <= !next_q;
        valid_q[next_q] <= 1'b1;
        if (next_q) wait1_q <= first_rows;
        else wait0_q <= first_rows;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i && !next_q) slot0_q <= head_i;
    if (start_i && next_q) slot1_q <= head_i;
  end

  // Done: the last pixel's partial sums need tap + cols - 1 more cycles through the array.
  logic [DrainBits-1:0] drain_q, drain_now;
  always_comb begin
    drain_now = drain_q;
    if (command_ends) drain_now = drain_now | (DrainBits'(1) << tag.tap << (tag.cols - (octet_pkg::ArrayColBits + 1)'(1)));
  end
  assign done_o = drain_now[0];
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) drain_q <= '0;
    else drain_q <= {1'b0, drain_now[DrainBits-1:1]};
  end

  // One cycle later the scratchpad has answered.
  logic row_valid_q, row_bank_q, pixel_valid_q, pixel_bank_q;
  logic [RowBits-1:0] row_q;
  logic [Rows-1:0] in_image_q;
  logic [7:0] pad_q;
  octet_pkg::pixel_tag_t tag_q;
  logic [Rows*8-1:0] act;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      row_valid_q <= 1'b0;
      pixel_valid_q <= 1'b0;
    end else begin
      row_valid_q <= row_valid;
      pixel_valid_q <= pixel_valid;
    end
  end
  always_ff @(posedge clk_i) begin
    row_q <= row;
    row_bank_q <= row_bank;
    pixel_bank_q <= pixel_bank;
    in_image_q <= in_image;
    pad_q <= stream_command.in_pad_value;
    tag_q <= tag;
  end
  always_comb begin
    for (int unsigned i = 0; i < Rows; i++) act[i*8+:8] = in_image_q[i] ? act_data_i[i*8+:8] : pad_q;
  end

  array_edge u_edge (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .weight_valid_i(row_valid_q),
    .weight_row_i  (row_q),
    .weight_bank_i (row_bank_q),
    .weight_i      (weight_data_i),
    .pixel_valid_i (pixel_valid_q),
    .pixel_bank_i  (pixel_bank_q),
    .tag_i         (tag_q),
    .act_i         (act),
    .write_valid_o (write_valid_o),
    .write_add_o   (write_add_o),
    .write_row_o   (write_row_o),
    .write_data_o  (write_data_o),
    .write_sum_o   (write_sum_o)
  );

  `OCTET_ASSERT(SlotIsFree, !start_i || !valid_q[next_q] || (stream_last && stream_slot == next_q))
  `OCTET_ASSERT(DoneInOrder, !command_ends || (drain_q >> tag.tap >> (tag.cols - 1'b1)) == '0)
endmodule
