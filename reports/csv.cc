// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tables of a report as CSV text.
#include "reports/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "arch/machine_value.h"
#include "reports/report_fields.h"

namespace octet {
namespace {

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}
std::string cell(std::int64_t value) { return fmt::format("{}", value); }
std::string cell(std::uint64_t value) { return fmt::format("{}", value); }
std::string cell(double value) { return fmt::format("{}", value); }
std::string cell(bool value) { return value ? "true" : "false"; }
std::string cell(PeKind value) { return std::string(name_of(value)); }
std::string cell(Dataflow value) { return std::string(name_of(value)); }
template <class T>
requires requires(T value) { cell(value); }
std::string cell(const std::optional<T>& value) { return value ? cell(*value) : ""; }

using Columns = std::vector<std::pair<std::string, std::string>>;  // name and cell

void append_line(std::string& text, const Columns& columns, bool header) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    text += (i == 0 ? "" : ",") + (header ? cell(columns[i].first) : columns[i].second);
  text += "\n";
}

Columns machine_columns(const Machine& machine) {
  Columns columns{{"arch", cell(machine.name)}};
  visit_fields(machine, [&](const FieldInfo& info, const auto& member) {
    std::string text = cell(member);
    if (info.name == "array.gather_runs" && machine.array_gather_runs == Machine::kUnlimited) text = "unlimited";
    columns.emplace_back(info.name, std::move(text));
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

Columns summary_columns(const Report& report) {
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

}  // namespace

std::string layers_csv(const Report& report) {
  std::string text;
  const auto columns_of = [](std::size_t index, const LayerReport& layer) {
    Columns columns{{"layer", fmt::format("{}", index)}};
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
