// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The long tables: layers and ledgers.
#include <fmt/format.h>

#include "reports/columns.h"
#include "reports/text.h"

namespace octet {
namespace {

std::string percent(std::optional<double> value) { return value ? fmt::format("{:.1f}", 100 * *value) : "-"; }

std::string plain(double value) { return fmt::format("{:.10g}", value); }

}  // namespace

std::string layers_text(const Report& report) {
  std::vector<std::vector<std::string>> rows{{"layer", "operator", "output", "cycles", "compute", "bound_cycles",
                                              "use_%", "bound", "macs", "dram_bytes", "energy_uj"}};
  for (const LayerReport& l : report.layers)
    rows.push_back({clipped(l.name, 40), clipped(l.op, 20), clipped(l.output_shape, 20), figure(l.cycles),
                    figure(l.compute_cycles), figure(l.bound_cycles), percent(l.utilization), l.bound.value_or("-"),
                    fmt::format("{}", l.macs), figure(l.dram_bytes), figure(l.energy_uj)});
  rows.push_back({"total", "", "", figure(report.cycles_total), "", figure(std::optional(report.bound_cycles)),
                  percent(report.utilization), "", fmt::format("{}", report.macs),
                  report.dram_read_bytes ? fmt::format("{}", *report.dram_read_bytes + *report.dram_write_bytes) : "-",
                  figure(report.energy_uj)});
  return table_text(rows, 3);
}

namespace {

std::string excess_text(const Report& report) {
  if (!report.excess || !report.cycles_total) return "";
  const Excess& e = *report.excess;
  return fmt::format(
      "{} cycles - {} of the bound = {}: compute {}, weight bandwidth {}, activation bandwidth {}, vector {}, fill and "
      "drain {}, dependency {}, overlap {}\n",
      *report.cycles_total, report.bound_cycles, *report.cycles_total - report.bound_cycles, e.compute,
      e.weight_bandwidth, e.activation_bandwidth, e.vector, e.fill_and_drain, e.dependency, e.overlap);
}

}  // namespace

std::string explain_text(const Report& report) {
  std::vector<std::vector<std::string>> rows{
      {"layer", "operator", "limited by", "chosen", "next best", "costs", "cycles", "bound_cycles", "over"}};
  auto times = [](std::optional<double> value) { return value ? fmt::format("x{:.3g}", *value) : "-"; };
  auto words = [](const std::string& text) { return text.empty() ? std::string("-") : text; };
  for (const LayerReport& l : report.layers)
    rows.push_back({clipped(l.name, 40), clipped(l.op, 20), l.bound_cycles ? l.limit.value_or("-") : "host",
                    words(l.choice), words(l.runner_up), times(l.runner_up_ratio), figure(l.cycles),
                    figure(l.bound_cycles), times(l.cycles_over_bound)});
  return table_text(rows, 5) + excess_text(report);
}

std::string energy_ledger_text(const Report& report) {
  std::vector<std::vector<std::string>> rows{
      {"action", "count", "unit", "pj_each", "energy_uj", "confidence", "source"}};
  for (const EnergyRow& r : report.energy_ledger)
    rows.push_back({r.action, plain(r.count), r.unit, figure(std::optional(r.pj_each)),
                    figure(std::optional(r.energy_uj)), std::string(name_of(r.confidence)), r.source});
  rows.push_back({"total", "", "", "", figure(report.energy_uj), "", ""});
  return table_text(rows, rows.front().size());
}

std::string area_ledger_text(const Report& report) {
  std::vector<std::vector<std::string>> rows{{"part", "count", "unit", "um2_each", "area_mm2", "confidence", "source"}};
  for (const AreaRow& r : report.area_ledger)
    rows.push_back({r.part, plain(r.count), r.unit, figure(std::optional(r.um2_each)),
                    figure(std::optional(r.area_mm2)), std::string(name_of(r.confidence)), r.source});
  rows.push_back({"total", "", "", "", figure(std::optional(report.area_mm2)), "", ""});
  return table_text(rows, rows.front().size());
}

}  // namespace octet
