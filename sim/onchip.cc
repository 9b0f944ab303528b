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

}  // namespace octet
