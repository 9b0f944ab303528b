// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The six vector commands in one form, combinational: what is walked, what is read, how many cycles a vector
// takes (p of docs/timing.md section 3). Zero while valid_i is not. Without Walk all fields that only the walk of a window
// needs say nothing: its a_address, a_row_pitch and a_pixel_pitch, and the pace.
module vector_decode #(
  parameter bit Walk = 1'b1
) (
  input  logic                          valid_i,
  input  logic [511:0]                  command_i,
  output octet_pkg::vector_command_t    vector_o
);
  localparam int unsigned Macs = octet_pkg::VectorMacsPerLane;
  localparam int unsigned Word = octet_pkg::ArrayWordBytes;

  octet_pkg::requantize_command_t requantize;
  octet_pkg::depthwise_command_t depthwise;
  octet_pkg::pool_command_t pool;
  octet_pkg::binary_command_t binary;
  octet_pkg::move_command_t move;
  octet_pkg::softmax_command_t softmax;
  assign requantize = command_i;
  assign depthwise = command_i;
  assign pool = command_i;
  assign binary = command_i;
  assign move = command_i;
  assign softmax = command_i;

  logic [7:0] opcode;
  logic [15:0] taps;
  logic [31:0] by_macs, by_rows, window_pace, apart, first_x, first_y;
  assign opcode = command_i[7:0];
  assign taps = {8'd0, depthwise.in_kernel_h} * {8'd0, depthwise.in_kernel_w};
  assign by_macs = ({16'd0, taps} + Macs - 32'd1) / Macs;
  assign by_rows = ({24'd0, depthwise.in_kernel_h} * {24'd0, depthwise.in_stride_h} + 32'd1) >> 1;
  assign window_pace = by_macs > by_rows ? by_macs : by_rows;
  assign apart = (binary.a_address / Word - binary.b_address / Word) & 32'd7;
  assign first_y = {{16{depthwise.in_y0[15]}}, depthwise.in_y0};
  assign first_x = {{16{depthwise.in_x0[15]}}, depthwise.in_x0};

  // The window lies at the same place in depthwise and pool.
  always_comb begin
    vector_o = '0;
    if (valid_i) begin
      vector_o.opcode = opcode;
      vector_o.pace = 16'd1;
      vector_o.multiplier = 8'd1;
      case (opcode)
        octet_pkg::OpcodeRequantize: begin
          vector_o.out_h = requantize.out_h;
          vector_o.out_w = requantize.out_w;
          vector_o.channels = requantize.n;
          vector_o.parameters = requantize.parameters;
          vector_o.rounding = requantize.rounding;
          vector_o.variant = requantize.wide;
          if (requantize.wide != 8'd0) vector_o.pace = 16'(4 / octet_pkg::ElementBytes);  // a part of each accumulator a cycle
          vector_o.acc_row = requantize.acc_row;
          vector_o.out_address = requantize.out_address;
          vector_o.out_row_pitch = requantize.out_row_pitch;
          vector_o.out_pixel_pitch = requantize.out_pixel_pitch;
        end
        octet_pkg::OpcodeDepthwise, octet_pkg::OpcodePool: begin
          vector_o.out_h = depthwise.in_out_h;
          vector_o.out_w = depthwise.in_out_w;
          if (Walk) begin
            vector_o.pace = window_pace[15:0];
            vector_o.a_address = depthwise.in_address + first_y * depthwise.in_row_pitch +
                                 first_x * depthwise.in_pixel_pitch;
            vector_o.a_row_pitch = {24'd0, depthwise.in_stride_h} * depthwise.in_row_pitch;
            vector_o.a_pixel_pitch = {24'd0, depthwise.in_stride_w} * depthwise.in_pixel_pitch;
          end
          vector_o.taps = taps;
          if (opcode == octet_pkg::OpcodeDepthwise) begin
            vector_o.channels = depthwise.in_channels * {8'd0, depthwise.depth_multiplier};
            if (Walk && taps > 16'd25 && window_pace < {16'd0, taps}) vector_o.pace = taps;
            vector_o.multiplier = depthwise.depth_multiplier;
            vector_o.weights = depthwise.weights;
            vector_o.parameters = depthwise.parameters;
            vector_o.rounding = depthwise.rounding;
            vector_o.out_address = depthwise.out_address;
            vector_o.out_row_pitch = depthwise.out_row_pitch;
            vector_o.out_pixel_pitch = depthwise.out_pixel_pitch;
          end else begin
            vector_o.variant = pool.function_;
            vector_o.channels = pool.in_channels;
            vector_o.parameters = pool.parameters;
            vector_o.out_address = pool.out_address;
            vector_o.out_row_pitch = pool.out_row_pitch;
            vector_o.out_pixel_pitch = pool.out_pixel_pitch;
          end
        end
        octet_pkg::OpcodeBinary: begin
          vector_o.variant = binary.function_;
          vector_o.broadcast_a = binary.broadcast_a[0];
          vector_o.broadcast_b = binary.broadcast_b[0];
          vector_o.out_h = binary.out_h;
          vector_o.out_w = binary.out_w;
          vector_o.channels = binary.channels;
          vector_o.parameters = binary.parameters;
          vector_o.a_address = binary.a_address;
          vector_o.a_row_pitch = binary.a_row_pitch;
          vector_o.a_pixel_pitch = binary.a_pixel_pitch;
          vector_o.b_address = binary.b_address;
          vector_o.b_row_pitch = binary.b_row_pitch;
          vector_o.b_pixel_pitch = binary.b_pixel_pitch;
          vector_o.out_address = binary.out_address;
          vector_o.out_row_pitch = binary.out_row_pitch;
          vector_o.out_pixel_pitch = binary.out_pixel_pitch;
          if (Walk && binary.a_address / octet_pkg::ScratchpadBankBytes == binary.b_address / octet_pkg::ScratchpadBankBytes &&
              (apart <= 32'd1 || apart == 32'd7)) begin
            vector_o.pace = 16'd2;
          end
        end
        octet_pkg::OpcodeSoftmax: begin
          vector_o.out_h = softmax.out_h;
          vector_o.out_w = softmax.out_w;
          vector_o.channels = softmax.channels;
          vector_o.parameters = softmax.parameters;
          vector_o.a_address = softmax.in_address;
          vector_o.a_row_pitch = softmax.in_row_pitch;
          vector_o.a_pixel_pitch = softmax.in_pixel_pitch;
          vector_o.out_address = softmax.out_address;
          vector_o.out_row_pitch = softmax.out_row_pitch;
          vector_o.out_pixel_pitch = softmax.out_pixel_pitch;
        end
        default: begin
          vector_o.out_h = move.out_h;
          vector_o.out_w = move.out_w;
          vector_o.channels = move.channels;
          vector_o.parameters = move.parameters;
          vector_o.variant = move.mode;
          vector_o.a_address = move.in_address;
          vector_o.a_row_pitch = move.in_row_pitch;
          vector_o.a_pixel_pitch = move.in_pixel_pitch;
          vector_o.out_address = move.out_address;
          vector_o.out_row_pitch = move.out_row_pitch;
          vector_o.out_pixel_pitch = move.out_pixel_pitch;
        end
      endcase
      vector_o.window_row_pitch = depthwise.in_row_pitch;
      vector_o.window_pixel_pitch = depthwise.in_pixel_pitch;
      vector_o.height = depthwise.in_height;
      vector_o.width = depthwise.in_width;
      vector_o.pad_value = depthwise.in_pad_value;
      vector_o.y0 = depthwise.in_y0;
      vector_o.x0 = depthwise.in_x0;
      vector_o.kernel_w = depthwise.in_kernel_w;
      vector_o.stride_h = depthwise.in_stride_h;
      vector_o.stride_w = depthwise.in_stride_w;
      vector_o.dilation_h = depthwise.in_dilation_h;
      vector_o.dilation_w = depthwise.in_dilation_w;
    end
  end

  logic unused_bits;
  assign unused_bits = ^{requantize, depthwise, pool, binary, move, softmax, window_pace, apart};
endmodule
