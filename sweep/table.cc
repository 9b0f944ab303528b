// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/csv.h"
#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace {

template <class Texts>
void append_line(std::string& csv, const Texts& texts) {
  const char* separator = "";
  for (const std::string& text : texts) {
    csv += separator;
    csv += csv_field(text);
    separator = ",";
  }
  csv += "\n";
}

}  // namespace

std::size_t Table::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) fail(ErrorKind::kUsage, "no column {}{}", name, did_you_mean(name, columns));
  return static_cast<std::size_t>(found - columns.begin());
}

std::optional<double> number_of(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  return {};
}

std::string text_of(const Cell& cell) {
  struct Text {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(const std::string& value) const { return value; }
  };
  return std::visit(Text{}, cell);
}

nlohmann::ordered_json json_of(const Cell& cell) {
  return std::visit(
      [](const auto& value) -> nlohmann::ordered_json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
          return nullptr;
        else
          return value;
      },
      cell);
}

std::string table_csv(const Table& table) {
  std::string csv;
  append_line(csv, table.columns);
  std::vector<std::string> texts(table.columns.size());
  for (const std::vector<Cell>& row : table.rows) {
    std::transform(row.begin(), row.end(), texts.begin(), text_of);
    append_line(csv, texts);
  }
  return csv;
}

}  // namespace octet
