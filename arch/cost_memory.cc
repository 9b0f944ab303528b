// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading tables of memories.
#include <algorithm>

#include "arch/cost_rows.h"
#include "arch/cost_tables.h"

namespace octet {
namespace {

SramEnergy read_sram_energy(TomlReader& reader, const toml::table& sram, std::string_view key) {
  const toml::table* table = reader.table(sram, key);
  if (!table) return {};
  reader.known_keys(*table, {"fixed_pj", "fixed_exponent", "byte_pj", "wire_pj", "wire_exponent"});
  return {reader.number(*table, "fixed_pj"), reader.number(*table, "fixed_exponent"), reader.number(*table, "byte_pj"),
          reader.number(*table, "wire_pj"), reader.number(*table, "wire_exponent")};
}

SramArea read_sram_area(TomlReader& reader, const toml::table& sram) {
  const toml::table* table = reader.table(sram, "area");
  if (!table) return {};
  reader.known_keys(*table, {"fixed_um2", "byte_um2", "word_byte_um2", "wire_um2"});
  return {reader.number(*table, "fixed_um2"), reader.number(*table, "byte_um2"), reader.number(*table, "word_byte_um2"),
          reader.number(*table, "wire_um2")};
}

// `node_nm` is the model's, the anchor's unless it says otherwise.
SramAnchor read_anchor(TomlReader& reader, const toml::table& table, double node_nm) {
  reader.known_keys(table,
                    {"node_nm", "bytes", "word_bytes", "read_pj", "write_pj", "area_um2", "leakage_mw", "source"});
  SramAnchor anchor;
  anchor.node_nm = table.get("node_nm") ? reader.number(table, "node_nm") : node_nm;
  anchor.shape = {static_cast<std::int64_t>(reader.number(table, "bytes")),
                  static_cast<std::int64_t>(reader.number(table, "word_bytes"))};
  anchor.read_pj = reader.number(table, "read_pj");
  anchor.write_pj = reader.number(table, "write_pj");
  anchor.area_um2 = reader.number(table, "area_um2");
  anchor.leakage_mw = reader.number(table, "leakage_mw");
  anchor.source = reader.text(table, "source");
  return anchor;
}

SramNode read_node(TomlReader& reader, const toml::table& table) {
  reader.known_keys(table, {"node_nm", "read", "write", "area", "source"});
  const SramNode node{reader.number(table, "node_nm"), reader.number(table, "read"), reader.number(table, "write"),
                      reader.number(table, "area"), reader.text(table, "source")};
  if (std::min({node.node_nm, node.read, node.write, node.area}) <= 0)
    reader.complain(table, "node_nm, read, write and area must be above 0");
  return node;
}

SramModel read_sram(TomlReader& reader, const toml::table& root) {
  SramModel model;
  const toml::table* table = reader.table(root, "sram");
  if (!table) return model;
  reader.known_keys(*table, {"source", "node_nm", "read", "write", "area", "node", "anchor"});
  model.source = reader.text(*table, "source");
  model.node_nm = reader.number(*table, "node_nm");
  model.read = read_sram_energy(reader, *table, "read");
  model.write = read_sram_energy(reader, *table, "write");
  model.area = read_sram_area(reader, *table);
  for (const toml::table* node : reader.tables(*table, "node")) model.nodes.push_back(read_node(reader, *node));
  for (const toml::table* anchor : reader.tables(*table, "anchor"))
    model.anchors.push_back(read_anchor(reader, *anchor, model.node_nm));
  return model;
}

}  // namespace

MemoryTable parse_memory_table(std::string_view text, const std::string& source) {
  TomlReader reader(text, source);
  reader.known_keys(reader.root(), {"row", "sram"});
  MemoryTable memories{read_rows(reader, {RowHome::kMemory}), read_sram(reader, reader.root())};
  require_rows(reader, memories.rows, {RowHome::kMemory});
  reader.finish();
  return memories;
}

MemoryTable load_memory_table(const std::string& name_or_path) {
  const TableText table = table_text("memory", name_or_path, built_in_memories());
  return parse_memory_table(table.text, "memory/" + table.source);
}

}  // namespace octet
