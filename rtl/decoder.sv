// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Decodes one command, combinationally: its queue, whether this core must refuse it, and the banks it
// touches (banks() and illegal() of arch/access.h). Ranges are bounding ranges in 64 bits. Refused besides
// what the machine's rules call illegal: the opcodes this first core does not execute.
module decoder (
  input  logic [511:0]                            command_i,
  input  logic [4*octet_pkg::AddressBits-1:0]     region_bytes_i,
  output logic [1:0]                              queue_o,
  output logic                                    known_o,    // the opcode names a queue
  output logic                                    illegal_o,
  output logic [octet_pkg::MaskBits-1:0]          banks_o
);
  octet_pkg::load_command_t load;
  octet_pkg::store_command_t store;
  octet_pkg::array_command_t array;
  octet_pkg::requantize_command_t requantize;
  logic [7:0] opcode;
  assign load = command_i;
  assign store = command_i;
  assign array = command_i;
  assign requantize = command_i;
  assign opcode = command_i[7:0];

  always_comb begin
    known_o = 1'b1;
    case (opcode)
      octet_pkg::OpcodeLoad: queue_o = octet_pkg::QueueLoad;
      octet_pkg::OpcodeStore: queue_o = octet_pkg::QueueStore;
      octet_pkg::OpcodeArray: queue_o = octet_pkg::QueueArray;
      default: begin
        queue_o = octet_pkg::QueueVector;
        known_o = opcode >= octet_pkg::OpcodeRequantize && opcode <= octet_pkg::OpcodeMove;
      end
    endcase
  end

  // Half-open ranges: two of the scratchpad, accumulator rows, parameter records, DRAM bytes.
  logic [63:0] pad_begin, pad_end, weight_begin, weight_end, row_begin, row_end;
  logic [63:0] record_begin, record_end, dram_end, span;
  logic [31:0] pixels;
  logic [15:0] folds, n;
  logic [63:0] region;
  logic [1:0] base;
  assign base = opcode == octet_pkg::OpcodeLoad ? load.base[1:0] : store.base[1:0];
  logic window_empty, zero_count, bad_transfer, bad_choice;

  // The part of a window that lies inside the tensor, of rows and of columns.
  logic signed [33:0] y_last, x_last, y_high, x_high, y_low, x_low;
  logic [63:0] y_low_bytes, x_low_bytes, y_high_bytes, x_high_bytes;
  always_comb begin
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
    y_low_bytes = {48'd0, y_low[15:0]} * {32'd0, array.in_row_pitch};
    x_low_bytes = {48'd0, x_low[15:0]} * {32'd0, array.in_pixel_pitch};
    y_high_bytes = {48'd0, y_high[15:0]} * {32'd0, array.in_row_pitch};
    x_high_bytes = {48'd0, x_high[15:0]} * {32'd0, array.in_pixel_pitch};
  end

  // Pixels, output channels and accumulator rows of an array or requantize command.
  logic [15:0] out_h, out_w, taps, folded;
  logic [31:0] reduction;
  logic [47:0] weight_bytes, rows;
  always_comb begin
    out_h = opcode == octet_pkg::OpcodeArray ? array.in_out_h : requantize.out_h;
    out_w = opcode == octet_pkg::OpcodeArray ? array.in_out_w : requantize.out_w;
    n = opcode == octet_pkg::OpcodeArray ? array.n : requantize.n;
    pixels = {16'd0, out_h} * {16'd0, out_w};
    folded = (n - 16'd1) / 16'(octet_pkg::ArrayCols);
    folds = folded + 16'd1;
    rows = {16'd0, pixels} * {32'd0, folds};
    taps = {8'd0, array.in_kernel_h} * {8'd0, array.in_kernel_w};
    reduction = {16'd0, taps} * {16'd0, array.in_channels};
    weight_bytes = {16'd0, reduction} * {32'd0, array.n};
  end

  always_comb begin
    pad_begin = 64'd0;
    pad_end = 64'd0;
    weight_begin = 64'd0;
    weight_end = 64'd0;
    row_begin = 64'd0;
    row_end = 64'd0;
    record_begin = 64'd0;
    record_end = 64'd0;
    dram_end = 64'd0;
    span = 64'd0;
    region = 64'd0;
    case (opcode)
      octet_pkg::OpcodeLoad, octet_pkg::OpcodeStore: begin  // both have the same transfer, the load a target before it
        region = {{(64 - octet_pkg::AddressBits) {1'b0}},
                  region_bytes_i[base*octet_pkg::AddressBits+:octet_pkg::AddressBits]};
        if (opcode == octet_pkg::OpcodeLoad) begin
          span = {48'd0, load.outer - 16'd1} * {32'd0, load.local_outer_pitch} +
                 {48'd0, load.inner - 16'd1} * {32'd0, load.local_inner_pitch} + {32'd0, load.run_bytes};
          dram_end = {48'd0, load.outer - 16'd1} * {32'd0, load.dram_outer_pitch} +
                     {48'd0, load.inner - 16'd1} * {32'd0, load.dram_inner_pitch} + {32'd0, load.run_bytes} +
                     {32'd0, load.dram_offset};
          if (load.target == octet_pkg::TargetParameters) begin
            record_begin = {32'd0, load.local_};
            record_end = {32'd0, load.local_} + {4'd0, span[63:4]};
          end else begin
            pad_begin = {32'd0, load.local_};
            pad_end = {32'd0, load.local_} + span;
          end
        end else begin
          span = {48'd0, store.outer - 16'd1} * {32'd0, store.local_outer_pitch} +
                 {48'd0, store.inner - 16'd1} * {32'd0, store.local_inner_pitch} + {32'd0, store.run_bytes};
          dram_end = {48'd0, store.outer - 16'd1} * {32'd0, store.dram_outer_pitch} +
                     {48'd0, store.inner - 16'd1} * {32'd0, store.dram_inner_pitch} + {32'd0, store.run_bytes} +
                     {32'd0, store.dram_offset};
          pad_begin = {32'd0, store.local_};
          pad_end = {32'd0, store.local_} + span;
        end
      end
      octet_pkg::OpcodeArray: begin
        if (!window_empty) begin
          pad_begin = {32'd0, array.in_address} + y_low_bytes + x_low_bytes;
          pad_end = {32'd0, array.in_address} + y_high_bytes + x_high_bytes + {48'd0, array.in_channels};
        end
        weight_begin = {32'd0, array.weights};
        weight_end = {32'd0, array.weights} + {16'd0, weight_bytes};
        row_begin = {32'd0, array.acc_row};
        row_end = {32'd0, array.acc_row} + {16'd0, rows};
      end
      octet_pkg::OpcodeRequantize: begin
        pad_begin = {32'd0, requantize.out_address};
        pad_end = {32'd0, requantize.out_address} + {48'd0, out_h - 16'd1} * {32'd0, requantize.out_row_pitch} +
                  {48'd0, out_w - 16'd1} * {32'd0, requantize.out_pixel_pitch} + {48'd0, requantize.n};
        row_begin = {32'd0, requantize.acc_row};
        row_end = {32'd0, requantize.acc_row} + {16'd0, rows};
        record_begin = {48'd0, requantize.parameters};
        record_end = {48'd0, requantize.parameters} + {48'd0, requantize.n};
      end
      default: ;
    endcase
  end

  logic weights_share;
  logic [octet_pkg::ScratchpadBanks-1:0] pad_banks, weight_banks;
  logic [1:0] row_banks, record_banks;
  logic [63:0] bank_begin, bank_end;
  always_comb begin
    bank_begin = 64'd0;
    bank_end = 64'd0;
    for (int unsigned b = 0; b < octet_pkg::ScratchpadBanks; b++) begin
      bank_begin = {32'd0, b * octet_pkg::ScratchpadBankBytes};
      bank_end = {32'd0, (b + 1) * octet_pkg::ScratchpadBankBytes};
      pad_banks[b] = pad_end > pad_begin && pad_begin < bank_end && pad_end > bank_begin;
      weight_banks[b] = weight_end > weight_begin && weight_begin < bank_end && weight_end > bank_begin;
    end
    row_banks[0] = row_end > row_begin && row_begin < {32'd0, octet_pkg::AccumulatorBankRows};
    row_banks[1] = row_end > row_begin && row_end > {32'd0, octet_pkg::AccumulatorBankRows};
    record_banks[0] = record_end > record_begin && record_begin < {32'd0, octet_pkg::ParameterChannels};
    record_banks[1] = record_end > record_begin && record_end > {32'd0, octet_pkg::ParameterChannels};
    weights_share = (pad_banks & weight_banks) != '0;
  end
  assign banks_o = {record_banks, row_banks, pad_banks | weight_banks};

  always_comb begin
    zero_count = 1'b0;
    bad_transfer = 1'b0;
    bad_choice = 1'b0;
    case (opcode)
      octet_pkg::OpcodeLoad: begin
        zero_count = load.run_bytes == 32'd0 || load.inner == 16'd0 || load.outer == 16'd0;
        bad_choice = load.target > octet_pkg::TargetParameters || load.base > octet_pkg::BaseWorkspace || load.flip > 8'd1;
        bad_transfer = load.base == octet_pkg::BaseCode;
        if (load.target == octet_pkg::TargetParameters) begin
          bad_transfer = bad_transfer || load.inner != 16'd1 || load.outer != 16'd1 || load.run_bytes[3:0] != 4'd0 ||
                         load.flip != 8'd0;
        end
      end
      octet_pkg::OpcodeStore: begin
        zero_count = store.run_bytes == 32'd0 || store.inner == 16'd0 || store.outer == 16'd0;
        bad_choice = store.base > octet_pkg::BaseWorkspace || store.flip > 8'd1;
        bad_transfer = store.base == octet_pkg::BaseCode || store.base == octet_pkg::BaseConstants;
      end
      octet_pkg::OpcodeArray: begin
        zero_count = array.in_channels == 16'd0 || array.in_height == 16'd0 || array.in_width == 16'd0 ||
                     array.in_kernel_h == 8'd0 || array.in_kernel_w == 8'd0 || array.in_stride_h == 8'd0 ||
                     array.in_stride_w == 8'd0 || array.in_dilation_h == 8'd0 || array.in_dilation_w == 8'd0 ||
                     out_h == 16'd0 || out_w == 16'd0 || n == 16'd0;
      end
      octet_pkg::OpcodeRequantize: begin
        zero_count = out_h == 16'd0 || out_w == 16'd0 || n == 16'd0;
        bad_choice = requantize.rounding > octet_pkg::RoundingDoubleLegacy;
      end
      default: bad_choice = 1'b1;
    endcase
  end

  assign illegal_o = zero_count || bad_transfer || bad_choice || weights_share || dram_end > region ||
                     pad_end > {32'd0, octet_pkg::ScratchpadBytes} ||
                     weight_end > {32'd0, octet_pkg::ScratchpadBytes} ||
                     row_end > {32'd0, octet_pkg::AccumulatorRows} ||
                     record_end > {32'd0, octet_pkg::ParameterRecords};

  logic unused_bits;
  assign unused_bits = ^{load, store, array, requantize, y_low, x_low, y_high, x_high};
endmodule
