// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Machines from presets, TOML files and --set, with the place of every mistake.
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "arch/machine.h"
#include "arch/machine_presets.h"
#include "arch/machine_rules.h"
#include "arch/machine_value.h"
#include "base/error.h"
#include "base/suggest.h"

namespace octet {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxLineBytes = 1024;  // bounds the depth of dotted keys
constexpr std::string_view kBaseKey = "base", kNameKey = "name";

struct Setting {
  std::string key;
  ScalarValue value;
  std::string place;  // "edge.toml:3:8" or "--set array.rows=0"
  toml::source_position position{};
};

ScalarValue scalar_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return whole->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (node.is_array()) return NotScalar{"an array"};
  return NotScalar{node.is_table() ? "a table" : "a date or time"};
}

std::string place_of(const std::string& source, const toml::source_position& position) {
  return fmt::format("{}:{}:{}", source, position.line, position.column);
}

bool is_key_prefix(const std::string& table, const std::vector<std::string>& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return key.starts_with(table + "."); });
}

// Appends the leaves of `table` under dotted keys. A table no known key lies in is a leaf itself.
void flatten(const toml::table& table, const std::string& prefix, const std::string& source,
             std::vector<Setting>& settings) {
  static const std::vector<std::string> kKeys = machine_keys();
  for (const auto& [key, node] : table) {
    const bool quoted_dot = key.str().find('.') != std::string_view::npos;
    const std::string name = prefix + (quoted_dot ? fmt::format("\"{}\"", key.str()) : std::string(key.str()));
    if (node.is_table() && is_key_prefix(name, kKeys))
      flatten(*node.as_table(), name + ".", source, settings);
    else
      settings.push_back({name, scalar_of(node), place_of(source, key.source().begin), key.source().begin});
  }
}

// The text of --set as TOML would read it; what is no TOML scalar is a text: pe=fp32, bytes=64Ki.
ScalarValue override_value(const std::string& text) {
  if (text.find_first_of("\r\n#") != std::string::npos || text.size() > kMaxLineBytes) return text;
  try {
    const toml::table table = toml::parse("v = " + text);
    const ScalarValue value = scalar_of(*table.get("v"));
    return std::holds_alternative<NotScalar>(value) ? ScalarValue(text) : value;
  } catch (const toml::parse_error&) {
    return text;
  }
}

class MachineReader {
 public:
  explicit MachineReader(Machine start) : machine_(std::move(start)) {}

  void read_toml(std::string_view text, const std::string& source);
  void read_override(const std::string& place, const std::string& text);
  // The machine, or all mistakes in one Error, a line each; `source` blames what no key stands for. `whole`: its fields
  // must not contradict each other.
  Machine finish(const std::string& source, bool whole = true);

 private:
  void mistake(const std::string& place, const std::string& text) { mistakes_.push_back(place + ": " + text); }
  void apply(const Setting& setting);
  void apply_base(const Setting& setting);
  std::string blame(const Finding& finding, const std::string& source) const;

  Machine machine_;
  std::vector<std::string> mistakes_;
  std::map<std::string, std::string, std::less<>> places_;  // of the keys that were set
};

std::optional<Machine> find_preset(const std::string& name);

void MachineReader::apply_base(const Setting& setting) {
  const auto* name = std::get_if<std::string>(&setting.value);
  const std::optional<Machine> preset = name != nullptr ? find_preset(*name) : std::nullopt;
  if (preset) {
    const std::string label = machine_.name;
    machine_ = *preset;
    machine_.name = label;
    return;
  }
  mistake(setting.place,
          fmt::format("base is {}, allowed are the presets {} and their twins NAME{} and NAME{}{}",
                      describe(setting.value), fmt::join(preset_names(), ", "), twin_suffix(PeKind::kFp32),
                      twin_suffix(PeKind::kBf16), name != nullptr ? did_you_mean(*name, preset_names()) : ""));
}

void MachineReader::apply(const Setting& setting) {
  bool known = false;
  const auto offer = [&](const FieldInfo& info, auto& member) {
    if (info.name != setting.key) return;
    known = true;
    places_[setting.key] = setting.place;
    if (!assign(info, setting.value, member))
      mistake(setting.place,
              fmt::format("{} is {}, allowed is {}", info.name, describe(setting.value), allowed(info, member)));
  };
  offer(FieldInfo{kNameKey, "", "label of the machine"}, machine_.name);
  visit_fields(machine_, offer);
  if (known) return;
  std::vector<std::string> keys = machine_keys();
  keys.insert(keys.end(), {std::string(kBaseKey), std::string(kNameKey)});
  mistake(setting.place, fmt::format("unknown key {}{}", describe(setting.key), did_you_mean(setting.key, keys)));
}

void MachineReader::read_toml(std::string_view text, const std::string& source) {
  for (std::size_t begin = 0, line = 1; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end - begin > kMaxLineBytes)
      fail(ErrorKind::kArchitecture, "{}:{}:1: the line has {} bytes, allowed are {}", source, line, end - begin,
           kMaxLineBytes);
    begin = end + 1;
  }
  std::vector<Setting> settings;
  try {
    flatten(toml::parse(text), "", source, settings);
  } catch (const toml::parse_error& error) {
    fail(ErrorKind::kArchitecture, "{}: {}", place_of(source, error.source().begin), error.description());
  }
  std::sort(settings.begin(), settings.end(),
            [](const Setting& a, const Setting& b) { return a.position < b.position; });
  for (const Setting& setting : settings)
    if (setting.key == kBaseKey) apply_base(setting);
  for (const Setting& setting : settings)
    if (setting.key != kBaseKey) apply(setting);
}

void MachineReader::read_override(const std::string& place, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    mistake(place, "must be key=value");
    return;
  }
  if (text.substr(0, equals) == kBaseKey) {
    mistake(place, "base belongs into a machine file; name the preset with --arch");
    return;
  }
  apply({text.substr(0, equals), override_value(text.substr(equals + 1)), place, {}});
}

std::string MachineReader::blame(const Finding& finding, const std::string& source) const {
  for (const std::string_view key : finding.keys)
    if (const auto place = places_.find(key); place != places_.end()) return place->second;
  return source;
}

Machine MachineReader::finish(const std::string& source, bool whole) {
  for (const Finding& finding : range_findings(machine_)) mistake(blame(finding, source), finding.text);
  if (mistakes_.empty() && whole)
    for (const Finding& finding : contradictions(machine_)) mistake(blame(finding, source), finding.text);
  if (!mistakes_.empty()) throw Error(ErrorKind::kArchitecture, fmt::format("{}", fmt::join(mistakes_, "\n")));
  return machine_;
}

// The stem of the file as a label.
std::string label_of(const std::string& source) {
  std::string name = std::filesystem::path(source).stem().string().substr(0, kLabelLength);
  for (char& c : name)
    if (!is_label(std::string_view(&c, 1))) c = '_';
  return name.empty() ? "custom" : name;
}

MachineReader reader_of_text(std::string_view toml, const std::string& source) {
  Machine start;
  start.name = label_of(source);
  MachineReader reader(start);
  reader.read_toml(toml, source);
  return reader;
}

std::optional<Machine> find_preset(const std::string& name) {
  PeKind kind = PeKind::kInt8;
  std::string stem = name;
  for (const PeKind floats : {PeKind::kFp32, PeKind::kBf16})
    if (name.ends_with(twin_suffix(floats))) {
      kind = floats;
      stem.resize(name.size() - twin_suffix(floats).size());
    }
  for (const PresetText& preset : preset_texts()) {
    if (preset.name != stem) continue;
    const Machine machine = parse_machine(preset.toml, stem + ".toml");
    return float_twin(machine, kind);
  }
  return std::nullopt;
}

std::string read_file(const std::string& path) {
  std::error_code failure;
  const bool regular = std::filesystem::is_regular_file(path, failure);
  if (!regular && !std::filesystem::exists(path, failure)) {
    std::vector<std::string> names = preset_names();
    fail(ErrorKind::kArchitecture, "machine \"{}\" is no preset ({}, their twins NAME{} and NAME{}) and no file{}",
         path, fmt::join(names, ", "), twin_suffix(PeKind::kFp32), twin_suffix(PeKind::kBf16),
         did_you_mean(path, names));
  }
  const std::uintmax_t bytes = regular ? std::filesystem::file_size(path, failure) : 0;
  std::ifstream file(path, std::ios::binary);
  if (!regular || failure || !file) fail(ErrorKind::kArchitecture, "{}: cannot be read", path);
  if (bytes > kMaxFileBytes)
    fail(ErrorKind::kArchitecture, "{}: the file has {} bytes, allowed are {}", path, bytes, kMaxFileBytes);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

Machine parse_machine(std::string_view toml, const std::string& source) {
  return reader_of_text(toml, source).finish(source);
}

Machine load_machine(const std::string& name_or_path, const std::vector<std::string>& overrides) {
  const std::optional<Machine> preset = find_preset(name_or_path);
  MachineReader reader = preset ? MachineReader(*preset) : reader_of_text(read_file(name_or_path), name_or_path);
  for (const std::string& text : overrides) reader.read_override("--set " + text, text);
  return reader.finish(name_or_path);
}

Machine with_settings(const Machine& machine, const std::vector<PlacedSetting>& settings) {
  MachineReader reader(machine);
  for (const PlacedSetting& setting : settings) reader.read_override(setting.place, setting.text);
  return reader.finish(machine.name, false);
}

}  // namespace octet
