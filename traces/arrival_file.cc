// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Recorded arrivals.
#include <charconv>
#include <cmath>

#include "base/error.h"
#include "traces/scenario.h"

namespace octet {
namespace {

constexpr double kLongestSeconds = 1e7;
constexpr int kMostComplaints = 10;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// For a message.
std::string shown(std::string_view text) {
  std::string result(text.substr(0, 40));
  for (char& c : result)
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  return result;
}

// "" or what is wrong with the time `text`, which comes after `last`.
std::string reason(std::string_view text, double last, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return "is no number";
  if (!std::isfinite(value)) return "is not finite";
  if (value < 0) return "is negative";
  if (value > kLongestSeconds) return fmt::format("is above {:g}", kLongestSeconds);
  if (value < last) return fmt::format("comes after {:g}", last);
  return "";
}

}  // namespace

std::vector<double> parse_arrivals(std::string_view text, const std::string& source) {
  std::vector<double> seconds;
  std::string complaints;
  int line = 0, count = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty() && count < kMostComplaints) {
    const auto end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    ++line;
    const std::string_view cell = trimmed(row.substr(0, row.find(',')));
    if (trimmed(row).empty()) continue;
    double value = 0;
    const std::string wrong = reason(cell, seconds.empty() ? 0 : seconds.back(), value);
    const bool header = line == 1 && wrong == "is no number" && !cell.empty() && std::isalpha(cell[0] & 0x7f);
    if (header) continue;
    if (wrong.empty()) {
      seconds.push_back(value);
      continue;
    }
    ++count;
    complaints += fmt::format("{}{}:{}:1: \"{}\" {}; a line is an arrival in seconds from the start, in order",
                              complaints.empty() ? "" : "\n", source, line, shown(cell), wrong);
  }
  if (!complaints.empty()) throw Error(ErrorKind::kArchitecture, complaints);
  if (seconds.empty()) fail(ErrorKind::kArchitecture, "{}: no arrivals", source);
  return seconds;
}

}  // namespace octet
