// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Reading typed keys of TOML tables: every mistake with its place, all at once.
#pragma once
#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace octet {

// Reads keys of the tables of one text, collecting what is wrong.
class TomlReader {
 public:
  // Throws Error(kArchitecture) with file:line:col if it is no TOML.
  TomlReader(std::string_view text, std::string source);
  const toml::table& root() const { return root_; }

  void complain(const toml::node& node, const std::string& text);
  void complain(const std::string& text);
  // Throws Error(kArchitecture) with all complaints, if any.
  void finish() const;
  void known_keys(const toml::table& table, const std::vector<std::string>& known);
  double number(const toml::table& table, std::string_view key);
  std::string text(const toml::table& table, std::string_view key);
  // The table under `key`; null, and a complaint, if there is none.
  const toml::table* table(const toml::table& parent, std::string_view key);
  // The tables under [[key]]; other elements are complained of.
  std::vector<const toml::table*> tables(const toml::table& parent, std::string_view key);

 private:
  std::string source_, message_;
  toml::table root_;
};

}  // namespace octet
