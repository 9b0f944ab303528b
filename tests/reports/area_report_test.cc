// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What octet area and octet list technology say: ledgers that add up, sources, errors at the anchors.
#include "reports/area_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/technology_text.h"

namespace octet {
namespace {

TEST(AreaReport, JsonHasLedgersThatAddUp) {
  for (const char* technology : {"45nm", "28nm"}) {
    const Machine machine = load_machine("edge-16", {std::string("technology=") + technology});
    const auto json = nlohmann::json::parse(area_json(area_report(machine, load_cost_table(technology), "1.2.3")));
    EXPECT_EQ(json["schema"], "octet-area/1");
    EXPECT_EQ(json["version"], "1.2.3");
    EXPECT_EQ(json["arch"]["technology"], technology);
    double mm2 = 0, dollars = 0;
    for (const auto& row : json["area_ledger"]) {
      mm2 += row["area_mm2"].get<double>();
      EXPECT_FALSE(row["source"].get<std::string>().empty());
    }
    for (const auto& row : json["price_ledger"]) dollars += row["dollars"].get<double>();
    EXPECT_EQ(json["area_mm2"], mm2);
    EXPECT_EQ(json["chip_price_dollars"], dollars);
    EXPECT_NEAR(json["logic_mm2"].get<double>() + json["memory_mm2"].get<double>(), mm2, 1e-9);
  }
}

TEST(AreaReport, TextNamesEveryPartAndThePrice) {
  const AreaReport report = area_report(load_machine("edge-16"), load_cost_table("45nm"), "1");
  const std::string text = area_text(report);
  for (const AreaRow& row : report.area_ledger) EXPECT_NE(text.find("\n" + row.part + " "), std::string::npos);
  for (const char* expected : {"literature", "array PEs", "NanGate", "total", "good die", "package", "estimate"})
    EXPECT_NE(text.find(expected), std::string::npos) << expected;
}

TEST(AreaReport, MachineLargerThanAWaferHasNoPrice) {
  const Machine machine = load_machine("edge-16", {"scratchpad.bytes=2Gi", "technology=sky130hd"});
  const AreaReport report = area_report(machine, load_cost_table("sky130hd"), "1");
  EXPECT_FALSE(report.price.chip_price_dollars.has_value());
  EXPECT_NE(area_text(report).find("no wafer holds such a die"), std::string::npos);
  EXPECT_TRUE(nlohmann::json::parse(area_json(report))["chip_price_dollars"].is_null());
}

TEST(TechnologyText, HasEveryRowWithItsSource) {
  const CostTable table = load_cost_table("28nm");
  const std::string text = technology_text(table);
  for (const CostRow& row : table.rows()) {
    EXPECT_NE(text.find("\n" + row.name + " "), std::string::npos) << row.name;
    EXPECT_NE(text.find(row.source), std::string::npos) << row.name;
  }
  EXPECT_NE(technologies_text({table}).find("the 45nm table scaled"), std::string::npos);
}

TEST(TechnologyText, NamesTheToolsOfSynthesizedRows) {
  const CostTable table = load_cost_table("45nm");
  std::vector<CostRow> rows = table.rows();
  EXPECT_EQ(technology_text(table).find("synthesized from"), std::string::npos);
  rows[0].confidence = rows[1].confidence = Confidence::kSynthesized;
  rows[0].provenance = rows[1].provenance = Provenance{"cells.lib", std::string(64, 'b'), "yosys 0.23", "./dev x", 3};
  const std::string text = technology_text(CostTable("new", rows, table.sram()));
  const auto at = text.find("synthesized from cells.lib (SHA-256 bbb");
  ASSERT_NE(at, std::string::npos);
  EXPECT_NE(text.find("with yosys 0.23, seed 3: ./dev x", at), std::string::npos);
  EXPECT_EQ(text.find("synthesized from", at + 1), std::string::npos) << "once for both rows";
}

TEST(AnchorsText, PrintsTheErrorAtEveryAnchor) {
  const CostTable table = load_cost_table("45nm");
  const std::string text = anchors_text(table);
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), table.sram().anchors.size() + 3);
  EXPECT_NE(text.find("10.7246  +5.3"), std::string::npos) << text;  // 11.296 pJ by hand
  EXPECT_NE(anchors_text(load_cost_table("asap7")).find("no anchors"), std::string::npos);
}

}  // namespace
}  // namespace octet
