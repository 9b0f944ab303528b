// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a chip of a given core area costs to make, in dollars: an estimate from the prices of its technology.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "arch/cost.h"

namespace octet {

struct PriceRow {
  std::string part;
  double dollars = 0, dollars_low = 0, dollars_high = 0;
  Confidence confidence = Confidence::kEstimated;
  std::string source;
};

// The totals are the sums of the rows, in their order. The band has every price at one end at once.
struct ChipPrice {
  std::vector<PriceRow> rows;
  double dollars = 0, dollars_low = 0, dollars_high = 0;
  double die_mm2 = 0;  // core and pads, without the scribe line
  double dies_per_wafer = 0, yield = 0;
};

// Empty if a wafer, at an end of the band, holds not one die: such a chip cannot be bought. Throws Error(kArchitecture)
// if the table lacks a price.
std::optional<ChipPrice> chip_price(double core_mm2, const CostTable& table);

// Square dies of `pitch_mm` (die and scribe line) on a wafer of this usable diameter: pi*d^2/4 / pitch^2, less the cut
// ones along its edge, pi*d / (sqrt(2)*pitch); whole, 0 or more. Hennessy and Patterson, Computer Architecture, 1.6.
double dies_per_wafer(double usable_diameter_mm, double pitch_mm);
// Negative binomial yield, (1 + area*density/alpha)^-alpha: defects that come in clusters (Stapper).
double die_yield(double die_mm2, double defects_per_cm2, double alpha);

}  // namespace octet
