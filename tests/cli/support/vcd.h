// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Value change dumps read back: a reader of its own, strict about what octet writes.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/support/fst.h"

namespace octet::test {

using SignalChanges = std::map<std::string, std::vector<ValueChange>>;

// As changes_of() of an FST: "top.core.y_q [7:0]", values as wide as the signal. Throws std::runtime_error with a line
// number for what is no VCD.
SignalChanges vcd_changes(const std::string& text);

// The value at a time, changes at that time included; "" before the first one.
class SignalCursor {
 public:
  explicit SignalCursor(const std::vector<ValueChange>& changes) : changes_(changes) {}
  const std::string& at(std::uint64_t time);  // times rise

 private:
  const std::vector<ValueChange>& changes_;
  std::size_t next_ = 0;
  std::string value_;
};

// Values in each of the cycles, in the middle of it. Ten units of time a cycle.
std::vector<std::string> values_in_cycles(const std::vector<ValueChange>& changes, std::int64_t from, std::int64_t to);

// Rising edges: from 0 to 1.
int rising_edges(const std::vector<ValueChange>& changes);

// Signals of `known` against those of the same name, cycle by cycle; what is unknown (x) equals everything.
struct SignalComparison {
  int equal = 0;
  std::vector<std::string> missing;      // names that `other` lacks
  std::vector<std::string> differences;  // name, first cycle, both values
};
SignalComparison compare_signals(const SignalChanges& known, const SignalChanges& other, std::int64_t from,
                                 std::int64_t to);

}  // namespace octet::test
