// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading cost tables from TOML: every mistake with its place, all at once.
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "arch/cost.h"
#include "arch/cost_tables.h"
#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace {

// Reads typed keys of one TOML table, collecting what is wrong.
class Reader {
 public:
  explicit Reader(std::string source) : source_(std::move(source)) {}

  void complain(const toml::node& node, const std::string& text) {
    const auto& begin = node.source().begin;
    message_ += fmt::format("{}{}:{}:{}: {}", message_.empty() ? "" : "\n", source_, begin.line, begin.column, text);
  }
  void complain(const std::string& text) {
    message_ += fmt::format("{}{}: {}", message_.empty() ? "" : "\n", source_, text);
  }
  void finish() const {
    if (!message_.empty()) throw Error(ErrorKind::kArchitecture, message_);
  }
  void known_keys(const toml::table& table, const std::vector<std::string>& known) {
    for (const auto& [key, node] : table)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        complain(node, fmt::format("unknown key {}{}", key.str(), did_you_mean(key.str(), known)));
  }
  double number(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    const std::optional<double> value = node ? node->value<double>() : std::nullopt;
    if (node && node->is_number() && *value >= 0 && *value < 1e15) return *value;
    complain(node ? *node : table, fmt::format("{} must be a number, 0 or more", key));
    return 0;
  }
  std::string text(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    const std::optional<std::string> value = node ? node->value<std::string>() : std::nullopt;
    if (value && !value->empty()) return *value;
    complain(node ? *node : table, fmt::format("{} must be a text, not empty", key));
    return "";
  }
  // The table under `key`; null, and a complaint, if there is none.
  const toml::table* table(const toml::table& parent, std::string_view key) {
    const toml::node* node = parent.get(key);
    if (node && node->is_table()) return node->as_table();
    complain(node ? *node : parent, fmt::format("{} is missing or no table", key));
    return nullptr;
  }
  // The tables under [[key]]; other elements are complained of.
  std::vector<const toml::table*> tables(const toml::table& parent, std::string_view key) {
    std::vector<const toml::table*> found;
    const toml::node* node = parent.get(key);
    if (!node) return found;
    if (!node->is_array()) {
      complain(*node, fmt::format("{} must be an array of tables: [[{}]]", key, key));
      return found;
    }
    for (const toml::node& element : *node->as_array()) {
      if (element.is_table())
        found.push_back(element.as_table());
      else
        complain(element, fmt::format("{} must hold tables only", key));
    }
    return found;
  }

 private:
  std::string source_, message_;
};

Confidence confidence_of(Reader& reader, const toml::table& table) {
  const std::string text = reader.text(table, "confidence");
  for (const Confidence c : {Confidence::kPublished, Confidence::kScaled, Confidence::kEstimated})
    if (name_of(c) == text) return c;
  if (!text.empty())
    reader.complain(*table.get("confidence"),
                    fmt::format("confidence is {}, allowed are published, scaled, estimated", text));
  return Confidence::kEstimated;
}

CostRow read_row(Reader& reader, const toml::table& table) {
  reader.known_keys(table, {"name", "value", "low", "high", "unit", "confidence", "source"});
  CostRow row;
  row.name = reader.text(table, "name");
  row.value = reader.number(table, "value");
  row.low = reader.number(table, "low");
  row.high = reader.number(table, "high");
  row.unit = reader.text(table, "unit");
  row.confidence = confidence_of(reader, table);
  row.source = reader.text(table, "source");
  if (!(row.low <= row.value && row.value <= row.high))
    reader.complain(table, fmt::format("row {}: low {} <= value {} <= high {} does not hold", row.name, row.low,
                                       row.value, row.high));
  return row;
}

std::vector<CostRow> read_rows(Reader& reader, const toml::table& root) {
  std::vector<CostRow> rows;
  std::vector<std::string> known;
  for (const CostRowInfo& info : cost_row_infos()) known.emplace_back(info.name);
  for (const toml::table* table : reader.tables(root, "row")) {
    CostRow row = read_row(reader, *table);
    const auto info = std::find(known.begin(), known.end(), row.name) - known.begin();
    if (info == static_cast<std::ptrdiff_t>(known.size()))
      reader.complain(*table, fmt::format("unknown row {}{}", row.name, did_you_mean(row.name, known)));
    else if (row.unit != cost_row_infos()[info].unit)
      reader.complain(*table,
                      fmt::format("row {}: unit is {}, must be {}", row.name, row.unit, cost_row_infos()[info].unit));
    if (std::any_of(rows.begin(), rows.end(), [&](const CostRow& other) { return other.name == row.name; }))
      reader.complain(*table, fmt::format("row {} is there twice", row.name));
    rows.push_back(std::move(row));
  }
  for (const std::string& name : known)
    if (std::none_of(rows.begin(), rows.end(), [&](const CostRow& row) { return row.name == name; }))
      reader.complain(fmt::format("no row {}; nothing is free: add it with value, low, high and source", name));
  return rows;
}

SramEnergy read_sram_energy(Reader& reader, const toml::table& sram, std::string_view key) {
  const toml::table* table = reader.table(sram, key);
  if (!table) return {};
  reader.known_keys(*table, {"fixed_pj", "fixed_exponent", "byte_pj", "wire_pj", "wire_exponent"});
  return {reader.number(*table, "fixed_pj"), reader.number(*table, "fixed_exponent"), reader.number(*table, "byte_pj"),
          reader.number(*table, "wire_pj"), reader.number(*table, "wire_exponent")};
}

SramArea read_sram_area(Reader& reader, const toml::table& sram) {
  const toml::table* table = reader.table(sram, "area");
  if (!table) return {};
  reader.known_keys(*table, {"fixed_um2", "byte_um2", "word_byte_um2", "wire_um2"});
  return {reader.number(*table, "fixed_um2"), reader.number(*table, "byte_um2"), reader.number(*table, "word_byte_um2"),
          reader.number(*table, "wire_um2")};
}

SramAnchor read_anchor(Reader& reader, const toml::table& table) {
  reader.known_keys(table, {"bytes", "word_bytes", "read_pj", "write_pj", "area_um2", "leakage_mw", "source"});
  SramAnchor anchor;
  anchor.shape = {static_cast<std::int64_t>(reader.number(table, "bytes")),
                  static_cast<std::int64_t>(reader.number(table, "word_bytes"))};
  anchor.read_pj = reader.number(table, "read_pj");
  anchor.write_pj = reader.number(table, "write_pj");
  anchor.area_um2 = reader.number(table, "area_um2");
  anchor.leakage_mw = reader.number(table, "leakage_mw");
  anchor.source = reader.text(table, "source");
  return anchor;
}

SramModel read_sram(Reader& reader, const toml::table& root) {
  SramModel model;
  const toml::table* table = reader.table(root, "sram");
  if (!table) return model;
  reader.known_keys(*table, {"source", "read", "write", "area", "anchor"});
  model.source = reader.text(*table, "source");
  model.read = read_sram_energy(reader, *table, "read");
  model.write = read_sram_energy(reader, *table, "write");
  model.area = read_sram_area(reader, *table);
  for (const toml::table* anchor : reader.tables(*table, "anchor"))
    model.anchors.push_back(read_anchor(reader, *anchor));
  return model;
}

}  // namespace

CostTable parse_cost_table(std::string_view text, const std::string& name, const std::string& source) {
  toml::table root;
  try {
    root = toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    fail(ErrorKind::kArchitecture, "{}:{}:{}: {}", source, begin.line, begin.column, error.description());
  }
  Reader reader(source);
  reader.known_keys(root, {"row", "sram"});
  std::vector<CostRow> rows = read_rows(reader, root);
  SramModel sram = read_sram(reader, root);
  reader.finish();
  return CostTable(name, std::move(rows), std::move(sram));
}

CostTable load_cost_table(const std::string& name_or_path) {
  for (const auto& [name, text] : built_in_technologies())
    if (name == name_or_path) return parse_cost_table(text, name_or_path, name_or_path + ".toml");
  if (!name_or_path.ends_with(".toml"))
    fail(ErrorKind::kArchitecture, "technology {} is unknown{}; known are {}, or a file that ends in .toml",
         name_or_path, did_you_mean(name_or_path, technology_names()), fmt::join(technology_names(), ", "));
  std::ifstream file(name_or_path, std::ios::binary);
  if (!file) fail(ErrorKind::kArchitecture, "{}: cannot be read", name_or_path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto slash = name_or_path.find_last_of('/');
  const std::string stem = name_or_path.substr(slash == std::string::npos ? 0 : slash + 1);
  return parse_cost_table(text, stem.substr(0, stem.size() - 5), name_or_path);
}

std::vector<std::string> technology_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : built_in_technologies()) names.emplace_back(name);
  return names;
}

}  // namespace octet
