// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Decodes one command, combinationally: its queue, whether it is illegal, and the banks it touches
// (banks() and illegal() of arch/access.h). Ranges are bounding ranges. Outputs are zero while valid_i is not. Of an
// illegal command only queue_o, known_o and illegal_o say something.
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
  localparam int unsigned PadBits = octet_pkg::ScratchpadBits + 1;
  localparam int unsigned RowBits = octet_pkg::AccumulatorRowBits + 1;
  localparam logic [35:0] Element = 36'(octet_pkg::ElementBytes);

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

  vector_decode #(
    .Walk(1'b0)
  ) u_vector (
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

  // A transfer, at one place but for the load's target before it.
  octet_pkg::store_command_t transfer;
  logic [octet_pkg::AddressBits-1:0] region;
  logic is_transfer, dram_over;
  assign is_transfer = valid_i && (opcode == octet_pkg::OpcodeLoad || opcode == octet_pkg::OpcodeStore);
  always_comb begin
    transfer = '0;
    if (is_transfer) begin
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
    end
  end
  transfer_range u_dram (
    .valid_i       (is_transfer),
    .command_i     (transfer),
    .region_bytes_i(region),
    .over_o        (dram_over)
  );

  // What lies in the scratchpad: windows, else what is transferred or the first input; weights or a second input; output.
  logic is_window, window_illegal, window_empty;
  logic [PadBits-1:0] window_begin;
  logic [15:0] last_row, last_column;
  assign is_window = opcode == octet_pkg::OpcodeArray || opcode == octet_pkg::OpcodeDepthwise || opcode == octet_pkg::OpcodePool;
  window_range u_window (
    .valid_i      (valid_i && is_window),
    .command_i    (array),
    .illegal_o    (window_illegal),
    .empty_o      (window_empty),
    .begin_o      (window_begin),
    .last_row_o   (last_row),
    .last_column_o(last_column)
  );

  logic pad_valid, second_valid, out_valid, pad_over, second_over, out_over;
  logic [31:0] pad_base, pad_b_pitch, second_base, second_b_pitch;
  logic [15:0] pad_a_count, pad_b_count, second_a_count, second_b_count, last_y, last_x;
  logic [35:0] pad_a_pitch, second_a_pitch, pad_bytes, second_bytes, out_bytes;
  logic [PadBits-1:0] pad_begin, pad_end, second_end, out_end;
  pad_range u_pad (
    .valid_i  (pad_valid),
    .begin_i  (pad_base),
    .a_count_i(pad_a_count),
    .a_pitch_i(pad_a_pitch),
    .b_count_i(pad_b_count),
    .b_pitch_i(pad_b_pitch),
    .bytes_i  (pad_bytes),
    .end_o    (pad_end),
    .over_o   (pad_over)
  );
  pad_range u_second (
    .valid_i  (second_valid),
    .begin_i  (second_base),
    .a_count_i(second_a_count),
    .a_pitch_i(second_a_pitch),
    .b_count_i(second_b_count),
    .b_pitch_i(second_b_pitch),
    .bytes_i  (second_bytes),
    .end_o    (second_end),
    .over_o   (second_over)
  );
  pad_range u_out (
    .valid_i  (out_valid),
    .begin_i  (vector.out_address),
    .a_count_i(last_y),
    .a_pitch_i({4'd0, vector.out_row_pitch}),
    .b_count_i(last_x),
    .b_pitch_i(vector.out_pixel_pitch),
    .bytes_i  (out_bytes),
    .end_o    (out_end),
    .over_o   (out_over)
  );

  // Ranges of accumulator rows and of parameter records are half open, as those of the scratchpad.
  logic [32:0] record_begin, record_end;
  logic [31:0] pixels, channels, row_begin;
  logic [15:0] n, folds, height, width;
  logic [RowBits+15:0] row_end;
  logic zero_count, bad_transfer, bad_choice, to_parameters, split_table, wide, rows_valid, row_over;
  always_comb begin
    pad_valid = 1'b0;
    pad_base = 32'd0;
    pad_a_count = 16'd0;
    pad_a_pitch = 36'd0;
    pad_b_count = 16'd0;
    pad_b_pitch = 32'd0;
    pad_bytes = 36'd0;
    second_valid = 1'b0;
    second_base = 32'd0;
    second_a_count = 16'd0;
    second_a_pitch = 36'd0;
    second_b_count = 16'd0;
    second_b_pitch = 32'd0;
    second_bytes = 36'd0;
    out_valid = 1'b0;
    out_bytes = 36'd0;
    rows_valid = 1'b0;
    row_begin = 32'd0;
    row_end = '0;
    row_over = 1'b0;
    record_begin = 33'd0;
    record_end = 33'd0;
    region = '0;
    zero_count = 1'b0;
    bad_transfer = 1'b0;
    bad_choice = 1'b0;
    split_table = 1'b0;
    wide = 1'b0;
    to_parameters = 1'b0;
    n = 16'd0;
    folds = 16'd0;
    height = 16'd0;
    width = 16'd0;
    pixels = 32'd0;
    channels = 32'd0;
    last_y = 16'd0;
    last_x = 16'd0;
    if (valid_i) begin
      to_parameters = opcode == octet_pkg::OpcodeLoad && load.target == octet_pkg::TargetParameters;
      channels = {16'd0, vector.channels};
      if (opcode == octet_pkg::OpcodeDepthwise) channels = {16'd0, array.in_channels} * {24'd0, vector.multiplier};
      wide = opcode == octet_pkg::OpcodeRequantize && vector.variant != 8'd0;
      out_bytes = wide ? {18'd0, vector.channels, 2'd0} : {4'd0, channels} * Element;
      last_y = vector.out_h - 16'd1;
      last_x = vector.out_w - 16'd1;
      case (opcode)
        octet_pkg::OpcodeLoad, octet_pkg::OpcodeStore: begin
          region = region_bytes_i[transfer.base[1:0]*octet_pkg::AddressBits+:octet_pkg::AddressBits];
          zero_count = transfer.run_bytes == 32'd0 || transfer.inner == 16'd0 || transfer.outer == 16'd0;
          bad_choice = transfer.base > octet_pkg::BaseWorkspace || transfer.flip > 8'd1;
          bad_transfer = transfer.base == octet_pkg::BaseCode ||
                         (opcode == octet_pkg::OpcodeStore && transfer.base == octet_pkg::BaseConstants);
          if (to_parameters) begin
            record_begin = {1'b0, transfer.local_};
            record_end = {1'b0, transfer.local_} + {5'd0, transfer.run_bytes[31:4]};
            bad_transfer = bad_transfer || transfer.inner != 16'd1 || transfer.outer != 16'd1 ||
                           transfer.run_bytes[3:0] != 4'd0 || transfer.flip != 8'd0;
          end else begin
            pad_valid = 1'b1;
            pad_base = transfer.local_;
            pad_a_count = transfer.outer - 16'd1;
            pad_a_pitch = {4'd0, transfer.local_outer_pitch};
            pad_b_count = transfer.inner - 16'd1;
            pad_b_pitch = transfer.local_inner_pitch;
            pad_bytes = {4'd0, transfer.run_bytes};
          end
          if (opcode == octet_pkg::OpcodeLoad) bad_choice = bad_choice || load.target > octet_pkg::TargetParameters;
        end
        octet_pkg::OpcodeArray: begin
          second_valid = 1'b1;
          second_base = array.weights;
          second_a_count = {8'd0, array.in_kernel_h} * {8'd0, array.in_kernel_w};
          second_a_pitch = {20'd0, array.in_channels} * {20'd0, array.n} * Element;
          rows_valid = 1'b1;
          row_begin = array.acc_row;
          zero_count = window_illegal || array.n == 16'd0;
          bad_choice = array.accumulate > 8'd1;
        end
        octet_pkg::OpcodeRequantize, octet_pkg::OpcodeDepthwise, octet_pkg::OpcodePool, octet_pkg::OpcodeBinary,
        octet_pkg::OpcodeMove, octet_pkg::OpcodeSoftmax: begin
          out_valid = 1'b1;
          record_begin = {17'd0, vector.parameters};
          record_end = {17'd0, vector.parameters};
          zero_count = vector.out_h == 16'd0 || vector.out_w == 16'd0 || channels == 32'd0 || window_illegal;
          if (opcode == octet_pkg::OpcodeRequantize) begin
            rows_valid = 1'b1;
            row_begin = vector.acc_row;
          end else if (!is_window) begin
            pad_valid = 1'b1;
            pad_base = vector.a_address;
            pad_a_count = last_y;
            pad_a_pitch = {4'd0, vector.a_row_pitch};
            pad_b_count = last_x;
            pad_b_pitch = vector.a_pixel_pitch;
            pad_bytes = {4'd0, vector.broadcast_a ? 32'd1 : channels} * Element;
          end
          if (opcode == octet_pkg::OpcodeRequantize || opcode == octet_pkg::OpcodeDepthwise) begin
            if (!wide) record_end = record_begin + {1'b0, channels};
            bad_choice = vector.rounding > octet_pkg::RoundingDoubleLegacy ||
                         (opcode == octet_pkg::OpcodeRequantize && vector.variant > 8'd1);
          end
          if (opcode == octet_pkg::OpcodeDepthwise) begin
            second_valid = 1'b1;
            second_base = vector.weights;
            second_a_count = vector.taps;
            second_a_pitch = {4'd0, channels} * Element;
          end
          if (opcode == octet_pkg::OpcodePool) begin
            record_end = record_begin + 33'd1;
            bad_choice = vector.variant > octet_pkg::PoolMax;
          end
          if (opcode == octet_pkg::OpcodeBinary) begin
            if (vector.variant != octet_pkg::BinaryMinimum && vector.variant != octet_pkg::BinaryMaximum) begin
              record_end = record_begin + 33'd3;
            end
            bad_choice = vector.variant > octet_pkg::BinaryPrelu || binary.broadcast_a > 8'd1 || binary.broadcast_b > 8'd1;
            second_valid = 1'b1;
            second_base = vector.b_address;
            second_a_count = last_y;
            second_a_pitch = {4'd0, vector.b_row_pitch};
            second_b_count = last_x;
            second_b_pitch = vector.b_pixel_pitch;
            second_bytes = {4'd0, vector.broadcast_b ? 32'd1 : channels} * Element;
          end
          if (opcode == octet_pkg::OpcodeMove) begin
            if (vector.variant == octet_pkg::MoveRequantize) record_end = record_begin + 33'd1;
            if (vector.variant == octet_pkg::MoveTable) record_end = record_begin + 33'd16;
            bad_choice = vector.variant > octet_pkg::MoveTable;
          end
          if (opcode == octet_pkg::OpcodeSoftmax) record_end = record_begin + 33'd64;
          if (opcode == octet_pkg::OpcodeSoftmax || opcode == octet_pkg::OpcodeMove) begin
            split_table = record_begin < {1'b0, octet_pkg::ParameterChannels} &&
                          record_end > {1'b0, octet_pkg::ParameterChannels};
          end
        end
        default: bad_choice = 1'b1;
      endcase
      if (is_window) begin
        pad_valid = !window_empty;
        pad_base = array.in_address;
        pad_a_count = last_row;
        pad_a_pitch = {4'd0, array.in_row_pitch};
        pad_b_count = last_column;
        pad_b_pitch = array.in_pixel_pitch;
        pad_bytes = {20'd0, array.in_channels} * Element;
      end
      if (rows_valid) begin
        height = opcode == octet_pkg::OpcodeArray ? array.in_out_h : vector.out_h;
        width = opcode == octet_pkg::OpcodeArray ? array.in_out_w : vector.out_w;
        n = opcode == octet_pkg::OpcodeArray ? array.n : vector.channels;
        folds = (n - 16'd1) / 16'(octet_pkg::ArrayCols) + 16'd1;
        pixels = {16'd0, height} * {16'd0, width};
        row_end = (RowBits + 16)'(row_begin[RowBits-1:0]) + (RowBits + 16)'(pixels[RowBits-1:0]) * (RowBits + 16)'(folds);
        row_over = row_begin > octet_pkg::AccumulatorRows || pixels > octet_pkg::AccumulatorRows ||
                   row_end > (RowBits + 16)'(octet_pkg::AccumulatorRows);
      end
    end
  end
  assign pad_begin = is_window ? window_begin : pad_base[PadBits-1:0];

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
  logic [PadBits-1:0] bank_begin, bank_end, second_begin, out_begin;
  assign second_begin = second_base[PadBits-1:0];
  assign out_begin = vector.out_address[PadBits-1:0];
  always_comb begin
    bank_begin = '0;
    bank_end = '0;
    pad_banks = '0;
    second_banks = '0;
    out_banks = '0;
    row_banks = 2'd0;
    record_banks = 2'd0;
    weights_share = 1'b0;
    if (valid_i) begin
      for (int unsigned b = 0; b < octet_pkg::ScratchpadBanks; b++) begin
        bank_begin = PadBits'(b * octet_pkg::ScratchpadBankBytes);
        bank_end = PadBits'((b + 1) * octet_pkg::ScratchpadBankBytes);
        pad_banks[b] = pad_end > pad_begin && pad_begin < bank_end && pad_end > bank_begin;
        second_banks[b] = second_end > second_begin && second_begin < bank_end && second_end > bank_begin;
        out_banks[b] = out_end > out_begin && out_begin < bank_end && out_end > bank_begin;
      end
      row_banks[0] = rows_valid && row_begin < octet_pkg::AccumulatorBankRows;
      row_banks[1] = rows_valid && row_end > (RowBits + 16)'(octet_pkg::AccumulatorBankRows);
      record_banks[0] = record_end > record_begin && record_begin < {1'b0, octet_pkg::ParameterChannels};
      record_banks[1] = record_end > record_begin && record_end > {1'b0, octet_pkg::ParameterChannels};
      weights_share = opcode == octet_pkg::OpcodeArray && (pad_banks & second_banks) != '0;
    end
  end
  assign banks_o = {record_banks, row_banks, pad_banks | second_banks | out_banks};

  assign illegal_o = valid_i && (zero_count || bad_transfer || bad_choice || bad_token || weights_share || split_table ||
                                 dram_over || pad_over || second_over || out_over || row_over ||
                                 record_end > {1'b0, octet_pkg::ParameterRecords});

  logic unused_bits;
  assign unused_bits = ^{load, store, array, binary, transfer, vector, pixels};
endmodule
