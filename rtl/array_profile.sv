// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the array must know of a command before it may start (docs/timing.md section 3): the rows of its
// first fold or the values of its first block, and the cycles from the begin of its stream to done, saturated: the comparison with the
// previous command's done needs no more than Rows + Cols of them. Combinational, only while valid_i.
module array_profile (
  input  logic                        valid_i,
  input  octet_pkg::array_command_t   command_i,
  output octet_pkg::array_profile_t   profile_o
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned Word = octet_pkg::ArrayWordBytes;
  localparam int unsigned Element = octet_pkg::ElementBytes;
  localparam int unsigned Folds = octet_pkg::ProfileFolds;  // so many K folds last longer than Rows + Cols
  localparam logic [31:0] Most = (32'd1 << octet_pkg::BodyBits) - 32'd1;

  logic whole_row, ended, new_run, disjoint, fold_ends;
  logic [7:0] ky, kx, used, sub_bank, pair;
  logic [15:0] channel;
  logic [31:0] pixels, step_y, step_x, offset_y, offset_x, offset, in_fold, runs, gather, stream, interval;
  logic [31:0] n_fold, last_interval, n_folds, last_cols, late_cols, body, first_rows, last_rows, last_stream;
  logic [31:0] full_fold, full_folds;  // output-stationary: one of Rows pixels, and how many of them

  always_comb begin
    profile_o = '0;
    whole_row = 1'b0;
    ended = 1'b1;
    new_run = 1'b0;
    disjoint = 1'b1;
    fold_ends = 1'b0;
    ky = 8'd0;
    kx = 8'd0;
    used = 8'd0;
    sub_bank = 8'd0;
    pair = 8'd0;
    channel = 16'd0;
    pixels = 32'd0;
    step_y = 32'd0;
    step_x = 32'd0;
    offset_y = 32'd0;
    offset_x = 32'd0;
    offset = 32'd0;
    in_fold = 32'd0;
    runs = 32'd0;
    gather = 32'd0;
    stream = 32'd0;
    interval = 32'd0;
    n_fold = 32'd0;
    full_fold = 32'd0;
    full_folds = 32'd0;
    last_interval = 32'd0;
    n_folds = 32'd0;
    last_cols = 32'd0;
    late_cols = 32'd0;
    body = 32'd0;
    first_rows = 32'd0;
    last_rows = 32'd0;
    last_stream = 32'd0;
    if (valid_i) begin
      ended = 1'b0;
      whole_row = command_i.in_dilation_w == 8'd1 && command_i.in_pixel_pitch == {16'd0, command_i.in_channels} * Element;
      pixels = {16'd0, command_i.in_out_h} * {16'd0, command_i.in_out_w};
      if (pixels > Most) pixels = Most;  // more is never told apart
      if (octet_pkg::OutputStationary != 0) begin
        full_folds = (pixels - 32'd1) / Rows;  // but for the last
        pixels = pixels - full_folds * Rows;
      end
      step_y = {24'd0, command_i.in_dilation_h} * command_i.in_row_pitch;
      step_x = {24'd0, command_i.in_dilation_w} * command_i.in_pixel_pitch;
      for (int unsigned k = 0; k < Folds * Rows; k++) begin
        if (!ended) begin
          offset = offset_y + offset_x + {16'd0, channel} * Element;
          new_run = in_fold == 32'd0 || (channel == 16'd0 && (kx == 8'd0 || !whole_row));
          if (in_fold == 32'd0) begin
            runs = 32'd0;
            used = 8'd0;
            disjoint = 1'b1;
          end
          if (new_run) begin
            runs = runs + 32'd1;
            sub_bank = 8'd1 << ((offset / Word) & 32'd7);
            pair = sub_bank | {sub_bank[6:0], sub_bank[7]};
            if ((used & pair) != 8'd0) disjoint = 1'b0;
            used = used | pair;
          end
          in_fold = in_fold + 32'd1;
          if (channel + 16'd1 != command_i.in_channels) begin
            channel = channel + 16'd1;
          end else begin
            channel = 16'd0;
            kx = kx + 8'd1;
            offset_x = offset_x + step_x;
            if (kx == command_i.in_kernel_w) begin
              kx = 8'd0;
              offset_x = 32'd0;
              ky = ky + 8'd1;
              offset_y = offset_y + step_y;
              ended = ky == command_i.in_kernel_h;
            end
          end
          fold_ends = ended || in_fold == Rows;
          if (fold_ends) begin
            gather = runs;
            if (octet_pkg::GatherRuns == 0 || runs == 32'd1 || (disjoint && runs <= octet_pkg::GatherRuns)) gather = 32'd1;
            stream = gather * pixels;
            interval = stream < in_fold ? in_fold : stream;
            if (octet_pkg::OutputStationary != 0) full_fold = full_fold + gather * Rows;
            n_fold = n_fold + interval;
            last_interval = interval;
            last_stream = stream;
            last_rows = in_fold;
            if (first_rows == 32'd0) first_rows = in_fold;
            in_fold = 32'd0;
          end
        end
      end
      if (octet_pkg::OutputStationary != 0) n_fold = n_fold + full_folds * full_fold;
      n_folds = ({16'd0, command_i.n} - 32'd1) / Cols;  // one less
      last_cols = {16'd0, command_i.n} - n_folds * Cols;
      late_cols = last_cols;
      if (n_folds != 32'd0 && n_fold + last_cols < Cols) late_cols = Cols - n_fold;
      if (n_fold > Most) n_fold = Most;
      body = n_folds * n_fold + (n_fold < last_interval ? 32'd0 : n_fold - last_interval) + last_stream + last_rows +
             late_cols - 32'd2;
      if (!ended || body > Most) body = Most;
      profile_o.first_rows = first_rows[octet_pkg::ArrayRowBits:0];
      profile_o.body = body[octet_pkg::BodyBits-1:0];
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, first_rows, body, sub_bank[7]};
endmodule
