// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Rules a machine obeys, its float twins and its TOML form.
#include "arch/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "arch/machine_presets.h"
#include "arch/machine_rules.h"
#include "arch/machine_value.h"
#include "base/error.h"

namespace octet {
namespace {

void require_power_of_two(std::vector<Finding>& found, std::string_view key, std::int64_t value) {
  if (!std::has_single_bit(static_cast<std::uint64_t>(value)))
    found.push_back({{key}, fmt::format("{} is {}, must be a power of two", key, value)});
}

void scratchpad_findings(const Machine& m, std::vector<Finding>& found) {
  if (m.scratchpad_bytes % m.scratchpad_banks != 0) {
    found.push_back({{"scratchpad.bytes", "scratchpad.banks"},
                     fmt::format("scratchpad.bytes is {}, must be a multiple of scratchpad.banks = {}",
                                 m.scratchpad_bytes, m.scratchpad_banks)});
    return;
  }
  const std::int64_t step = Machine::kSubBanks * m.word_bytes();
  if (m.scratchpad_bank_bytes() % step != 0)
    found.push_back({{"scratchpad.bytes", "scratchpad.banks", "array.rows", "array.pe"},
                     fmt::format("a scratchpad bank has {} bytes (scratchpad.bytes / scratchpad.banks), must be a "
                                 "multiple of {} ({} sub-banks of words of {} bytes)",
                                 m.scratchpad_bank_bytes(), step, Machine::kSubBanks, m.word_bytes())});
}

}  // namespace

std::int64_t Machine::word_bytes() const {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(array_rows * element_bytes())));
}

std::int64_t Machine::dram_word_bytes() const {
  return static_cast<std::int64_t>(
      std::bit_ceil(static_cast<std::uint64_t>(std::max(8.0, std::ceil(dram_bytes_per_cycle())))));
}

std::vector<Finding> range_findings(const Machine& machine) {
  std::vector<Finding> found;
  const auto check = [&found](const FieldInfo& info, const auto& member) {
    if (in_range(info, member)) return;
    found.push_back(
        {{info.name},
         fmt::format("{} is {}, allowed is {}", info.name, toml_value(info, member), allowed(info, member))});
  };
  check(FieldInfo{"name", "", "label of the machine"}, machine.name);
  visit_fields(machine, check);
  return found;
}

std::vector<Finding> contradictions(const Machine& m) {
  std::vector<Finding> found;
  scratchpad_findings(m, found);
  if (m.accumulator_rows % Machine::kAccumulatorBanks != 0)
    found.push_back(
        {{"accumulator.rows"}, fmt::format("accumulator.rows is {}, must be even (two banks)", m.accumulator_rows)});
  require_power_of_two(found, "dram.burst_bytes", m.dram_burst_bytes);
  require_power_of_two(found, "dram.row_bytes", m.dram_row_bytes);
  if (m.dram_burst_bytes > m.dram_row_bytes)
    found.push_back({{"dram.burst_bytes", "dram.row_bytes"},
                     fmt::format("dram.burst_bytes is {}, must not exceed dram.row_bytes = {}", m.dram_burst_bytes,
                                 m.dram_row_bytes)});
  return found;
}

std::vector<std::string> machine_keys() {
  std::vector<std::string> keys;
  const Machine machine;
  visit_fields(machine, [&keys](const FieldInfo& info, const auto&) { keys.emplace_back(info.name); });
  return keys;
}

void validate(const Machine& machine) {
  std::string message;
  std::vector<Finding> found = range_findings(machine);
  if (found.empty()) found = contradictions(machine);
  for (const Finding& finding : found)
    message += fmt::format("{}machine {}: {}", message.empty() ? "" : "\n", machine.name, finding.text);
  if (!message.empty()) throw Error(ErrorKind::kArchitecture, message);
}

Machine float_twin(const Machine& machine, PeKind kind) {
  if (machine.array_pe == kind) return machine;
  Machine twin = machine;
  twin.array_pe = kind;
  const std::string suffix = twin_suffix(kind);
  twin.name = twin.name.substr(0, kLabelLength - suffix.size()) + suffix;
  validate(twin);
  return twin;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const PresetText& preset : preset_texts()) names.emplace_back(preset.name);
  return names;
}

std::string to_toml(const Machine& machine) {
  std::string text = fmt::format("name = \"{}\"\n", machine.name);
  visit_fields(machine, [&text](const FieldInfo& info, const auto& member) {
    text += fmt::format("{} = {}\n", info.name, toml_value(info, member));
  });
  return text;
}

}  // namespace octet
