// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Spec files of sweeps.
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "arch/toml_reader.h"
#include "base/suggest.h"
#include "sweep/space.h"
#include "sweep/spec.h"

namespace octet {
namespace {

constexpr std::uintmax_t kMostBytes = 16 << 20;

std::string place_of(const std::string& source, const toml::node& node) {
  return fmt::format("{}:{}:{}", source, node.source().begin.line, node.source().begin.column);
}

class SpecReader {
 public:
  SpecReader(std::string_view toml, const std::string& source) : source_(source), reader_(toml, source) {}

  SweepSpec read() {
    const toml::table& root = reader_.root();
    reader_.known_keys(root,
                       {"models", "arch", "backend", "baseline", "constraints", "set", "vary", "search", "machine"});
    texts(root, "models", spec_.models);
    const toml::node* models = root.get("models");
    if (!models || (models->is_array() && models->as_array()->empty()))
      reader_.complain(models ? *models : root, "a sweep needs models = [\"NAME.tflite\"]");
    texts(root, "constraints", spec_.constraints,
          [this](const toml::node& node, const std::string& text) { guarded(node, [&] { parse_constraint(text); }); });
    choice(root, "backend", {BackendKind::kFast, BackendKind::kSystemc, BackendKind::kReference, BackendKind::kRtl},
           spec_.backend);
    if (root.contains("baseline")) spec_.baseline = reader_.text(root, "baseline");
    machine(root);
    if (root.contains("search")) search(reader_.table(root, "search"));
    if (root.contains("vary"))
      leaves(reader_.table(root, "vary"), "", [&](const std::string& key, const toml::node& node) { axis(key, node); });
    reader_.finish();
    return std::move(spec_);
  }

 private:
  // A complaint for what `part` throws, at the node.
  void guarded(const toml::node& node, const std::function<void()>& part) {
    try {
      part();
    } catch (const Error& error) {
      reader_.complain(node, error.what());
    }
  }

  void texts(const toml::table& table, std::string_view key, std::vector<std::string>& into,
             const std::function<void(const toml::node&, const std::string&)>& check = {}) {
    const toml::node* node = table.get(key);
    if (!node) return;
    if (!node->is_array()) return reader_.complain(*node, fmt::format("{} must be a list of texts", key));
    for (const toml::node& element : *node->as_array()) {
      if (!element.is_string()) {
        reader_.complain(element, fmt::format("{} must be a list of texts", key));
        continue;
      }
      into.push_back(element.as_string()->get());
      if (check) check(element, into.back());
    }
  }

  template <class E>
  void choice(const toml::table& table, std::string_view key, const std::vector<E>& choices, E& into) {
    if (!table.contains(key)) return;
    const std::string text = reader_.text(table, key);
    std::vector<std::string> names;
    for (const E value : choices) {
      names.emplace_back(name_of(value));
      if (names.back() == text) {
        into = value;
        return;
      }
    }
    if (!text.empty())
      reader_.complain(*table.get(key), fmt::format("{} is \"{}\", allowed are {}{}", key, text, fmt::join(names, ", "),
                                                    did_you_mean(text, names)));
  }

  // Calls `visit` for what is no table, with its dotted key, in the file's order.
  void leaves(const toml::table* table, const std::string& prefix,
              const std::function<void(const std::string&, const toml::node&)>& visit) {
    if (!table) return;
    std::vector<std::pair<toml::source_position, std::function<void()>>> found;
    collect(*table, prefix, visit, found);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [position, call] : found) call();
  }
  void collect(const toml::table& table, const std::string& prefix,
               const std::function<void(const std::string&, const toml::node&)>& visit,
               std::vector<std::pair<toml::source_position, std::function<void()>>>& found) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      const toml::node* at = &node;
      if (node.is_table())
        collect(*node.as_table(), name + ".", visit, found);
      else
        found.emplace_back(key.source().begin, [=, &visit] { visit(name, *at); });
    }
  }

  static std::string text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    std::ostringstream out;
    node.visit([&out](const auto& value) { out << value; });
    return out.str();
  }

  void machine(const toml::table& root) {
    const toml::node* at = root.get("machine");
    guarded(at ? *at : static_cast<const toml::node&>(root), [&] {
      if (at && root.contains("arch")) fail(ErrorKind::kArchitecture, "machine and arch: one of them");
      if (at && !at->is_table()) fail(ErrorKind::kArchitecture, "machine must be a table");
      if (at) {
        std::ostringstream text;
        text << *at->as_table();
        spec_.machine = parse_machine(text.str(), source_ + " [machine]");
      } else {
        spec_.machine = load_machine(root.contains("arch") ? reader_.text(root, "arch") : "edge-16");
      }
    });
    if (!root.contains("set")) return;
    std::vector<PlacedSetting> settings;
    leaves(reader_.table(root, "set"), "", [&](const std::string& key, const toml::node& node) {
      settings.push_back({place_of(source_, node), key + "=" + text_of(node)});
    });
    try {
      spec_.machine = with_settings(spec_.machine, settings);
    } catch (const Error& error) {
      reader_.complain(*root.get("set"), error.what());
    }
  }

  void search(const toml::table* table) {
    if (!table) return;
    reader_.known_keys(*table, {"method", "points", "seed"});
    choice(*table, "method", {Selection::kAll, Selection::kRandom, Selection::kGuided}, spec_.selection);
    if (table->contains("points")) spec_.points = static_cast<std::int64_t>(reader_.number(*table, "points"));
    if (table->contains("seed")) spec_.seed = static_cast<std::uint64_t>(reader_.number(*table, "seed"));
    if (spec_.selection == Selection::kAll && table->contains("points"))
      reader_.complain(*table->get("points"), "points goes with method \"random\" or \"guided\"");
  }

  void axis(const std::string& key, const toml::node& node) {
    guarded(node, [&] {
      std::vector<std::string> parts;
      if (const auto* list = node.as_array()) {
        for (const toml::node& element : *list) parts.push_back(text_of(element));
      } else {
        parts.push_back(text_of(node));
      }
      Axis axis = parse_axis(fmt::format("{}={}", key, fmt::join(parts, ",")));
      for (const std::string& mistake : mistakes_of(axis, spec_.machine)) reader_.complain(node, mistake);
      for (const Axis& other : spec_.axes)
        if (other.key == key) reader_.complain(node, fmt::format("{} is varied twice", key));
      spec_.axes.push_back(std::move(axis));
    });
  }

  std::string source_;
  TomlReader reader_;
  SweepSpec spec_;
};

}  // namespace

SweepSpec parse_sweep(std::string_view toml, const std::string& source) { return SpecReader(toml, source).read(); }

SweepSpec load_sweep(const std::string& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file || !std::filesystem::is_regular_file(path, error))
    fail(ErrorKind::kArchitecture, "{}: cannot be read", path);
  if (bytes > kMostBytes)
    fail(ErrorKind::kArchitecture, "{}: the file has {} bytes, allowed are {}", path, bytes, kMostBytes);
  return parse_sweep(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}, path);
}

}  // namespace octet
