// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Softmax of one pixel after the other, an element a cycle, base/softmax.h: a pass for the greatest code, one for the sum
// of the exponentials, SoftmaxCycles for the reciprocal of that sum, a pass for the results. Rows follow each other
// without a gap: pixels * (3*channels + SoftmaxCycles) cycles of run_i. An element addressed at t is here at t + 1; its
// difference to the greatest code looks up its exponential at t + 2; from t + 3 it is added (sum at t + 4), or
// multiplied, rounded twice and written at t + 6. One multiplier serves reciprocal and results. load_i comes once, the
// cycle before run_i at the latest, with the command, which stays until the last write.
`include "octet_assert.svh"

module softmax (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          load_i,
  input  logic                          run_i,
  input  octet_pkg::vector_command_t    command_i,
  input  logic [31:0]                   pixels_i,
  output logic                          last_o,          // run_i's last cycle
  output logic                          read_valid_o,
  output logic [31:0]                   read_address_o,  // scratchpad; data in the next cycle
  input  logic [7:0]                    read_data_i,
  output logic                          record_valid_o,
  output logic [31:0]                   record_o,        // data in the same cycle
  input  logic [127:0]                  record_data_i,
  output logic                          write_valid_o,
  output logic [31:0]                   write_address_o,
  output logic [7:0]                    write_data_o
);
  localparam logic [1:0] Sum = 2'd1;
  localparam logic [1:0] Reciprocal = 2'd2;
  localparam logic [1:0] Result = 2'd3;

  logic [1:0] pass;
  logic [15:0] count;
  softmax_rows u_rows (
    .clk_i          (clk_i),
    .load_i         (load_i),
    .run_i          (run_i),
    .command_i      (command_i),
    .pixels_i       (pixels_i),
    .write_i        (write_valid_o),
    .pass_o         (pass),
    .count_o        (count),
    .last_o         (last_o),
    .read_valid_o   (read_valid_o),
    .read_address_o (read_address_o),
    .write_address_o(write_address_o)
  );

  // What goes with an element, 1 to 6 cycles behind its address: whether it is of the pass for the sum or the results.
  logic code_valid_q, code_first_q, code_sums_q, difference_sums_q, sum_valid_q, sum_first_q, difference_first_q;
  logic [5:2] result_q;
  logic code_results_q, moving_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      code_valid_q <= 1'b0;
      code_sums_q <= 1'b0;
      code_results_q <= 1'b0;
      difference_sums_q <= 1'b0;
      sum_valid_q <= 1'b0;
      result_q <= 4'd0;
      write_valid_o <= 1'b0;
      moving_q <= 1'b0;
    end else begin
      moving_q <= run_i || code_valid_q || result_q != 4'd0;
      if (run_i || moving_q) begin
        code_valid_q <= read_valid_o;
        code_sums_q <= read_valid_o && pass == Sum;
        code_results_q <= read_valid_o && pass == Result;
        difference_sums_q <= code_sums_q;
        sum_valid_q <= difference_sums_q;
        result_q <= {result_q[4:2], code_results_q};
        write_valid_o <= result_q[5];
      end
    end
  end

  // t + 1: the greatest code, and in the other passes the difference to it.
  logic signed [7:0] code, greatest_q;
  logic [7:0] difference_q;
  assign code = read_data_i;
  always_ff @(posedge clk_i) begin
    if (run_i || moving_q) begin
      code_first_q <= count == 16'd0;
      difference_first_q <= code_first_q;
      sum_first_q <= difference_first_q;
    end
    if (code_valid_q) begin
      difference_q <= greatest_q - code;
      if (!code_sums_q && !code_results_q && (code_first_q || code > greatest_q)) greatest_q <= code;
    end
  end

  // t + 2: the exponential. t + 3: the sum of a row.
  logic [30:0] exponential_q;
  logic [31:0] sum_q, term;
  assign record_valid_o = difference_sums_q || result_q[2];
  assign record_o = record_valid_o ? {16'd0, command_i.parameters} + {26'd0, difference_q[7:2]} : 32'd0;
  assign term = {13'd0, exponential_q[30:12]} + {31'd0, exponential_q[11]};  // half up
  always_ff @(posedge clk_i) begin
    if (record_valid_o) exponential_q <= record_data_i[{difference_q[1:0], 5'd0}+:31];
    if (sum_valid_q) sum_q <= sum_first_q ? term : sum_q + term;
  end

  // The sum as (1 + fraction) * 2^(31 - headroom); one of zero becomes a one.
  logic [31:0] normal;
  logic [4:0] headroom;
  logic [30:0] half_q;  // (1 + fraction) / 2
  logic [5:0] right_q;
  logic normalizes;
  assign normalizes = run_i && pass == Reciprocal && count == 16'd3;
  always_comb begin
    normal = 32'd0;
    headroom = 5'd0;
    if (normalizes) begin
      normal = sum_q;
      for (int unsigned b = 5; b > 0; b--) begin
        if (normal >> (32 - (1 << (b - 1))) == 32'd0) begin
          headroom[b-1] = 1'b1;
          normal = normal << (1 << (b - 1));
        end
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (normalizes) begin
      half_q <= {1'b1, normal[30:1]};
      right_q <= 6'd35 - {1'b0, headroom};
    end
  end

  // Newton's iteration for x = 1/half in Q2.29: products in even cycles from the fourth on, taken in odd ones. First the
  // line 48/17 - 32/17*half, then three times the remainder 1 - half*x and x + x*remainder.
  localparam logic [31:0] Line0 = 32'd1515870810;
  localparam logic [31:0] Line1 = 32'd1010580540;
  logic [31:0] x_q, remainder_q, scaled, reciprocal;
  logic signed [63:0] factor_a, factor_b, product_q, nudged;
  logic [30:0] unused_low;
  logic unused_high, working, multiplies, takes, takes_line, takes_remainder;
  assign working = run_i && pass == Reciprocal && count >= 16'd4;
  assign multiplies = working && !count[0];
  assign takes = working && count[0];
  assign takes_line = takes && count[4:0] == 5'd5;
  assign takes_remainder = takes && count[1];
  assign reciprocal = x_q[31:30] != 2'd0 ? 32'h7fffffff : x_q << 1;
  always_comb begin
    factor_a = 64'sd0;
    factor_b = 64'sd0;
    if (result_q[3]) begin
      factor_a = {33'd0, exponential_q};
      factor_b = {32'd0, reciprocal};
    end else if (multiplies) begin
      factor_a = {33'd0, count[1] || count[4:0] == 5'd4 ? half_q : x_q[30:0]};
      factor_b = {{32{remainder_q[31]}}, remainder_q};
      if (count[1]) factor_b = {32'd0, x_q};
      if (count[4:0] == 5'd4) factor_b = {32'd0, Line1};
    end
  end
  // To nearest, ties upwards; the line's product is subtracted, so its ties go downwards.
  always_comb begin
    nudged = 64'sd0;
    if (takes || result_q[4]) nudged = product_q + (takes_line ? 64'sd1073741823 : 64'sd1073741824);
  end
  assign {unused_high, scaled, unused_low} = nudged;
  always_ff @(posedge clk_i) begin
    if (multiplies || result_q[3]) product_q <= factor_a * factor_b;
    if (takes_remainder) remainder_q <= 32'h20000000 - scaled;
    else if (takes_line) x_q <= Line0 - scaled;
    else if (takes) x_q <= x_q + (scaled << 2);
  end

  // t + 4: the quotient; t + 5: in steps of 1/256, at most 255; t + 6: written.
  logic [31:0] quotient_q;
  logic [35:0] step;
  always_comb begin
    step = 36'd0;
    if (result_q[5]) step = ({4'd0, quotient_q} + (36'd1 << (right_q - 6'd1))) >> right_q;
  end
  always_ff @(posedge clk_i) begin
    if (result_q[4]) quotient_q <= scaled;
    if (result_q[5]) write_data_o <= step > 36'd255 ? 8'h7f : {!step[7], step[6:0]};
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, unused_high, unused_low};
  `OCTET_ASSERT_WHEN(SharesTheMultiplier, multiplies, !result_q[3])
endmodule
