// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What a sweep is asked for: models, a machine, what varies, what is allowed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arch/backend.h"
#include "arch/machine.h"

namespace octet {

struct Axis {
  std::string key;
  std::string range;  // as written
  std::vector<std::string> values;
  bool operator==(const Axis&) const = default;
};

enum class Selection { kAll, kRandom, kGuided };
std::string_view name_of(Selection selection);

struct SweepSpec {
  std::vector<std::string> models;  // paths
  Machine machine;                  // every point's but for what varies
  std::vector<Axis> axes;
  std::vector<std::string> constraints;  // on machine keys and area_mm2
  Selection selection = Selection::kAll;
  std::int64_t points = 0;  // wanted of each model, random or guided
  std::uint64_t seed = 0;
  std::string baseline = "none";  // or all, or the name of one
  BackendKind backend = BackendKind::kFast;
};

// A spec file. Keys: models, arch, backend, baseline, constraints, [set], [vary], [search] with method, points, seed.
// Relative paths in it are the caller's. Throws Error(kArchitecture) with file:line:col, all mistakes at once.
SweepSpec parse_sweep(std::string_view toml, const std::string& source);
// Throws also if the file cannot be read.
SweepSpec load_sweep(const std::string& path);
// Reads "key=range" of --vary.
Axis parse_axis(const std::string& text);
// What is wrong with the values of an axis of the machine: the first few, and how many more.
std::vector<std::string> mistakes_of(const Axis& axis, const Machine& machine);
// Throws Error(kArchitecture), all mistakes at once: no model, a key varied twice, an unknown key or value, a
// constraint that cannot be read, a number of points without a selection that needs it.
void validate(const SweepSpec& spec);
// The whole spec, the machine key by key; parses back to the same.
std::string to_toml(const SweepSpec& spec);

}  // namespace octet
