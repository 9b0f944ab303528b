// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The cost table of a technology: what an action costs in energy and a part in area, each row with
// its band and its source (arch/technology/*.toml, docs/energy.md).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arch/sram.h"

namespace octet {

// published: the source states the number. scaled: a stated number times a stated ratio. estimated:
// reasoning, or a measurement nobody can repeat from this repository; the source says which.
enum class Confidence : std::uint8_t { kPublished, kScaled, kEstimated };
std::string_view name_of(Confidence confidence);

// low <= value <= high, all in `unit`, none negative.
struct CostRow {
  std::string name;
  double value = 0, low = 0, high = 0;
  std::string unit;
  Confidence confidence = Confidence::kEstimated;
  std::string source;
};

// A row every table must have.
struct CostRowInfo {
  std::string_view name, unit, help;
};
const std::vector<CostRowInfo>& cost_row_infos();

class CostTable {
 public:
  CostTable(std::string name, std::vector<CostRow> rows, SramModel sram)
      : name_(std::move(name)), rows_(std::move(rows)), sram_(std::move(sram)) {}
  const std::string& name() const { return name_; }
  const std::vector<CostRow>& rows() const { return rows_; }
  const SramModel& sram() const { return sram_; }
  // Throws Error(kArchitecture) naming table and row if there is no such row: nothing is free.
  const CostRow& row(std::string_view name) const;

 private:
  std::string name_;
  std::vector<CostRow> rows_;
  SramModel sram_;
};

// A built-in technology ("45nm") or a TOML file. Throws Error(kArchitecture): unknown name, file:line:col of
// a mistake, missing rows, all at once.
CostTable load_cost_table(const std::string& name_or_path);
// The same from TOML text; `source` names it in messages.
CostTable parse_cost_table(std::string_view toml, const std::string& name, const std::string& source);
std::vector<std::string> technology_names();

}  // namespace octet
