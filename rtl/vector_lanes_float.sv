// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The lanes' arithmetic on fp32 or bf16 elements, in the times of vector_lanes.sv: operands addressed at t are here at
// t + 1, where chains of fused multiply-adds go over the taps, or two inputs meet; at t + 2 the value is scaled and biased
// by its record, or divided by the taps of a mean; at t + 3 it is clamped and rounded to an element, which leaves at
// t + 6. All between is fp32. Orders and roundings: docs/numerics.md, "Commands of float machines".
module vector_lanes_float (
  input  logic                                                        clk_i,
  input  logic                                                        rst_ni,
  input  logic [7:0]                                                  opcode_i,
  input  logic [7:0]                                                  variant_i,
  input  logic                                                        streaming_i,
  input  logic                                                        first_i,
  input  logic                                                        last_i,
  input  logic [1:0]                                                  part_i,  // of a wide accumulator
  input  logic                                                        group_first_i,
  input  logic [7:0]                                                  pad_value_i,
  input  logic [octet_pkg::VectorReads-1:0]                           read_valid_i,
  input  logic [octet_pkg::VectorReads-1:0]                           second_valid_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]                        acc_data_i,
  input  logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0]    read_data_i,
  input  logic [octet_pkg::VectorReads*octet_pkg::ElementBits-1:0]    second_data_i,
  input  logic [octet_pkg::VectorLanes*128-1:0]                       record_i,
  output logic                                                        valid_o,
  output logic [octet_pkg::VectorLanes*octet_pkg::ElementBits-1:0]    element_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned Macs = octet_pkg::VectorMacsPerLane;
  localparam int unsigned Element = octet_pkg::ElementBits;
  localparam logic [31:0] One = 32'h3f800000;
  localparam logic [31:0] NegativeZero = 32'h80000000;
  localparam logic [31:0] NegativeInfinity = 32'hff800000;

`include "float_functions.svh"

  // What goes with the operands: cycles 1 to 6 behind the addresses.
  logic streaming_q, first_q, last_q, last2_q, last3_q, last4_q, last5_q;
  logic [1:0] part_q, part2_q, part3_q;
  logic [octet_pkg::VectorReads-1:0] read_valid_q, second_valid_q;
  logic [Lanes*128-1:0] record_q;  // a group's, taken over before its first operands arrive
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      streaming_q <= 1'b0;
      {last_q, last2_q, last3_q, last4_q, last5_q, valid_o} <= 6'd0;
    end else begin
      streaming_q <= streaming_i;
      {last_q, last2_q, last3_q, last4_q, last5_q, valid_o} <= {last_i, last_q, last2_q, last3_q, last4_q, last5_q};
    end
  end
  always_ff @(posedge clk_i) begin
    {part_q, part2_q, part3_q} <= {part_i, part_q, part2_q};
    first_q <= first_i;
    if (group_first_i) record_q <= record_i;
    if (streaming_i) begin
      read_valid_q <= read_valid_i;
      second_valid_q <= second_valid_i;
    end
  end

  logic wide, requantize, depthwise, pool, greatest, mean, binary, sum, subtract, minimum, maximum, prelu, move, rescale, copies;
  assign requantize = opcode_i == octet_pkg::OpcodeRequantize;
  assign wide = requantize && variant_i != 8'd0;
  assign depthwise = opcode_i == octet_pkg::OpcodeDepthwise;
  assign pool = opcode_i == octet_pkg::OpcodePool;
  assign greatest = pool && variant_i == octet_pkg::PoolMax;
  assign mean = pool && !greatest;
  assign binary = opcode_i == octet_pkg::OpcodeBinary;
  assign subtract = binary && variant_i == octet_pkg::BinarySubtract;
  assign sum = subtract || (binary && variant_i == octet_pkg::BinaryAdd);
  assign minimum = binary && variant_i == octet_pkg::BinaryMinimum;
  assign maximum = binary && variant_i == octet_pkg::BinaryMaximum;
  assign prelu = binary && variant_i == octet_pkg::BinaryPrelu;
  assign move = opcode_i == octet_pkg::OpcodeMove;
  assign rescale = move && variant_i == octet_pkg::MoveRequantize;
  assign copies = wide || (move && !rescale);

  logic [31:0] pad;
  if (octet_pkg::FractionBits == 23) begin : gen_pad
    pad_element u_pad (
      .pad_value_i(pad_value_i),
      .element_o  (pad)
    );
  end else begin : gen_narrow_pad
    assign pad[15:0] = 16'd0;
    pad_element u_pad (
      .pad_value_i(pad_value_i),
      .element_o  (pad[31:16])
    );
  end

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    // t + 1: a chain of fused multiply-adds, which without an operand keeps its value.
    logic [Macs*32-1:0] data, second;
    logic [31:0] value, value_q, acc3_d, acc3_q, begins;
    logic [15:0] count, count_q;
    assign begins = greatest ? NegativeInfinity : 32'd0;
    for (genvar k = 0; k < Macs; k++) begin : gen_tap
      logic taken, pads;
      logic [31:0] factor, enters, result, leaves;
      assign taken = read_valid_q[l*Macs+k] || second_valid_q[l*Macs+k];
      assign pads = depthwise && !read_valid_q[l*Macs+k];
      if (Element == 32) begin : gen_whole
        assign data[k*32+:32] = pads ? pad : read_data_i[(l*Macs+k)*32+:32];
        assign second[k*32+:32] = second_data_i[(l*Macs+k)*32+:32];
      end else begin : gen_half
        assign data[k*32+:32] = pads ? pad : {read_data_i[(l*Macs+k)*16+:16], 16'd0};
        assign second[k*32+:32] = {second_data_i[(l*Macs+k)*16+:16], 16'd0};
      end
      if (k == 0) begin : gen_first
        always_comb begin
          enters = NegativeZero;
          if (depthwise || pool) enters = first_q ? begins : value_q;
          else if (sum) enters = {second[31] ^ subtract, second[30:0]};
        end
      end else begin : gen_next
        assign enters = gen_tap[k-1].leaves;
      end
      assign factor = mean || sum ? One : second[k*32+:32];
      fma u_fma (
        .a_i     (data[k*32+:32]),
        .b_i     (factor),
        .c_i     (enters),
        .result_o(result)
      );
      assign leaves = !taken || (greatest && !less(enters, data[k*32+:32])) ? enters
                      : greatest ? data[k*32+:32] : result;
    end
    always_comb begin
      value = data[31:0];  // moved, or of a prelu from zero up
      count = first_q ? 16'd0 : count_q;
      for (int unsigned k = 0; k < Macs; k++) count = count + {15'd0, read_valid_q[l*Macs+k]};
      if (requantize) value = acc_data_i[l*32+:32];
      else if (depthwise || pool) value = gen_tap[Macs-1].leaves;
      else if (minimum && less(second[31:0], data[31:0])) value = second[31:0];
      else if (maximum && less(data[31:0], second[31:0])) value = second[31:0];
      else if (prelu && (less(data[31:0], 32'd0) || data[30:0] > 31'h7f800000)) value = gen_tap[0].result;
      else if (binary && !minimum && !maximum && !prelu) value = gen_tap[0].result;
    end
    always_ff @(posedge clk_i) begin
      if (streaming_q) begin
        value_q <= value;
        count_q <= count;
      end
    end

    // t + 2: times the record's scale plus its bias, or times 1 / taps. The number of taps as fp32: its first one moves up.
    logic [31:0] taps, scaled, one_over_taps, scale, bias;
    logic [15:0] normal;
    logic [7:0] exponent;
    always_comb begin
      normal = count_q;
      exponent = 8'd142;
      for (int unsigned s = 4; s > 0; s--) begin
        if (normal >> (16 - (1 << (s - 1))) == 16'd0) begin
          normal = normal << (1 << (s - 1));
          exponent = exponent - 8'(1 << (s - 1));
        end
      end
      taps = {1'b0, exponent, normal[14:0], 8'd0};
    end
    reciprocal u_reciprocal (
      .valid_i (last2_q && mean && count_q != 16'd0),
      .x_i     (taps),
      .result_o(one_over_taps)
    );
    assign scale = mean ? one_over_taps : record_q[l*128+32+:32];
    assign bias = mean ? NegativeZero : record_q[l*128+:32];
    fma u_scale (
      .a_i     (value_q),
      .b_i     (scale),
      .c_i     (bias),
      .result_o(scaled)
    );
    always_comb begin
      acc3_d = value_q;
      if ((requantize && !wide) || depthwise || rescale || mean) acc3_d = scaled;
      if (mean && count_q == 16'd0) acc3_d = 32'd0;
      if (greatest && count_q == 16'd0) acc3_d = pad;
    end
    always_ff @(posedge clk_i) begin
      if (last2_q) acc3_q <= acc3_d;
    end

    // t + 3: clamped and, but for what is copied or wide, rounded to an element.
    logic [31:0] low, high, bounded, rounded;
    logic [Element-1:0] element3_d, element4_q, element5_q;
    assign low = record_q[l*128+64+:32];
    assign high = record_q[l*128+96+:32];
    assign bounded = copies || minimum || maximum ? acc3_q : less(acc3_q, low) ? low : less(high, acc3_q) ? high : acc3_q;
    assign rounded = rounded_element(bounded);
    always_comb begin
      element3_d = copies ? bounded[31-:Element] : rounded[31-:Element];
      if (wide && Element == 16 && !part3_q[0]) element3_d = bounded[Element-1:0];
    end
    always_ff @(posedge clk_i) begin
      if (last3_q) element4_q <= element3_d;
      if (last4_q) element5_q <= element4_q;
      if (last5_q) element_o[l*Element+:Element] <= element5_q;
    end
    logic unused_half;
    assign unused_half = ^rounded;
  end

  logic unused_bits;
  assign unused_bits = ^part3_q;
endmodule
