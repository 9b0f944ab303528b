// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/onchip.h"

#include "arch/program.h"

namespace octet {

OnChip::OnChip(const Machine& machine)
    : scratchpad(machine.scratchpad_bytes, kPoison),
      accumulator(machine.accumulator_rows * machine.array_cols, kPoisonAccumulator),
      sums(machine.accumulator_rows, kPoisonAccumulator),
      parameters(Machine::kParameterHalves * machine.parameters_channels * Machine::kParameterRecordBytes, kPoison) {}

ParameterRecord OnChip::record(std::int64_t index) const {
  return decode_record(parameters.data() + index * Machine::kParameterRecordBytes);
}

}  // namespace octet
