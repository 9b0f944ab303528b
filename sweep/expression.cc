// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// muParser reads and evaluates; names have dots, as machine keys do.
#include "sweep/expression.h"

#include <muParser.h>

#include <limits>
#include <map>

#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace {

constexpr const char* kNameCharacters = "0123456789_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kLongest = 1000;  // characters

// Whether a = is no part of ==, !=, <= or >=.
bool assigns(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') continue;
    const bool twice = i + 1 < text.size() && text[i + 1] == '=';
    if (!twice && (i == 0 || std::string_view("<>!").find(text[i - 1]) == std::string_view::npos)) return true;
    i += twice;
  }
  return false;
}

double log2_of(double x) { return std::log2(x); }
template <int kShift>
double scaled(double x) {
  return x * (std::int64_t{1} << kShift);
}

}  // namespace

struct Expression::Parsed {
  std::string text;
  mu::Parser parser;
  std::vector<std::string> names;
  std::vector<double> values;  // of names, where the parser reads them
};

Expression::Expression(const std::string& text, const std::string& place, const std::vector<std::string>& known,
                       const std::string& otherwise)
    : parsed_(std::make_unique<Parsed>()) {
  parsed_->text = text;
  mu::Parser& parser = parsed_->parser;
  if (text.size() > kLongest)
    fail(ErrorKind::kArchitecture, "{}: {} characters, allowed are {}", place, text.size(), kLongest);
  if (assigns(text)) fail(ErrorKind::kArchitecture, "{}: \"{}\": = is no comparison; equal is ==", place, text);
  try {
    parser.DefineNameChars(kNameCharacters);
    parser.DefineFun("log2", log2_of);
    parser.DefinePostfixOprt("Ki", scaled<10>);
    parser.DefinePostfixOprt("Mi", scaled<20>);
    parser.DefinePostfixOprt("Gi", scaled<30>);
    parser.SetExpr(text);
    for (const auto& [name, value] : parser.GetUsedVar()) parsed_->names.push_back(name);
  } catch (const mu::Parser::exception_type& error) {
    fail(ErrorKind::kArchitecture, "{}: \"{}\": {}", place, text, error.GetMsg());
  }
  for (const std::string& name : parsed_->names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      fail(ErrorKind::kArchitecture, "{}: \"{}\": no number is called {}{}", place, text, name,
           nearest_name(name, known).empty() ? otherwise : did_you_mean(name, known));
  parsed_->values.assign(parsed_->names.size(), 1);
  for (std::size_t i = 0; i < parsed_->names.size(); ++i) parser.DefineVar(parsed_->names[i], &parsed_->values[i]);
  try {
    parser.Eval();
    if (parser.GetNumResults() != 1) fail(ErrorKind::kArchitecture, "{}: \"{}\": one value is wanted", place, text);
  } catch (const mu::Parser::exception_type& error) {
    fail(ErrorKind::kArchitecture, "{}: \"{}\": {}", place, text, error.GetMsg());
  }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

const std::string& Expression::text() const { return parsed_->text; }
const std::vector<std::string>& Expression::names() const { return parsed_->names; }

double Expression::value(const std::function<double(std::string_view)>& number) const {
  for (std::size_t i = 0; i < parsed_->names.size(); ++i) parsed_->values[i] = number(parsed_->names[i]);
  try {
    return parsed_->parser.Eval();
  } catch (const mu::Parser::exception_type&) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace octet
