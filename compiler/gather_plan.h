// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Rows apart from each other on chip, so that the array gathers them in the fewest cycles.
#pragma once
#include <cstdint>

#include "arch/machine.h"
#include "compiler/layer.h"

namespace octet {

// How `layer` gathers in the fewest cycles: the row pitch of its input on chip, >= dense (bytes, in steps of a word),
// and how many kernel rows one command takes: with all of them a fold may need more runs than the array gathers at
// once.
struct GatherPlan {
  std::int64_t row_pitch = 0, kernel_rows = 1;
};
GatherPlan plan_gather(const Layer& layer, std::int64_t dense, const Machine& machine);

// Row pitch of a value on chip, bytes: dense, or so that its readers gather without conflicts; at least `times` dense.
std::int64_t chip_row_pitch(const Network& network, const Value& value, const Machine& machine, std::int64_t times = 1);

}  // namespace octet
