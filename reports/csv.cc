// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tables of a report as CSV text.
#include "reports/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "arch/machine_value.h"
#include "base/csv.h"
#include "reports/report_fields.h"

namespace octet {
namespace {

struct CellText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return csv_field(value); }
};

SummaryCell cell(const std::string& text) { return text; }
SummaryCell cell(std::int64_t value) { return value; }
SummaryCell cell(std::uint64_t value) {
  if (value > std::numeric_limits<std::int64_t>::max()) return fmt::format("{}", value);
  return static_cast<std::int64_t>(value);
}
SummaryCell cell(double value) { return value; }
SummaryCell cell(bool value) { return std::string(value ? "true" : "false"); }
SummaryCell cell(PeKind value) { return std::string(name_of(value)); }
SummaryCell cell(Dataflow value) { return std::string(name_of(value)); }
template <class T>
requires requires(T value) { cell(value); }
SummaryCell cell(const std::optional<T>& value) { return value ? cell(*value) : SummaryCell{}; }

using Columns = SummaryColumns;

void append_line(std::string& text, const Columns& columns, bool header) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ",",
                        header ? csv_field(columns[i].first) : std::visit(CellText{}, columns[i].second));
  text += "\n";
}

Columns machine_columns(const Machine& machine) {
  Columns columns{{"arch", cell(machine.name)}};
  visit_fields(machine, [&](const FieldInfo& info, const auto& member) {
    SummaryCell value = cell(member);
    if (info.name == "array.gather_runs" && machine.array_gather_runs == Machine::kUnlimited) value = "unlimited";
    columns.emplace_back(info.name, std::move(value));
  });
  return columns;
}

// The scalar members of the report that are not its identity.
struct TotalsVisitor {
  Columns& columns;
  template <class T>
  void operator()(const FieldInfo& info, const T& member) {
    if constexpr (requires { cell(member); }) columns.emplace_back(info.name, cell(member));
  }
};

}  // namespace

SummaryColumns summary_columns(const Report& report) {
  Columns columns = machine_columns(report.arch);
  columns.emplace_back("model", cell(report.model));
  columns.emplace_back("model_hash", cell(report.model_hash));
  columns.emplace_back("backend", cell(report.backend));
  columns.emplace_back("seed", cell(report.seed));
  columns.emplace_back("timing", cell(report.number_sources.timing));
  columns.emplace_back("condition", cell(report.condition));
  Columns identity, all;
  visit_identity(report, TotalsVisitor{identity});
  visit_fields(report, TotalsVisitor{all});
  columns.insert(columns.end(), all.begin() + static_cast<std::ptrdiff_t>(identity.size()), all.end());
  columns.emplace_back("cold_cycles_total", cell(report.cold.cycles_total));
  columns.emplace_back("cold_latency_ms", cell(report.cold.latency_ms));
  columns.emplace_back("cold_energy_uj", cell(report.cold.energy_uj));
  for (const char* name : {"iso_pe", "iso_area", "scalar_fpu"}) {
    const auto found = std::find_if(report.baselines.begin(), report.baselines.end(),
                                    [&](const BaselineReport& b) { return b.name == name; });
    const BaselineReport baseline = found == report.baselines.end() ? BaselineReport{} : *found;
    columns.emplace_back(fmt::format("{}_latency_ratio", name), cell(baseline.latency_ratio));
    columns.emplace_back(fmt::format("{}_energy_ratio", name), cell(baseline.energy_ratio));
    columns.emplace_back(fmt::format("{}_area_ratio", name), cell(baseline.area_ratio));
    columns.emplace_back(fmt::format("{}_model_bytes_ratio", name), cell(baseline.model_bytes_ratio));
    columns.emplace_back(fmt::format("{}_price_ratio", name), cell(baseline.price_ratio));
  }
  columns.emplace_back("batch", cell(report.batch));
  const Agreement agreement = report.agreement.value_or(Agreement{});
  columns.emplace_back("agreement_top1_equal", cell(agreement.top1_equal));
  columns.emplace_back("agreement_cosine", cell(agreement.cosine));
  return columns;
}

std::string layers_csv(const Report& report) {
  std::string text;
  const auto columns_of = [](std::size_t index, const LayerReport& layer) {
    Columns columns{{"layer", static_cast<std::int64_t>(index)}};
    visit_fields(layer, [&columns](const FieldInfo& info, const auto& member) {
      columns.emplace_back(info.name, cell(member));
    });
    return columns;
  };
  append_line(text, columns_of(0, LayerReport{}), true);
  for (std::size_t i = 0; i < report.layers.size(); ++i) append_line(text, columns_of(i, report.layers[i]), false);
  return text;
}

std::string summary_csv(std::span<const Report> reports) {
  std::string text;
  append_line(text, summary_columns(Report{}), true);
  for (const Report& report : reports) append_line(text, summary_columns(report), false);
  return text;
}

}  // namespace octet
