// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading technologies and prices: a technology's own rows, then those of the tables it names.
#include <algorithm>

#include "arch/cost_rows.h"
#include "arch/cost_tables.h"

namespace octet {
namespace {

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::map<std::string, Provenance> read_provenances(TomlReader& reader) {
  std::map<std::string, Provenance> found;
  if (!reader.root().get("provenance")) return found;
  const toml::table* all = reader.table(reader.root(), "provenance");
  if (!all) return found;
  for (const auto& [name, node] : *all) {
    const toml::table* table = reader.table(*all, name.str());
    if (!table) continue;
    reader.known_keys(*table, {"liberty", "liberty_sha256", "tools", "command", "seed"});
    Provenance& p = found[std::string(name.str())];
    p.liberty = reader.text(*table, "liberty");
    p.liberty_sha256 = reader.text(*table, "liberty_sha256");
    p.tools = reader.text(*table, "tools");
    p.command = reader.text(*table, "command");
    p.seed = static_cast<std::int64_t>(reader.number(*table, "seed"));
    if (!p.liberty_sha256.empty() && !is_sha256(p.liberty_sha256))
      reader.complain(*table->get("liberty_sha256"), "liberty_sha256 must be 64 digits 0 to 9 and a to f");
  }
  return found;
}

// Adds those of `others` that `rows` lacks.
void add_missing(std::vector<CostRow>& rows, const std::vector<CostRow>& others) {
  for (const CostRow& other : others)
    if (std::none_of(rows.begin(), rows.end(), [&](const CostRow& row) { return row.name == other.name; }))
      rows.push_back(other);
}

void sort_rows(std::vector<CostRow>& rows) {
  const auto place = [](const CostRow& row) {
    const auto& infos = cost_row_infos();
    return std::find_if(infos.begin(), infos.end(), [&](const CostRowInfo& info) { return info.name == row.name; });
  };
  std::sort(rows.begin(), rows.end(), [&](const CostRow& a, const CostRow& b) { return place(a) < place(b); });
}

}  // namespace

CostTable parse_cost_table(std::string_view text, const std::string& name, const std::string& source) {
  TomlReader reader(text, source);
  const toml::table& root = reader.root();
  reader.known_keys(root, {"description", "node_nm", "memory", "prices", "provenance", "row"});
  const std::vector<RowHome> own{RowHome::kTechnology}, all{RowHome::kTechnology, RowHome::kMemory, RowHome::kPrices};
  const std::string description = reader.text(root, "description"), memory = reader.text(root, "memory"),
                    prices = reader.text(root, "prices");
  const double node_nm = reader.number(root, "node_nm");
  std::vector<CostRow> rows = read_rows(reader, all, read_provenances(reader));
  require_rows(reader, rows, own);
  reader.finish();
  const MemoryTable memories = load_memory_table(memory);
  add_missing(rows, memories.rows);
  add_missing(rows, load_price_rows(prices));
  sort_rows(rows);
  CostTable table(name, std::move(rows), at_node(memories.sram, node_nm));
  table.description = description;
  table.memory = memory;
  table.prices = prices;
  table.node_nm = node_nm;
  return table;
}

CostTable load_cost_table(const std::string& name_or_path) {
  const TableText table = table_text("technology", name_or_path, built_in_technologies());
  return parse_cost_table(table.text, table.name, table.source);
}

std::vector<std::string> technology_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : built_in_technologies()) names.emplace_back(name);
  return names;
}

std::vector<CostRow> parse_price_rows(std::string_view text, const std::string& source) {
  TomlReader reader(text, source);
  reader.known_keys(reader.root(), {"row"});
  std::vector<CostRow> rows = read_rows(reader, {RowHome::kPrices});
  require_rows(reader, rows, {RowHome::kPrices});
  reader.finish();
  return rows;
}

std::vector<CostRow> load_price_rows(const std::string& name_or_path) {
  const TableText table = table_text("prices", name_or_path, built_in_prices());
  return parse_price_rows(table.text, "prices/" + table.source);
}

}  // namespace octet
