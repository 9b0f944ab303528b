// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "models/lstm_cell.h"

#include <cmath>

#include "models/gate_functions.h"

namespace octet {

Multiplier31 gate_multiplier(float weights, float codes) {
  constexpr float kGateScale = 0x1p-12f;
  return quantize_multiplier(static_cast<double>(weights * codes / kGateScale));
}

LstmCell::LstmCell(const LstmOptions& options, float cell_scale)
    : cell_shift_(std::ilogb(cell_scale)),
      hidden_(quantize_multiplier(
          static_cast<double>(static_cast<float>(0x1p-15 / static_cast<double>(options.hidden_scale) * 0x1p-15)))),
      hidden_zero_point_(static_cast<std::int32_t>(options.hidden_zero_point)),
      cell_clip_(static_cast<std::int16_t>(std::clamp(options.cell_clip / cell_scale, -32768.0f, 32767.0f))) {}

std::int8_t LstmCell::update(const GateSums& gates, std::int16_t& cell) const {
  const std::int32_t forget = logistic_q3(gates.forget);
  const std::int32_t update = tanh_of(gates.modulation, 3);
  const std::int32_t input = logistic_q3(gates.input);
  const auto kept = static_cast<std::int16_t>(rounding_divide_by_pot(forget * cell, 15));
  const auto added = static_cast<std::int16_t>(rounding_divide_by_pot(input * update, 30 + cell_shift_));
  cell = saturate_int16(kept + added);
  if (cell_clip_ > 0) cell = std::clamp(cell, static_cast<std::int16_t>(-cell_clip_), cell_clip_);
  const std::int32_t output = logistic_q3(gates.output);
  const std::int32_t product = output * tanh_of(cell, 15 + cell_shift_);
  const std::int32_t code = multiply_by_quantized_multiplier(product, hidden_.value, hidden_.shift);
  return static_cast<std::int8_t>(offset_and_clamp(code, hidden_zero_point_, -128, 127));
}

}  // namespace octet
