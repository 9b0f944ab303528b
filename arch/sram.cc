// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The formulas of the memory model.
#include "arch/sram.h"

#include <cmath>

namespace octet {

Picojoules access_energy(const SramEnergy& energy, SramShape shape) {
  const auto bytes = static_cast<double>(shape.bytes), word = static_cast<double>(shape.word_bytes);
  return Picojoules(energy.fixed_pj * std::pow(bytes, energy.fixed_exponent) +
                    word * (energy.byte_pj + energy.wire_pj * std::pow(bytes, energy.wire_exponent)));
}

Picojoules energy_per_byte(const SramEnergy& energy, SramShape shape) {
  return Picojoules(access_energy(energy, shape).value() / static_cast<double>(shape.word_bytes));
}

SquareMicrometres bank_area(const SramArea& area, SramShape shape) {
  const auto bytes = static_cast<double>(shape.bytes), word = static_cast<double>(shape.word_bytes);
  return SquareMicrometres(area.fixed_um2 + area.byte_um2 * bytes +
                           word * (area.word_byte_um2 + area.wire_um2 * std::sqrt(bytes)));
}

}  // namespace octet
