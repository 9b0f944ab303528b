// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What an LSTM does with the sums of its gates: the part that both the whole operator and a step of it behind the
// array's products share. Gates are Q3.12, their outputs Q0.15; the cell has a scale of 2^s.
#pragma once
#include <algorithm>
#include <cstdint>

#include "base/fixed_point.h"
#include "models/graph.h"

namespace octet {

inline std::int16_t saturate_int16(std::int32_t value) {
  return static_cast<std::int16_t>(std::clamp(value, -32768, 32767));
}
// From a product of codes, scale `weights` * `codes`, to a gate.
Multiplier31 gate_multiplier(float weights, float codes);

// The sums of one cell's gates, in the order of the operator's weights.
struct GateSums {
  std::int16_t input = 0, forget = 0, modulation = 0, output = 0;
};

class LstmCell {
 public:
  LstmCell(const LstmOptions& options, float cell_scale);
  // The cell's state after a step, and its hidden state as a code.
  std::int8_t update(const GateSums& gates, std::int16_t& cell) const;

 private:
  int cell_shift_;
  Multiplier31 hidden_;
  std::int32_t hidden_zero_point_;
  std::int16_t cell_clip_;
};

}  // namespace octet
