// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Prices of actions on a machine, and the ledger they make with a run's counts.
#include "arch/cost_ledger.h"

#include "arch/machine_value.h"
#include "base/error.h"

namespace octet {
namespace {

using Count = double (*)(const EnergyCounts&);

class PriceList {
 public:
  PriceList(const Machine& machine, const CostTable& table) : m_(machine), table_(table) {}

  // `factor` turns the row's unit into pJ per counted unit.
  void row(std::string action, std::string unit, std::string_view name, Count count, double factor = 1) {
    const CostRow& cost = table_.row(name);
    prices_.push_back({std::move(action), std::move(unit), cost.value * factor, cost.low * factor, cost.high * factor,
                       cost.confidence, source_of(cost), count});
  }
  void memory(std::string action, const SramEnergy& energy, SramShape shape, Count count) {
    const CostRow& factor = table_.row("energy.sram");
    const double pj = energy_per_byte(energy, shape).value();
    prices_.push_back(
        {std::move(action), "bytes", pj * factor.value, pj * factor.low, pj * factor.high, factor.confidence,
         fmt::format("{}; bank of {} bytes, word of {}", table_.sram().source, shape.bytes, shape.word_bytes), count});
  }
  void host() {
    const double pj = m_.host_pj_per_instruction;
    prices_.push_back({"host instructions", "instructions", pj, pj, pj, Confidence::kEstimated,
                       "machine description, host.pj_per_instruction",
                       [](const EnergyCounts& c) { return c.host_instructions; }});
  }
  std::vector<EnergyPrice> finish() { return std::move(prices_); }

 private:
  const Machine& m_;
  const CostTable& table_;
  std::vector<EnergyPrice> prices_;
};

constexpr double real(std::int64_t count) { return static_cast<double>(count); }

// Float machines, whose lanes are fp32, have no sum column and no requantizer: what passes there is a plain lane
// operation.
void arithmetic(PriceList& list, const Machine& m) {
  const bool fp32 = m.floats();
  list.row("array MACs", "MACs", fmt::format("energy.{}_mac", name_of(m.array_pe)),
           [](const EnergyCounts& c) { return real(c.actions.macs) * c.activity.macs(); });
  list.row("array MAC changes", "MACs", fmt::format("energy.{}_mac_change", name_of(m.array_pe)),
           [](const EnergyCounts& c) { return real(c.actions.macs) * c.activity.changes; });
  list.row("array MACs of zeros", "MACs", fmt::format("energy.{}_mac_idle", name_of(m.array_pe)),
           [](const EnergyCounts& c) { return real(c.actions.macs) * c.activity.idle(); });
  if (!fp32)
    list.row("sum column", "additions", "energy.sum_add",
             [](const EnergyCounts& c) { return real(c.actions.sum_macs); });
  list.row(
      "weight loads", "weights", "energy.weight_load",
      [](const EnergyCounts& c) { return real(c.actions.weight_loads); }, real(m.element_bytes()));
  list.row("PE clock", "PE cycles", fmt::format("energy.{}_pe_clock", name_of(m.array_pe)),
           [](const EnergyCounts& c) { return real(c.actions.pe_cycles); });
  list.row("vector MACs", "MACs", fp32 ? "energy.fp32_mac" : "energy.vector_mac",
           [](const EnergyCounts& c) { return real(c.actions.vector_macs); });
  list.row("vector operations", "operations", fp32 ? "energy.fp32_vector_op" : "energy.vector_op",
           [](const EnergyCounts& c) { return real(c.actions.vector_ops); });
  list.row("requantizations", "elements", fp32 ? "energy.fp32_vector_op" : "energy.requantize",
           [](const EnergyCounts& c) { return real(c.actions.requantizations); });
}

void memories(PriceList& list, const Machine& m, const SramModel& sram) {
  list.memory("scratchpad reads", sram.read, scratchpad_shape(m),
              [](const EnergyCounts& c) { return real(c.actions.scratchpad_read_bytes); });
  list.memory("scratchpad writes", sram.write, scratchpad_shape(m),
              [](const EnergyCounts& c) { return real(c.actions.scratchpad_write_bytes); });
  list.memory("accumulator reads", sram.read, accumulator_shape(m),
              [](const EnergyCounts& c) { return real(c.actions.accumulator_read_bytes); });
  list.memory("accumulator writes", sram.write, accumulator_shape(m),
              [](const EnergyCounts& c) { return real(c.actions.accumulator_write_bytes); });
  list.memory("parameter reads", sram.read, parameter_shape(m),
              [](const EnergyCounts& c) { return real(c.actions.parameter_read_bytes); });
  list.memory("parameter writes", sram.write, parameter_shape(m),
              [](const EnergyCounts& c) { return real(c.actions.parameter_write_bytes); });
}

}  // namespace

Activity random_activity(double density) { return {density, 2 * density * (1 - density)}; }

EnergyCounts counts_of(const RunResult& result, const Machine& machine) {
  const double cycles = real(result.cycles);
  return {result.actions,
          real(result.dram_read_bytes + result.dram_write_bytes),
          cycles,
          cycles * 1e3 / machine.clock_mhz + result.host_seconds * 1e9,
          real(result.host_instructions),
          {}};
}

std::vector<EnergyPrice> energy_prices(const Machine& machine, const CostTable& table) {
  const AreaLedger area = area_ledger(machine, table);
  PriceList list(machine, table);
  arithmetic(list, machine);
  memories(list, machine, table.sram());
  list.row("DRAM", "bytes", "energy.dram", [](const EnergyCounts& c) { return c.dram_bytes; });
  list.row("commands", "commands", "energy.command", [](const EnergyCounts& c) { return real(c.actions.commands); });
  list.row(
      "clock tree", "cycles", "energy.clock_tree", [](const EnergyCounts& c) { return c.cycles; }, area.logic_mm2);
  // 1 mW for 1 ns is 1 pJ.
  const auto nanoseconds = [](const EnergyCounts& c) { return c.nanoseconds; };
  list.row("leakage of logic", "ns", "power.leakage_logic", nanoseconds, area.logic_mm2);
  list.row("leakage of memories", "ns", "power.leakage_sram", nanoseconds, area.memory_mm2);
  list.host();
  return list.finish();
}

double energy_uj(const std::vector<EnergyPrice>& prices, const EnergyCounts& counts) {
  double total = 0;
  for (const EnergyPrice& price : prices) total += price.count(counts) * price.pj_each * 1e-6;
  return total;
}

EnergyLedger energy_ledger(const std::vector<EnergyPrice>& prices, const EnergyCounts& counts) {
  EnergyLedger ledger;
  for (const EnergyPrice& p : prices) {
    const double count = p.count(counts);
    ledger.rows.push_back(
        {p.action, count, p.unit, p.pj_each, p.pj_low, p.pj_high, count * p.pj_each * 1e-6, p.confidence, p.source});
    ledger.energy_uj += ledger.rows.back().energy_uj;
    ledger.energy_low_uj += count * p.pj_low * 1e-6;
    ledger.energy_high_uj += count * p.pj_high * 1e-6;
  }
  return ledger;
}

EnergyLedger energy_ledger(const Machine& machine, const CostTable& table, const RunResult& result) {
  OCTET_CHECK(result.timed, "leakage and clock of a run without time");
  return energy_ledger(energy_prices(machine, table), counts_of(result, machine));
}

}  // namespace octet
