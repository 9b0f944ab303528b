// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Parsing and printing of machine values, one overload per type of field.
#include "arch/machine_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::string_view kGatherRuns = "array.gather_runs";
constexpr std::string_view kUnlimitedText = "unlimited";

template <class E>
bool assign_choice(const ScalarValue& value, std::initializer_list<E> choices, E& member) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return false;
  for (const E choice : choices) {
    if (name_of(choice) != *text) continue;
    member = choice;
    return true;
  }
  return false;
}

}  // namespace

bool parse_count(std::string_view text, std::int64_t& count) {
  struct Prefix {
    std::string_view text;
    std::int64_t factor;
  };
  static constexpr Prefix kPrefixes[] = {{"Ki", 1 << 10}, {"Mi", 1 << 20}, {"Gi", 1 << 30},  {"k", 1000},
                                         {"K", 1000},     {"M", 1000000},  {"G", 1000000000}};
  for (const Prefix& prefix : kPrefixes) {
    if (!text.ends_with(prefix.text)) continue;
    const std::string_view digits = text.substr(0, text.size() - prefix.text.size());
    std::int64_t number = 0, product = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (result.ec != std::errc() || result.ptr != digits.data() + digits.size() || number < 0) return false;
    if (__builtin_mul_overflow(number, prefix.factor, &product)) return false;
    count = product;
    return true;
  }
  return false;
}

std::string describe(const ScalarValue& value) {
  struct Describe {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const {
      std::string text = v.substr(0, 60);
      std::replace_if(
          text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }, '?');
      return fmt::format("\"{}{}\"", text, v.size() > text.size() ? "..." : "");
    }
    std::string operator()(NotScalar v) const { return std::string(v.what); }
  };
  return std::visit(Describe{}, value);
}

bool assign(const FieldInfo&, const ScalarValue& value, bool& member) {
  const bool* flag = std::get_if<bool>(&value);
  if (flag != nullptr) member = *flag;
  return flag != nullptr;
}

bool assign(const FieldInfo& info, const ScalarValue& value, std::int64_t& member) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (info.name != kGatherRuns || *text != kUnlimitedText) return parse_count(*text, member);
    member = Machine::kUnlimited;
    return true;
  }
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr || (info.name == kGatherRuns && *number == Machine::kUnlimited)) return false;
  member = *number;
  return true;
}

bool assign(const FieldInfo&, const ScalarValue& value, double& member) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    member = static_cast<double>(*whole);
    return true;
  }
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || !std::isfinite(*number)) return false;
  member = *number;
  return true;
}

bool assign(const FieldInfo&, const ScalarValue& value, std::string& member) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !is_label(*text)) return false;
  member = *text;
  return true;
}

bool assign(const FieldInfo&, const ScalarValue& value, PeKind& member) {
  return assign_choice(value, {PeKind::kInt8, PeKind::kFp32, PeKind::kBf16}, member);
}

bool assign(const FieldInfo&, const ScalarValue& value, Dataflow& member) {
  return assign_choice(value, {Dataflow::kWeightStationary, Dataflow::kOutputStationary}, member);
}

bool in_range(const FieldInfo&, bool) { return true; }
bool in_range(const FieldInfo& info, std::int64_t member) {
  const auto value = static_cast<double>(member);
  return value >= info.min && value <= info.max;
}
bool in_range(const FieldInfo& info, double member) { return member >= info.min && member <= info.max; }
bool in_range(const FieldInfo&, const std::string& member) { return is_label(member); }
bool in_range(const FieldInfo&, PeKind) { return true; }
bool in_range(const FieldInfo&, Dataflow) { return true; }

std::string toml_value(const FieldInfo&, bool member) { return member ? "true" : "false"; }
std::string toml_value(const FieldInfo& info, std::int64_t member) {
  if (info.name == kGatherRuns && member == Machine::kUnlimited) return fmt::format("\"{}\"", kUnlimitedText);
  return fmt::format("{}", member);
}
std::string toml_value(const FieldInfo&, double member) { return fmt::format("{}", member); }
std::string toml_value(const FieldInfo&, const std::string& member) { return fmt::format("\"{}\"", member); }
std::string toml_value(const FieldInfo&, PeKind member) { return fmt::format("\"{}\"", name_of(member)); }
std::string toml_value(const FieldInfo&, Dataflow member) { return fmt::format("\"{}\"", name_of(member)); }

std::string allowed(const FieldInfo&, bool) { return "true or false"; }
std::string allowed(const FieldInfo& info, std::int64_t) {
  if (info.name == kGatherRuns) return fmt::format("a whole number from 1 to {} or \"{}\"", info.max, kUnlimitedText);
  const std::string_view counts = info.max > 1e4 ? " (or a text like \"64Ki\")" : "";
  return fmt::format("a whole number from {} to {}{}", info.min, info.max, counts);
}
std::string allowed(const FieldInfo& info, double) { return fmt::format("a number from {} to {}", info.min, info.max); }
std::string allowed(const FieldInfo&, const std::string&) {
  return "a text of 1 to 64 letters, digits, blanks or any of . _ + -";
}
std::string allowed(const FieldInfo&, PeKind) { return "\"int8\", \"fp32\" or \"bf16\""; }
std::string allowed(const FieldInfo&, Dataflow) { return "\"weight-stationary\" or \"output-stationary\""; }

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kLabelLength && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c < 128 &&
           (std::isalnum(c) != 0 || std::string_view(" ._+-").find(static_cast<char>(c)) != std::string_view::npos);
  });
}

std::string_view name_of(PeKind kind) {
  switch (kind) {
    case PeKind::kInt8:
      return "int8";
    case PeKind::kFp32:
      return "fp32";
    case PeKind::kBf16:
      return "bf16";
  }
  OCTET_CHECK(false, "PE kind {}", static_cast<int>(kind));
}
std::string twin_suffix(PeKind kind) { return fmt::format("-{}", name_of(kind)); }

std::string_view name_of(Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::kWeightStationary:
      return "weight-stationary";
    case Dataflow::kOutputStationary:
      return "output-stationary";
  }
  OCTET_CHECK(false, "dataflow {}", static_cast<int>(dataflow));
}

}  // namespace octet
