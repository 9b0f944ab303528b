// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The lanes' arithmetic. Operands addressed at t are here at t + 1: products are accumulated over the cycles of
// a vector (registered at t + 2), the two inputs of a sum rounded and added, a pool's sum divided (t + 3);
// the requantizer takes three more, so the code of the operands that last_i came with is valid at t + 6.
// group_first_i comes with the first cycle of a channel group's first vector: record_i is then taken
// over, zero points at once, the rest when that vector reaches the requantizer. table_i are 16 entries of the
// table, those from 16*table_row_i on. A wide requantize takes byte_i of the accumulators past the requantizer, in every
// cycle in which last_i holds.
module vector_lanes (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,
  input  logic [7:0]                                opcode_i,
  input  logic [7:0]                                variant_i,
  input  logic [7:0]                                rounding_i,
  input  logic                                      streaming_i,
  input  logic                                      first_i,
  input  logic                                      last_i,
  input  logic [1:0]                                byte_i,
  input  logic                                      group_first_i,
  input  logic [7:0]                                pad_value_i,
  input  logic [octet_pkg::VectorReads-1:0]         read_valid_i,
  input  logic [octet_pkg::VectorReads-1:0]         second_valid_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]      acc_data_i,
  input  logic [octet_pkg::VectorLanes*32-1:0]      acc_sum_i,
  input  logic [octet_pkg::VectorReads*8-1:0]       read_data_i,
  input  logic [octet_pkg::VectorReads*8-1:0]       second_data_i,
  input  logic [octet_pkg::VectorLanes*128-1:0]     record_i,
  input  logic [127:0]                              record_a_i,
  input  logic [127:0]                              record_b_i,
  input  logic                                      table_valid_i,
  input  logic [3:0]                                table_row_i,
  input  logic [127:0]                              table_i,
  output logic                                      valid_o,
  output logic [octet_pkg::VectorLanes*8-1:0]       code_o
);
  localparam int unsigned Lanes = octet_pkg::VectorLanes;
  localparam int unsigned Macs = octet_pkg::VectorMacsPerLane;

  // What goes with the operands: cycles 1 to 6 behind the addresses.
  logic streaming_q, first_q, last_q, group_first_q, last2_q, group_first2_q, last3_q, last4_q, last5_q;
  logic [octet_pkg::VectorReads-1:0] read_valid_q, second_valid_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      streaming_q <= 1'b0;
      last_q <= 1'b0;
      last2_q <= 1'b0;
      last3_q <= 1'b0;
      last4_q <= 1'b0;
      last5_q <= 1'b0;
      valid_o <= 1'b0;
    end else begin
      streaming_q <= streaming_i;
      last_q <= last_i;
      last2_q <= last_q;
      last3_q <= last2_q;
      last4_q <= last3_q;
      last5_q <= last4_q;
      valid_o <= last5_q;
    end
  end
  logic [1:0] byte_q, byte2_q, byte3_q;
  always_ff @(posedge clk_i) begin
    byte_q <= byte_i;
    byte2_q <= byte_q;
    byte3_q <= byte2_q;
    first_q <= first_i;
    group_first_q <= group_first_i;
    group_first2_q <= group_first_q;
    if (streaming_i) begin
      read_valid_q <= read_valid_i;
      second_valid_q <= second_valid_i;
    end
  end

  logic wide, depthwise, pool, greatest, binary, sum, subtract, minimum, maximum, prelu, move, rescale, lookup;
  assign wide = opcode_i == octet_pkg::OpcodeRequantize && variant_i != 8'd0;
  assign depthwise = opcode_i == octet_pkg::OpcodeDepthwise;
  assign pool = opcode_i == octet_pkg::OpcodePool;
  assign greatest = pool && variant_i == octet_pkg::PoolMax;
  assign binary = opcode_i == octet_pkg::OpcodeBinary;
  assign subtract = binary && variant_i == octet_pkg::BinarySubtract;
  assign sum = subtract || (binary && variant_i == octet_pkg::BinaryAdd);
  assign minimum = binary && variant_i == octet_pkg::BinaryMinimum;
  assign maximum = binary && variant_i == octet_pkg::BinaryMaximum;
  assign prelu = binary && variant_i == octet_pkg::BinaryPrelu;
  assign move = opcode_i == octet_pkg::OpcodeMove;
  assign rescale = move && variant_i == octet_pkg::MoveRequantize;
  assign lookup = move && variant_i == octet_pkg::MoveTable;

  logic [7:0] table_q [256];  // entry 0 is for code -128
  always_ff @(posedge clk_i) begin
    if (table_valid_i) begin
      for (int unsigned i = 0; i < 16; i++) table_q[{table_row_i, 4'(i)}] <= table_i[i*8+:8];
    end
  end

  octet_pkg::parameter_record_t record_a, record_b;
  logic signed [31:0] zero_a, zero_b;
  logic signed [63:0] multiplier_a, multiplier_b;
  logic [4:0] left_a, left_b, right_a, right_b;
  logic [7:0] negated_a, negated_b;
  assign record_a = record_a_i;
  assign record_b = record_b_i;
  assign zero_a = {{24{record_a.zero_point_in[7]}}, record_a.zero_point_in};
  assign zero_b = {{24{record_b.zero_point_in[7]}}, record_b.zero_point_in};
  assign multiplier_a = {33'd0, record_a.multiplier[30:0]};
  assign multiplier_b = {33'd0, record_b.multiplier[30:0]};
  assign negated_a = 8'd0 - record_a.shift;
  assign negated_b = 8'd0 - record_b.shift;
  always_comb begin
    left_a = record_a.shift > 8'd31 ? 5'd31 : record_a.shift[4:0];
    if (record_a.shift[7]) left_a = 5'd0;
    left_b = record_b.shift > 8'd31 ? 5'd31 : record_b.shift[4:0];
    if (record_b.shift[7]) left_b = 5'd0;
    right_a = negated_a > 8'd31 ? 5'd31 : negated_a[4:0];
    if (!record_a.shift[7]) right_a = 5'd0;
    right_b = negated_b > 8'd31 ? 5'd31 : negated_b[4:0];
    if (!record_b.shift[7]) right_b = 5'd0;
  end

  // Records of the lanes.
  logic signed [31:0] zero_in_q [Lanes];
  logic signed [31:0] zero_weight_q [Lanes];
  logic [Lanes*128-1:0] next_q, record_q;  // the next group's may be staged before this one's is taken over
  always_ff @(posedge clk_i) begin
    if (group_first_i) begin
      next_q <= record_i;
      for (int unsigned l = 0; l < Lanes; l++) begin
        zero_in_q[l] <= {{24{record_i[l*128+octet_pkg::RecordZeroIn+7]}}, record_i[l*128+octet_pkg::RecordZeroIn+:8]};
        zero_weight_q[l] <= {{24{record_i[l*128+octet_pkg::RecordZeroWeight+7]}},
                             record_i[l*128+octet_pkg::RecordZeroWeight+:8]};
      end
    end
    if (group_first2_q) begin
      record_q <= next_q;
      if (binary || move) begin
        for (int unsigned l = 0; l < Lanes; l++) begin
          record_q[l*128+:32] <= 32'd0;  // the bias
          if (sum && !next_q[l*128+octet_pkg::RecordShift+7]) record_q[l*128+octet_pkg::RecordShift+:8] <= 8'd0;
        end
      end
    end
  end

  // t + 1: products.
  logic [Lanes*32-1:0] mac_q, count_q, sum_q;
  logic [Lanes-1:0] negative_q;  // of a prelu: scaled by record b
  logic [Lanes*64-1:0] product_a_q, product_b_q;
  always_ff @(posedge clk_i) begin
    logic signed [31:0] mac, data, second, shifted;
    logic [31:0] count;
    logic signed [63:0] wide_a, wide_b;
    logic [Lanes*32-1:0] macs, counts, sums;
    logic [Lanes*64-1:0] products_a, products_b;
    if (streaming_q) begin
      macs = '0;
      counts = '0;
      sums = '0;
      products_a = '0;
      products_b = '0;
      for (int unsigned l = 0; l < Lanes; l++) begin
        data = {{24{read_data_i[l*Macs*8+7]}}, read_data_i[l*Macs*8+:8]};
        second = {{24{second_data_i[l*Macs*8+7]}}, second_data_i[l*Macs*8+:8]};
        if (depthwise || pool) begin
          mac = first_q ? (greatest ? -32'sd128 : 32'sd0) : mac_q[l*32+:32];
          count = first_q ? 32'd0 : count_q[l*32+:32];
          for (int unsigned k = 0; k < Macs; k++) begin
            if (read_valid_q[l*Macs+k] || second_valid_q[l*Macs+k]) begin
              data = {{24{pad_value_i[7]}}, pad_value_i};
              if (read_valid_q[l*Macs+k]) data = {{24{read_data_i[(l*Macs+k)*8+7]}}, read_data_i[(l*Macs+k)*8+:8]};
              second = {{24{second_data_i[(l*Macs+k)*8+7]}}, second_data_i[(l*Macs+k)*8+:8]};
              if (depthwise) mac = mac + (data - zero_in_q[l]) * (second - zero_weight_q[l]);
              else if (!greatest) mac = mac + data;
              else if (data > mac) mac = data;
              count = count + 32'd1;
            end
          end
          macs[l*32+:32] = mac;
          counts[l*32+:32] = count;
        end else if (sum) begin
          data = data - zero_a;
          second = second - zero_b;
          wide_a = {{12{data[31]}}, data, 20'd0};
          wide_b = {{12{second[31]}}, second, 20'd0};
          products_a[l*64+:64] = wide_a * multiplier_a;
          products_b[l*64+:64] = wide_b * multiplier_b;
        end else if (minimum || maximum) begin
          macs[l*32+:32] = (data < second) == minimum ? data : second;
        end else if (binary) begin
          data = data - zero_a;
          mac = data * (second - zero_b);
          macs[l*32+:32] = mac;
          negative_q[l] <= data[31];
          shifted = data[31] ? mac << left_b : data << left_a;
          wide_a = {{32{shifted[31]}}, shifted};
          if (prelu) products_a[l*64+:64] = wide_a * (data[31] ? multiplier_b : multiplier_a);
        end else if (lookup) begin
          macs[l*32+:32] = {24'd0, table_q[data[7:0] ^ 8'h80]};
        end else if (move) begin
          macs[l*32+:32] = data - (rescale ? zero_in_q[l] : 32'sd0);
        end else begin
          macs[l*32+:32] = acc_data_i[l*32+:32];
        end
        sums[l*32+:32] = binary || move || depthwise || pool ? 32'd0 : acc_sum_i[l*32+:32];
      end
      mac_q <= macs;
      count_q <= counts;
      sum_q <= sums;
      product_a_q <= products_a;
      product_b_q <= products_b;
    end
  end

  // t + 2: the inputs of a sum in the common scale and their sum; a prelu's one product scaled; a pool's mean.
  logic [Lanes*32-1:0] acc3_q, sum3_q;
  logic [31:0] mask_a, mask_b;
  assign mask_a = (32'd1 << right_a) - 32'd1;
  assign mask_b = (32'd1 << right_b) - 32'd1;
  always_ff @(posedge clk_i) begin
    logic unused_high;
    logic [30:0] unused_low;
    logic signed [31:0] half_a, half_b, scaled_a, scaled_b, mac;
    logic [31:0] magnitude, mean, mask, count;
    logic [4:0] right;
    logic [Lanes*32-1:0] accs;
    if (last2_q) begin
      sum3_q <= sum_q;
      for (int unsigned l = 0; l < Lanes; l++) begin
        mac = mac_q[l*32+:32];
        count = count_q[l*32+:32];
        if (sum) begin
          {unused_high, half_a, unused_low} = product_a_q[l*64+:64] + 64'sd1073741824;
          {unused_high, half_b, unused_low} = product_b_q[l*64+:64] + 64'sd1073741824;
          scaled_a = half_a >>> right_a;
          scaled_b = half_b >>> right_b;
          if ((half_a & mask_a) > {1'b0, mask_a[31:1]} + {31'd0, half_a[31]}) scaled_a = scaled_a + 32'sd1;
          if ((half_b & mask_b) > {1'b0, mask_b[31:1]} + {31'd0, half_b[31]}) scaled_b = scaled_b + 32'sd1;
          accs[l*32+:32] = subtract ? scaled_a - scaled_b : scaled_a + scaled_b;
        end else if (prelu) begin
          right = negative_q[l] ? right_b : right_a;
          mask = negative_q[l] ? mask_b : mask_a;
          {unused_high, half_a, unused_low} = product_a_q[l*64+:64] + 64'sd1073741824;
          scaled_a = half_a >>> right;
          if ((half_a & mask) > {1'b0, mask[31:1]} + {31'd0, half_a[31]}) scaled_a = scaled_a + 32'sd1;
          accs[l*32+:32] = scaled_a;
        end else if (greatest) begin
          accs[l*32+:32] = count == 32'd0 ? {{24{pad_value_i[7]}}, pad_value_i} : mac;
        end else if (pool) begin
          mean = 32'd0;
          if (count != 32'd0) begin
            if (next_q[octet_pkg::RecordFlags]) begin  // floor((sum + n/2) / n); one record for all lanes
              magnitude = mac + (count >> 1);
              if (magnitude[31]) mean = 32'd0 - (32'd0 - magnitude + count - 32'd1) / count;
              else mean = magnitude / count;
            end else begin
              magnitude = (mac[31] ? 32'd0 - mac : mac) + (count >> 1);
              mean = magnitude / count;
              if (mac[31]) mean = 32'd0 - mean;
            end
          end
          accs[l*32+:32] = mean;
        end else begin
          accs[l*32+:32] = mac;
        end
      end
      acc3_q <= accs;
    end
  end

  // t + 3: what needs no further scaling goes past the requantizer; the record is one for all lanes.
  logic [Lanes*8-1:0] plain4_d, plain4_q, plain5_q, plain6_q, code;
  octet_pkg::parameter_record_t clamp;
  logic signed [33:0] low, high, plain, zero_out;
  logic past;
  assign past = wide || pool || minimum || maximum || prelu || (move && !rescale);
  assign clamp = record_q[127:0];
  assign zero_out = prelu ? {{26{clamp.zero_point_out[7]}}, clamp.zero_point_out} : 34'sd0;
  assign low = {{26{clamp.clamp_min[7]}}, clamp.clamp_min};
  assign high = clamp.clamp_max[7] == clamp.clamp_min[7] && clamp.clamp_max < clamp.clamp_min ||
                clamp.clamp_max[7] && !clamp.clamp_min[7] ? low : {{26{clamp.clamp_max[7]}}, clamp.clamp_max};
  always_comb begin
    plain4_d = '0;
    plain = 34'sd0;
    if (last3_q && past) begin
      for (int unsigned l = 0; l < Lanes; l++) begin
        plain = {{2{acc3_q[l*32+31]}}, acc3_q[l*32+:32]} + zero_out;
        if ((pool || prelu) && plain < low) plain = low;
        else if ((pool || prelu) && plain > high) plain = high;
        plain4_d[l*8+:8] = wide ? acc3_q[l*32+{27'd0, byte3_q, 3'd0}+:8] : plain[7:0];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (past) begin
      plain4_q <= plain4_d;
      plain5_q <= plain4_q;
      plain6_q <= plain5_q;
    end
  end

  logic [3:0] stages;
  assign stages = past ? 4'd0 : {valid_o, last5_q, last4_q, last3_q};
  logic [7:0] rounding;
  assign rounding = binary || move ? 8'd0 : rounding_i;
  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    octet_pkg::parameter_record_t record;
    assign record = record_q[l*128+:128];
    requantizer u_requantizer (
      .clk_i     (clk_i),
      .enable_i  (stages),
      .acc_i     (acc3_q[l*32+:32]),
      .sum_i     (sum3_q[l*32+:32]),
      .record_i  (record),
      .rounding_i(rounding),
      .code_o    (code[l*8+:8])
    );
  end
  assign code_o = past ? plain6_q : code;

  logic unused_bits;
  assign unused_bits = ^{record_a, record_b, clamp, plain};
endmodule
