// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Scenario files.
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "arch/toml_reader.h"
#include "base/suggest.h"
#include "traces/scenario.h"
#include "traces/scenario_presets.h"

namespace octet {
namespace {

constexpr std::uintmax_t kMostBytes = 64 << 20;
constexpr std::size_t kMostStreams = 64;

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file || !std::filesystem::is_regular_file(path, error))
    fail(ErrorKind::kArchitecture, "{}: cannot be read", path.string());
  if (bytes > kMostBytes)
    fail(ErrorKind::kArchitecture, "{}: the file has {} bytes, allowed are {}", path.string(), bytes, kMostBytes);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class ScenarioReader {
 public:
  ScenarioReader(std::string_view toml, std::string source, std::string folder)
      : source_(std::move(source)), folder_(std::move(folder)), reader_(toml, source_) {}

  Scenario read() {
    const toml::table& root = reader_.root();
    reader_.known_keys(root, {"description", "duration_s", "seed", "schedule", "power", "battery", "stream"});
    if (root.contains("description")) scenario_.description = reader_.text(root, "description");
    number(root, "duration_s", scenario_.duration_s, 1e-9, 1e7);
    whole(root, "seed", scenario_.seed, 0, 1e15);
    if (root.contains("schedule")) schedule(reader_.table(root, "schedule"));
    if (root.contains("power")) power(reader_.table(root, "power"));
    if (root.contains("battery")) battery(reader_.table(root, "battery"));
    const auto streams = reader_.tables(root, "stream");
    if (streams.empty()) reader_.complain("no [[stream]]: a scenario has at least one");
    if (streams.size() > kMostStreams)
      reader_.complain(*streams[kMostStreams], fmt::format("at most {} streams", kMostStreams));
    for (const toml::table* table : streams) stream(*table);
    if (!streams.empty() && streams.size() <= kMostStreams) cascades(streams);
    reader_.finish();
    return std::move(scenario_);
  }

 private:
  template <class T>
  void number(const toml::table& table, std::string_view key, T& into, double least, double most) {
    if (!table.contains(key)) return;
    const toml::node& node = *table.get(key);
    const std::optional<double> value = node.is_number() ? node.value<double>() : std::nullopt;
    if (value && *value >= least && *value <= most)
      into = *value;
    else
      reader_.complain(node, fmt::format("{} must be a number from {:g} to {:g}", key, least, most));
  }
  template <class T>
  void whole(const toml::table& table, std::string_view key, T& into, double least, double most) {
    double value = static_cast<double>(into);
    number(table, key, value, least, most);
    if (value != std::floor(value))
      reader_.complain(*table.get(key), fmt::format("{} must be a whole number", key));
    else
      into = static_cast<T>(value);
  }
  template <class E>
  void choice(const toml::table& table, std::string_view key, const std::vector<E>& choices, E& into) {
    if (!table.contains(key)) return;
    const std::string text = reader_.text(table, key);
    std::vector<std::string> names;
    for (const E value : choices) names.emplace_back(name_of(value));
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end())
      into = choices[static_cast<std::size_t>(found - names.begin())];
    else if (!text.empty())
      reader_.complain(*table.get(key), fmt::format("{} is \"{}\", allowed are {}{}", key, text, fmt::join(names, ", "),
                                                    did_you_mean(text, names)));
  }

  void schedule(const toml::table* table) {
    if (!table) return;
    reader_.known_keys(*table, {"policy", "preempt", "weights"});
    choice(*table, "policy", {Policy::kFifo, Policy::kPriority, Policy::kEdf}, scenario_.policy);
    choice(*table, "preempt", {Preemption::kInferences, Preemption::kLayers}, scenario_.preemption);
    choice(*table, "weights", {Weights::kReloaded, Weights::kPartitioned}, scenario_.weights);
  }

  void power(const toml::table* table) {
    if (!table) return;
    reader_.known_keys(
        *table, {"gate_after_us", "gate_wake_us", "off_after_us", "off_wake_us", "off_wake_uj", "off_mw", "base_mw"});
    PowerStates& p = scenario_.power;
    number(*table, "gate_after_us", p.gate_after_us, 0, 1e12);
    number(*table, "gate_wake_us", p.gate_wake_us, 0, 1e9);
    number(*table, "off_after_us", p.off_after_us, 0, 1e12);
    number(*table, "off_wake_us", p.off_wake_us, 0, 1e9);
    number(*table, "off_wake_uj", p.off_wake_uj, 0, 1e12);
    number(*table, "off_mw", p.off_mw, 0, 1e6);
    number(*table, "base_mw", p.base_mw, 0, 1e6);
    if (p.gate_after_us && p.off_after_us && *p.off_after_us < *p.gate_after_us)
      reader_.complain(*table->get("off_after_us"), "off_after_us is below gate_after_us");
  }

  void battery(const toml::table* table) {
    if (!table) return;
    reader_.known_keys(*table, {"capacity_mwh"});
    if (!table->contains("capacity_mwh")) reader_.complain(*table, "capacity_mwh is missing");
    number(*table, "capacity_mwh", scenario_.battery_mwh, 1e-9, 1e12);
  }

  void stream(const toml::table& table) {
    reader_.known_keys(
        table, {"name", "model", "arrivals", "rate_hz", "offset_ms", "jitter_ms", "file", "after", "probability",
                "frames", "deadline_ms", "priority", "drop", "queue", "batch", "pre_ms", "post_ms", "covers_ms"});
    Stream s;
    s.name = reader_.text(table, "name");
    for (const Stream& other : scenario_.streams)
      if (other.name == s.name) reader_.complain(table, fmt::format("two streams are named \"{}\"", s.name));
    model(table, s);
    arrivals(table, s);
    number(table, "deadline_ms", s.deadline_ms, 1e-6, 1e9);
    whole(table, "priority", s.priority, 0, 1000);
    choice(table, "drop", {Drop::kNever, Drop::kNewest, Drop::kOldest, Drop::kLate}, s.drop);
    whole(table, "queue", s.queue, 1, 1e6);
    if (table.contains("queue") && s.drop != Drop::kNewest && s.drop != Drop::kOldest)
      reader_.complain(*table.get("queue"), "queue goes with drop = \"newest\" or \"oldest\"");
    if (s.drop == Drop::kLate && !s.deadline_ms)
      reader_.complain(*table.get("drop"), "drop = \"late\" needs deadline_ms");
    whole(table, "batch", s.batch, 1, 1024);
    number(table, "pre_ms", s.pre_ms, 0, 1e6);
    number(table, "post_ms", s.post_ms, 0, 1e6);
    number(table, "covers_ms", s.covers_ms, 1e-6, 1e9);
    scenario_.streams.push_back(std::move(s));
  }

  void model(const toml::table& table, Stream& s) {
    const std::string text = reader_.text(table, "model");
    if (text.empty()) return;
    const auto& begin = table.get("model")->source().begin;
    s.model_place = fmt::format("{}:{}:{}", source_, begin.line, begin.column);
    const bool shipped = !shipped_shapes(text).empty();
    s.model =
        shipped || std::filesystem::path(text).is_absolute() ? text : (std::filesystem::path(folder_) / text).string();
    std::error_code error;
    if (!shipped && !std::filesystem::exists(s.model, error))
      reader_.complain(*table.get("model"), fmt::format("model \"{}\" is no file and no shipped shapes{}", text,
                                                        did_you_mean(text, shipped_shape_names())));
  }

  void arrivals(const toml::table& table, Stream& s) {
    const bool cascade = table.contains("after"), file = table.contains("file");
    if (cascade && file) reader_.complain(table, "after and file: one of them");
    s.arrivals = cascade ? ArrivalKind::kCascade : file ? ArrivalKind::kFile : ArrivalKind::kPeriodic;
    if (!cascade && !file)
      choice(table, "arrivals", {ArrivalKind::kPeriodic, ArrivalKind::kPoisson, ArrivalKind::kBackToBack}, s.arrivals);
    const bool has_rate = s.arrivals == ArrivalKind::kPeriodic || s.arrivals == ArrivalKind::kPoisson;
    if (has_rate && !table.contains("rate_hz"))
      reader_.complain(table, fmt::format("stream \"{}\" needs rate_hz, file or after", s.name));
    number(table, "rate_hz", s.rate_hz, 1e-6, 1e6);
    number(table, "offset_ms", s.offset_ms, 0, 1e9);
    number(table, "jitter_ms", s.jitter_ms, 0, 1e9);
    for (const char* key : {"offset_ms", "jitter_ms"})
      if (table.contains(key) && s.arrivals != ArrivalKind::kPeriodic)
        reader_.complain(*table.get(key), fmt::format("{} goes with periodic arrivals", key));
    for (const char* key : {"rate_hz", "arrivals"})
      if (table.contains(key) && !has_rate && !(s.arrivals == ArrivalKind::kBackToBack && *key == 'a'))
        reader_.complain(*table.get(key), fmt::format("{}: the stream's arrivals are {}", key, name_of(s.arrivals)));
    for (const char* key : {"probability", "frames"})
      if (table.contains(key) && !cascade) reader_.complain(*table.get(key), fmt::format("{} goes with after", key));
    if (cascade) this->cascade(table, s);
    if (file) recorded(table, s);
  }

  void cascade(const toml::table& table, Stream& s) {
    s.cascade.after = reader_.text(table, "after");
    number(table, "probability", s.cascade.probability, 0, 1);
    const toml::node* frames = table.get("frames");
    if (!frames) return;
    const toml::array* range = frames->as_array();
    const auto one = [](const toml::node& node) {
      return node.is_integer() ? node.value<std::int64_t>() : std::nullopt;
    };
    const auto least = range && range->size() == 2 ? one((*range)[0]) : one(*frames);
    const auto most = range && range->size() == 2 ? one((*range)[1]) : least;
    if (!least || !most || *least < 0 || *most < *least || *most > 1000)
      return reader_.complain(*frames, "frames must be a number from 0 to 1000, or two: [least, most]");
    s.cascade.least = *least;
    s.cascade.most = *most;
  }

  void recorded(const toml::table& table, Stream& s) {
    const std::string text = reader_.text(table, "file");
    if (text.empty()) return;
    const std::string path =
        std::filesystem::path(text).is_absolute() ? text : (std::filesystem::path(folder_) / text).string();
    try {
      s.arrival_seconds = parse_arrivals(read_file(path), path);
    } catch (const Error& error) {
      reader_.complain(*table.get("file"), fmt::format("arrivals of stream \"{}\":\n{}", s.name, error.what()));
    }
  }

  // A stream follows one before it, so that no circle can be.
  void cascades(const std::vector<const toml::table*>& tables) {
    std::vector<std::string> before;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const Stream& s = scenario_.streams[i];
      if (s.arrivals == ArrivalKind::kCascade && !s.cascade.after.empty() &&
          std::find(before.begin(), before.end(), s.cascade.after) == before.end())
        reader_.complain(*tables[i]->get("after"), fmt::format("after is \"{}\", which is no stream above{}",
                                                               s.cascade.after, did_you_mean(s.cascade.after, before)));
      before.push_back(s.name);
    }
  }

  std::string source_, folder_;
  TomlReader reader_;
  Scenario scenario_;
};

}  // namespace

Scenario parse_scenario(std::string_view toml, const std::string& source, const std::string& folder) {
  Scenario scenario = ScenarioReader(toml, source, folder).read();
  scenario.name = std::filesystem::path(source).stem().string();
  validate(scenario);
  return scenario;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const NamedText& shipped : shipped_scenario_texts()) names.emplace_back(shipped.name);
  return names;
}

std::vector<std::string> shipped_shape_names() {
  std::vector<std::string> names;
  for (const NamedText& shipped : shipped_shape_texts()) names.emplace_back(shipped.name);
  return names;
}

std::string_view shipped_shapes(std::string_view name) {
  for (const NamedText& shipped : shipped_shape_texts())
    if (shipped.name == name) return shipped.text;
  return {};
}

Scenario load_scenario(const std::string& name_or_path) {
  for (const NamedText& shipped : shipped_scenario_texts())
    if (shipped.name == name_or_path) return parse_scenario(shipped.text, name_or_path, "");
  std::error_code error;
  if (!std::filesystem::exists(name_or_path, error))
    fail(ErrorKind::kArchitecture, "scenario \"{}\": no such file, and no shipped scenario{}", name_or_path,
         did_you_mean(name_or_path, scenario_names()));
  return parse_scenario(read_file(name_or_path), name_or_path,
                        std::filesystem::path(name_or_path).parent_path().string());
}

}  // namespace octet
