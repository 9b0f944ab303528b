// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Whether a transfer ends beyond its region of DRAM. Combinational. Zero while valid_i is not.
module transfer_range (
  input  logic                              valid_i,
  input  octet_pkg::store_command_t         command_i,
  input  logic [octet_pkg::AddressBits-1:0] region_bytes_i,
  output logic                              over_o
);
  logic [49:0] outer_bytes, inner_bytes, last;
  always_comb begin
    outer_bytes = 50'd0;
    inner_bytes = 50'd0;
    last = 50'd0;
    over_o = 1'b0;
    if (valid_i) begin
      outer_bytes = {34'd0, command_i.outer - 16'd1} * {18'd0, command_i.dram_outer_pitch};
      inner_bytes = {34'd0, command_i.inner - 16'd1} * {18'd0, command_i.dram_inner_pitch};
      last = outer_bytes + inner_bytes + {18'd0, command_i.run_bytes} + {18'd0, command_i.dram_offset};
      over_o = last > {{(50 - octet_pkg::AddressBits) {1'b0}}, region_bytes_i};
    end
  end

  logic unused_bits;
  assign unused_bits = ^command_i;
endmodule
