// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The area of a machine, part by part, from the cost table of its technology.
#pragma once
#include <string>
#include <vector>

#include "arch/cost.h"
#include "arch/machine.h"

namespace octet {

// area_mm2 = count * um2_each * 1e-6.
struct AreaRow {
  std::string part;
  double count = 0;
  std::string unit;  // of the count: "PEs", "bytes"
  double um2_each = 0, um2_low = 0, um2_high = 0;
  double area_mm2 = 0;
  Confidence confidence = Confidence::kEstimated;
  std::string source;
  bool memory = false;  // leaks as memory, has no clock tree
};

// The totals are the sums of the rows, in their order.
struct AreaLedger {
  std::vector<AreaRow> rows;
  double area_mm2 = 0, area_low_mm2 = 0, area_high_mm2 = 0;
  double logic_mm2 = 0, memory_mm2 = 0;
};
AreaLedger area_ledger(const Machine& machine, const CostTable& table);

// The banks of the machine's memories as the memory model sees them.
SramShape scratchpad_shape(const Machine& machine);   // one of scratchpad.banks
SramShape accumulator_shape(const Machine& machine);  // one of two; a row is C psums and, on int8 machines, the sum
SramShape parameter_shape(const Machine& machine);    // one of two halves

}  // namespace octet
