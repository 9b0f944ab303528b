// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Counts the parts of a machine and prices them.
#include "arch/area.h"

#include <fmt/format.h>

#include "arch/isa.h"
#include "arch/machine_value.h"

namespace octet {
namespace {

constexpr std::int64_t kPsumBytes = 4;
constexpr std::int64_t kTableBits = 256 * 8;

class Builder {
 public:
  explicit Builder(const CostTable& table) : table_(table) {}

  void logic(std::string part, std::int64_t count, std::string unit, std::string_view row) {
    const CostRow& cost = table_.row(row);
    add({std::move(part), static_cast<double>(count), std::move(unit), cost.value, cost.low, cost.high, 0,
         cost.confidence, source_of(cost), false});
  }
  // `banks` equal banks, priced per byte; `ports` is a further factor or null.
  void memory(std::string part, std::int64_t banks, SramShape shape, const CostRow* ports) {
    const CostRow& factor = table_.row("area.sram");
    const double um2 = bank_area(table_.sram().area, shape).value() / static_cast<double>(shape.bytes);
    add({std::move(part), static_cast<double>(banks * shape.bytes), "bytes",
         um2 * factor.value * (ports ? ports->value : 1), um2 * factor.low * (ports ? ports->low : 1),
         um2 * factor.high * (ports ? ports->high : 1), 0, factor.confidence,
         table_.sram().source + (ports ? "; ports: " + source_of(*ports) : ""), true});
  }
  void placement() {
    const CostRow& cost = table_.row("area.placement");
    add({"placement and wiring", ledger_.logic_mm2 * 1e6, "um2 of cells", cost.value, cost.low, cost.high, 0,
         cost.confidence, source_of(cost), false});
  }
  AreaLedger finish() { return std::move(ledger_); }

 private:
  void add(AreaRow row) {
    row.area_mm2 = row.count * row.um2_each * 1e-6;
    ledger_.area_mm2 += row.area_mm2;
    ledger_.area_low_mm2 += row.count * row.um2_low * 1e-6;
    ledger_.area_high_mm2 += row.count * row.um2_high * 1e-6;
    (row.memory ? ledger_.memory_mm2 : ledger_.logic_mm2) += row.area_mm2;
    ledger_.rows.push_back(std::move(row));
  }
  const CostTable& table_;
  AreaLedger ledger_;
};

// A weight of column c waits c cycles.
std::int64_t skew_bits(const Machine& m) { return 8 * m.element_bytes() * m.array_cols * (m.array_cols - 1) / 2; }

// Where outputs stay any row of the array takes what any row has read: of each bit a tree, in multiplexers of two
// psums.
std::int64_t crossbar_psums(const Machine& m) {
  return m.array_rows * (m.array_rows - 1) * m.element_bytes() / (2 * kPsumBytes);
}

}  // namespace

SramShape scratchpad_shape(const Machine& machine) { return {machine.scratchpad_bank_bytes(), machine.word_bytes()}; }

SramShape accumulator_shape(const Machine& machine) {
  const std::int64_t sums = machine.floats() ? 0 : 1;
  const std::int64_t row_bytes = (machine.array_cols + sums) * kPsumBytes;
  return {machine.accumulator_bank_rows() * row_bytes, row_bytes};
}

SramShape parameter_shape(const Machine& machine) {
  return {machine.parameters_channels * Machine::kParameterRecordBytes, Machine::kParameterRecordBytes};
}

AreaLedger area_ledger(const Machine& machine, const CostTable& table) {
  const bool fp32 = machine.floats();
  const std::int64_t rows = machine.array_rows, cols = machine.array_cols, read_cols = fp32 ? cols : cols + 1;
  const std::int64_t lanes = machine.vector_lanes, lane_macs = lanes * machine.vector_macs_per_lane;
  Builder builder(table);
  builder.logic("array PEs", rows * cols, "PEs", fmt::format("area.{}_pe", name_of(machine.array_pe)));
  if (!fp32) builder.logic("sum column", rows, "PEs", "area.sum_pe");
  builder.logic("array read ports", (rows - 1) * read_cols, "psums", "area.read_port");
  if (machine.array_dataflow == Dataflow::kOutputStationary)
    builder.logic("activation crossbar", crossbar_psums(machine), "psums", "area.read_port");
  builder.logic("array edge", rows + cols, "rows and columns", "area.array_edge");
  builder.logic("skew registers", skew_bits(machine), "bits", "area.flip_flop");
  builder.logic("accumulator adders", read_cols, "columns", "area.accumulator_lane");
  builder.logic("vector multipliers", lane_macs, "MACs", fp32 ? "area.fp32_vector_mac" : "area.vector_mac");
  builder.logic("vector lanes", lanes, "lanes", fp32 ? "area.fp32_vector_lane" : "area.vector_lane");
  builder.logic("vector addresses", lanes, "lanes", "area.vector_address");
  if (!fp32) {
    builder.logic("requantizers", lanes, "lanes", "area.requantizer");
    builder.logic("input requantizers", 2 * lanes, "inputs", "area.input_requantizer");
  }
  if (!fp32) builder.logic("lookup table", kTableBits, "bits", "area.flip_flop");
  // fp32: a multiply-adder.
  builder.logic("softmax unit", 1, "", fp32 ? "area.fp32_vector_mac" : "area.softmax");
  builder.logic("command queues", kQueues * machine.queue_depth, "commands", "area.command_queue");
  builder.logic("sequencer", 1, "", "area.sequencer");
  builder.logic("dma", 1, "", "area.dma");
  builder.logic("dma bytes", machine.dram_word_bytes(), "bytes", "area.dma_byte");
  builder.logic("control", 1, "", "area.control");
  builder.placement();
  builder.memory("scratchpad", machine.scratchpad_banks, scratchpad_shape(machine), nullptr);
  builder.memory("accumulators", Machine::kAccumulatorBanks, accumulator_shape(machine),
                 &table.row("area.accumulator_ports"));
  builder.memory("parameter memory", Machine::kParameterHalves, parameter_shape(machine), nullptr);
  return builder.finish();
}

}  // namespace octet
