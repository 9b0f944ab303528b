// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The rows of the array: a pixel's origin enters row 0 and moves down a row a cycle; each row adds its own
// offset, reads its activation (pad value outside the input) and hands it to the array, until the fold's last
// row, where the partial sums leave for the accumulator through the port of the fold's bank. From a pixel in
// row 0 at t, with r rows: its write of column j is at t + r + 1 + j. A pixel a cycle; no handshake. Output-stationary: the
// rows here are values of a block of K, read at the same times; what pixel m has read goes to row m of the array.
`include "octet_assert.svh"

module array_rows (
  input  logic                                                            clk_i,
  input  logic                                                            rst_ni,
  // a row of weights
  input  logic                                                            row_valid_i,
  input  logic [octet_pkg::ArrayRowBits-1:0]                              row_i,
  input  logic                                                            row_bank_i,
  input  logic                                                            row_last_i,
  input  logic                                                            row_leaves_i,
  input  logic [octet_pkg::ScratchpadBits-1:0]                            offset_i,
  input  logic [15:0]                                                     tap_y_i,
  input  logic [15:0]                                                     tap_x_i,
  input  logic                                                            weight_valid_i,  // read, data in the next cycle
  input  logic [octet_pkg::ArrayCols*octet_pkg::ElementBits-1:0]          weight_data_i,
  // constants of a fold that begins
  input  logic                                                            fire_i,
  input  logic                                                            fire_bank_i,
  input  logic [15:0]                                                     height_i,
  input  logic [15:0]                                                     width_i,
  input  logic [7:0]                                                      pad_value_i,
  // pixels
  input  logic                                                            pixel_valid_i,
  input  logic                                                            pixel_bank_i,
  input  logic [octet_pkg::ScratchpadBits-1:0]                            origin_i,
  input  logic [31:0]                                                     y_i,
  input  logic [31:0]                                                     x_i,
  input  octet_pkg::fold_t                                                fold_i,
  // scratchpad, data in the next cycle
  output logic [octet_pkg::ArrayRows-1:0]                                 act_valid_o,
  output logic [octet_pkg::ArrayRows*32-1:0]                              act_address_o,
  input  logic [octet_pkg::ArrayRows*octet_pkg::ElementBits-1:0]          act_data_i,
  // accumulator: ports p*C + j
  output logic [2*octet_pkg::ArrayCols-1:0]                               write_valid_o,
  output logic [2*octet_pkg::ArrayCols-1:0]                               write_add_o,
  output logic [2*octet_pkg::ArrayCols*32-1:0]                            write_row_o,
  output logic [2*octet_pkg::ArrayCols*32-1:0]                            write_data_o,
  output logic [2*32-1:0]                                                 write_sum_o
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned RowBits = octet_pkg::ArrayRowBits;
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;
  localparam int unsigned AccBits = octet_pkg::AccumulatorRowBits;
  localparam int unsigned ColBits = octet_pkg::ArrayColBits;
  localparam int unsigned Element = octet_pkg::ElementBits;
  localparam int unsigned Stages = Cols + 1;
  localparam logic OutputsStay = octet_pkg::OutputStationary != 0;
  localparam logic AnyWeight = !OutputsStay || octet_pkg::FractionBits == 0;  // may meet what is no activation
  // What goes with a pixel: its fold's accumulator row, columns and whether to add, output-stationary its row of the
  // array; with sums the row to read, and whether they leave. In whole words, which simulators shift fast.
  localparam int unsigned PlaceBits = AccBits + ColBits + 2;
  localparam int unsigned WordBits = 32 * ((RowBits + PlaceBits + 31) / 32);
  localparam int unsigned SumBits = 32 * ((1 + RowBits + PlaceBits + 31) / 32);

  // What each row knows of the fold of either bank: entry bank*Rows + row.
  logic [31:0] offset_q [2*Rows];
  logic [31:0] tap_y_q [2*Rows];
  logic [31:0] tap_x_q [2*Rows];
  logic last_q [2*Rows];
  logic leaves_q [2*Rows];
  logic [31:0] height_q [2];
  logic [31:0] width_q [2];
  logic [Element-1:0] pad_value_q [2];
  logic [Element-1:0] pad_element;
  pad_element u_pad (
    .pad_value_i(pad_value_i),
    .element_o  (pad_element)
  );

  always_ff @(posedge clk_i) begin
    if (row_valid_i) begin
      offset_q[row_bank_i ? Rows + {{(32 - RowBits) {1'b0}}, row_i} : {{(32 - RowBits) {1'b0}}, row_i}] <=
          {{(32 - Bits) {1'b0}}, offset_i};
      tap_y_q[row_bank_i ? Rows + {{(32 - RowBits) {1'b0}}, row_i} : {{(32 - RowBits) {1'b0}}, row_i}] <=
          {16'd0, tap_y_i};
      tap_x_q[row_bank_i ? Rows + {{(32 - RowBits) {1'b0}}, row_i} : {{(32 - RowBits) {1'b0}}, row_i}] <=
          {16'd0, tap_x_i};
      last_q[row_bank_i ? Rows + {{(32 - RowBits) {1'b0}}, row_i} : {{(32 - RowBits) {1'b0}}, row_i}] <= row_last_i;
      leaves_q[row_bank_i ? Rows + {{(32 - RowBits) {1'b0}}, row_i} : {{(32 - RowBits) {1'b0}}, row_i}] <= row_leaves_i;
    end
    if (fire_i) begin
      height_q[fire_bank_i] <= {16'd0, height_i};
      width_q[fire_bank_i] <= {16'd0, width_i};
      pad_value_q[fire_bank_i] <= pad_element;
    end
  end

  // The pixels on their way down: row i in this cycle.
  logic [Rows-1:0] valid_q, valid, valid_d, bank_q, bank, in_image, in_image_q, act_bank_q;
  logic [(Rows-1)*32-1:0] origin_q, y_q, x_q;  // from row 1 on
  logic [(Rows-1)*WordBits-1:0] fold_q;
  logic [Rows*32-1:0] origins, ys, xs;  // with the pixel that enters
  logic [Rows*WordBits-1:0] folds;
  logic [31:0] y, x;
  logic busy;
  logic [1:0] leaves;
  logic [SumBits-1:0] leaves_sum [2];
  logic [RowBits:0] entry;  // bank*Rows + row

  assign busy = pixel_valid_i || valid_q != '0;
  always_comb begin
    valid = '0;
    bank = '0;
    in_image = '0;
    act_address_o = '0;
    valid_d = '0;
    leaves = 2'd0;
    leaves_sum[0] = '0;
    leaves_sum[1] = '0;
    origins = '0;
    ys = '0;
    xs = '0;
    folds = '0;
    y = 32'd0;
    x = 32'd0;
    entry = '0;
    if (busy) begin
      origins = {origin_q, {(32 - Bits) {1'b0}}, origin_i};
      ys = {y_q, y_i};
      xs = {x_q, x_i};
      folds = {fold_q, WordBits'({fold_i.pixel, fold_i.row, fold_i.cols, fold_i.add})};
      for (int unsigned i = 0; i < Rows; i++) begin
        valid[i] = i == 0 ? pixel_valid_i : valid_q[i];
        bank[i] = i == 0 ? pixel_bank_i : bank_q[i];
        if (valid[i]) begin
          entry = bank[i] ? (RowBits + 1)'(Rows + i) : (RowBits + 1)'(i);
          y = ys[i*32+:32] + tap_y_q[entry];
          x = xs[i*32+:32] + tap_x_q[entry];
          in_image[i] = y < height_q[bank[i]] && x < width_q[bank[i]];  // a negative one is above every bound
          act_address_o[i*32+:32] = origins[i*32+:32] + offset_q[entry];
          if (last_q[entry]) begin
            leaves[bank[i]] = 1'b1;
            leaves_sum[bank[i]] = SumBits'({leaves_q[entry], OutputsStay ? folds[i*WordBits+PlaceBits+:RowBits] : RowBits'(i),
                                            folds[i*WordBits+:PlaceBits]});
          end else begin
            valid_d[i] = 1'b1;
          end
        end
      end
    end
  end
  assign act_valid_o = valid & in_image;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else begin
      valid_q <= '0;
      if (busy) begin
        for (int unsigned i = 1; i < Rows; i++) valid_q[i] <= valid_d[i-1];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (busy) begin
      bank_q[0] <= 1'b0;
      for (int unsigned i = 1; i < Rows; i++) bank_q[i] <= bank[i-1];
      origin_q <= origins[(Rows-1)*32-1:0];
      y_q <= ys[(Rows-1)*32-1:0];
      x_q <= xs[(Rows-1)*32-1:0];
      fold_q <= folds[(Rows-1)*WordBits-1:0];
    end
    in_image_q <= in_image;
    act_bank_q <= bank;
  end

  logic draining, array_busy_q;

  // Into the array: activations one cycle later, weights one cycle later and skewed by column.
  logic [Rows*Element-1:0] act;
  logic [Rows-1:0] act_bank;  // output-stationary: the first value of a psum
  if (OutputsStay) begin : gen_passing
    // What leaves a psum that stays as it is: zero, and of floats -0, whose product with a weight of +0 changes no sum.
    localparam logic [Rows*Element-1:0] Idle = {Rows{octet_pkg::FractionBits != 0, {(Element - 1) {1'b0}}}};
    logic [Rows-1:0] read_q, taken;
    logic [Rows*RowBits-1:0] pixel_q;
    logic [RowBits-1:0] pixel;
    logic begins_q, meet;
    always_ff @(posedge clk_i) begin
      read_q <= valid;
      begins_q <= fold_i.begins;
      for (int unsigned i = 0; i < Rows; i++) pixel_q[i*RowBits+:RowBits] <= folds[i*WordBits+PlaceBits+:RowBits];
    end
    always_comb begin
      act = Idle;
      act_bank = '0;
      pixel = '0;
      taken = '0;
      meet = 1'b0;
      for (int unsigned i = 0; i < Rows; i++) begin
        if (read_q[i]) begin
          pixel = pixel_q[i*RowBits+:RowBits];
          act[pixel*Element+:Element] = in_image_q[i] ? act_data_i[i*Element+:Element] : pad_value_q[act_bank_q[i]];
          meet = meet || taken[pixel];
          taken[pixel] = 1'b1;
        end
      end
      if (read_q[0]) act_bank[pixel_q[RowBits-1:0]] = begins_q;
    end
    `OCTET_ASSERT_WHEN(OneValueARow, read_q != '0, !meet)
  end else begin : gen_staying
    always_comb begin
      act = '0;
      act_bank = act_bank_q;
      if (array_busy_q) begin
        for (int unsigned i = 0; i < Rows; i++) begin
          act[i*Element+:Element] = in_image_q[i] ? act_data_i[i*Element+:Element] : pad_value_q[act_bank_q[i]];
        end
      end
    end
  end

  logic [Cols-1:0] weight_valid_q, weight_bank_q;
  logic [RowBits-1:0] weight_row_q [Cols];
  logic [Cols*RowBits-1:0] weight_row;
  logic [Cols*Element-1:0] weight, weight_skewed;  // column j, j cycles late
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) weight_valid_q <= '0;
    else weight_valid_q <= Cols'({weight_valid_q, weight_valid_i});
  end
  always_ff @(posedge clk_i) begin
    if (weight_valid_i || weight_valid_q != '0) begin
      weight_bank_q <= Cols'({weight_bank_q, row_bank_i});
      weight_row_q[0] <= row_i;
      for (int unsigned j = 1; j < Cols; j++) weight_row_q[j] <= weight_row_q[j-1];
    end
  end
  assign weight_skewed[Element-1:0] = weight_data_i[Element-1:0];
  for (genvar j = 1; j < Cols; j++) begin : gen_line
    logic [j*Element-1:0] line_q;
    always_ff @(posedge clk_i) begin
      if (weight_valid_i || weight_valid_q != '0) line_q <= (j * Element)'({line_q, weight_data_i[j*Element+:Element]});
    end
    assign weight_skewed[j*Element+:Element] = line_q[(j-1)*Element+:Element];
  end
  always_comb begin
    weight = '0;
    weight_row = '0;
    if (weight_valid_q != '0) begin
      for (int unsigned j = 0; j < Cols; j++) begin
        if (AnyWeight || weight_valid_q[j]) weight[j*Element+:Element] = weight_skewed[j*Element+:Element];
      end
      for (int unsigned j = 0; j < Cols; j++) weight_row[j*RowBits+:RowBits] = weight_row_q[j];
    end
  end

  // The sums that leave: stage 0 while the last row multiplies, stage j + 1 when column j is written.
  logic [2*Stages-1:0] result_q;
  logic [2*Stages*SumBits-1:0] result_sum_q;
  assign draining = result_q != '0;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      result_q <= '0;
      array_busy_q <= 1'b0;
    end else begin
      result_q <= {result_q[2*Stages-2:0], 1'b0};
      result_q[0] <= leaves[0];
      result_q[Stages] <= leaves[1];
      array_busy_q <= busy;
    end
  end
  always_ff @(posedge clk_i) begin
    if (draining || leaves != 2'd0) begin
      result_sum_q <= {result_sum_q[Stages*SumBits+:Cols*SumBits], leaves_sum[1],
                       result_sum_q[0+:Cols*SumBits], leaves_sum[0]};
    end
  end

  logic [2*Cols*RowBits-1:0] tap;
  logic [2*Cols*32-1:0] psum;
  logic [2*32-1:0] sum;
  always_comb begin
    tap = '0;
    if (draining) begin
      for (int unsigned p = 0; p < 2; p++) begin
        if (result_q[p*Stages+:Stages] != '0) begin
          for (int unsigned j = 0; j < Cols; j++) begin
            tap[(p*Cols+j)*RowBits+:RowBits] = result_sum_q[(p*Stages+j+1)*SumBits+PlaceBits+:RowBits];
          end
        end
      end
    end
  end
  if (octet_pkg::FractionBits != 0) begin : gen_float
    array_of_pe #(
      .FractionBits(octet_pkg::FractionBits)
    ) u_array (
      .clk_i         (clk_i),
      .enable_i      (array_busy_q || draining),
      .weight_valid_i(weight_valid_q),
      .weight_row_i  (weight_row),
      .weight_bank_i (weight_bank_q),
      .weight_i      (weight),
      .act_i         (act),
      .bank_i        (act_bank),
      .tap_i         (tap),
      .psum_o        (psum),
      .sum_o         (sum)
    );
  end else begin : gen_int
`ifdef SYNTHESIS
    array_of_pe u_array (
`else
    array u_array (
`endif
      .clk_i         (clk_i),
      .enable_i      (array_busy_q || draining),
      .weight_valid_i(weight_valid_q),
      .weight_row_i  (weight_row),
      .weight_bank_i (weight_bank_q),
      .weight_i      (weight),
      .act_i         (act),
      .bank_i        (act_bank),
      .tap_i         (tap),
      .psum_o        (psum),
      .sum_o         (sum)
    );
  end

  always_comb begin
    write_valid_o = '0;
    write_add_o = '0;
    write_row_o = '0;
    write_data_o = psum;
    write_sum_o = sum;
    if (draining) begin
      for (int unsigned p = 0; p < 2; p++) begin
        if (result_q[p*Stages+:Stages] != '0) begin
          for (int unsigned j = 0; j < Cols; j++) begin
            write_valid_o[p*Cols+j] = result_q[p*Stages+j+1] &&
                (!OutputsStay || result_sum_q[(p*Stages+j+1)*SumBits+PlaceBits+RowBits]) &&
                (ColBits + 1)'(j) < result_sum_q[(p*Stages+j+1)*SumBits+1+:ColBits+1];
            write_add_o[p*Cols+j] = result_sum_q[(p*Stages+j+1)*SumBits];
            write_row_o[(p*Cols+j)*32+:AccBits] = result_sum_q[(p*Stages+j+1)*SumBits+ColBits+2+:AccBits];
          end
        end
      end
    end
  end

  logic unused_bits;
  assign unused_bits = ^{valid_d[Rows-1], bank_q[0], valid_q[0], fold_i, folds, result_sum_q};
endmodule
