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

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/arch/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}
std::string table_text() { return text_of("technology/45nm.toml"); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// The table without the [[row]] of this name.
std::string without_row(const std::string& text, const std::string& name) {
  const auto at = text.find("[[row]]\nname = \"" + name + "\"");
  EXPECT_NE(at, std::string::npos);
  const auto next = text.find("\n[[row]]", at);
  return text.substr(0, at) + (next == std::string::npos ? "" : text.substr(next + 1));
}

template <class Parse>
std::string message_of(Parse parse) {
  try {
    parse();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kArchitecture);
    return error.what();
  }
  return "";
}

std::string message_of(const std::string& text) {
  return message_of([&] { parse_cost_table(text, "test", "test.toml"); });
}

TEST(CostTable, TextOfTheSourceTreeParses) { EXPECT_EQ(message_of(table_text()), ""); }

TEST(CostTable, EveryRowOfEveryTechnologyHasBandUnitAndSource) {
  ASSERT_EQ(technology_names(), (std::vector<std::string>{"45nm", "28nm", "sky130hd", "asap7"}));
  for (const std::string& name : technology_names()) {
    const CostTable table = load_cost_table(name);
    EXPECT_EQ(table.rows().size(), cost_row_infos().size());
    for (const CostRowInfo& info : cost_row_infos()) {
      const CostRow& row = table.row(info.name);
      EXPECT_LE(row.low, row.value) << name << " " << row.name;
      EXPECT_LE(row.value, row.high) << name << " " << row.name;
      if (row.name != "price.wafer_diameter" && row.confidence != Confidence::kSynthesized) {
        EXPECT_LT(row.low, row.high) << name << " " << row.name << ": no number here is exact";
      }
      EXPECT_GT(row.low, 0) << name << " " << row.name;
      EXPECT_GT(row.source.size(), 10u) << name << " " << row.name;
      EXPECT_EQ(row.unit, info.unit);
    }
    EXPECT_FALSE(table.sram().source.empty());
    EXPECT_FALSE(table.description.empty());
    EXPECT_EQ(table.sram().node_nm, table.node_nm);
  }
}

// Among tables made in one way: Horowitz's bare arithmetic of 45 nm costs less than a netlist with glitches of 7 nm.
TEST(CostTable, SameOperationCostsLessInASmallerTechnology) {
  for (const auto& [older, younger] : {std::pair{"45nm", "28nm"}, {"sky130hd", "asap7"}}) {
    const CostTable old = load_cost_table(older), young = load_cost_table(younger);
    for (const char* row : {"energy.int8_mac", "energy.fp32_mac", "energy.requantize", "area.int8_pe", "area.fp32_pe"})
      EXPECT_GT(old.row(row).value, young.row(row).value) << older << " " << row;
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
  const std::string message = message_of(without_row(without_row(table_text(), "energy.command"), "area.dma"));
  EXPECT_NE(message.find("no row energy.command"), std::string::npos) << message;
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
  expect("low = 0.23", "low = \"x\"", "test.toml:15:7: low must be a number");
  expect("low = 0.23", "low = -1.0", "low must be a number, 0 or more");
  expect("low = 0.23", "low = nan", "low must be a number");
  expect("low = 0.23", "lou = 0.23", "unknown key lou; did you mean");
  expect("energy.int8_mac", "energy.int8_mak", "did you mean");
  expect("energy.int8_mac", "energy.fp32_mac", "row energy.fp32_mac is there twice");
  expect("unit = \"pJ\"", "unit = \"nJ\"", "unit is nJ, must be pJ");
  expect("confidence = \"published\"", "confidence = \"sure\"", "allowed are synthesized, published, scaled");
  expect("node_nm = 45", "", "node_nm must be a number");
  expect("prices = \"45nm\"", "", "prices must be a text, not empty");
  expect("memory = \"cacti\"", "memory = 45", "memory must be a text");
  expect("memory = \"cacti\"", "memory = \"cacti\"\nram = 1", "unknown key ram");
  expect("[[row]]", "[[row]", "test.toml:");
}

TEST(CostTable, MemoriesAndPricesAreNamedAndComplete) {
  const auto expect = [&](const std::string& message, const std::string& what) {
    EXPECT_NE(message.find(what), std::string::npos) << message;
  };
  expect(message_of(replaced(table_text(), "\"cacti\"", "\"cati\"")),
         "memory cati is unknown; did you mean \"cacti\"?");
  expect(message_of(replaced(table_text(), "prices = \"45nm\"", "prices = \"45n\"")), "prices 45n is unknown; did you");
  const std::string memory = text_of("memory/cacti.toml"), prices = text_of("prices/45nm.toml");
  const auto memory_message = [&](const std::string& from, const std::string& to) {
    return message_of([&] { parse_memory_table(replaced(memory, from, to), "test.toml"); });
  };
  EXPECT_EQ(memory_message("[sram]", "[sram]"), "");
  expect(memory_message("[sram]", "[ram]"), "unknown key ram; did you mean \"sram\"?");
  expect(memory_message("read = {", "read = 3 #"), "read is missing or no table");
  expect(memory_message("[[sram.node]]\nnode_nm = 32", "[[sram.node]]\nnode_nm = 0"), "must be above 0");
  expect(message_of([&] { parse_memory_table(without_row(memory, "energy.dram"), "test.toml"); }),
         "no row energy.dram");
  expect(memory_message("\"energy.dram\"", "\"area.dma\""), "unknown row area.dma");
  for (const CostRowInfo& info : cost_row_infos())
    if (info.home == RowHome::kPrices) {
      const std::string cut = without_row(prices, std::string(info.name));
      expect(message_of([&] { parse_price_rows(cut, "test.toml"); }), "no row " + std::string(info.name));
    }
}

TEST(CostTable, OwnRowsWinOverThoseOfMemoriesAndPrices) {
  const std::string row =
      "\n[[row]]\nname = \"price.wafer\"\nvalue = 9.0\nlow = 8.0\nhigh = 10.0\nunit = \"$\"\n"
      "confidence = \"estimated\"\nsource = \"our foundry\"\n";
  const CostTable table = parse_cost_table(table_text() + row, "test", "test.toml");
  EXPECT_EQ(table.row("price.wafer").value, 9);
  EXPECT_EQ(table.rows().size(), cost_row_infos().size());
}

// The first row of the 45 nm table, as if it were synthesized.
std::string synthesized_text(const std::string& keys) {
  return replaced(replaced(table_text(), "confidence = \"published\"", "confidence = \"synthesized\"\n" + keys),
                  "[[row]]",
                  "[provenance.run]\nliberty = \"cells.lib\"\nliberty_sha256 = \"" + std::string(64, 'a') +
                      "\"\ntools = \"yosys 0.23\"\ncommand = \"./dev calibrate\"\nseed = 7\n\n[[row]]");
}

TEST(CostTable, SynthesizedRowsSayWhatTheyWereMadeWith) {
  const CostTable table = parse_cost_table(synthesized_text("provenance = \"run\""), "test", "test.toml");
  const CostRow& row = table.row("energy.int8_mac");
  ASSERT_TRUE(row.provenance.has_value());
  EXPECT_EQ(row.provenance->seed, 7);
  EXPECT_EQ(source_of(row), row.source + "; cells.lib (SHA-256 " + std::string(64, 'a') + "), yosys 0.23, seed 7");
  EXPECT_EQ(source_of(table.row("energy.fp32_mac")), table.row("energy.fp32_mac").source);
  const auto expect = [&](const std::string& text, const std::string& what) {
    EXPECT_NE(message_of(text).find(what), std::string::npos) << message_of(text);
  };
  expect(synthesized_text(""), "row energy.int8_mac: a synthesized row must have a provenance");
  expect(synthesized_text("provenance = \"rum\""), "no table provenance.rum; did you mean \"run\"?");
  expect(replaced(table_text(), "confidence = \"scaled\"", "confidence = \"scaled\"\nprovenance = \"run\""),
         "only synthesized rows have a provenance");
  expect(replaced(synthesized_text("provenance = \"run\""), std::string(64, 'a'), std::string(63, 'a')),
         "liberty_sha256 must be 64 digits");
  expect(replaced(synthesized_text("provenance = \"run\""), "tools = ", "tool = "), "tools must be a text");
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
