// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// CSV files as RFC 4180 has them: one header row, units in column names, empty where a number has
// no meaning, no trailing comma, lines end in \n.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "reports/report.h"

namespace octet {

// One row per layer, in program order: its number and the columns of the layers' field list.
std::string layers_csv(const Report& report);
using SummaryCell = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate: no meaning here
using SummaryColumns = std::vector<std::pair<std::string, SummaryCell>>;
// One row of summary_csv: names of columns and their values.
SummaryColumns summary_columns(const Report& report);
// One row per report. First columns: the machine, every key; then model, backend, seed; then the totals
// and, for each baseline, its ratios. The columns are the same whatever was run.
std::string summary_csv(std::span<const Report> reports);

}  // namespace octet
