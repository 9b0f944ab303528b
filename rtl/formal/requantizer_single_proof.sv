// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The first rounding of single, and its saturation, for every product and every shift: magnitude / 2^(40 - shift) to
// nearest, ties away from zero, saturated to int32, of a product of 72 bits that takes any value (high_q, low_q
// and negative_q are cut). One requantizer per shift from -32 to 31 and one for all below. Combinational.
module requantizer_single_proof (
  input logic                          clk_i,
  input octet_pkg::parameter_record_t  record_i,
  input logic [31:0]                   acc_i,
  input logic [31:0]                   sum_i
);
  for (genvar s = 0; s < 65; s++) begin : gen_shift
    requantizer_single_case #(
      .Right(s + 9)
    ) u_case (
      .clk_i   (clk_i),
      .record_i(record_i),
      .acc_i   (acc_i),
      .sum_i   (sum_i)
    );
  end
endmodule

// Right = 40 - shift; 73 stands for all above.
module requantizer_single_case #(
  parameter int unsigned Right = 40
) (
  input logic                          clk_i,
  input octet_pkg::parameter_record_t  record_i,
  input logic [31:0]                   acc_i,
  input logic [31:0]                   sum_i
);
  octet_pkg::parameter_record_t record;
  logic [7:0] unused_code;
  always_comb begin
    record = record_i;
    if (Right == 73) record.shift = {1'b1, record_i.shift[6:0]};
    else record.shift = 8'(40 - Right);
  end
  requantizer u_dut (
    .clk_i     (clk_i),
    .enable_i  (4'hf),
    .acc_i     (acc_i),
    .sum_i     (sum_i),
    .record_i  (record),
    .rounding_i(octet_pkg::RoundingSingle),
    .code_o    (unused_code)
  );
  (* hierconn *) logic [31:0] \u_dut.scaled_d ;
  (* hierconn *) logic [51:0] \u_dut.high_q , \u_dut.low_q ;
  (* hierconn *) logic \u_dut.negative_q ;

  logic [72:0] product, rounded;
  logic [31:0] magnitude, limit;
  assign product = {1'b0, \u_dut.high_q , 20'd0} + {21'd0, \u_dut.low_q };
  assign limit = \u_dut.negative_q ? 32'h80000000 : 32'h7fffffff;
  if (Right < 73) begin : gen_rounded
    assign rounded = (product + (73'd1 << (Right - 1))) >> Right;
  end else begin : gen_nothing  // below half of the last place
    assign rounded = 73'd0;
  end
  assign magnitude = rounded > {41'd0, limit} ? limit : rounded[31:0];

  always_comb begin
    // A factor's magnitude is 2^31 at most, a multiplier's half 20 bits.
    assume (\u_dut.high_q <= 52'hfffff << 31 && \u_dut.low_q <= 52'hfffff << 31);
    if (Right == 73) assume ($signed(record.shift) < -8'sd32);
    rounds_once : assert (\u_dut.scaled_d == (\u_dut.negative_q ? ~magnitude + 32'd1 : magnitude));
  end
endmodule
