// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/range.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "arch/machine_value.h"
#include "base/error.h"

namespace octet {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(separator, begin)) != std::string::npos; begin = end + 1)
    parts.push_back(text.substr(begin, end - begin));
  parts.push_back(text.substr(begin));
  return parts;
}

std::optional<double> number(const std::string& text) {
  std::int64_t count = 0;
  if (parse_count(text, count)) return static_cast<double>(count);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

// Whole numbers without a point or exponent, so that they stay whole for keys that count.
std::string written(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (value == std::floor(value) && std::abs(value) < kExact)
    return fmt::format("{}", static_cast<std::int64_t>(value));
  return fmt::format("{}", value);
}

// "from:to:step"
void append_range(const std::string& text, const std::string& place, std::vector<std::string>& values) {
  const std::vector<std::string> parts = split(text, ':');
  const bool geometric = parts.size() == 3 && parts[2].starts_with('x');
  std::optional<double> from, to, step;
  if (parts.size() == 3) {
    from = number(parts[0]);
    to = number(parts[1]);
    step = number(geometric ? parts[2].substr(1) : parts[2]);
  }
  if (!from || !to || !step)
    fail(ErrorKind::kArchitecture,
         "{}: \"{}\" is no range; allowed are FROM:TO:xFACTOR and FROM:TO:STEP, as 8:128:x2 or 1:9:2", place, text);
  if (*from > *to)
    fail(ErrorKind::kArchitecture, "{}: \"{}\" is empty: {} is above {}", place, text, parts[0], parts[1]);
  if (geometric ? !(*step > 1) || !(*from > 0) : !(*step > 0))
    fail(ErrorKind::kArchitecture, "{}: \"{}\" never ends; {}", place, text,
         geometric ? "allowed is a factor above 1 and a start above 0" : "allowed is a step above 0");
  constexpr double kRounding = 1e-9;  // 0.1 + 0.1 + 0.1 still is 0.3
  for (std::size_t i = 0;; ++i) {
    const auto n = static_cast<double>(i);
    const double value = geometric ? *from * std::pow(*step, n) : *from + *step * n;
    if (value > *to * (1 + kRounding)) return;
    if (values.size() >= kMostValues)
      fail(ErrorKind::kArchitecture, "{}: \"{}\" has more than {} values", place, text, kMostValues);
    constexpr double kDigits = 1e12;  // a step's rounding is not shown
    const double rounded = std::round(value * kDigits) / kDigits;
    values.push_back(written(std::abs(value) < 1e3 && std::abs(rounded - value) < kRounding ? rounded : value));
  }
}

}  // namespace

std::vector<std::string> expand_range(const std::string& text, const std::string& place) {
  std::vector<std::string> values;
  for (const std::string& part : split(text, ',')) {
    if (part.empty()) fail(ErrorKind::kArchitecture, "{}: \"{}\" has an empty value", place, text);
    if (part.find(':') != std::string::npos) {
      append_range(part, place, values);
      continue;
    }
    const std::optional<double> value = number(part);
    values.push_back(value ? written(*value) : part);
  }
  std::set<std::string> seen;
  for (const std::string& value : values)
    if (!seen.insert(value).second) fail(ErrorKind::kArchitecture, "{}: \"{}\" has {} twice", place, text, value);
  return values;
}

}  // namespace octet
