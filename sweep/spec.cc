// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Checks of a sweep, and its text form.
#include "sweep/spec.h"

#include <fmt/ranges.h>

#include <set>

#include "arch/baselines.h"
#include "arch/machine_rules.h"
#include "arch/machine_value.h"
#include "base/error.h"
#include "base/suggest.h"
#include "sweep/range.h"
#include "sweep/space.h"

namespace octet {
namespace {

// Appends what `check` throws.
template <class Check>
void collect(std::vector<std::string>& mistakes, const Check& check) {
  try {
    check();
  } catch (const Error& error) {
    mistakes.emplace_back(error.what());
  }
}

std::string place_of(const Axis& axis) { return fmt::format("vary {}={}", axis.key, axis.range); }

std::string toml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      quoted += fmt::format("\\u{:04x}", c);
    else
      quoted += c;
  }
  return quoted + "\"";
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(toml_text(text));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

}  // namespace

std::string_view name_of(Selection selection) {
  switch (selection) {
    case Selection::kAll:
      return "all";
    case Selection::kRandom:
      return "random";
    case Selection::kGuided:
      return "guided";
  }
  return "";
}

Axis parse_axis(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    fail(ErrorKind::kArchitecture, "vary {}: must be KEY=RANGE, as array.rows=8:128:x2", text);
  Axis axis{text.substr(0, equals), text.substr(equals + 1), {}};
  const std::vector<std::string> keys = machine_keys();
  if (std::find(keys.begin(), keys.end(), axis.key) == keys.end())
    fail(ErrorKind::kArchitecture, "vary {}: unknown key {}{}", text, describe(ScalarValue(axis.key)),
         did_you_mean(axis.key, keys));
  axis.values = expand_range(axis.range, place_of(axis));
  return axis;
}

std::vector<std::string> mistakes_of(const Axis& axis, const Machine& machine) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> mistakes;
  for (const std::string& value : axis.values)
    collect(mistakes, [&] { with_settings(machine, {{place_of(axis), axis.key + "=" + value}}); });
  if (mistakes.size() > kShown + 1) {
    const std::size_t more = mistakes.size() - kShown;
    mistakes.resize(kShown);
    mistakes.push_back(fmt::format("{}: and {} more values", place_of(axis), more));
  }
  return mistakes;
}

void validate(const SweepSpec& spec) {
  std::vector<std::string> mistakes;
  if (spec.models.empty()) mistakes.emplace_back("a sweep needs a model");
  std::set<std::string> seen;
  for (const std::string& model : spec.models)
    if (!seen.insert(model).second) mistakes.push_back(fmt::format("model {} is given twice", model));
  for (const Axis& axis : spec.axes) {
    if (!seen.insert("vary " + axis.key).second) mistakes.push_back(fmt::format("{}: varied twice", place_of(axis)));
    for (std::string& mistake : mistakes_of(axis, spec.machine)) mistakes.push_back(std::move(mistake));
  }
  if (spec.selection != Selection::kAll && spec.points < 1)
    mistakes.push_back(fmt::format("a {} selection needs a number of points, 1 or more", name_of(spec.selection)));
  if (const std::string mistake = baseline_mistake(spec.baseline); !mistake.empty())
    mistakes.push_back(fmt::format("baseline {}", mistake));
  if (spec.backend != BackendKind::kFast && spec.backend != BackendKind::kSystemc)
    mistakes.push_back(
        fmt::format("backend {}: a sweep needs time and many points: fast or systemc", name_of(spec.backend)));
  collect(mistakes, [&] { SweepSpace{spec}; });
  if (!mistakes.empty()) fail(ErrorKind::kArchitecture, "{}", fmt::join(mistakes, "\n"));
}

std::string to_toml(const SweepSpec& spec) {
  std::string text = fmt::format("models = {}\n", toml_list(spec.models));
  text += fmt::format("backend = \"{}\"\nbaseline = \"{}\"\nconstraints = {}\n", name_of(spec.backend), spec.baseline,
                      toml_list(spec.constraints));
  text += fmt::format("\n[search]\nmethod = \"{}\"\nseed = {}\n", name_of(spec.selection), spec.seed);
  if (spec.selection != Selection::kAll) text += fmt::format("points = {}\n", spec.points);
  text += "\n[vary]\n";
  for (const Axis& axis : spec.axes) text += fmt::format("{} = {}\n", axis.key, toml_list(axis.values));
  return text + "\n[machine]\n" + to_toml(spec.machine);
}

}  // namespace octet
