// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Field lists: a struct that leaves the process has one function `visit_fields(self, visitor)` that
// calls `visitor(FieldInfo, member)` for each member. Parsing, validation, documentation, JSON and
// SystemVerilog parameters are visitors of that list.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>

namespace octet {

struct FieldInfo {
  std::string_view name;  // dotted key, unit included: "dram.latency_ns"
  std::string_view unit;  // "bytes", "MHz", "" for a plain count or a choice
  std::string_view help;  // one sentence
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
};

}  // namespace octet
