// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Two results of octet run beside each other: totals, and layers matched by name.
#pragma once
#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "arch/machine_value.h"
#include "base/fields.h"

namespace octet {

struct ComparedTotal {
  std::string name;  // key of the result
  std::optional<double> first, second, ratio;
  std::string better;  // first, second, equal; empty: cannot be said
};

struct ComparedLayer {
  std::string name, op;
  std::string in;  // both, first, second
  std::optional<std::int64_t> first_cycles, second_cycles, difference_cycles;
  std::optional<double> cycles_ratio;
  std::optional<double> first_energy_uj, second_energy_uj, difference_energy_uj, energy_ratio;
};

struct Comparison {
  std::vector<ComparedTotal> totals;
  std::vector<ComparedLayer> layers;  // the largest difference of cycles first, those of one result alone last
};

// Of two octet-result/1 documents. Layers of equal names are matched in their order.
Comparison compare_results(const nlohmann::ordered_json& first, const nlohmann::ordered_json& second);
nlohmann::ordered_json to_json(const Comparison& comparison);

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, ComparedTotal>
void visit_fields(Self& t, V&& v) {
  v(FieldInfo{"name", "", "key of the result"}, t.name);
  v(FieldInfo{"first", "", "of the first result"}, t.first);
  v(FieldInfo{"second", "", "of the second result"}, t.second);
  v(FieldInfo{"ratio", "", "second / first"}, t.ratio);
  v(FieldInfo{"better", "", "which one is better: first, second or equal"}, t.better);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, ComparedLayer>
void visit_fields(Self& l, V&& v) {
  v(FieldInfo{"name", "", "the output tensor's name in the model file"}, l.name);
  v(FieldInfo{"operator", "", "operator as TFLite names it"}, l.op);
  v(FieldInfo{"in", "", "both, or the one result that has it: first, second"}, l.in);
  v(FieldInfo{"first_cycles", "cycles", "of the first result"}, l.first_cycles);
  v(FieldInfo{"second_cycles", "cycles", "of the second result"}, l.second_cycles);
  v(FieldInfo{"difference_cycles", "cycles", "second - first; below 0: the second is faster"}, l.difference_cycles);
  v(FieldInfo{"cycles_ratio", "", "second / first"}, l.cycles_ratio);
  v(FieldInfo{"first_energy_uj", "uJ", "of the first result"}, l.first_energy_uj);
  v(FieldInfo{"second_energy_uj", "uJ", "of the second result"}, l.second_energy_uj);
  v(FieldInfo{"difference_energy_uj", "uJ", "second - first; below 0: the second takes less"}, l.difference_energy_uj);
  v(FieldInfo{"energy_ratio", "", "second / first"}, l.energy_ratio);
}

template <class Self, class V>
requires std::same_as<std::remove_const_t<Self>, Comparison>
void visit_fields(Self& c, V&& v) {
  v(FieldInfo{"totals", "", "headline numbers"}, c.totals);
  v(FieldInfo{"layers", "", "one per layer of either, the largest difference of cycles first"}, c.layers);
}

}  // namespace octet
