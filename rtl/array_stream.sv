// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Streams the pixels of one fold after another: addresses of a pixel's rows every gather-factor cycles,
// folds N outer, K inner, each at least as long as its rows. A command's first fold begins when its wait
// is over (the preload of its first fold); its slot is freed with last_o. Outputs are combinational: in
// the cycle pixel_valid_o, the rows' addresses and whether they lie inside the input, and where the results go.
module array_stream (
  input  logic                                                      clk_i,
  input  logic                                                      rst_ni,
  input  logic [1:0]                                                slot_valid_i,
  input  logic [1:0]                                                slot_waited_i,
  output logic                                                      slot_o,       // slot streaming
  input  octet_pkg::array_command_t                                 command_i,    // the command of slot_o
  output logic                                                      load_slot_o,  // slot to be streamed next
  input  octet_pkg::array_command_t                                 load_command_i,
  output logic                                                      begin_o,
  output logic                                                      last_o,
  output logic                                                      pixel_valid_o,
  output logic                                                      pixel_bank_o,
  output logic [octet_pkg::ArrayRows*octet_pkg::ScratchpadBits-1:0] address_o,
  output logic [octet_pkg::ArrayRows-1:0]                           in_image_o,
  output octet_pkg::pixel_tag_t                                     tag_o,
  output logic                                                      command_ends_o  // with this pixel
);
  localparam int unsigned Rows = octet_pkg::ArrayRows;
  localparam int unsigned Cols = octet_pkg::ArrayCols;
  localparam int unsigned CountBits = octet_pkg::ArrayRowBits + 1;
  localparam int unsigned Bits = octet_pkg::ScratchpadBits;
  localparam int unsigned RowBits = octet_pkg::AccumulatorRowBits;

  logic slot_q, loaded_q, running_q, bank_q, load, active;
  octet_pkg::tap_t tap_q, tap_next;
  logic [CountBits-1:0] rows, gather, cycle_q, gather_q;
  logic last_k, first_k, last_n, pixels_done_q, last_pixel, fold_over;
  logic [Rows*32-1:0] offset;
  logic [Rows*16-1:0] tap_y, tap_x;
  logic [15:0] n_left_q, out_y_q, out_x_q;
  logic [RowBits-1:0] acc_q, acc_fold_q, acc_next;
  // Input coordinates and address of the output pixel's tap (0, 0); the address modulo 2^32.
  logic signed [31:0] y_q, x_q;
  logic [31:0] origin_y_q, origin_x_q;

  fold_walker u_walker (
    .command_i(command_i),
    .tap_i    (tap_q),
    .rows_o   (rows),
    .last_o   (last_k),
    .next_o   (tap_next),
    .gather_o (gather),
    .offset_o (offset),
    .y_o      (tap_y),
    .x_o      (tap_x)
  );

  assign slot_o = slot_q;
  assign active = loaded_q && (running_q || slot_waited_i[slot_q]);
  assign begin_o = active && cycle_q == '0;
  assign first_k = tap_q.ky == 8'd0 && tap_q.kx == 8'd0 && tap_q.channel == 16'd0;
  assign last_n = n_left_q <= 16'(Cols);
  assign pixel_valid_o = active && !pixels_done_q && gather_q + CountBits'(1) == gather;
  assign pixel_bank_o = bank_q;
  assign last_pixel = pixel_valid_o && out_x_q + 16'd1 == command_i.in_out_w && out_y_q + 16'd1 == command_i.in_out_h;
  assign fold_over = active && (last_pixel || pixels_done_q) && cycle_q + CountBits'(1) >= rows;
  assign last_o = fold_over && last_k && last_n;
  assign command_ends_o = last_pixel && last_k && last_n;
  assign load_slot_o = loaded_q ? !slot_q : slot_q;
  assign load = (!loaded_q || last_o) && slot_valid_i[load_slot_o];

  logic signed [31:0] iy, ix, height, width;
  logic [31:0] row_address;
  always_comb begin
    height = {16'd0, command_i.in_height};
    width = {16'd0, command_i.in_width};
    iy = 32'sd0;
    ix = 32'sd0;
    row_address = 32'd0;
    for (int unsigned i = 0; i < Rows; i++) begin
      iy = y_q + {16'd0, tap_y[i*16+:16]};
      ix = x_q + {16'd0, tap_x[i*16+:16]};
      in_image_o[i] = iy >= 32'sd0 && iy < height && ix >= 32'sd0 && ix < width;
      row_address = command_i.in_address + origin_y_q + origin_x_q + offset[i*32+:32];
      address_o[i*Bits+:Bits] = row_address[Bits-1:0];
    end
    tag_o.row = acc_q;
    tag_o.add = command_i.accumulate[0] || !first_k;
    tag_o.port = last_k && !first_k;
    tag_o.tap = rows - CountBits'(1);
    tag_o.cols = last_n ? n_left_q[octet_pkg::ArrayColBits:0] : (octet_pkg::ArrayColBits + 1)'(Cols);
  end
  assign acc_next = acc_q + RowBits'(pixel_valid_o);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      slot_q <= 1'b0;
      loaded_q <= 1'b0;
      running_q <= 1'b0;
      bank_q <= 1'b0;
    end else begin
      if (load) begin
        slot_q <= load_slot_o;
        loaded_q <= 1'b1;
        running_q <= 1'b0;
      end else if (last_o) begin
        slot_q <= !slot_q;
        loaded_q <= 1'b0;
        running_q <= 1'b0;
      end else if (active) begin
        running_q <= 1'b1;
      end
      if (fold_over) bank_q <= !bank_q;
    end
  end

  logic [31:0] first_y, first_x;
  assign first_y = {{16{load_command_i.in_y0[15]}}, load_command_i.in_y0};
  assign first_x = {{16{load_command_i.in_x0[15]}}, load_command_i.in_x0};
  always_ff @(posedge clk_i) begin
    if (load) begin
      tap_q <= '0;
      n_left_q <= load_command_i.n;
      acc_q <= load_command_i.acc_row[RowBits-1:0];
      acc_fold_q <= load_command_i.acc_row[RowBits-1:0];
    end else if (active) begin
      acc_q <= acc_next;
      if (fold_over) begin
        tap_q <= tap_next;
        if (last_k) begin
          n_left_q <= n_left_q - 16'(Cols);
          acc_fold_q <= acc_next;
        end else begin
          acc_q <= acc_fold_q;
        end
      end
    end
    if (load) begin
      cycle_q <= '0;
      gather_q <= '0;
      pixels_done_q <= 1'b0;
    end else if (active) begin
      if (fold_over) cycle_q <= '0;
      else if (cycle_q != CountBits'(Rows)) cycle_q <= cycle_q + CountBits'(1);
      gather_q <= pixel_valid_o || fold_over ? '0 : gather_q + CountBits'(1);
      pixels_done_q <= (pixels_done_q || last_pixel) && !fold_over;
    end
    if (load || last_pixel) begin
      out_y_q <= 16'd0;
      out_x_q <= 16'd0;
    end else if (pixel_valid_o) begin
      out_x_q <= out_x_q + 16'd1;
      if (out_x_q + 16'd1 == command_i.in_out_w) begin
        out_x_q <= 16'd0;
        out_y_q <= out_y_q + 16'd1;
      end
    end
    if (load) begin
      y_q <= first_y;
      origin_y_q <= first_y * load_command_i.in_row_pitch;
    end else if (last_pixel) begin
      y_q <= {{16{command_i.in_y0[15]}}, command_i.in_y0};
      origin_y_q <= {{16{command_i.in_y0[15]}}, command_i.in_y0} * command_i.in_row_pitch;
    end else if (pixel_valid_o && out_x_q + 16'd1 == command_i.in_out_w) begin
      y_q <= y_q + {24'd0, command_i.in_stride_h};
      origin_y_q <= origin_y_q + {24'd0, command_i.in_stride_h} * command_i.in_row_pitch;
    end
    if (load) begin
      x_q <= first_x;
      origin_x_q <= first_x * load_command_i.in_pixel_pitch;
    end else if (pixel_valid_o && out_x_q + 16'd1 == command_i.in_out_w) begin
      x_q <= {{16{command_i.in_x0[15]}}, command_i.in_x0};
      origin_x_q <= {{16{command_i.in_x0[15]}}, command_i.in_x0} * command_i.in_pixel_pitch;
    end else if (pixel_valid_o) begin
      x_q <= x_q + {24'd0, command_i.in_stride_w};
      origin_x_q <= origin_x_q + {24'd0, command_i.in_stride_w} * command_i.in_pixel_pitch;
    end
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, load_command_i, row_address};
endmodule
