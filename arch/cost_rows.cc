// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Rows of cost tables and where they may stand.
#include "arch/cost_rows.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/suggest.h"

namespace octet {
namespace {

Confidence confidence_of(TomlReader& reader, const toml::table& table) {
  const std::string text = reader.text(table, "confidence");
  for (const Confidence c :
       {Confidence::kSynthesized, Confidence::kPublished, Confidence::kScaled, Confidence::kEstimated})
    if (name_of(c) == text) return c;
  if (!text.empty())
    reader.complain(*table.get("confidence"),
                    fmt::format("confidence is {}, allowed are synthesized, published, scaled, estimated", text));
  return Confidence::kEstimated;
}

// Synthesized rows name their provenance, others have none.
void read_provenance(TomlReader& reader, const toml::table& table, CostRow& row,
                     const std::map<std::string, Provenance>& provenances) {
  const toml::node* node = table.get("provenance");
  if (!node) {
    if (row.confidence == Confidence::kSynthesized)
      reader.complain(table, fmt::format("row {}: a synthesized row must have a provenance", row.name));
    return;
  }
  if (row.confidence != Confidence::kSynthesized)
    reader.complain(*node, fmt::format("row {}: only synthesized rows have a provenance", row.name));
  std::vector<std::string> known;
  for (const auto& [name, provenance] : provenances) known.push_back(name);
  const std::string name = reader.text(table, "provenance");
  const auto found = provenances.find(name);
  if (found != provenances.end())
    row.provenance = found->second;
  else if (!name.empty())
    reader.complain(*node, fmt::format("row {}: no table provenance.{}{}", row.name, name, did_you_mean(name, known)));
}

CostRow read_row(TomlReader& reader, const toml::table& table, const std::map<std::string, Provenance>& provenances) {
  reader.known_keys(table, {"name", "value", "low", "high", "unit", "confidence", "source", "provenance"});
  CostRow row;
  row.name = reader.text(table, "name");
  row.value = reader.number(table, "value");
  row.low = reader.number(table, "low");
  row.high = reader.number(table, "high");
  row.unit = reader.text(table, "unit");
  row.confidence = confidence_of(reader, table);
  row.source = reader.text(table, "source");
  read_provenance(reader, table, row, provenances);
  if (!(row.low <= row.value && row.value <= row.high))
    reader.complain(table, fmt::format("row {}: low {} <= value {} <= high {} does not hold", row.name, row.low,
                                       row.value, row.high));
  return row;
}

std::vector<CostRowInfo> infos_of(const std::vector<RowHome>& homes) {
  std::vector<CostRowInfo> infos;
  for (const CostRowInfo& info : cost_row_infos())
    if (std::find(homes.begin(), homes.end(), info.home) != homes.end()) infos.push_back(info);
  return infos;
}

bool has_row(const std::vector<CostRow>& rows, std::string_view name) {
  return std::any_of(rows.begin(), rows.end(), [&](const CostRow& row) { return row.name == name; });
}

}  // namespace

std::vector<CostRow> read_rows(TomlReader& reader, const std::vector<RowHome>& homes,
                               const std::map<std::string, Provenance>& provenances) {
  std::vector<CostRow> rows;
  std::vector<std::string> known;
  const std::vector<CostRowInfo> infos = infos_of(homes);
  for (const CostRowInfo& info : infos) known.emplace_back(info.name);
  for (const toml::table* table : reader.tables(reader.root(), "row")) {
    CostRow row = read_row(reader, *table, provenances);
    const auto info = std::find(known.begin(), known.end(), row.name) - known.begin();
    if (info == static_cast<std::ptrdiff_t>(known.size()))
      reader.complain(*table, fmt::format("unknown row {}{}", row.name, did_you_mean(row.name, known)));
    else if (row.unit != infos[static_cast<std::size_t>(info)].unit)
      reader.complain(*table, fmt::format("row {}: unit is {}, must be {}", row.name, row.unit,
                                          infos[static_cast<std::size_t>(info)].unit));
    if (has_row(rows, row.name)) reader.complain(*table, fmt::format("row {} is there twice", row.name));
    rows.push_back(std::move(row));
  }
  return rows;
}

void require_rows(TomlReader& reader, const std::vector<CostRow>& rows, const std::vector<RowHome>& homes) {
  for (const CostRowInfo& info : infos_of(homes))
    if (!has_row(rows, info.name))
      reader.complain(fmt::format("no row {}; nothing is free: add it with value, low, high and source", info.name));
}

TableText table_text(std::string_view kind, const std::string& name_or_path,
                     const std::vector<std::pair<std::string_view, std::string_view>>& built_in) {
  std::vector<std::string> names;
  for (const auto& [name, text] : built_in) {
    if (name == name_or_path) return {std::string(text), name_or_path, name_or_path + ".toml"};
    names.emplace_back(name);
  }
  if (!name_or_path.ends_with(".toml"))
    fail(ErrorKind::kArchitecture, "{} {} is unknown{}; known are {}, or a file that ends in .toml", kind, name_or_path,
         did_you_mean(name_or_path, names), fmt::join(names, ", "));
  std::ifstream file(name_or_path, std::ios::binary);
  if (!file) fail(ErrorKind::kArchitecture, "{}: cannot be read", name_or_path);
  const auto slash = name_or_path.find_last_of('/');
  const std::string stem = name_or_path.substr(slash == std::string::npos ? 0 : slash + 1);
  return {std::string(std::istreambuf_iterator<char>(file), {}), stem.substr(0, stem.size() - 5), name_or_path};
}

}  // namespace octet
