// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Padding, clipping and number formats of the text reports.
#include "reports/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace octet {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string clipped(std::string_view text, std::size_t width) {
  if (width == 0) return "";
  const bool cut = width_of(text) > width;
  std::string kept;
  std::size_t points = 0;
  for (const char c : text) {
    if (!continues(c) && ++points > width - (cut ? 1 : 0)) break;
    const auto code = static_cast<unsigned char>(c);
    kept += code < 0x20 || code == 0x7F ? '?' : c;
  }
  return cut ? kept + "~" : kept;
}

std::string left(std::string_view text, std::size_t width) {
  const std::string kept = clipped(text, width);
  return kept + std::string(width - width_of(kept), ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const std::string kept = clipped(text, width);
  return std::string(width - width_of(kept), ' ') + kept;
}

std::string figure(std::optional<double> value) {
  if (!value) return "-";
  const double magnitude = std::abs(*value);
  if (magnitude >= 1e9 || (magnitude < 1e-4 && magnitude > 0)) return fmt::format("{:.3e}", *value);
  if (magnitude >= 1000) return fmt::format("{:.0f}", *value);
  return fmt::format("{:.4g}", *value);
}

std::string figure(std::optional<std::int64_t> value) { return value ? fmt::format("{}", *value) : "-"; }

std::string table_text(const std::vector<std::vector<std::string>>& rows, std::size_t left_columns) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += (i == 0 ? "" : "  ") + (i < left_columns ? left(row[i], widths[i]) : right(row[i], widths[i]));
    text += line.erase(line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace octet
