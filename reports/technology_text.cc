// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/technology_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/columns.h"

namespace octet {
namespace {

std::string real(double value) { return fmt::format("{:.6g}", value); }
std::string percent(double part) { return fmt::format("{:+.1f}", 100 * part); }

std::int64_t count_of(const CostTable& table, Confidence confidence) {
  return std::count_if(table.rows().begin(), table.rows().end(),
                       [&](const CostRow& row) { return row.confidence == confidence; });
}

// One line per way of making rows.
std::string provenance_text(const CostTable& table) {
  std::vector<std::string> lines;
  for (const CostRow& row : table.rows()) {
    if (!row.provenance) continue;
    const Provenance& p = *row.provenance;
    std::string line = fmt::format("synthesized from {} (SHA-256 {}) with {}, seed {}: {}\n", p.liberty,
                                   p.liberty_sha256, p.tools, p.seed, p.command);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

}  // namespace

std::string technologies_text(const std::vector<CostTable>& tables) {
  std::vector<std::vector<std::string>> rows{
      {"name", "nm", "synthesized", "published", "scaled", "estimated", "memory", "prices", "what"}};
  for (const CostTable& t : tables) {
    std::vector<std::string> row{t.name(), real(t.node_nm)};
    for (const Confidence c :
         {Confidence::kSynthesized, Confidence::kPublished, Confidence::kScaled, Confidence::kEstimated})
      row.push_back(fmt::format("{}", count_of(t, c)));
    row.insert(row.end(), {t.memory, t.prices, t.description});
    rows.push_back(std::move(row));
  }
  return table_text(rows, rows.front().size());
}

std::string technology_text(const CostTable& table) {
  std::string text = fmt::format("{}: {}; {:g} nm, memory {}, prices {}\n", table.name(), table.description,
                                 table.node_nm, table.memory, table.prices);
  std::vector<std::vector<std::string>> rows{{"row", "value", "low", "high", "unit", "confidence", "source"}};
  for (const CostRow& r : table.rows())
    rows.push_back(
        {r.name, real(r.value), real(r.low), real(r.high), r.unit, std::string(name_of(r.confidence)), r.source});
  text += table_text(rows, rows.front().size());
  return text + fmt::format("memory model: {}\n", table.sram().source) + provenance_text(table);
}

std::string anchors_text(const CostTable& table) {
  const SramModel& model = table.sram();
  std::string text = fmt::format("{}: memory {}, {}\n", table.name(), table.memory, model.source);
  if (model.anchors.empty()) return text + "no anchors: scaled\n";
  std::vector<std::vector<std::string>> rows{
      {"nm", "bytes", "word_bytes", "read_pj", "error_%", "write_pj", "error_%", "area_um2", "error_%", "source"}};
  SramError worst;
  for (const SramAnchor& a : model.anchors) {
    const SramError e = error_at(model, a);
    rows.push_back({real(a.node_nm), fmt::format("{}", a.shape.bytes), fmt::format("{}", a.shape.word_bytes),
                    real(a.read_pj), percent(e.read), real(a.write_pj), percent(e.write), real(a.area_um2),
                    percent(e.area), a.source});
    worst = {std::max(worst.read, std::abs(e.read)), std::max(worst.write, std::abs(e.write)),
             std::max(worst.area, std::abs(e.area))};
  }
  rows.push_back({"worst", "", "", "", percent(worst.read), "", percent(worst.write), "", percent(worst.area), ""});
  return text + table_text(rows, rows.front().size());
}

}  // namespace octet
