// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// When the array takes its next command. A tracker walks the started command's folds from its start, so
// that the command's occupancy is known to have passed in the very cycle it ends; then
//   (a) at least the occupancy has passed since the previous start,
//   (b) the next command would be done after the previous one,
//   (c) its first pixel would follow the last pixel of the previous command.
// (a) and (b) are docs/timing.md section 3. (b) takes a lower bound of the next duration when that has
// several folds. (c) delays a start only if the next command's first fold has fewer rows
// than the previous command's (rtl/README.md, "Where the rules are hard on hardware").
module array_issue (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  octet_pkg::array_command_t          head_i,
  input  logic                               start_i,
  output logic                               ready_o,
  output logic [octet_pkg::ArrayRowBits:0]   first_rows_o  // rows of the head's first fold
);
  localparam int unsigned CountBits = octet_pkg::ArrayRowBits + 1;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned Wide = 40;  // cycles

  // The head: duration, or a lower bound of it.
  octet_pkg::tap_t zero_tap, unused_head_next;
  logic [CountBits-1:0] head_rows, head_gather;
  logic head_last_k;
  logic [octet_pkg::ArrayRows*32-1:0] unused_head_offset, unused_offset;
  logic [octet_pkg::ArrayRows*16-1:0] unused_head_y, unused_head_x, unused_y, unused_x;
  logic [31:0] head_pixels;
  logic [Wide-1:0] head_stream, head_interval, head_duration, head_cols;
  logic [15:0] head_over;

  assign zero_tap = '0;
  fold_walker u_head (
    .command_i(head_i),
    .tap_i    (zero_tap),
    .rows_o   (head_rows),
    .last_o   (head_last_k),
    .next_o   (unused_head_next),
    .gather_o (head_gather),
    .offset_o (unused_head_offset),
    .y_o      (unused_head_y),
    .x_o      (unused_head_x)
  );
  assign first_rows_o = head_rows;
  assign head_pixels = {16'd0, head_i.in_out_h} * {16'd0, head_i.in_out_w};
  assign head_stream = {{(Wide - CountBits) {1'b0}}, head_gather} * {8'd0, head_pixels};
  assign head_over = (head_i.n - 16'd1) % 16'(Cols);
  assign head_cols = {24'd0, head_over} + Wide'(1);
  always_comb begin
    head_interval = {{(Wide - CountBits) {1'b0}}, head_rows};
    if (head_stream > head_interval) head_interval = head_stream;
    if (head_last_k && head_i.n <= 16'(Cols)) begin
      head_duration = {{(Wide - CountBits - 1) {1'b0}}, head_rows, 1'b0} + head_stream + head_cols - Wide'(2);
    end else begin
      head_duration = {{(Wide - CountBits) {1'b0}}, head_rows} + head_interval + {8'd0, head_pixels} + head_cols -
                      Wide'(1);
    end
  end

  // The tracker: elapsed_q cycles of the current fold have passed.
  octet_pkg::array_command_t command_q;
  octet_pkg::tap_t tap_q, tap_next;
  logic tracking_q, last_k, last_fold, fold_over, passed;
  logic [15:0] n_left_q;
  logic [31:0] pixels_q;
  logic [CountBits-1:0] rows, gather, first_rows_q, after_q, after_now;
  logic [Wide-1:0] elapsed_q, stream, interval, tail, tail_q, tail_now;

  fold_walker u_tracker (
    .command_i(command_q),
    .tap_i    (tap_q),
    .rows_o   (rows),
    .last_o   (last_k),
    .next_o   (tap_next),
    .gather_o (gather),
    .offset_o (unused_offset),
    .y_o      (unused_y),
    .x_o      (unused_x)
  );
  assign stream = {{(Wide - CountBits) {1'b0}}, gather} * {8'd0, pixels_q};
  always_comb begin
    interval = {{(Wide - CountBits) {1'b0}}, rows};
    if (stream > interval) interval = stream;
  end
  assign fold_over = elapsed_q >= interval;
  assign last_fold = last_k && n_left_q <= 16'(Cols);
  assign passed = !tracking_q || (last_fold && fold_over);
  // From the end of the occupancy to done, and to the end of the last fold's stream.
  assign tail = {{(Wide - CountBits) {1'b0}}, first_rows_q} + stream - interval +
                {{(Wide - CountBits) {1'b0}}, rows} + {24'd0, n_left_q} - Wide'(2);
  assign tail_now = tracking_q ? tail : tail_q;
  assign after_now = tracking_q ? first_rows_q : after_q;
  assign ready_o = passed && head_duration > tail_now && head_rows >= after_now;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      tracking_q <= 1'b0;
      tail_q <= '0;
      after_q <= '0;
    end else begin
      tail_q <= tail_now == '0 ? '0 : tail_now - Wide'(1);
      after_q <= after_now == '0 ? '0 : after_now - CountBits'(1);
      if (start_i) tracking_q <= 1'b1;
      else if (passed) tracking_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      command_q <= head_i;
      pixels_q <= head_pixels;
      first_rows_q <= head_rows;
      n_left_q <= head_i.n;
      tap_q <= '0;
      elapsed_q <= Wide'(1);
    end else if (fold_over) begin
      elapsed_q <= Wide'(1);
      tap_q <= tap_next;
      if (last_k) n_left_q <= n_left_q - 16'(Cols);
    end else begin
      elapsed_q <= elapsed_q + Wide'(1);
    end
  end

  logic unused_bits;
  assign unused_bits = ^{head_i, command_q, unused_head_next, unused_head_offset, unused_head_y, unused_head_x,
                         unused_offset, unused_y, unused_x};
endmodule
