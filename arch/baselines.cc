// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Derives the FPU machines; docs/energy.md says why none of them is handicapped.
#include "arch/baselines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "arch/machine_value.h"
#include "base/suggest.h"

namespace octet {
namespace {

constexpr std::int64_t kMaxSide = 1024;                 // array.rows, array.cols
constexpr std::int64_t kMaxAccumulatorRows = 67108864;  // accumulator.rows

std::int64_t scaled(std::int64_t value, std::int64_t numerator, std::int64_t denominator) {
  const double exact = static_cast<double>(value) * static_cast<double>(numerator) / static_cast<double>(denominator);
  return std::max<std::int64_t>(1, std::llround(exact));
}

Machine with_array(const Machine& machine, std::int64_t rows, std::int64_t cols) {
  Machine m = machine;
  m.array_pe = PeKind::kFp32;
  m.array_rows = rows;
  m.array_cols = cols;
  m.vector_lanes = scaled(machine.vector_lanes, cols, machine.array_cols);
  const std::int64_t bytes_kept = accumulator_shape(machine).bytes / accumulator_shape(m).word_bytes;
  m.accumulator_rows = Machine::kAccumulatorBanks * std::clamp<std::int64_t>(bytes_kept, 1, kMaxAccumulatorRows / 2);
  const std::string suffix = fmt::format("-fp32-{}x{}", rows, cols);
  m.name = machine.name.substr(0, kLabelLength - suffix.size()) + suffix;
  return m;
}

}  // namespace

Machine fp32_machine(const Machine& machine, std::int64_t longer_side) {
  const std::int64_t rows = machine.array_rows, cols = machine.array_cols;
  if (rows >= cols) return with_array(machine, longer_side, scaled(longer_side, cols, rows));
  return with_array(machine, scaled(longer_side, rows, cols), longer_side);
}

Machine scalar_fpu_machine(const Machine& machine) {
  Machine m = with_array(machine, 1, 1);
  m.vector_lanes = 1;
  m.vector_macs_per_lane = 1;
  return m;
}

Machine iso_area_machine(const Machine& machine, const CostTable& table) {
  const double limit = area_ledger(machine, table).area_mm2;
  Machine best = scalar_fpu_machine(machine);
  for (std::int64_t side = 1; side <= kMaxSide; ++side) {
    const Machine candidate = fp32_machine(machine, side);
    if (area_ledger(candidate, table).area_mm2 > limit) break;
    best = candidate;
  }
  return best;
}

std::vector<std::pair<std::string, Machine>> baseline_machines(const Machine& machine, const CostTable& table) {
  return {{"iso_pe", fp32_twin(machine)},
          {"iso_area", iso_area_machine(machine, table)},
          {"scalar_fpu", scalar_fpu_machine(machine)}};
}

std::string baseline_mistake(const std::string& wanted) {
  const std::vector<std::string> known{"all", "none", "iso_pe", "iso_area", "scalar_fpu"};
  if (std::find(known.begin(), known.end(), wanted) != known.end()) return "";
  return fmt::format("{}: all, none, iso_pe, iso_area or scalar_fpu{}", wanted, did_you_mean(wanted, known));
}

}  // namespace octet
