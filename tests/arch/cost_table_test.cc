// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The technology tables: complete, banded, sourced; and the messages about tables that are not.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "arch/cost.h"
#include "base/error.h"

namespace octet {
namespace {

std::string table_text() {
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/arch/technology/45nm.toml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// The table without the [[row]] of this name.
std::string without_row(const std::string& text, const std::string& name) {
  const auto at = text.find("[[row]]\nname = \"" + name + "\"");
  EXPECT_NE(at, std::string::npos);
  return text.substr(0, at) + text.substr(text.find("\n[[row]]", at) + 1);
}

std::string message_of(const std::string& text) {
  try {
    parse_cost_table(text, "test", "test.toml");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    return error.what();
  }
  return "";
}

TEST(CostTable, TextOfTheSourceTreeParses) { EXPECT_EQ(message_of(table_text()), ""); }

TEST(CostTable, EveryRowOfEveryTechnologyHasBandUnitAndSource) {
  ASSERT_EQ(technology_names(), (std::vector<std::string>{"130nm", "45nm", "7nm"}));
  for (const std::string& name : technology_names()) {
    const CostTable table = load_cost_table(name);
    EXPECT_EQ(table.rows().size(), cost_row_infos().size());
    for (const CostRowInfo& info : cost_row_infos()) {
      const CostRow& row = table.row(info.name);
      EXPECT_LE(row.low, row.value) << name << " " << row.name;
      EXPECT_LE(row.value, row.high) << name << " " << row.name;
      EXPECT_LT(row.low, row.high) << name << " " << row.name << ": no number here is exact";
      EXPECT_GT(row.low, 0) << name << " " << row.name;
      EXPECT_GT(row.source.size(), 10u) << name << " " << row.name;
      EXPECT_EQ(row.unit, info.unit);
    }
    EXPECT_FALSE(table.sram().source.empty());
  }
}

TEST(CostTable, SameOperationCostsLessInASmallerTechnology) {
  const CostTable old = load_cost_table("130nm"), middle = load_cost_table("45nm"), young = load_cost_table("7nm");
  for (const char* row : {"energy.int8_mac", "energy.fp32_mac", "energy.requantize", "area.int8_pe", "area.fp32_pe"}) {
    EXPECT_GT(old.row(row).value, middle.row(row).value) << row;
    EXPECT_GT(middle.row(row).value, young.row(row).value) << row;
  }
}

// The published sums: 0.2 + 0.1 pJ and 3.7 + 0.9 pJ (Horowitz, ISSCC 2014).
TEST(CostTable, MacEnergiesAre45NanometreSumsOfHorowitz) {
  const CostTable table = load_cost_table("45nm");
  EXPECT_DOUBLE_EQ(table.row("energy.int8_mac").value, 0.2 + 0.1);
  EXPECT_DOUBLE_EQ(table.row("energy.fp32_mac").value, 3.7 + 0.9);
  EXPECT_EQ(table.row("energy.int8_mac").confidence, Confidence::kPublished);
}

TEST(CostTable, MissingRowIsAnErrorWhenLookedUpAndWhenRead) {
  const CostTable table = load_cost_table("45nm");
  std::vector<CostRow> rows = table.rows();
  std::erase_if(rows, [](const CostRow& row) { return row.name == "energy.dram"; });
  const CostTable cut("cut", rows, table.sram());
  try {
    cut.row("energy.dram");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    EXPECT_NE(std::string(error.what()).find("technology cut: no row energy.dram"), std::string::npos) << error.what();
  }
  const std::string message = message_of(without_row(without_row(table_text(), "energy.dram"), "area.dma"));
  EXPECT_NE(message.find("no row energy.dram"), std::string::npos) << message;
  EXPECT_NE(message.find("no row area.dma"), std::string::npos) << message;
}

TEST(CostTable, MistakesAreNamedWithTheirPlace) {
  const std::string text = table_text();
  const auto expect = [&](const std::string& from, const std::string& to, const std::string& what) {
    const std::string message = message_of(replaced(text, from, to));
    EXPECT_NE(message.find(what), std::string::npos) << message;
    EXPECT_EQ(message.rfind("test.toml:", 0), 0u) << message;
  };
  expect("low = 0.23", "low = 0.4", "row energy.int8_mac: low 0.4 <= value 0.3");
  expect("low = 0.23", "low = \"x\"", "test.toml:10:7: low must be a number");
  expect("low = 0.23", "low = -1.0", "low must be a number, 0 or more");
  expect("low = 0.23", "low = nan", "low must be a number");
  expect("low = 0.23", "lou = 0.23", "unknown key lou; did you mean");
  expect("energy.int8_mac", "energy.int8_mak", "did you mean");
  expect("energy.int8_mac", "energy.fp32_mac", "row energy.fp32_mac is there twice");
  expect("unit = \"pJ\"", "unit = \"nJ\"", "unit is nJ, must be pJ");
  expect("confidence = \"published\"", "confidence = \"sure\"", "allowed are published, scaled, estimated");
  expect("[sram]", "[ram]", "unknown key ram; did you mean \"sram\"?");
  expect("[sram]", "[ram]", "read is missing or no table");
  expect("[[row]]", "[[row]", "test.toml:");
  expect("read = {", "read = 3 #", "read is missing or no table");
}

TEST(CostTable, UnknownTechnologySuggestsTheNearest) {
  try {
    load_cost_table("45mn");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    EXPECT_NE(std::string(error.what()).find("did you mean \"45nm\"?"), std::string::npos) << error.what();
  }
  EXPECT_THROW(load_cost_table("/nonexistent/t.toml"), Error);
}

}  // namespace
}  // namespace octet
