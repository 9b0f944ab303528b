// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Dies per wafer and yield against numbers worked out by hand; the price of a chip and its band.
#include "arch/chip_price.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace octet {
namespace {

// 300 mm, dies of 10 mm: 706.86 squares fit the area, 66.64 of them are cut. Hennessy and Patterson's example of
// 15 mm: 314.2 - 44.4.
TEST(DiesPerWafer, AreAreaLessTheCutOnes) {
  EXPECT_EQ(dies_per_wafer(300, 10), 640);
  EXPECT_EQ(dies_per_wafer(300, 15), 269);
  EXPECT_EQ(dies_per_wafer(300, 300), 0);
}

// 1 cm2 with 0.3 defects: (1 + 0.3/4)^-4 = 0.7488; with large alpha Poisson's exp(-0.3).
TEST(DieYield, IsNegativeBinomial) {
  EXPECT_NEAR(die_yield(100, 0.3, 4), 0.74880, 1e-5);
  EXPECT_NEAR(die_yield(100, 0.3, 1e9), std::exp(-0.3), 1e-6);
  EXPECT_EQ(die_yield(100, 0, 4), 1);
}

// A table of round prices: a core of 9.4 mm side, pads of 0.25 mm and a street of 0.1 mm: a pitch of 10 mm.
CostTable round_prices() {
  std::vector<CostRow> rows;
  const auto add = [&](const char* name, double value) {
    rows.push_back({name, value, value, value, "", Confidence::kEstimated, "made up", {}});
  };
  add("price.wafer", 6400);
  add("price.wafer_diameter", 306);
  add("price.edge_exclusion", 3);
  add("price.scribe_line", 0.1);
  add("price.pad_ring", 0.25);
  add("price.defect_density", 0.3);
  add("price.defect_clustering", 4);
  add("price.package", 2);
  add("price.test", 0.5);
  return CostTable("round", rows, {});
}

TEST(ChipPrice, IsDiePackageAndTest) {
  const auto price = chip_price(9.4 * 9.4, round_prices());
  ASSERT_TRUE(price.has_value());
  EXPECT_NEAR(price->die_mm2, 9.9 * 9.9, 1e-9);
  EXPECT_EQ(price->dies_per_wafer, 640);
  const double yield = std::pow(1 + 0.9801 * 0.3 / 4, -4);
  EXPECT_NEAR(price->yield, yield, 1e-12);
  EXPECT_NEAR(price->rows.at(0).dollars, 10 / yield, 1e-9);
  EXPECT_NEAR(price->dollars, 10 / yield + 2.5, 1e-9);
}

TEST(ChipPrice, TotalIsTheSumOfSourcedRowsWithinItsBand) {
  for (const std::string& name : technology_names())
    for (const double mm2 : {0.5, 5.0, 50.0, 500.0}) {
      const auto price = chip_price(mm2, load_cost_table(name));
      ASSERT_TRUE(price.has_value()) << name << " " << mm2;
      double sum = 0, low = 0, high = 0;
      for (const PriceRow& row : price->rows) {
        EXPECT_GT(row.source.size(), 10u) << row.part;
        EXPECT_LT(row.dollars_low, row.dollars) << row.part;
        EXPECT_LT(row.dollars, row.dollars_high) << row.part;
        sum += row.dollars;
        low += row.dollars_low;
        high += row.dollars_high;
      }
      EXPECT_EQ(price->dollars, sum);
      EXPECT_EQ(price->dollars_low, low);
      EXPECT_EQ(price->dollars_high, high);
    }
}

TEST(ChipPrice, GrowsWithAreaDefectsAndWafer) {
  const CostTable table = round_prices();
  const double dollars = chip_price(50, table)->dollars;
  EXPECT_GT(chip_price(60, table)->dollars, dollars);
  for (const char* dearer : {"price.wafer", "price.defect_density", "price.package", "price.test", "price.scribe_line",
                             "price.pad_ring", "price.edge_exclusion", "price.defect_clustering"}) {
    std::vector<CostRow> rows = table.rows();
    for (CostRow& row : rows)
      if (row.name == dearer) row.value *= 1.5;
    EXPECT_GT(chip_price(50, CostTable("dear", rows, {}))->dollars, dollars) << dearer;
  }
}

TEST(ChipPrice, MissingPriceIsAnErrorWhateverTheArea) {
  const CostTable table = round_prices();
  for (const CostRow& missing : table.rows()) {
    std::vector<CostRow> rows = table.rows();
    std::erase_if(rows, [&](const CostRow& row) { return row.name == missing.name; });
    for (const double mm2 : {1.0, 1e9}) {
      try {
        chip_price(mm2, CostTable("cut", rows, {}));
        FAIL() << missing.name;
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("technology cut: no row " + missing.name), std::string::npos);
      }
    }
  }
}

TEST(ChipPrice, DefectsWithoutClusteringParameterAreRefused) {
  std::vector<CostRow> rows = round_prices().rows();
  for (CostRow& row : rows)
    if (row.name == "price.defect_clustering") row.low = 0;
  EXPECT_THROW(chip_price(50, CostTable("zero", rows, {})), Error);
}

TEST(ChipPrice, DieThatNoWaferHoldsHasNone) { EXPECT_FALSE(chip_price(60000, round_prices()).has_value()); }

}  // namespace
}  // namespace octet
