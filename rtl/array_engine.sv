// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array's engine: takes a command at start_i and says done_o in cycle start + duration of docs/timing.md
// section 3. The tracker loads weights and computes offsets a preload ahead of the stream; the stream sends
// pixels down the rows. Its activity lags the events by a constant: the first read happens in cycle
// start + 1, the last accumulator write in cycle done + 2, long before the vector unit's first read.
module array_engine (
  input  logic                                          clk_i,
  input  logic                                          rst_ni,
  input  octet_pkg::array_command_t                     head_i,
  input  octet_pkg::array_profile_t                     profile_i,
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
  octet_pkg::array_command_t command;
  octet_pkg::fold_t fold, pixel_fold;
  logic row_valid, row_bank, row_last, row_leaves, fire, fire_new, pixel_valid, pixel_bank;
  logic [octet_pkg::ArrayRowBits-1:0] row;
  logic [octet_pkg::ScratchpadBits-1:0] row_weights, offset, origin;
  logic [15:0] tap_y, tap_x, height, width;
  logic [7:0] pad_value;
  logic [31:0] y, x;

  array_tracker u_tracker (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .head_i          (head_i),
    .profile_i       (profile_i),
    .start_i         (start_i),
    .ready_o         (ready_o),
    .done_o          (done_o),
    .command_o       (command),
    .row_valid_o     (row_valid),
    .row_o           (row),
    .row_bank_o      (row_bank),
    .row_last_o      (row_last),
    .row_leaves_o    (row_leaves),
    .weight_address_o(row_weights),
    .offset_o        (offset),
    .tap_y_o         (tap_y),
    .tap_x_o         (tap_x),
    .fire_o          (fire),
    .fire_new_o      (fire_new),
    .fire_fold_o     (fold)
  );
  // Weights that stay are loaded as they are walked; those that pass meet the first pixel, a cycle later.
  if (octet_pkg::OutputStationary != 0) begin : gen_passing
    logic valid_q;
    logic [octet_pkg::ScratchpadBits-1:0] address_q;
    always_ff @(posedge clk_i) begin
      valid_q <= row_valid;
      address_q <= row_weights;
    end
    assign weight_valid_o = valid_q;
    assign weight_address_o = address_q;
  end else begin : gen_staying
    assign weight_valid_o = row_valid;
    assign weight_address_o = row_weights;
  end
  array_stream u_stream (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .fire_i     (fire),
    .fire_new_i (fire_new),
    .command_i  (command),
    .fold_i     (fold),
    .valid_o    (pixel_valid),
    .bank_o     (pixel_bank),
    .origin_o   (origin),
    .y_o        (y),
    .x_o        (x),
    .fold_o     (pixel_fold),
    .height_o   (height),
    .width_o    (width),
    .pad_value_o(pad_value)
  );
  array_rows u_rows (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .row_valid_i  (row_valid),
    .row_i        (row),
    .row_bank_i   (row_bank),
    .row_last_i   (row_last),
    .row_leaves_i (row_leaves),
    .offset_i     (offset),
    .tap_y_i      (tap_y),
    .tap_x_i      (tap_x),
    .weight_valid_i(weight_valid_o),
    .weight_data_i(weight_data_i),
    .fire_i       (fire),
    .fire_bank_i  (fold.bank),
    .height_i     (height),
    .width_i      (width),
    .pad_value_i  (pad_value),
    .pixel_valid_i(pixel_valid),
    .pixel_bank_i (pixel_bank),
    .origin_i     (origin),
    .y_i          (y),
    .x_i          (x),
    .fold_i       (pixel_fold),
    .act_valid_o  (act_valid_o),
    .act_address_o(act_address_o),
    .act_data_i   (act_data_i),
    .write_valid_o(write_valid_o),
    .write_add_o  (write_add_o),
    .write_row_o  (write_row_o),
    .write_data_o (write_data_o),
    .write_sum_o  (write_sum_o)
  );
endmodule
