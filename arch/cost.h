// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The cost table of a technology: what an action costs in energy, a part in area and a chip in dollars,
// each row with its band and its source (arch/technology, arch/memory, arch/prices, docs/energy.md).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arch/sram.h"

namespace octet {

// synthesized: measured on this project's RTL, as the row's provenance says. published: the source states the
// number. scaled: a stated number times a stated ratio. estimated: reasoning, or a measurement nobody can repeat
// from this repository; the source says which.
enum class Confidence : std::uint8_t { kSynthesized, kPublished, kScaled, kEstimated };
std::string_view name_of(Confidence confidence);

// How synthesized rows were made.
struct Provenance {
  std::string liberty, liberty_sha256;  // file name; 64 hexadecimal digits
  std::string tools, command;
  std::int64_t seed = 0;
};

// low <= value <= high, all in `unit`, none negative.
struct CostRow {
  std::string name;
  double value = 0, low = 0, high = 0;
  std::string unit;
  Confidence confidence = Confidence::kEstimated;
  std::string source;
  std::optional<Provenance> provenance;  // of synthesized rows
};

// The row's source and, of a synthesized row, what it was made with.
std::string source_of(const CostRow& row);

// A row every table must have, and the file that has it unless the technology's own does.
enum class RowHome : std::uint8_t { kTechnology, kMemory, kPrices };
struct CostRowInfo {
  std::string_view name, unit, help;
  RowHome home = RowHome::kTechnology;
};
const std::vector<CostRowInfo>& cost_row_infos();

class CostTable {
 public:
  CostTable(std::string name, std::vector<CostRow> rows, SramModel sram)
      : name_(std::move(name)), rows_(std::move(rows)), sram_(std::move(sram)) {}
  const std::string& name() const { return name_; }
  // In the order of cost_row_infos().
  const std::vector<CostRow>& rows() const { return rows_; }
  const SramModel& sram() const { return sram_; }  // of the technology's node
  // Throws Error(kArchitecture) naming table and row if there is no such row: nothing is free.
  const CostRow& row(std::string_view name) const;

  std::string description, memory, prices;  // what the numbers are; names of the tables of memories and prices
  double node_nm = 0;

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

// A table of memories (built-in or a TOML file): a model and the rows of RowHome::kMemory.
struct MemoryTable {
  std::vector<CostRow> rows;
  SramModel sram;
};
MemoryTable load_memory_table(const std::string& name_or_path);
MemoryTable parse_memory_table(std::string_view toml, const std::string& source);
// The rows of RowHome::kPrices of a table of prices.
std::vector<CostRow> load_price_rows(const std::string& name_or_path);
std::vector<CostRow> parse_price_rows(std::string_view toml, const std::string& source);

}  // namespace octet
