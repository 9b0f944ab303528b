// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The report of a machine alone: what octet area says.
#pragma once
#include <string>
#include <vector>

#include "reports/report.h"

namespace octet {

struct AreaReport {
  std::string schema = "octet-area/1";
  std::string version;
  Machine arch;
  std::string technology;  // its description
  double area_mm2 = 0, area_low_mm2 = 0, area_high_mm2 = 0;
  double logic_mm2 = 0, memory_mm2 = 0;
  std::vector<AreaRow> area_ledger;
  PriceReport price;
};
AreaReport area_report(const Machine& machine, const CostTable& table, const std::string& version);

std::string area_json(const AreaReport& report);
// Parts with their share of the area, the totals, the price of the chip.
std::string area_text(const AreaReport& report);

}  // namespace octet
