// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The inputs of an array onto its Verilated ports.
#pragma once
#include "rtl/blocks.h"
#include "rtl/verilated/port_bits.h"

namespace octet {

// Elements of kBits, rows numbered with kRowBits.
template <int kBits, int kRowBits, class Top, class Element>
void set_array_ports(Top& top, const ElementInputs<Element>& inputs) {
  for (int j = 0; j < static_cast<int>(inputs.weights.size()); ++j) {
    const auto& w = inputs.weights[static_cast<std::size_t>(j)];
    set_port_bits(top.weight_valid_i, j, 1, w.valid);
    set_port_bits(top.weight_bank_i, j, 1, w.bank);
    set_port_bits(top.weight_row_i, j * kRowBits, kRowBits, static_cast<std::uint64_t>(w.row));
    set_port_bits(top.weight_i, kBits * j, kBits, static_cast<std::make_unsigned_t<Element>>(w.value));
  }
  for (int i = 0; i < static_cast<int>(inputs.acts.size()); ++i) {
    set_port_bits(top.act_i, kBits * i, kBits,
                  static_cast<std::make_unsigned_t<Element>>(inputs.acts[static_cast<std::size_t>(i)]));
    set_port_bits(top.bank_i, i, 1, inputs.banks.at(static_cast<std::size_t>(i)));
  }
  for (int e = 0; e < static_cast<int>(inputs.taps.size()); ++e)
    set_port_bits(top.tap_i, e * kRowBits, kRowBits,
                  static_cast<std::uint64_t>(inputs.taps[static_cast<std::size_t>(e)]));
  top.enable_i = inputs.enable;
}

}  // namespace octet
