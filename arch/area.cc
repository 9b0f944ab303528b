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

// Row r waits r cycles before the array, column c C-1-c cycles behind it. Output-stationary: a row has a queue of 2*R
// elements instead, because a pixel's come R at a time, and the weights of column c wait c cycles too.
std::int64_t skew_bits(const Machine& m) {
  const std::int64_t rows = m.array_rows * (m.array_rows - 1) / 2, cols = m.array_cols * (m.array_cols - 1) / 2;
  const bool outputs_stay = m.array_dataflow == Dataflow::kOutputStationary;
  const std::int64_t elements = outputs_stay ? 2 * m.array_rows * m.array_rows + cols : rows;
  return 8 * (elements * m.element_bytes() + cols * kPsumBytes);
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
  const std::int64_t lanes = machine.vector_lanes, lane_macs = lanes * machine.vector_macs_per_lane;
  Builder builder(table);
  builder.logic("array PEs", machine.array_rows * machine.array_cols, "PEs",
                fmt::format("area.{}_pe", name_of(machine.array_pe)));
  if (!fp32) builder.logic("sum column", machine.array_rows, "PEs", "area.sum_pe");
  builder.logic("skew registers", skew_bits(machine), "bits", "area.flip_flop");
  builder.logic("vector multipliers", lane_macs, "MACs", fp32 ? "area.fp32_vector_mac" : "area.vector_mac");
  builder.logic("vector lanes", lanes, "lanes", fp32 ? "area.fp32_vector_lane" : "area.vector_lane");
  if (!fp32) {
    builder.logic("requantizers", lanes, "lanes", "area.requantizer");
    builder.logic("input requantizers", 2 * lanes, "inputs", "area.input_requantizer");
  }
  // One multiplier of 31 x 32 bits with two roundings; fp32: one that multiplies and adds.
  builder.logic("softmax unit", 1, "", fp32 ? "area.fp32_vector_mac" : "area.requantizer");
  builder.logic("command queues", kQueues * machine.queue_depth * kCommandBytes * 8, "bits", "area.flip_flop");
  builder.logic("control", 1, "", "area.control");
  builder.logic("dma", 1, "", "area.dma");
  builder.placement();
  builder.memory("scratchpad", machine.scratchpad_banks, scratchpad_shape(machine), nullptr);
  builder.memory("accumulators", Machine::kAccumulatorBanks, accumulator_shape(machine),
                 &table.row("area.accumulator_ports"));
  builder.memory("parameter memory", Machine::kParameterHalves, parameter_shape(machine), nullptr);
  return builder.finish();
}

}  // namespace octet
