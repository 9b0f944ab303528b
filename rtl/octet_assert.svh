// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One macro for every assertion: checked at each rising edge outside reset, on in every simulation,
// absent in synthesis.
`ifndef OCTET_ASSERT_SVH
`define OCTET_ASSERT_SVH
`ifdef SYNTHESIS
`define OCTET_ASSERT(name, condition)
`else
`define OCTET_ASSERT(name, condition)                \
  always_ff @(posedge clk_i or negedge rst_ni) begin \
    if (rst_ni) begin                                \
      name : assert (condition);                     \
    end                                              \
  end
`endif
`endif
