// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/advise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "arch/area.h"
#include "base/error.h"
#include "reports/columns.h"
#include "reports/report.h"

namespace octet {
namespace {

struct Change {
  std::string_view parameter;
  bool halved = false;
};
constexpr Change kChanges[] = {
    {"array.rows"},           {"array.cols"},       {"array.gather_runs"},       {"scratchpad.bytes"},
    {"scratchpad.banks"},     {"accumulator.rows"}, {"parameters.channels"},     {"vector.lanes"},
    {"vector.macs_per_lane"}, {"queue.depth"},      {"dram.bandwidth_gb_per_s"}, {"dram.latency_ns", true},
    {"dram.miss_ns", true},   {"clock_mhz"}};

// Changes the key's value in `machine`; returns the values before and after.
std::pair<double, double> apply(const Change& change, Machine& machine) {
  std::pair<double, double> values;
  bool found = false;
  visit_fields(machine, [&](const FieldInfo& info, auto& member) {
    using Member = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Member, std::int64_t> || std::is_same_v<Member, double>) {
      if (info.name != change.parameter) return;
      const Member before = member;
      member = change.halved ? before / 2 : before * 2;
      values = {static_cast<double>(before), static_cast<double>(member)};
      found = true;
    }
  });
  OCTET_CHECK(found, "no key {}", change.parameter);
  return values;
}

// The first line of a message, without what introduces it.
std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

AdviceRow row_of(const Change& change, const Machine& machine, const Advice& now, const CostTable& table,
                 const WarmRun& warm_run) {
  AdviceRow row;
  row.parameter = change.parameter;
  if (change.parameter == "array.gather_runs" && machine.array_gather_runs == Machine::kUnlimited) {
    row.refused = "unlimited already";
    return row;
  }
  Machine changed = machine;
  const auto [from, to] = apply(change, changed);
  row.from = from;
  row.to = to;
  if (from == to) {
    row.refused = "0 already";
    return row;
  }
  try {
    const RunResult warm = warm_run(changed);
    row.cycles = warm.cycles;
    row.latency_ms = latency_ms(warm, changed);
    if (const auto times = ratio(row.latency_ms, now.latency_ms)) row.latency_change_percent = 100 * (*times - 1);
    row.area_change_mm2 = area_ledger(changed, table).area_mm2 - area_ledger(machine, table).area_mm2;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kArchitecture && error.kind() != ErrorKind::kModel) throw;
    row.refused = first_line(error.what());
  }
  return row;
}

// Bytes as machine files write them.
std::string value_text(std::string_view parameter, std::optional<double> value) {
  if (!value) return "-";
  if (parameter.ends_with("bytes"))
    for (const auto& [unit, bytes] :
         {std::pair{"Gi", 1073741824.0}, std::pair{"Mi", 1048576.0}, std::pair{"Ki", 1024.0}})
      if (std::fmod(*value, bytes) == 0) return fmt::format("{:.10g}{}", *value / bytes, unit);
  return fmt::format("{:.10g}", *value);
}

}  // namespace

Advice advise(const Machine& machine, const CostTable& table, const WarmRun& warm_run) {
  const RunResult warm = warm_run(machine);
  Advice advice;
  advice.cycles = warm.cycles;
  advice.latency_ms = latency_ms(warm, machine);
  for (const Change& change : kChanges) advice.rows.push_back(row_of(change, machine, advice, table, warm_run));
  const auto gain_first = [](const AdviceRow& a, const AdviceRow& b) {
    if (!a.latency_change_percent || !b.latency_change_percent) return a.latency_change_percent.has_value();
    return *a.latency_change_percent < *b.latency_change_percent;
  };
  std::stable_sort(advice.rows.begin(), advice.rows.end(), [&](const AdviceRow& a, const AdviceRow& b) {
    return a.refused.empty() != b.refused.empty() ? a.refused.empty() : a.refused.empty() && gain_first(a, b);
  });
  return advice;
}

std::string advice_text(const Advice& advice) {
  std::vector<std::vector<std::string>> rows{
      {"parameter", "from", "to", "cycles", "latency_ms", "change_%", "mm2_change"}};
  rows.push_back({"as it is", "", "", fmt::format("{}", advice.cycles), figure(std::optional(advice.latency_ms))});
  rows.back().resize(rows.front().size());
  std::string refused;
  for (const AdviceRow& row : advice.rows) {
    if (!row.refused.empty()) {
      refused += fmt::format("{} {} -> {} cannot be: {}\n", row.parameter, value_text(row.parameter, row.from),
                             value_text(row.parameter, row.to), clipped(row.refused, 200));
      continue;
    }
    const auto change = row.latency_change_percent;
    rows.push_back({row.parameter, value_text(row.parameter, row.from), value_text(row.parameter, row.to),
                    figure(row.cycles), figure(row.latency_ms), change ? fmt::format("{:+.2f}", *change) : "-",
                    fmt::format("{:+.4f}", *row.area_change_mm2)});
  }
  return "one parameter at a time, warm cycles of backend fast, largest gain first\n" + table_text(rows, 1) + refused;
}

}  // namespace octet
