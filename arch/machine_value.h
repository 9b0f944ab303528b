// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Values of machine keys: what a TOML file or --set may say for a field of each type, how it is
// written back, and what is allowed in words.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "arch/machine.h"

namespace octet {

// A scalar as it was written; NotScalar says what stands there instead ("an array", "a date").
struct NotScalar {
  std::string_view what;
};
using ScalarValue = std::variant<bool, std::int64_t, double, std::string, NotScalar>;
// The value as messages quote it.
std::string describe(const ScalarValue& value);

// A count with a unit prefix, "64Ki", "1M"; false, and no count, if it is none, has no prefix or is above int64.
bool parse_count(std::string_view text, std::int64_t& count);

// Sets the member if the value is of its type (ranges are validate()'s business); false otherwise.
bool assign(const FieldInfo& info, const ScalarValue& value, bool& member);
bool assign(const FieldInfo& info, const ScalarValue& value, std::int64_t& member);
bool assign(const FieldInfo& info, const ScalarValue& value, double& member);
bool assign(const FieldInfo& info, const ScalarValue& value, std::string& member);
bool assign(const FieldInfo& info, const ScalarValue& value, PeKind& member);
bool assign(const FieldInfo& info, const ScalarValue& value, Dataflow& member);

// True if the member lies in the field's range.
bool in_range(const FieldInfo& info, bool member);
bool in_range(const FieldInfo& info, std::int64_t member);
bool in_range(const FieldInfo& info, double member);
bool in_range(const FieldInfo& info, const std::string& member);
bool in_range(const FieldInfo& info, PeKind member);
bool in_range(const FieldInfo& info, Dataflow member);

// The member as TOML.
std::string toml_value(const FieldInfo& info, bool member);
std::string toml_value(const FieldInfo& info, std::int64_t member);
std::string toml_value(const FieldInfo& info, double member);
std::string toml_value(const FieldInfo& info, const std::string& member);
std::string toml_value(const FieldInfo& info, PeKind member);
std::string toml_value(const FieldInfo& info, Dataflow member);

// What the field allows, in words: "a whole number from 1 to 1024".
std::string allowed(const FieldInfo& info, bool);
std::string allowed(const FieldInfo& info, std::int64_t);
std::string allowed(const FieldInfo& info, double);
std::string allowed(const FieldInfo& info, const std::string&);
std::string allowed(const FieldInfo& info, PeKind);
std::string allowed(const FieldInfo& info, Dataflow);

inline constexpr std::size_t kLabelLength = 64;
std::string twin_suffix(PeKind kind);  // ends the name of a float twin: "-fp32"
// Labels (machine and technology names): 1 to 64 letters, digits, blanks or any of . _ + -
bool is_label(std::string_view text);
std::string_view name_of(PeKind kind);
std::string_view name_of(Dataflow dataflow);

}  // namespace octet
