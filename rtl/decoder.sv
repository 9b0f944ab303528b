// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Decodes one command, combinationally: its queue, whether it is illegal, and the banks it touches
// (banks() and illegal() of arch/access.h). Ranges are bounding ranges in 64 bits. Outputs are zero while
// valid_i is not.
module decoder (
  input  logic                                    valid_i,
  input  logic [511:0]                            command_i,
  input  logic [4*octet_pkg::AddressBits-1:0]     region_bytes_i,
  output logic [1:0]                              queue_o,
  output logic                                    known_o,    // the opcode names a queue
  output logic                                    illegal_o,
  output logic [octet_pkg::MaskBits-1:0]          banks_o,
  output octet_pkg::array_profile_t               profile_o   // of an array command
);
  localparam logic [63:0] Element = 64'(octet_pkg::ElementBytes);

  octet_pkg::load_command_t load;
  octet_pkg::store_command_t store;
  octet_pkg::array_command_t array;
  octet_pkg::binary_command_t binary;
  octet_pkg::vector_command_t vector;
  logic [7:0] opcode;
  assign load = command_i;
  assign store = command_i;
  assign array = command_i;
  assign binary = command_i;
  assign opcode = command_i[7:0];

  vector_decode u_vector (
    .valid_i  (valid_i),
    .command_i(command_i),
    .vector_o (vector)
  );
  array_profile u_profile (
    .valid_i  (valid_i && opcode == octet_pkg::OpcodeArray),
    .command_i(array),
    .profile_o(profile_o)
  );

  always_comb begin
    known_o = valid_i;
    case (opcode)
      octet_pkg::OpcodeLoad: queue_o = octet_pkg::QueueLoad;
      octet_pkg::OpcodeStore: queue_o = octet_pkg::QueueStore;
      octet_pkg::OpcodeArray: queue_o = octet_pkg::QueueArray;
      default: begin
        queue_o = octet_pkg::QueueVector;
        known_o = valid_i && opcode >= octet_pkg::OpcodeRequantize && opcode <= octet_pkg::OpcodeSoftmax;
      end
    endcase
  end

  // The window of array, depthwise and pool, which lies at one place in all three: the part of it that
  // lies inside the tensor, of rows and of columns.
  logic signed [33:0] y_last, x_last, y_high, x_high, y_low, x_low;
  logic [63:0] window_begin, window_end;
  logic window_empty, window_zero;
  always_comb begin
    y_last = 34'sd0;
    x_last = 34'sd0;
    y_high = 34'sd0;
    x_high = 34'sd0;
    y_low = 34'sd0;
    x_low = 34'sd0;
    window_begin = 64'd0;
    window_end = 64'd0;
    window_empty = 1'b0;
    window_zero = 1'b0;
    if (valid_i) begin
      y_last = {{18{array.in_y0[15]}}, array.in_y0} + {18'd0, array.in_out_h - 16'd1} * {26'd0, array.in_stride_h} +
               {26'd0, array.in_kernel_h - 8'd1} * {26'd0, array.in_dilation_h};
      x_last = {{18{array.in_x0[15]}}, array.in_x0} + {18'd0, array.in_out_w - 16'd1} * {26'd0, array.in_stride_w} +
               {26'd0, array.in_kernel_w - 8'd1} * {26'd0, array.in_dilation_w};
      y_high = {18'd0, array.in_height - 16'd1};
      x_high = {18'd0, array.in_width - 16'd1};
      if (y_last < y_high) y_high = y_last;
      if (x_last < x_high) x_high = x_last;
      y_low = array.in_y0[15] ? 34'sd0 : {18'd0, array.in_y0};
      x_low = array.in_x0[15] ? 34'sd0 : {18'd0, array.in_x0};
      window_empty = y_low > y_high || x_low > x_high;
      window_begin = {32'd0, array.in_address} + {48'd0, y_low[15:0]} * {32'd0, array.in_row_pitch} +
                     {48'd0, x_low[15:0]} * {32'd0, array.in_pixel_pitch};
      window_end = {32'd0, array.in_address} + {48'd0, y_high[15:0]} * {32'd0, array.in_row_pitch} +
                   {48'd0, x_high[15:0]} * {32'd0, array.in_pixel_pitch} + {48'd0, array.in_channels} * Element;
      if (window_empty) begin
        window_begin = 64'd0;
        window_end = 64'd0;
      end
      window_zero = array.in_channels == 16'd0 || array.in_height == 16'd0 || array.in_width == 16'd0 ||
                    array.in_kernel_h == 8'd0 || array.in_kernel_w == 8'd0 || array.in_stride_h == 8'd0 ||
                    array.in_stride_w == 8'd0 || array.in_dilation_h == 8'd0 || array.in_dilation_w == 8'd0 ||
                    array.in_out_h == 16'd0 || array.in_out_w == 16'd0;
    end
  end

  // A transfer, at one place but for the load's target before it.
  octet_pkg::store_command_t transfer;
  logic [63:0] local_span, dram_end;
  always_comb begin
    transfer = '0;
    local_span = 64'd0;
    dram_end = 64'd0;
    if (valid_i) begin
      transfer = store;
      if (opcode == octet_pkg::OpcodeLoad) begin
        transfer.base = load.base;
        transfer.flip = load.flip;
        transfer.dram_offset = load.dram_offset;
        transfer.local_ = load.local_;
        transfer.run_bytes = load.run_bytes;
        transfer.inner = load.inner;
        transfer.outer = load.outer;
        transfer.dram_inner_pitch = load.dram_inner_pitch;
        transfer.dram_outer_pitch = load.dram_outer_pitch;
        transfer.local_inner_pitch = load.local_inner_pitch;
        transfer.local_outer_pitch = load.local_outer_pitch;
      end
      local_span = {48'd0, transfer.outer - 16'd1} * {32'd0, transfer.local_outer_pitch} +
                   {48'd0, transfer.inner - 16'd1} * {32'd0, transfer.local_inner_pitch} + {32'd0, transfer.run_bytes};
      dram_end = {48'd0, transfer.outer - 16'd1} * {32'd0, transfer.dram_outer_pitch} +
                 {48'd0, transfer.inner - 16'd1} * {32'd0, transfer.dram_inner_pitch} + {32'd0, transfer.run_bytes} +
                 {32'd0, transfer.dram_offset};
    end
  end

  // Half-open ranges: four of the scratchpad (windows, weights or a second input, output), accumulator rows,
  // parameter records.
  logic [63:0] pad_begin, pad_end, second_begin, second_end, out_begin, out_end, row_begin, row_end;
  logic [63:0] record_begin, record_end, region, last_y, last_x, target_bytes;
  logic [31:0] pixels, folds, channels;
  logic [15:0] n;
  logic zero_count, bad_transfer, bad_choice, to_parameters, split_table, wide;
  always_comb begin
    pad_begin = 64'd0;
    pad_end = 64'd0;
    second_begin = 64'd0;
    second_end = 64'd0;
    out_begin = 64'd0;
    out_end = 64'd0;
    row_begin = 64'd0;
    row_end = 64'd0;
    record_begin = 64'd0;
    record_end = 64'd0;
    region = '1;
    zero_count = 1'b0;
    bad_transfer = 1'b0;
    bad_choice = 1'b0;
    split_table = 1'b0;
    wide = 1'b0;
    to_parameters = 1'b0;
    n = 16'd0;
    folds = 32'd0;
    pixels = 32'd0;
    channels = 32'd0;
    target_bytes = 64'd0;
    last_y = 64'd0;
    last_x = 64'd0;
    if (valid_i) begin
      to_parameters = opcode == octet_pkg::OpcodeLoad && load.target == octet_pkg::TargetParameters;
      n = opcode == octet_pkg::OpcodeArray ? array.n : vector.channels;
      folds = ({16'd0, n} - 32'd1) / octet_pkg::ArrayCols + 32'd1;
      pixels = {16'd0, vector.out_h} * {16'd0, vector.out_w};
      if (opcode == octet_pkg::OpcodeArray) pixels = {16'd0, array.in_out_h} * {16'd0, array.in_out_w};
      channels = {16'd0, vector.channels};
      if (opcode == octet_pkg::OpcodeDepthwise) channels = {16'd0, array.in_channels} * {24'd0, vector.multiplier};
      wide = opcode == octet_pkg::OpcodeRequantize && vector.variant != 8'd0;
      target_bytes = wide ? {46'd0, vector.channels, 2'd0} : {32'd0, channels} * Element;
      last_y = {48'd0, vector.out_h - 16'd1};
      last_x = {48'd0, vector.out_w - 16'd1};
      case (opcode)
        octet_pkg::OpcodeLoad, octet_pkg::OpcodeStore: begin
          region = {{(64 - octet_pkg::AddressBits) {1'b0}},
                    region_bytes_i[transfer.base[1:0]*octet_pkg::AddressBits+:octet_pkg::AddressBits]};
          zero_count = transfer.run_bytes == 32'd0 || transfer.inner == 16'd0 || transfer.outer == 16'd0;
          bad_choice = transfer.base > octet_pkg::BaseWorkspace || transfer.flip > 8'd1;
          bad_transfer = transfer.base == octet_pkg::BaseCode ||
                         (opcode == octet_pkg::OpcodeStore && transfer.base == octet_pkg::BaseConstants);
          if (to_parameters) begin
            record_begin = {32'd0, transfer.local_};
            record_end = {32'd0, transfer.local_} + {4'd0, local_span[63:4]};
            bad_transfer = bad_transfer || transfer.inner != 16'd1 || transfer.outer != 16'd1 ||
                           transfer.run_bytes[3:0] != 4'd0 || transfer.flip != 8'd0;
          end else begin
            pad_begin = {32'd0, transfer.local_};
            pad_end = {32'd0, transfer.local_} + local_span;
          end
          if (opcode == octet_pkg::OpcodeLoad) bad_choice = bad_choice || load.target > octet_pkg::TargetParameters;
        end
        octet_pkg::OpcodeArray: begin
          pad_begin = window_begin;
          pad_end = window_end;
          second_begin = {32'd0, array.weights};
          second_end = {32'd0, array.weights} + {56'd0, array.in_kernel_h} * {56'd0, array.in_kernel_w} *
                       {48'd0, array.in_channels} * {48'd0, array.n} * Element;
          row_begin = {32'd0, array.acc_row};
          row_end = {32'd0, array.acc_row} + {32'd0, pixels} * {32'd0, folds};
          zero_count = window_zero || array.n == 16'd0;
          bad_choice = array.accumulate > 8'd1;
        end
        octet_pkg::OpcodeRequantize, octet_pkg::OpcodeDepthwise, octet_pkg::OpcodePool, octet_pkg::OpcodeBinary,
        octet_pkg::OpcodeMove, octet_pkg::OpcodeSoftmax: begin
          out_begin = {32'd0, vector.out_address};
          out_end = {32'd0, vector.out_address} + last_y * {32'd0, vector.out_row_pitch} +
                    last_x * {32'd0, vector.out_pixel_pitch} + target_bytes;
          record_begin = {48'd0, vector.parameters};
          record_end = {48'd0, vector.parameters};
          zero_count = vector.out_h == 16'd0 || vector.out_w == 16'd0 || channels == 32'd0;
          if (opcode == octet_pkg::OpcodeRequantize) begin
            row_begin = {32'd0, vector.acc_row};
            row_end = {32'd0, vector.acc_row} + {32'd0, pixels} * {32'd0, folds};
          end else if (opcode == octet_pkg::OpcodeDepthwise || opcode == octet_pkg::OpcodePool) begin
            pad_begin = window_begin;
            pad_end = window_end;
            zero_count = zero_count || window_zero;
          end else begin
            pad_begin = {32'd0, vector.a_address};
            pad_end = {32'd0, vector.a_address} + last_y * {32'd0, vector.a_row_pitch} +
                      last_x * {32'd0, vector.a_pixel_pitch} + {32'd0, vector.broadcast_a ? 32'd1 : channels} * Element;
          end
          if (opcode == octet_pkg::OpcodeRequantize || opcode == octet_pkg::OpcodeDepthwise) begin
            if (!wide) record_end = record_begin + {32'd0, channels};
            bad_choice = vector.rounding > octet_pkg::RoundingDoubleLegacy ||
                         (opcode == octet_pkg::OpcodeRequantize && vector.variant > 8'd1);
          end
          if (opcode == octet_pkg::OpcodeDepthwise) begin
            second_begin = {32'd0, vector.weights};
            second_end = {32'd0, vector.weights} + {48'd0, vector.taps} * {32'd0, channels} * Element;
          end
          if (opcode == octet_pkg::OpcodePool) begin
            record_end = record_begin + 64'd1;
            bad_choice = vector.variant > octet_pkg::PoolMax;
          end
          if (opcode == octet_pkg::OpcodeBinary) begin
            if (vector.variant != octet_pkg::BinaryMinimum && vector.variant != octet_pkg::BinaryMaximum) begin
              record_end = record_begin + 64'd3;
            end
            bad_choice = vector.variant > octet_pkg::BinaryPrelu || binary.broadcast_a > 8'd1 || binary.broadcast_b > 8'd1;
            second_begin = {32'd0, vector.b_address};
            second_end = {32'd0, vector.b_address} + last_y * {32'd0, vector.b_row_pitch} +
                         last_x * {32'd0, vector.b_pixel_pitch} + {32'd0, vector.broadcast_b ? 32'd1 : channels} * Element;
          end
          if (opcode == octet_pkg::OpcodeMove) begin
            if (vector.variant == octet_pkg::MoveRequantize) record_end = record_begin + 64'd1;
            if (vector.variant == octet_pkg::MoveTable) record_end = record_begin + 64'd16;
            bad_choice = vector.variant > octet_pkg::MoveTable;
          end
          if (opcode == octet_pkg::OpcodeSoftmax) record_end = record_begin + 64'd64;
          if (opcode == octet_pkg::OpcodeSoftmax || opcode == octet_pkg::OpcodeMove) begin
            split_table = record_begin < {32'd0, octet_pkg::ParameterChannels} &&
                          record_end > {32'd0, octet_pkg::ParameterChannels};
          end
        end
        default: bad_choice = 1'b1;
      endcase
    end
  end

  // A token is a counter or 255, and named once in its list.
  logic bad_token;
  logic [7:0] token, other;
  always_comb begin
    bad_token = 1'b0;
    token = 8'd0;
    other = 8'd0;
    if (valid_i) begin
      for (int unsigned list = 0; list < 2; list++) begin
        for (int unsigned s = 0; s < 3; s++) begin
          token = command_i[16+list*24+s*8+:8];
          if (token != 8'hff && token >= 8'(octet_pkg::Tokens)) bad_token = 1'b1;
          for (int unsigned o = 0; o < s; o++) begin
            other = command_i[16+list*24+o*8+:8];
            if (token != 8'hff && token == other) bad_token = 1'b1;
          end
        end
      end
    end
  end

  logic weights_share;
  logic [octet_pkg::ScratchpadBanks-1:0] pad_banks, second_banks, out_banks;
  logic [1:0] row_banks, record_banks;
  logic [63:0] bank_begin, bank_end;
  always_comb begin
    bank_begin = 64'd0;
    bank_end = 64'd0;
    pad_banks = '0;
    second_banks = '0;
    out_banks = '0;
    row_banks = 2'd0;
    record_banks = 2'd0;
    weights_share = 1'b0;
    if (valid_i) begin
      for (int unsigned b = 0; b < octet_pkg::ScratchpadBanks; b++) begin
        bank_begin = {32'd0, b * octet_pkg::ScratchpadBankBytes};
        bank_end = {32'd0, (b + 1) * octet_pkg::ScratchpadBankBytes};
        pad_banks[b] = pad_end > pad_begin && pad_begin < bank_end && pad_end > bank_begin;
        second_banks[b] = second_end > second_begin && second_begin < bank_end && second_end > bank_begin;
        out_banks[b] = out_end > out_begin && out_begin < bank_end && out_end > bank_begin;
      end
      row_banks[0] = row_end > row_begin && row_begin < {32'd0, octet_pkg::AccumulatorBankRows};
      row_banks[1] = row_end > row_begin && row_end > {32'd0, octet_pkg::AccumulatorBankRows};
      record_banks[0] = record_end > record_begin && record_begin < {32'd0, octet_pkg::ParameterChannels};
      record_banks[1] = record_end > record_begin && record_end > {32'd0, octet_pkg::ParameterChannels};
      weights_share = opcode == octet_pkg::OpcodeArray && (pad_banks & second_banks) != '0;
    end
  end
  assign banks_o = {record_banks, row_banks, pad_banks | second_banks | out_banks};

  assign illegal_o = valid_i && (zero_count || bad_transfer || bad_choice || bad_token || weights_share || split_table ||
                     (region != '1 && dram_end > region) || pad_end > {32'd0, octet_pkg::ScratchpadBytes} ||
                     second_end > {32'd0, octet_pkg::ScratchpadBytes} || out_end > {32'd0, octet_pkg::ScratchpadBytes} ||
                     row_end > {32'd0, octet_pkg::AccumulatorRows} ||
                     record_end > {32'd0, octet_pkg::ParameterRecords});

  logic unused_bits;
  assign unused_bits = ^{load, store, array, binary, transfer, vector, y_low, x_low, y_high, x_high};
endmodule
