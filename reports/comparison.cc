// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/comparison.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "reports/field_json.h"
#include "reports/report.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

struct Total {
  const char* name;
  bool more_is_better;
};
constexpr Total kTotals[] = {{"inferences_per_second", true},
                             {"fps_per_watt", true},
                             {"latency_ms", false},
                             {"cycles_total", false},
                             {"bound_cycles", false},
                             {"utilization", true},
                             {"energy_uj", false},
                             {"power_mw", false},
                             {"area_mm2", false},
                             {"chip_price_dollars", false},
                             {"fps_per_dollar", true},
                             {"dram_read_bytes", false},
                             {"dram_write_bytes", false},
                             {"model_bytes", false},
                             {"scratchpad_peak_bytes", false}};

template <class T>
std::optional<T> value(const Json& object, const char* key) {
  if (!object.contains(key) || !object[key].is_number()) return std::nullopt;
  return object[key].get<T>();
}

std::optional<double> difference(std::optional<double> first, std::optional<double> second) {
  if (!first || !second) return std::nullopt;
  return *second - *first;
}

// Empty too where it is no number of 64 bits: a file may hold any cycles.
std::optional<std::int64_t> difference(std::optional<std::int64_t> first, std::optional<std::int64_t> second) {
  std::int64_t found = 0;
  if (!first || !second || __builtin_sub_overflow(*second, *first, &found)) return std::nullopt;
  return found;
}

ComparedTotal compared(const Total& total, const Json& a, const Json& b) {
  ComparedTotal t{total.name, value<double>(a, total.name), value<double>(b, total.name), {}, ""};
  t.ratio = ratio(t.second, t.first);
  if (!t.first || !t.second) return t;
  if (*t.first == *t.second)
    t.better = "equal";
  else
    t.better = (*t.second > *t.first) == total.more_is_better ? "second" : "first";
  return t;
}

// Either may be nullptr, not both.
ComparedLayer compared(const Json* a, const Json* b) {
  ComparedLayer layer;
  const Json& named = a ? *a : *b;
  layer.name = named["name"].get<std::string>();
  layer.op = named["operator"].get<std::string>();
  layer.in = !b ? "first" : !a ? "second" : "both";
  if (a) layer.first_cycles = value<std::int64_t>(*a, "cycles");
  if (a) layer.first_energy_uj = value<double>(*a, "energy_uj");
  if (b) layer.second_cycles = value<std::int64_t>(*b, "cycles");
  if (b) layer.second_energy_uj = value<double>(*b, "energy_uj");
  layer.difference_cycles = difference(layer.first_cycles, layer.second_cycles);
  layer.difference_energy_uj = difference(layer.first_energy_uj, layer.second_energy_uj);
  layer.cycles_ratio = ratio(layer.second_cycles, layer.first_cycles);
  layer.energy_ratio = ratio(layer.second_energy_uj, layer.first_energy_uj);
  return layer;
}

double weight_of(const ComparedLayer& layer) {
  return layer.difference_cycles ? std::abs(static_cast<double>(*layer.difference_cycles)) : -1;
}

std::vector<ComparedLayer> compared_layers(const Json& first, const Json& second) {
  std::multimap<std::string, const Json*> open;  // of equal keys in the order they came in
  for (const Json& layer : second) open.emplace(layer["name"].get<std::string>(), &layer);
  std::vector<ComparedLayer> layers;
  for (const Json& layer : first) {
    const auto [begin, end] = open.equal_range(layer["name"].get<std::string>());
    const auto found =
        std::find_if(begin, end, [&](const auto& e) { return (*e.second)["operator"] == layer["operator"]; });
    layers.push_back(compared(&layer, found == end ? nullptr : found->second));
    if (found != end) open.erase(found);
  }
  for (const Json& layer : second) {
    const auto left = std::find_if(open.begin(), open.end(), [&](const auto& e) { return e.second == &layer; });
    if (left != open.end()) layers.push_back(compared(nullptr, &layer));
  }
  std::stable_sort(layers.begin(), layers.end(),
                   [](const ComparedLayer& a, const ComparedLayer& b) { return weight_of(a) > weight_of(b); });
  return layers;
}

}  // namespace

Comparison compare_results(const Json& first, const Json& second) {
  Comparison comparison;
  for (const Total& total : kTotals) comparison.totals.push_back(compared(total, first, second));
  comparison.layers = compared_layers(first["layers"], second["layers"]);
  return comparison;
}

Json to_json(const Comparison& comparison) { return field_json::object_of(comparison); }

}  // namespace octet
