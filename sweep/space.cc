// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/space.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <random>
#include <type_traits>
#include <unordered_set>

#include "arch/area.h"
#include "arch/machine_rules.h"
#include "base/error.h"

namespace octet {
namespace {

constexpr std::string_view kArea = "area_mm2";

// What constraints may name: the keys that are numbers, and the machine's area.
std::vector<std::string> constrained_names() {
  std::vector<std::string> names{std::string(kArea)};
  const Machine machine;
  visit_fields(machine, [&](const FieldInfo& info, const auto& member) {
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(member)>>) names.emplace_back(info.name);
  });
  return names;
}

double number_of(const Machine& machine, std::string_view name) {
  double value = std::numeric_limits<double>::quiet_NaN();
  visit_fields(machine, [&](const FieldInfo& info, const auto& member) {
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(member)>>)
      if (info.name == name) value = static_cast<double>(member);
  });
  return value;
}

bool contradicts_itself(const Machine& machine) { return !contradictions(machine).empty(); }

}  // namespace

Expression parse_constraint(const std::string& text) {
  return {
      text, "constraint", constrained_names(),
      "; a constraint knows the keys of a machine that are numbers and area_mm2; results: octet sweep best --where"};
}

SweepSpace::SweepSpace(const SweepSpec& spec) : spec_(spec) {
  for (const Axis& axis : spec.axes) {
    size_ *= static_cast<std::int64_t>(axis.values.size());
    if (size_ > kMostMachines)
      fail(ErrorKind::kArchitecture, "the ranges have more than {} combinations; vary less", kMostMachines);
  }
  for (const std::string& text : spec.constraints) constraints_.push_back(parse_constraint(text));
}

std::vector<std::size_t> SweepSpace::extents() const {
  std::vector<std::size_t> extents;
  for (const Axis& axis : spec_.axes) extents.push_back(axis.values.size());
  return extents;
}

std::vector<std::string> SweepSpace::values(std::int64_t number) const {
  std::vector<std::string> values(spec_.axes.size());
  for (std::size_t i = spec_.axes.size(); i-- > 0;) {
    const auto extent = static_cast<std::int64_t>(spec_.axes[i].values.size());
    values[i] = spec_.axes[i].values[static_cast<std::size_t>(number % extent)];
    number /= extent;
  }
  return values;
}

Machine SweepSpace::machine(std::int64_t number) const {
  const std::vector<std::string> values = this->values(number);
  std::vector<PlacedSetting> settings;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string text = spec_.axes[i].key + "=" + values[i];
    settings.push_back({"vary " + text, text});
  }
  return with_settings(spec_.machine, settings);
}

bool SweepSpace::allows(const Machine& machine) const {
  return std::all_of(constraints_.begin(), constraints_.end(), [&](const Expression& constraint) {
    const bool needs_area =
        std::find(constraint.names().begin(), constraint.names().end(), kArea) != constraint.names().end();
    if (needs_area && contradicts_itself(machine)) return true;
    return constraint.holds(
        [&](std::string_view name) { return name == kArea ? area_mm2(machine) : number_of(machine, name); });
  });
}

double SweepSpace::area_mm2(const Machine& machine) const {
  auto found = tables_.find(machine.technology);
  if (found == tables_.end()) found = tables_.emplace(machine.technology, load_cost_table(machine.technology)).first;
  return area_ledger(machine, found->second).area_mm2;
}

std::vector<std::int64_t> SweepSpace::chosen() const {
  std::vector<std::int64_t> numbers;
  const bool all = spec_.selection != Selection::kRandom || spec_.points >= size_;
  if (all) {
    for (std::int64_t number = 0; number < size_; ++number) {
      if (!constraints_.empty() && !allows(machine(number))) continue;
      if (static_cast<std::int64_t>(numbers.size()) == kMostChosen)
        fail(ErrorKind::kArchitecture, "more than {} machines; vary less, or --random N of them", kMostChosen);
      numbers.push_back(number);
    }
  } else {
    // Every number at most once, until enough meet the constraints.
    std::mt19937_64 random(spec_.seed);
    std::unordered_set<std::int64_t> seen;
    while (static_cast<std::int64_t>(numbers.size()) < spec_.points && static_cast<std::int64_t>(seen.size()) < size_) {
      const auto number = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size_));
      if (seen.insert(number).second && allows(machine(number))) numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
  }
  if (numbers.empty())
    fail(ErrorKind::kArchitecture, "no machine of {} meets the constraints {}", size_,
         fmt::join(spec_.constraints, ", "));
  return numbers;
}

}  // namespace octet
