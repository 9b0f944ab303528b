// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The wrong values follow from the field list: a new key is tested from its first day.
#include "tests/arch/support/bad_machines.h"

#include <fmt/format.h>

#include <type_traits>

#include "arch/machine.h"
#include "arch/machine_rules.h"
#include "arch/machine_value.h"

namespace octet::testing {
namespace {

// Lines that are wrong for a field of this type or range, with the words that must answer.
struct BadValues {
  std::vector<BadFile> files;
  template <class T>
  void operator()(const FieldInfo& info, const T& member) {
    // The column of a dotted key is that of its last word.
    const std::string place = fmt::format("bad.toml:2:{}: ", info.name.rfind('.') + 2);
    const std::string allowed_text = ", allowed is " + allowed(info, member);
    const auto add = [&](const std::string& value, const std::string& quoted) {
      files.push_back({fmt::format("# one comment\n{} = {}\n", info.name, value),
                       fmt::format("{}{} is {}{}", place, info.name, quoted, allowed_text)});
    };
    add("[1, 2]", "an array");
    add("1979-05-27", "a date or time");
    add("\"no such value\"", "\"no such value\"");
    if constexpr (std::is_same_v<T, std::string>) files.pop_back();  // a text is what it wants
    if constexpr (!std::is_same_v<T, bool>) add("true", "true");
    if constexpr (!std::is_same_v<T, double>) add("1.5", "1.5");
    if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T> || std::is_same_v<T, std::string>) add("1", "1");
    if constexpr (std::is_same_v<T, std::string>) add("\"\"", "\"\"");
    if constexpr (std::is_same_v<T, std::int64_t>) {
      add("\"16\"", "\"16\"");
      add("\"99999999999Gi\"", "\"99999999999Gi\"");
      add("-1", "-1");
      add(fmt::format("{:.0f}", info.max + 1), fmt::format("{:.0f}", info.max + 1));
      if (info.min > 0) add(fmt::format("{:.0f}", info.min - 1), fmt::format("{:.0f}", info.min - 1));
    }
    if constexpr (std::is_same_v<T, double>) {
      add("nan", "nan");
      add("inf", "inf");
      add("-0.5", "-0.5");
      add(fmt::format("{:.0f}", info.max * 2), fmt::format("{}", info.max * 2));
    }
  }
};

}  // namespace

std::vector<BadFile> wrong_values() {
  BadValues bad;
  const Machine machine;
  visit_fields(machine, bad);
  return bad.files;
}

std::vector<BadFile> misspelt_keys() {
  std::vector<BadFile> files;
  for (const std::string& key : machine_keys()) {
    const std::string typo = fmt::format("{}q{}", key.substr(0, key.size() - 1), key.back());
    const std::string answer =
        fmt::format("bad.toml:1:{}: unknown key \"{}\"; did you mean \"{}\"?", key.rfind('.') + 2, typo, key);
    files.push_back({typo + " = 1\n", answer});
    files.push_back({fmt::format("'{}x' = 1", key), "unknown key"});
    files.push_back({fmt::format("[{}]\nx = 1\n", key), fmt::format("{} is a table", key)});
    files.push_back({fmt::format("{0} = 1\n{0} = 1\n", key), "bad.toml:2:"});
  }
  return files;
}

std::vector<BadFile> broken_syntax() {
  return {{"array.rows", "bad.toml:1:"},
          {"array.rows =", "bad.toml:1:"},
          {"\n\n= 3", "bad.toml:3:"},
          {"[array\nrows = 3", "bad.toml:1:"},
          {"[array]\nrows = 3 4", "bad.toml:2:"},
          {"technology = \"45nm", "bad.toml:1:"},
          {"technology = \"\\q\"", "bad.toml:1:"},
          {"technology = '''45nm", "bad.toml:1:"},
          {"[array]\n[array]\n", "bad.toml:2:"},
          {"array = 1\n[array]\nrows = 1", "bad.toml:2:"},
          {"clock_mhz = 0500", "bad.toml:1:"},
          {"clock_mhz = 99999999999999999999", "bad.toml:1:"},
          {"name = \"\xff\xfe\"", "bad.toml:1:"},
          {std::string("name = \"a\0b\"", 12), "bad.toml:1:"},
          {"x = " + std::string(1000, '['), "bad.toml:1:"},
          {"x = " + std::string(5000, '1'), "bad.toml:1:1: the line has 5004 bytes, allowed are 1024"},
          {std::string("a.a.a.a.") + "a = {" + std::string(2000, ' ') + "}", "allowed are 1024"}};
}

std::vector<BadFile> contradictions_of_keys() {
  return {
      {"scratchpad.banks = 7", "bad.toml:1:12: scratchpad.bytes is 262144, must be a multiple of scratchpad.banks = 7"},
      {"scratchpad.bytes = 1000\n", "bad.toml:1:12: a scratchpad bank has 125 bytes"},
      {"array.rows = 1000\nscratchpad.bytes = \"16Ki\"", "bad.toml:2:12: a scratchpad bank has 2048 bytes"},
      {"array.rows = 1000\narray.pe = \"fp32\"\nscratchpad.banks = 64", "must be a multiple of 32768"},
      {"accumulator.rows = 333", "bad.toml:1:13: accumulator.rows is 333, must be even"},
      {"dram.burst_bytes = 100", "bad.toml:1:6: dram.burst_bytes is 100, must be a power of two"},
      {"dram.row_bytes = 1000", "bad.toml:1:6: dram.row_bytes is 1000, must be a power of two"},
      {"dram.row_bytes = 128", "bad.toml:1:6: dram.burst_bytes is 256, must not exceed dram.row_bytes = 128"},
      {"base = \"edge-17\"", "bad.toml:1:1: base is \"edge-17\", allowed are the presets tiny-8"},
      {"base = 16", "bad.toml:1:1: base is 16, allowed are the presets"},
      {"base = \"bad.toml\"", "base is \"bad.toml\""},
      {"name = \"a/b\"", "bad.toml:1:1: name is \"a/b\", allowed is a text of 1 to 64"},
      {"[ary]\nrows = 3\n[array.rows]\n", "unknown key \"ary\""},
      {"\"array.rows\" = 3", "unknown key \"\"array.rows\"\"; did you mean \"array.rows\"?"},
      {"array.rows.x = 3", "array.rows is a table"},
      {"array = 3", "unknown key \"array\""}};
}

}  // namespace octet::testing
