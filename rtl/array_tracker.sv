// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Walks the folds of the array's command from its start, one row of the fold a cycle, and thereby does all
// that happens a preload ahead of the stream: addresses the weight rows, computes each row's offset
// from a pixel's origin and the gather factor, and knows when the occupancy has passed, when each fold's stream
// begins and when the command is done (docs/timing.md section 3). The first row is walked in cycle start + 1.
// Output-stationary: what is called a fold here is a block of K, its rows the values of a pixel; the stream begins with
// the walk, and a fold of pixels is Rows of them at most.
`include "octet_assert.svh"

module array_tracker (
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  octet_pkg::array_command_t                head_i,
  input  octet_pkg::array_profile_t                profile_i,   // of the head
  input  logic                                     start_i,
  output logic                                     ready_o,
  output logic                                     done_o,
  output octet_pkg::array_command_t                command_o,
  // a row of weights and what its row of the array needs to know
  output logic                                     row_valid_o,
  output logic [octet_pkg::ArrayRowBits-1:0]       row_o,
  output logic                                     row_bank_o,
  output logic                                     row_last_o,  // last row of the fold
  output logic                                     row_leaves_o,  // its sums go to the accumulator
  output logic [octet_pkg::ScratchpadBits-1:0]     weight_address_o,
  output logic [octet_pkg::ScratchpadBits-1:0]     offset_o,    // from the pixel's origin, modulo the scratchpad
  output logic [15:0]                              tap_y_o,     // its tap in input pixels
  output logic [15:0]                              tap_x_o,
  // in the cycle before a fold's first pixel
  output logic                                     fire_o,
  output logic                                     fire_new_o,  // first fold of command_o
  output octet_pkg::fold_t                         fire_fold_o
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned CountBits = octet_pkg::ArrayRowBits + 1;
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;
  localparam int unsigned Time = octet_pkg::TimeBits;
  localparam int unsigned Dones = octet_pkg::ArrayDones;
  localparam int unsigned DoneBits = octet_pkg::ArrayDoneBits;
  localparam int unsigned Word = octet_pkg::ArrayWordBytes;
  localparam int unsigned Element = octet_pkg::ElementBytes;

  octet_pkg::array_command_t command_q;
  localparam logic OutputsStay = octet_pkg::OutputStationary != 0;

  logic active_q, walking_q, bank_q, first_fold_q, first_k_q, whole_row_q;
  logic [Time-1:0] now_q;
  logic [31:0] pixels_q, pixels_left_q, pixels, step_y_q, step_x_q;
  logic [15:0] n_left_q, cols;
  logic [octet_pkg::AccumulatorRowBits-1:0] acc_q;

  // Position in the reduction: the row about to be walked.
  logic [7:0] ky_q, kx_q;
  logic [15:0] channel_q, y_q, x_q;
  logic [31:0] offset_y_q, offset_x_q, offset;
  logic [CountBits-1:0] row_q, rows;
  logic [Bits-1:0] weight_address_q, next_weights, first_weights_q;
  logic kernel_ends, walks_last, last_k_q, last_k;

  // Gather factor.
  logic [CountBits-1:0] runs_q, runs, gather_q, gather;
  logic [7:0] used_q, used, sub_bank, pair;
  logic disjoint_q, disjoint, new_run;

  assign command_o = command_q;
  assign cols = n_left_q < 16'(Cols) ? n_left_q : 16'(Cols);
  assign offset = offset_y_q + offset_x_q + {16'd0, channel_q} * Element;
  assign kernel_ends = channel_q + 16'd1 == command_q.in_channels && kx_q + 8'd1 == command_q.in_kernel_w &&
                       ky_q + 8'd1 == command_q.in_kernel_h;
  assign walks_last = active_q && walking_q && (kernel_ends || row_q == CountBits'(Rows - 1));
  assign last_k = walking_q ? kernel_ends : last_k_q;
  assign rows = walking_q ? row_q + CountBits'(1) : row_q;
  assign next_weights = walking_q ? weight_address_q + Bits'(cols) * Bits'(Element) : weight_address_q;
  assign pixels = !OutputsStay ? pixels_q : pixels_left_q < Rows ? pixels_left_q : Rows;

  always_comb begin
    new_run = 1'b0;
    sub_bank = 8'd0;
    pair = 8'd0;
    runs = '0;
    used = 8'd0;
    disjoint = 1'b0;
    gather = gather_q;
    if (row_valid_o) begin
      new_run = row_q == '0 || (channel_q == 16'd0 && (kx_q == 8'd0 || !whole_row_q));
      sub_bank = 8'd1 << ((offset / Word) & 32'd7);
      pair = sub_bank | {sub_bank[6:0], sub_bank[7]};
      runs = row_q == '0 ? '0 : runs_q;
      used = row_q == '0 ? 8'd0 : used_q;
      disjoint = row_q == '0 || disjoint_q;
      if (new_run) begin
        runs = runs + CountBits'(1);
        if ((used & pair) != 8'd0) disjoint = 1'b0;
        used = used | pair;
      end
      gather = runs;
      if (octet_pkg::GatherRuns == 0 || runs == CountBits'(1) ||
          (disjoint && {{(32 - CountBits) {1'b0}}, runs} <= octet_pkg::GatherRuns)) begin
        gather = CountBits'(1);
      end
    end
  end

  // The fold in time: elapsed_q cycles of it have passed.
  logic [Time-1:0] elapsed_q, stream, interval, n_fold_q, n_fold;
  logic fold_over, last_m, last_n, last_fold, passed;
  assign fold_over = active_q && (!walking_q || walks_last) && elapsed_q + Time'(1) >= stream;
  assign last_m = !OutputsStay || pixels_left_q <= Rows;
  assign last_n = n_left_q <= 16'(Cols);
  assign last_fold = last_k && last_m && last_n;
  assign passed = !active_q || (last_fold && fold_over);
  always_comb begin
    stream = '0;
    interval = '0;
    n_fold = '0;
    if (active_q) begin
      stream = {{(Time - CountBits) {1'b0}}, gather} * {{(Time - 32) {1'b0}}, pixels};
      interval = stream < {{(Time - CountBits) {1'b0}}, rows} ? {{(Time - CountBits) {1'b0}}, rows} : stream;
      n_fold = n_fold_q + interval;  // cycles of an N fold, at its last K fold
    end
  end

  // Done: columns of the N fold before the last may leave the array later than those of the last.
  logic [CountBits-1:0] first_rows_q, first_rows;
  logic [Time-1:0] late_cols, done_at, last_done_q, last_done;
  logic push_done;
  always_comb begin
    late_cols = '0;
    done_at = '0;
    if (push_done) begin
      late_cols = {{(Time - 16) {1'b0}}, cols};
      if (command_q.n > 16'(Cols) && n_fold + late_cols < Time'(Cols)) late_cols = Time'(Cols) - n_fold;
      done_at = now_q + {{(Time - CountBits) {1'b0}}, first_rows} + stream + late_cols - Time'(2);
    end
  end
  assign first_rows = OutputsStay ? CountBits'(1) : first_fold_q ? rows : first_rows_q;
  assign push_done = walks_last && last_fold;
  assign last_done = push_done ? done_at : last_done_q;

  logic [Time-1:0] done_q [Dones];
  logic [DoneBits-1:0] done_head_q, done_tail_q;
  assign done_o = done_head_q != done_tail_q && done_q[done_head_q] == now_q;

  // The end of the stream, and of what it leaves in the array.
  logic [Time-1:0] stream_end_q, stream_end, drained_q, drained, preload, lead;
  assign stream_end = active_q ? now_q + {{(Time - CountBits) {1'b0}}, first_rows} : stream_end_q;
  assign drained = active_q ? stream_end + {{(Time - CountBits) {1'b0}}, rows} : drained_q;
  assign lead = {{(Time - CountBits) {1'b0}}, profile_i.first_rows};
  assign preload = OutputsStay ? Time'(1) : lead;
  assign ready_o = passed && now_q + preload >= stream_end && now_q + preload + lead >= drained &&
                   now_q + preload + {{(Time - octet_pkg::BodyBits) {1'b0}}, profile_i.body} > last_done;

  // Folds that begin to stream later than they are walked: all but the first.
  octet_pkg::fold_t fold;
  logic [octet_pkg::FoldBits-1:0] fold_q [4];
  logic [Time-1:0] fold_time_q [4];
  logic [2:0] fold_head_q, fold_tail_q;
  logic first_k, push_fold, pop_fold, fire_first, fire_now;
  assign first_k = ky_q == 8'd0 && kx_q == 8'd0 && channel_q == 16'd0;
  always_comb begin
    fold.bank = bank_q;
    fold.add = command_q.accumulate[0] || (!OutputsStay && !first_k_q);
    fold.cols = cols[octet_pkg::ArrayColBits:0];
    fold.row = acc_q;
    fold.pixel = '0;
    fold.begins = first_k_q;
    fold.restarts = pixels_left_q == pixels_q;
  end
  assign fire_first = first_fold_q && (OutputsStay ? active_q && elapsed_q == '0 : walks_last);
  assign fire_now = active_q && !first_fold_q && elapsed_q == '0 && (OutputsStay || first_rows_q == CountBits'(1));
  assign push_fold = active_q && !first_fold_q && elapsed_q == '0 && !fire_now;
  assign pop_fold = fold_head_q != fold_tail_q && fold_time_q[fold_head_q[1:0]] == now_q;
  assign fire_o = fire_first || fire_now || pop_fold;
  assign fire_new_o = fire_first;
  assign fire_fold_o = pop_fold ? fold_q[fold_head_q[1:0]] : fold;

  assign row_valid_o = active_q && walking_q;
  assign row_o = row_q[octet_pkg::ArrayRowBits-1:0];
  assign row_bank_o = bank_q;
  assign row_last_o = walks_last;
  assign row_leaves_o = !OutputsStay || kernel_ends;
  assign weight_address_o = weight_address_q;
  assign offset_o = offset[Bits-1:0];
  assign tap_y_o = y_q;
  assign tap_x_o = x_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      bank_q <= 1'b0;
      now_q <= '0;
      last_done_q <= '0;
      stream_end_q <= '0;
      drained_q <= '0;
      done_head_q <= '0;
      done_tail_q <= '0;
      fold_head_q <= '0;
      fold_tail_q <= '0;
    end else begin
      now_q <= now_q + Time'(1);
      last_done_q <= last_done;
      stream_end_q <= stream_end;
      drained_q <= drained;
      if (start_i) active_q <= 1'b1;
      else if (passed) active_q <= 1'b0;
      if (fold_over) bank_q <= !bank_q;
      if (push_done) done_tail_q <= done_tail_q + DoneBits'(1);
      if (done_o) done_head_q <= done_head_q + DoneBits'(1);
      if (push_fold) fold_tail_q <= fold_tail_q + 3'd1;
      if (pop_fold) fold_head_q <= fold_head_q + 3'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push_done) done_q[done_tail_q] <= done_at;
    if (push_fold) begin
      fold_q[fold_tail_q[1:0]] <= fold;
      fold_time_q[fold_tail_q[1:0]] <= now_q - Time'(1) + {{(Time - CountBits) {1'b0}}, first_rows_q};
    end
    if (start_i) begin
      command_q <= head_i;
      pixels_q <= {16'd0, head_i.in_out_h} * {16'd0, head_i.in_out_w};
      pixels_left_q <= {16'd0, head_i.in_out_h} * {16'd0, head_i.in_out_w};
      step_y_q <= {24'd0, head_i.in_dilation_h} * head_i.in_row_pitch;
      step_x_q <= {24'd0, head_i.in_dilation_w} * head_i.in_pixel_pitch;
      whole_row_q <= head_i.in_dilation_w == 8'd1 && head_i.in_pixel_pitch == {16'd0, head_i.in_channels} * Element;
      n_left_q <= head_i.n;
      acc_q <= head_i.acc_row[octet_pkg::AccumulatorRowBits-1:0];
      weight_address_q <= head_i.weights[Bits-1:0];
      first_weights_q <= head_i.weights[Bits-1:0];
      walking_q <= 1'b1;
      first_fold_q <= 1'b1;
      first_k_q <= 1'b1;
      n_fold_q <= '0;
      row_q <= '0;
      elapsed_q <= '0;
      ky_q <= 8'd0;
      kx_q <= 8'd0;
      channel_q <= 16'd0;
      y_q <= 16'd0;
      x_q <= 16'd0;
      offset_y_q <= 32'd0;
      offset_x_q <= 32'd0;
    end else if (active_q) begin
      elapsed_q <= elapsed_q + Time'(1);
      if (walking_q) begin
        row_q <= row_q + CountBits'(1);
        runs_q <= runs;
        used_q <= used;
        disjoint_q <= disjoint;
        gather_q <= gather;
        last_k_q <= kernel_ends;
        walking_q <= !walks_last;
        weight_address_q <= next_weights;
        if (channel_q + 16'd1 != command_q.in_channels) begin
          channel_q <= channel_q + 16'd1;
        end else begin
          channel_q <= 16'd0;
          if (kx_q + 8'd1 != command_q.in_kernel_w) begin
            kx_q <= kx_q + 8'd1;
            x_q <= x_q + {8'd0, command_q.in_dilation_w};
            offset_x_q <= offset_x_q + step_x_q;
          end else begin
            kx_q <= 8'd0;
            x_q <= 16'd0;
            offset_x_q <= 32'd0;
            ky_q <= kernel_ends ? 8'd0 : ky_q + 8'd1;
            y_q <= kernel_ends ? 16'd0 : y_q + {8'd0, command_q.in_dilation_h};
            offset_y_q <= kernel_ends ? 32'd0 : offset_y_q + step_y_q;
          end
        end
      end
      if (walks_last && first_fold_q) first_rows_q <= rows;
      if (fold_over) begin
        elapsed_q <= '0;
        row_q <= '0;
        walking_q <= 1'b1;
        first_fold_q <= 1'b0;
        first_k_q <= last_k;
        n_fold_q <= last_k && last_m ? '0 : n_fold;
        if (last_k) begin
          acc_q <= acc_q + pixels[octet_pkg::AccumulatorRowBits-1:0];
          if (last_m) begin
            n_left_q <= n_left_q - 16'(Cols);
            pixels_left_q <= pixels_q;
            first_weights_q <= next_weights;
          end else begin
            pixels_left_q <= pixels_left_q - Rows;
            weight_address_q <= first_weights_q;
          end
        end
      end
    end
  end

  logic unused_bits;
  assign unused_bits = ^{head_i, command_q, first_k, pixels};
  `OCTET_ASSERT(OneFoldFires, {1'b0, fire_first} + {1'b0, fire_now} + {1'b0, pop_fold} <= 2'd1)
  `OCTET_ASSERT(FoldsFit, fold_tail_q - fold_head_q <= 3'd4)
  `OCTET_ASSERT_WHEN(DoneLater, push_done, done_at > now_q)
endmodule
