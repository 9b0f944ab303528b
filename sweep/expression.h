// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Arithmetic and comparisons over named numbers, as constraints and filters have them.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace octet {

// "array.rows*array.cols <= 4096 && area_mm2 < 4": + - * / ^, comparisons, && and ||, parentheses, functions such as
// sqrt, min, max, log2; counts may be written 64Ki, 1Mi, 1Gi.
class Expression {
 public:
  // `place` stands before messages. Throws Error(kArchitecture) if the text cannot be read, or uses a name that is not
  // among `known` (with the nearest, or `otherwise`).
  Expression(const std::string& text, const std::string& place, const std::vector<std::string>& known,
             const std::string& otherwise = "");
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  const std::string& text() const;
  const std::vector<std::string>& names() const;  // those it uses
  // The value where each of names() has the number that `number` gives; a comparison is 1 or 0. NaN if it is undefined.
  double value(const std::function<double(std::string_view)>& number) const;
  bool holds(const std::function<double(std::string_view)>& number) const { return value(number) == 1; }

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace octet
