// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Softmax of fp32 or bf16 elements with the ports, passes and times of softmax.sv: e^((x - greatest) * scale of the record)
// by exponential() of base/float_arithmetic.h, times the reciprocal of their sum. An element addressed at t is here at
// t + 1, where its difference to the greatest is scaled; t + 2: reduced to n ln 2 + r; t + 3, t + 4: three links of
// Horner's rule each; t + 5: added, or multiplied; t + 6: written. So a cycle holds up to four fused multiply-adds.
module softmax_float (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                load_i,
  input  logic                                run_i,
  input  octet_pkg::vector_command_t          command_i,
  input  logic [31:0]                         pixels_i,
  output logic                                last_o,          // run_i's last cycle
  output logic                                read_valid_o,
  output logic [31:0]                         read_address_o,  // scratchpad; data in the next cycle
  input  logic [octet_pkg::ElementBits-1:0]   read_data_i,
  input  logic [31:0]                         scale_i,         // of the record
  output logic                                write_valid_o,
  output logic [31:0]                         write_address_o,
  output logic [octet_pkg::ElementBits-1:0]   write_data_o
);
  localparam logic [1:0] Sum = 2'd1;
  localparam logic [1:0] Reciprocal = 2'd2;
  localparam logic [1:0] Result = 2'd3;
  localparam logic [31:0] One = 32'h3f800000;
  localparam logic [31:0] NegativeZero = 32'h80000000;
  localparam logic [31:0] Magic = 32'h4b400000;  // 1.5 * 2^23: a sum with it ends at the units
  localparam logic [31:0] LogOfE = 32'h3fb8aa3b;
  localparam logic [31:0] MinusLn2High = 32'hbf317218;
  localparam logic [31:0] MinusLn2Low = 32'h3102e308;
  // 1/720, 1/120, 1/24, 1/6, 1/2, 1, 1
  localparam logic [7*32-1:0] Series = {32'h3f800000, 32'h3f800000, 32'h3f000000, 32'h3e2aaaab, 32'h3d2aaaab, 32'h3c088889,
                                        32'h3ab60b61};

`include "float_functions.svh"

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
  logic valid_q, first_q;
  logic [5:1] sums_q, results_q, firsts_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      sums_q <= 5'd0;
      results_q <= 5'd0;
      write_valid_o <= 1'b0;
    end else begin
      valid_q <= read_valid_o;
      sums_q <= {sums_q[4:1], read_valid_o && pass == Sum};
      results_q <= {results_q[4:1], read_valid_o && pass == Result};
      write_valid_o <= results_q[5];
    end
  end
  always_ff @(posedge clk_i) firsts_q <= {firsts_q[4:1], count == 16'd0};
  assign first_q = firsts_q[1];

  // t + 1: the greatest element, and in the other passes the difference to it.
  logic [31:0] x, greatest_q, difference, scaled, scaled_q;
  if (octet_pkg::ElementBits == 32) begin : gen_whole
    assign x = read_data_i;
  end else begin : gen_half
    assign x = {read_data_i, 16'd0};
  end
  fma u_difference (
    .a_i     (One),
    .b_i     (x),
    .c_i     ({!greatest_q[31], greatest_q[30:0]}),
    .result_o(difference)
  );
  fma u_scale (
    .a_i     (difference),
    .b_i     (scale_i),
    .c_i     (NegativeZero),
    .result_o(scaled)
  );
  always_ff @(posedge clk_i) begin
    if (valid_q) begin
      if (!sums_q[1] && !results_q[1] && (first_q || less(greatest_q, x))) greatest_q <= x;
      scaled_q <= scaled;
    end
  end

  // t + 2: n and r of numbers up to 0.
  logic [31:0] power_of, shifted, whole, partial, rest, rest_q;
  logic [8:0] n_q;
  logic tiny_q, tiny2_q;
  assign power_of = less(32'd0, scaled_q) ? 32'd0 : scaled_q;
  fma u_shifted (
    .a_i     (power_of),
    .b_i     (LogOfE),
    .c_i     (Magic),
    .result_o(shifted)
  );
  fma u_whole (
    .a_i     (One),
    .b_i     (shifted),
    .c_i     ({1'b1, Magic[30:0]}),
    .result_o(whole)
  );
  fma u_partial (
    .a_i     (whole),
    .b_i     (MinusLn2High),
    .c_i     (power_of),
    .result_o(partial)
  );
  fma u_rest (
    .a_i     (whole),
    .b_i     (MinusLn2Low),
    .c_i     (partial),
    .result_o(rest)
  );

  // t + 3, t + 4: the series of e^r, then its exponent plus n.
  logic [31:0] half_power_q, rest2_q, power, exponential_q, raised;
  logic [8:0] n2_q;
  logic [9:0] exponent;
  for (genvar k = 0; k < 6; k++) begin : gen_link
    logic [31:0] enters, leaves;
    if (k == 0) begin : gen_begin
      assign enters = Series[31:0];
    end else if (k == 3) begin : gen_middle
      assign enters = half_power_q;
    end else begin : gen_next
      assign enters = gen_link[k-1].leaves;
    end
    fma u_fma (
      .a_i     (enters),
      .b_i     (k < 3 ? rest_q : rest2_q),
      .c_i     (Series[(k+1)*32+:32]),
      .result_o(leaves)
    );
  end
  assign power = gen_link[5].leaves;
  assign exponent = {2'd0, power[30:23]} + {n2_q[8], n2_q};
  always_comb begin
    raised = {1'b0, exponent[7:0], power[22:0]};
    if (power[30:0] > 31'h7f800000) raised = power;
    else if (exponent[9] || exponent == 10'd0) raised = 32'd0;
    if (tiny2_q) raised = 32'd0;
  end
  always_ff @(posedge clk_i) begin
    if (sums_q[2] || results_q[2]) begin
      rest_q <= rest;
      n_q <= shifted[8:0];
      tiny_q <= less(scaled_q, 32'hc3000000);  // -128
    end
    if (sums_q[3] || results_q[3]) begin
      half_power_q <= gen_link[2].leaves;
      rest2_q <= rest_q;
      n2_q <= n_q;
      tiny2_q <= tiny_q;
    end
    if (sums_q[4] || results_q[4]) exponential_q <= raised;
  end

  // t + 5: the sum of a row, or a result.
  logic [31:0] sum_q, factor_q, factor, total;
  fma u_total (
    .a_i     (exponential_q),
    .b_i     (sums_q[5] ? One : factor_q),
    .c_i     (!sums_q[5] ? NegativeZero : firsts_q[5] ? 32'd0 : sum_q),
    .result_o(total)
  );
  logic divides;
  assign divides = run_i && pass == Reciprocal && count == 16'(octet_pkg::SoftmaxCycles - 1);
  reciprocal u_reciprocal (
    .valid_i (divides),
    .x_i     (sum_q),
    .result_o(factor)
  );
  always_ff @(posedge clk_i) begin
    if (sums_q[5]) sum_q <= total;
    if (divides) factor_q <= factor;
  end
  logic [31:0] element;
  assign element = rounded_element(total);
  always_ff @(posedge clk_i) begin
    if (results_q[5]) write_data_o <= element[31-:octet_pkg::ElementBits];
  end

  logic unused_bits;
  assign unused_bits = ^{command_i, exponent, element};
endmodule
