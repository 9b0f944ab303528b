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
  localparam int unsigned Body = octet_pkg::BodyBits;
  localparam int unsigned RowBits = octet_pkg::ArrayRowBits + 1;       // 0 to Rows
  localparam int unsigned StepBits = $clog2(Folds * Rows + 1);         // channels that are looked at
  localparam int unsigned OffsetBits = $clog2(Word * 8);               // of an address: eight sub-banks of words
  localparam int unsigned StreamBits = RowBits + Body;                 // cycles of a fold
  localparam int unsigned SumBits = StreamBits + $clog2(Folds + 1);    // of all of them

  logic whole_row, ended, new_run, disjoint;
  logic [7:0] ky, kx, used, sub_bank, pair;
  logic [StepBits-1:0] channel;
  logic [31:0] pixels, row_step, pixel_step, body, full_fold, full_folds;  // output-stationary: Rows pixels, how often
  logic [Body-1:0] few_pixels, n_fold;
  logic [OffsetBits-1:0] step_y, step_x, offset_y, offset_x, offset, element;
  logic [RowBits-1:0] in_fold, runs, gather, first_rows, last_rows;
  logic [StreamBits-1:0] stream, interval, last_interval, last_stream;
  logic [SumBits-1:0] fold_sum;
  logic [31:0] all_folds;
  logic [15:0] n_folds, n_last;
  logic [31:0] last_cols, late_cols;

  assign element = OffsetBits'(Element);
  always_comb begin
    profile_o = '0;
    whole_row = 1'b0;
    ended = 1'b1;
    new_run = 1'b0;
    disjoint = 1'b1;
    ky = 8'd0;
    kx = 8'd0;
    used = 8'd0;
    sub_bank = 8'd0;
    pair = 8'd0;
    channel = '0;
    pixels = 32'd0;
    few_pixels = '0;
    row_step = 32'd0;
    pixel_step = 32'd0;
    step_y = '0;
    step_x = '0;
    offset_y = '0;
    offset_x = '0;
    offset = '0;
    in_fold = '0;
    runs = '0;
    gather = '0;
    stream = '0;
    interval = '0;
    n_fold = '0;
    fold_sum = '0;
    all_folds = 32'd0;
    full_fold = 32'd0;
    full_folds = 32'd0;
    last_interval = '0;
    n_folds = 16'd0;
    n_last = 16'd0;
    last_cols = 32'd0;
    late_cols = 32'd0;
    body = 32'd0;
    first_rows = '0;
    last_rows = '0;
    last_stream = '0;
    if (valid_i) begin
      ended = 1'b0;
      whole_row = command_i.in_dilation_w == 8'd1 && command_i.in_pixel_pitch == {16'd0, command_i.in_channels} * Element;
      pixels = {16'd0, command_i.in_out_h} * {16'd0, command_i.in_out_w};
      if (pixels > Most) pixels = Most;  // more is never told apart
      if (octet_pkg::OutputStationary != 0) begin
        full_folds = (pixels - 32'd1) / Rows;  // but for the last
        pixels = pixels - full_folds * Rows;
      end
      few_pixels = pixels[Body-1:0];
      row_step = {24'd0, command_i.in_dilation_h} * command_i.in_row_pitch;
      pixel_step = {24'd0, command_i.in_dilation_w} * command_i.in_pixel_pitch;
      step_y = row_step[OffsetBits-1:0];
      step_x = pixel_step[OffsetBits-1:0];
      for (int unsigned fold = 0; fold < Folds; fold++) begin
        if (!ended) begin
          in_fold = '0;
          runs = '0;
          used = 8'd0;
          disjoint = 1'b1;
          for (int unsigned row = 0; row < Rows; row++) begin
            if (!ended) begin
              new_run = row == 0 || (channel == '0 && (kx == 8'd0 || !whole_row));
              if (new_run) begin
                runs = runs + 1'b1;
                offset = offset_y + offset_x + OffsetBits'(channel) * element;
                sub_bank = 8'd1 << offset[OffsetBits-1-:3];
                pair = sub_bank | {sub_bank[6:0], sub_bank[7]};
                if ((used & pair) != 8'd0) disjoint = 1'b0;
                used = used | pair;
              end
              in_fold = in_fold + 1'b1;
              channel = channel + 1'b1;
              if (16'(channel) == command_i.in_channels) begin
                channel = '0;
                kx = kx + 8'd1;
                offset_x = offset_x + step_x;
                if (kx == command_i.in_kernel_w) begin
                  kx = 8'd0;
                  offset_x = '0;
                  ky = ky + 8'd1;
                  offset_y = offset_y + step_y;
                  ended = ky == command_i.in_kernel_h;
                end
              end
            end
          end
          gather = runs;
          if (octet_pkg::GatherRuns == 0 || runs == RowBits'(1) || (disjoint && 32'(runs) <= octet_pkg::GatherRuns)) begin
            gather = RowBits'(1);
          end
          stream = StreamBits'(gather) * StreamBits'(few_pixels);
          interval = stream < StreamBits'(in_fold) ? StreamBits'(in_fold) : stream;
          if (octet_pkg::OutputStationary != 0) full_fold = full_fold + 32'(gather) * Rows;
          fold_sum = fold_sum + SumBits'(interval);
          last_interval = interval;
          last_stream = stream;
          last_rows = in_fold;
          if (fold == 0) first_rows = in_fold;
        end
      end
      all_folds = 32'(fold_sum);
      if (octet_pkg::OutputStationary != 0) all_folds = all_folds + full_folds * full_fold;
      n_last = command_i.n - 16'd1;
      n_folds = n_last / 16'(Cols);  // one less
      last_cols = {16'd0, n_last} - {16'd0, n_folds} * Cols + 32'd1;
      late_cols = last_cols;
      if (n_folds != 16'd0 && all_folds + last_cols < Cols) late_cols = Cols - all_folds;
      n_fold = all_folds > Most ? Most[Body-1:0] : all_folds[Body-1:0];
      body = {16'd0, n_folds} * 32'(n_fold) + (32'(n_fold) < 32'(last_interval) ? 32'd0 : 32'(n_fold) - 32'(last_interval)) +
             32'(last_stream) + 32'(last_rows) + late_cols - 32'd2;
      if (!ended || body > Most) body = Most;
      profile_o.first_rows = first_rows;
      profile_o.body = body[Body-1:0];
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, row_step, pixel_step, pixels, body, sub_bank[7], fold_sum, offset};
endmodule
