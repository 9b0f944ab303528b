// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A command's pad value, a signed byte, as an element of the machine: itself, or its number in bf16 or fp32, which is
// exact. Combinational.
module pad_element (
  input  logic [7:0]                       pad_value_i,
  output logic [octet_pkg::ElementBits-1:0] element_o
);
  if (octet_pkg::FractionBits == 0) begin : gen_code
    assign element_o = pad_value_i;
  end else begin : gen_float
    logic [7:0] magnitude, exponent;
    always_comb begin
      magnitude = pad_value_i[7] ? 8'd0 - pad_value_i : pad_value_i;
      exponent = magnitude == 8'd0 ? 8'd0 : 8'd134;  // of 2^7
      for (int unsigned i = 0; i < 7; i++) begin
        if (!magnitude[7] && magnitude != 8'd0) begin
          magnitude = magnitude << 1;
          exponent = exponent - 8'd1;
        end
      end
    end
    assign element_o = {pad_value_i[7], exponent, magnitude[6:0], {(octet_pkg::FractionBits - 7) {1'b0}}};
  end
endmodule
