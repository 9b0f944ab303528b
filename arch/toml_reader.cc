// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Checks and complaints of TOML values.
#include "arch/toml_reader.h"

#include <algorithm>
#include <optional>

#include "base/suggest.h"

namespace octet {

TomlReader::TomlReader(std::string_view text, std::string source) : source_(std::move(source)) {
  try {
    root_ = toml::parse(text, source_);
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    fail(ErrorKind::kArchitecture, "{}:{}:{}: {}", source_, begin.line, begin.column, error.description());
  }
}

void TomlReader::complain(const toml::node& node, const std::string& text) {
  const auto& begin = node.source().begin;
  message_ += fmt::format("{}{}:{}:{}: {}", message_.empty() ? "" : "\n", source_, begin.line, begin.column, text);
}

void TomlReader::complain(const std::string& text) {
  message_ += fmt::format("{}{}: {}", message_.empty() ? "" : "\n", source_, text);
}

void TomlReader::finish() const {
  if (!message_.empty()) throw Error(ErrorKind::kArchitecture, message_);
}

void TomlReader::known_keys(const toml::table& table, const std::vector<std::string>& known) {
  for (const auto& [key, node] : table)
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      complain(node, fmt::format("unknown key {}{}", key.str(), did_you_mean(key.str(), known)));
}

double TomlReader::number(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  const std::optional<double> value = node ? node->value<double>() : std::nullopt;
  if (node && node->is_number() && *value >= 0 && *value < 1e15) return *value;
  complain(node ? *node : table, fmt::format("{} must be a number, 0 or more", key));
  return 0;
}

std::string TomlReader::text(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  const std::optional<std::string> value = node ? node->value<std::string>() : std::nullopt;
  if (value && !value->empty()) return *value;
  complain(node ? *node : table, fmt::format("{} must be a text, not empty", key));
  return "";
}

const toml::table* TomlReader::table(const toml::table& parent, std::string_view key) {
  const toml::node* node = parent.get(key);
  if (node && node->is_table()) return node->as_table();
  complain(node ? *node : parent, fmt::format("{} is missing or no table", key));
  return nullptr;
}

std::vector<const toml::table*> TomlReader::tables(const toml::table& parent, std::string_view key) {
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

}  // namespace octet
