// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The FPU machines a result is compared with. They are machines like any other: the same compiler,
// backends and cost tables run them.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "arch/area.h"

namespace octet {

// In this order: "iso_pe" (same array), "iso_area" (same silicon), "scalar_fpu" (one multiply-add per cycle).
std::vector<std::pair<std::string, Machine>> baseline_machines(const Machine& machine, const CostTable& table);
// Of the text that chooses among them: empty if it is all, none or one of the names; else it, what is allowed, and the
// nearest.
std::string baseline_mistake(const std::string& wanted);

// The fp32 machine whose array has the machine's aspect and this longer side. Lanes follow the columns;
// the accumulators keep their bytes, so fewer columns have more rows.
Machine fp32_machine(const Machine& machine, std::int64_t longer_side);
// The largest fp32_machine whose area is at most the machine's; one PE, one lane and one MAC a lane
// if even that is larger.
Machine iso_area_machine(const Machine& machine, const CostTable& table);
// One multiply-add in one PE, one lane with one MAC; the machine's clock and memories.
Machine scalar_fpu_machine(const Machine& machine);

}  // namespace octet
