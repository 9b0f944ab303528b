// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Results of many points: named columns, a row per point.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace octet {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate: no meaning here

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;  // as long as columns

  // Throws Error(kUsage) with the nearest column if there is none of this name.
  std::size_t column(std::string_view name) const;
};

std::optional<double> number_of(const Cell& cell);  // empty for texts and missing values
std::string text_of(const Cell& cell);              // shortest text that reads back as the same number
nlohmann::ordered_json json_of(const Cell& cell);   // null for missing values

// RFC 4180, as reports/csv.h: one header row, no trailing comma, lines end in \n.
std::string table_csv(const Table& table);

}  // namespace octet
