// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// docs/machines.md lists every key of a machine with the unit, range and default the code has, and the
// presets as they are.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "arch/machine.h"
#include "arch/machine_value.h"

namespace octet {
namespace {

using Row = std::vector<std::string>;

// The cells of a line "| a | b |" without their blanks; empty for any other line.
Row cells_of(const std::string& line) {
  Row cells;
  if (line.empty() || line.front() != '|') return cells;
  for (std::size_t begin = 1; begin < line.size();) {
    const std::size_t end = std::min(line.find('|', begin), line.size());
    const std::string cell = line.substr(begin, end - begin);
    const std::size_t first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    begin = end + 1;
  }
  return cells;
}

// The rows of the table below heading `## heading`, its header first.
std::vector<Row> table_of(const std::string& heading) {
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/docs/machines.md");
  std::vector<Row> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    const Row cells = cells_of(line);
    if (inside && !cells.empty() && !cells[0].starts_with("---")) rows.push_back(cells);
  }
  return rows;
}

// Every key of a machine with its value as TOML.
std::map<std::string, std::string> values_of(const Machine& machine) {
  std::map<std::string, std::string> values;
  visit_fields(machine, [&](const FieldInfo& info, const auto& member) {
    values[fmt::format("`{}`", info.name)] = toml_value(info, member);
  });
  return values;
}

TEST(MachineDocument, ListsEveryKeyInOrderWithUnitRangeAndDefault) {
  std::vector<Row> expected{{"key", "unit", "allowed", "default"}};
  const Machine machine;
  visit_fields(machine, [&](const FieldInfo& info, const auto& member) {
    expected.push_back(
        {fmt::format("`{}`", info.name), std::string(info.unit), allowed(info, member), toml_value(info, member)});
  });
  const std::vector<Row> rows = table_of("Keys");
  ASSERT_EQ(rows.size(), expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), 5u) << rows[i][0];
    EXPECT_EQ(Row(rows[i].begin(), rows[i].end() - 1), expected[i]);
    EXPECT_NE(rows[i].back(), "");
  }
}

TEST(MachineDocument, GivesThePresetsAsTheyAre) {
  const std::vector<Row> rows = table_of("Presets");
  Row header{"key"};
  for (const std::string& name : preset_names()) header.push_back(name);
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0], header);
  std::set<std::string> listed;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Row expected{rows[i][0]};
    for (const std::string& name : preset_names()) expected.push_back(values_of(load_machine(name))[rows[i][0]]);
    EXPECT_EQ(rows[i], expected);
    listed.insert(rows[i][0]);
  }
  for (const std::string& name : preset_names())
    for (const auto& [key, value] : values_of(load_machine(name)))
      if (!listed.contains(key)) {
        EXPECT_EQ(value, values_of(Machine{})[key]) << key << " of " << name << " is not in the table";
      }
}

}  // namespace
}  // namespace octet
