// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Dies per wafer, yield, and the price of a chip.
#include "arch/chip_price.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.h"

namespace octet {
namespace {

struct Die {
  double mm2 = 0, per_wafer = 0, yield = 0, dollars = 0;
};

// With every price at `end`, a member of CostRow: value, low or high. A low clustering makes chips cheaper.
Die die_at(double core_mm2, const CostTable& table, double CostRow::*end) {
  const auto price = [&](std::string_view name) { return table.row(name).*end; };
  const double side = std::sqrt(core_mm2) + 2 * price("price.pad_ring");
  Die die;
  die.mm2 = side * side;
  die.per_wafer = dies_per_wafer(price("price.wafer_diameter") - 2 * price("price.edge_exclusion"),
                                 side + price("price.scribe_line"));
  if (price("price.defect_clustering") <= 0)
    fail(ErrorKind::kArchitecture, "technology {}: price.defect_clustering must be above 0", table.name());
  die.yield = die_yield(die.mm2, price("price.defect_density"), price("price.defect_clustering"));
  die.dollars = price("price.wafer") / (die.per_wafer * die.yield);
  return die;
}

void add(ChipPrice& price, PriceRow row) {
  price.dollars += row.dollars;
  price.dollars_low += row.dollars_low;
  price.dollars_high += row.dollars_high;
  price.rows.push_back(std::move(row));
}

}  // namespace

double dies_per_wafer(double usable_diameter_mm, double pitch_mm) {
  const double d = usable_diameter_mm, pi = std::numbers::pi;
  return std::max(0.0, std::floor(pi * d * d / 4 / (pitch_mm * pitch_mm) - pi * d / (std::numbers::sqrt2 * pitch_mm)));
}

double die_yield(double die_mm2, double defects_per_cm2, double alpha) {
  return std::pow(1 + die_mm2 / 100 * defects_per_cm2 / alpha, -alpha);
}

std::optional<ChipPrice> chip_price(double core_mm2, const CostTable& table) {
  const Die value = die_at(core_mm2, table, &CostRow::value), low = die_at(core_mm2, table, &CostRow::low),
            high = die_at(core_mm2, table, &CostRow::high);
  const CostRow &package = table.row("price.package"), &test = table.row("price.test");
  if (std::min({value.per_wafer, low.per_wafer, high.per_wafer}) < 1) return std::nullopt;
  ChipPrice price;
  price.die_mm2 = value.mm2;
  price.dies_per_wafer = value.per_wafer;
  price.yield = value.yield;
  add(price, {"good die", value.dollars, low.dollars, high.dollars, Confidence::kEstimated,
              fmt::format("wafer of ${} / {} dies / yield {:.4f}; wafer: {}; defects: {}",
                          table.row("price.wafer").value, value.per_wafer, value.yield,
                          source_of(table.row("price.wafer")), source_of(table.row("price.defect_density")))});
  for (const auto& [part, row] : {std::pair{"package", &package}, std::pair{"test", &test}})
    add(price, {part, row->value, row->low, row->high, row->confidence, source_of(*row)});
  return price;
}

}  // namespace octet
