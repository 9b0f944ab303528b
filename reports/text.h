// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reports for a terminal, without colour.
#pragma once
#include <string>

#include "reports/report.h"

namespace octet {

inline constexpr std::int64_t kScreenLines = 25, kScreenColumns = 80;

// The first screen of a run, at most 25 lines of 80 columns: the answer, the headline numbers beside
// the fp32 machines' with ratios, the three costliest layers, the next command to try.
std::string to_text(const Report& report);
// One line per layer (--layers).
std::string layers_text(const Report& report);
// What bounds each layer, how it is mapped, the next best way, and where the cycles beyond the bound go (--explain).
std::string explain_text(const Report& report);
// The ledgers, row by row, with confidence and source.
std::string energy_ledger_text(const Report& report);
std::string area_ledger_text(const Report& report);

}  // namespace octet
