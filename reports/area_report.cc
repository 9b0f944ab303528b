// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A machine's area and price as text.
#include "reports/area_report.h"

#include <fmt/format.h>

#include "arch/machine_value.h"
#include "reports/columns.h"

namespace octet {
namespace {

std::string real(double value) { return figure(std::optional(value)); }

std::string price_text(const PriceReport& price) {
  if (!price.chip_price_dollars) return "no wafer holds such a die: no price\n";
  std::vector<std::vector<std::string>> rows{{"price", "dollars", "low", "high", "confidence", "source"}};
  for (const PriceRow& r : price.price_ledger)
    rows.push_back({r.part, real(r.dollars), real(r.dollars_low), real(r.dollars_high),
                    std::string(name_of(r.confidence)), r.source});
  rows.push_back({"chip", figure(price.chip_price_dollars), figure(price.chip_price_low_dollars),
                  figure(price.chip_price_high_dollars), "", "estimate"});
  return table_text(rows, rows.front().size()) +
         fmt::format("die of {} mm2 with pads, {:.10g} a wafer, yield {:.2f} %\n", figure(price.die_mm2),
                     *price.dies_per_wafer, 100 * *price.die_yield);
}

}  // namespace

AreaReport area_report(const Machine& machine, const CostTable& table, const std::string& version) {
  AreaLedger area = area_ledger(machine, table);
  AreaReport report;
  report.version = version;
  report.arch = machine;
  report.technology = table.description;
  report.area_mm2 = area.area_mm2;
  report.area_low_mm2 = area.area_low_mm2;
  report.area_high_mm2 = area.area_high_mm2;
  report.logic_mm2 = area.logic_mm2;
  report.memory_mm2 = area.memory_mm2;
  report.area_ledger = std::move(area.rows);
  report.price = price_report(area.area_mm2, table);
  return report;
}

std::string area_text(const AreaReport& report) {
  const Machine& m = report.arch;
  std::string text = fmt::format("{} ({}x{} {}), {}: {}\n", m.name, m.array_rows, m.array_cols, name_of(m.array_pe),
                                 m.technology, report.technology);
  std::vector<std::vector<std::string>> rows{
      {"part", "count", "unit", "um2_each", "area_mm2", "share_%", "low_mm2", "high_mm2", "confidence", "source"}};
  const auto share = [&](double mm2) { return fmt::format("{:.1f}", 100 * mm2 / report.area_mm2); };
  for (const AreaRow& r : report.area_ledger)
    rows.push_back({r.part, fmt::format("{:.10g}", r.count), r.unit, real(r.um2_each), real(r.area_mm2),
                    share(r.area_mm2), real(r.count * r.um2_low * 1e-6), real(r.count * r.um2_high * 1e-6),
                    std::string(name_of(r.confidence)), r.source});
  rows.push_back({"total", "", "", "", real(report.area_mm2), share(report.area_mm2), real(report.area_low_mm2),
                  real(report.area_high_mm2), "", "analytical"});
  text += table_text(rows, rows.front().size());
  text += fmt::format("logic {} mm2, memories {} mm2\n\n", real(report.logic_mm2), real(report.memory_mm2));
  return text + price_text(report.price);
}

}  // namespace octet
