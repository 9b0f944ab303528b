// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a sweep's results are ranked by: a column of numbers and which end of it is good.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sweep/front.h"
#include "sweep/table.h"

namespace octet {

struct Objective {
  std::string column;
  std::size_t place = 0;  // of the column in the table
  bool maximised = false;

  std::optional<double> value(const std::vector<Cell>& row) const { return number_of(row[place]); }
};

// "latency", "energy" and "area" are short for latency_ms, energy_uj and area_mm2; other names are their own.
std::string_view full_name(std::string_view name);
// Whether more of the column is better: rates, use of the array, and ratios of FPU machines to this one.
bool is_maximised(std::string_view column);
// Columns that hold a number in some row, in the table's order; then the short names of those that have one.
std::vector<std::string> number_names(const Table& table);
// Throws Error(kUsage) with the nearest name unless `name` is one of number_names.
Objective objective_of(const Table& table, const std::string& name);
// Throws also unless there is at least one, each once. `names` are separated by commas.
std::vector<Objective> objectives_of(const Table& table, const std::string& names);
// The row's objectives, turned so that less is better; none if one of them has no meaning there.
std::optional<Objectives> minimised(const std::vector<Objective>& objectives, const std::vector<Cell>& row);

}  // namespace octet
