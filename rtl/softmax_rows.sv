// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Walks the rows of a softmax, an element a cycle of run_i in four passes a row: for the greatest element, for the sum of
// the exponentials, SoftmaxCycles without an element for the sum's reciprocal, for the results. Rows follow each other
// without a gap. pass_o and count_o, the cycle within it, are those of read_address_o; an element's result is written, in
// order, whenever write_i holds. load_i comes once, the cycle before run_i at the latest.
module softmax_rows (
  input  logic                          clk_i,
  input  logic                          load_i,
  input  logic                          run_i,
  input  octet_pkg::vector_command_t    command_i,
  input  logic [31:0]                   pixels_i,
  input  logic                          write_i,
  output logic [1:0]                    pass_o,
  output logic [15:0]                   count_o,
  output logic                          last_o,          // run_i's last cycle
  output logic                          read_valid_o,
  output logic [31:0]                   read_address_o,
  output logic [31:0]                   write_address_o
);
  localparam int unsigned Element = octet_pkg::ElementBytes;
  localparam logic [1:0] Greatest = 2'd0;
  localparam logic [1:0] Reciprocal = 2'd2;
  localparam logic [1:0] Result = 2'd3;

  logic [1:0] pass_q;
  logic [15:0] count_q, row_x_q;
  logic [31:0] left_q, in_row_q, in_pixel_q, out_row_q, out_pixel_q, out_address_q;
  logic pass_last, row_last, line_last;
  assign pass_o = pass_q;
  assign count_o = count_q;
  assign pass_last = count_q + 16'd1 == (pass_q == Reciprocal ? 16'(octet_pkg::SoftmaxCycles) : command_i.channels);
  assign row_last = run_i && pass_q == Result && pass_last;
  assign line_last = row_x_q + 16'd1 == command_i.out_w;
  assign last_o = row_last && left_q == 32'd1;
  assign read_valid_o = run_i && pass_q != Reciprocal;
  assign read_address_o = read_valid_o ? in_pixel_q + {16'd0, count_q} * Element : 32'd0;
  assign write_address_o = write_i ? out_address_q : 32'd0;
  always_ff @(posedge clk_i) begin
    if (load_i) begin
      pass_q <= Greatest;
      count_q <= 16'd0;
      row_x_q <= 16'd0;
      left_q <= pixels_i;
      in_row_q <= command_i.a_address;
      in_pixel_q <= command_i.a_address;
      out_row_q <= command_i.out_address;
      out_pixel_q <= command_i.out_address;
    end else if (run_i) begin
      count_q <= pass_last ? 16'd0 : count_q + 16'd1;
      if (pass_last) pass_q <= pass_q + 2'd1;  // and behind the results the next row's greatest element
      if (row_last) begin
        left_q <= left_q - 32'd1;
        row_x_q <= line_last ? 16'd0 : row_x_q + 16'd1;
        if (line_last) begin
          in_row_q <= in_row_q + command_i.a_row_pitch;
          out_row_q <= out_row_q + command_i.out_row_pitch;
        end
        in_pixel_q <= line_last ? in_row_q + command_i.a_row_pitch : in_pixel_q + command_i.a_pixel_pitch;
        out_pixel_q <= line_last ? out_row_q + command_i.out_row_pitch : out_pixel_q + command_i.out_pixel_pitch;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (run_i && pass_q == Reciprocal && pass_last) out_address_q <= out_pixel_q;  // the row before is written
    else if (write_i) out_address_q <= out_address_q + Element;
  end

  logic unused_bits;
  assign unused_bits = ^command_i;
endmodule
