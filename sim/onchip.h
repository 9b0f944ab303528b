// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The on-chip memories of a machine with values: scratchpad, accumulator and parameter memory.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"

namespace octet {

inline constexpr std::int32_t kPoisonAccumulator = 0x5A5A5A5A;

// Everything starts as poison: kPoison in bytes, kPoisonAccumulator in accumulator words and sums.
struct OnChip {
  explicit OnChip(const Machine& machine);

  std::vector<std::uint8_t> scratchpad;
  std::vector<std::int32_t> accumulator;  // accumulator.rows x C
  std::vector<std::int32_t> sums;         // the sum column: one per accumulator row
  std::vector<std::uint8_t> parameters;   // 16-byte records of both halves

  ParameterRecord record(std::int64_t index) const {
    return decode_record(parameters.data() + index * Machine::kParameterRecordBytes);
  }
  bool operator==(const OnChip&) const = default;
};

}  // namespace octet
