// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Energy and area ledgers, and the FPU machines that are derived by area.
#include "arch/cost_ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "arch/baselines.h"
#include "base/error.h"

namespace octet {
namespace {

RunResult some_result() {
  RunResult result;
  result.timed = true;
  result.cycles = 100000;
  result.host_seconds = 1e-6;
  result.host_instructions = 700;
  result.dram_read_bytes = 30000;
  result.dram_write_bytes = 2000;
  Actions& a = result.actions;
  a.macs = 5'000'000;
  a.pe_cycles = 20'000'000;
  a.weight_loads = 40'000;
  a.sum_macs = 300'000;
  a.vector_macs = 90'000;
  a.vector_ops = 8'000;
  a.requantizations = 12'000;
  a.scratchpad_read_bytes = 500'000;
  a.scratchpad_write_bytes = 50'000;
  a.accumulator_read_bytes = 400'000;
  a.accumulator_write_bytes = 410'000;
  a.parameter_read_bytes = 1600;
  a.parameter_write_bytes = 1604;
  a.commands = 321;
  return result;
}

const EnergyRow& row_of(const EnergyLedger& ledger, const std::string& action) {
  const auto found =
      std::find_if(ledger.rows.begin(), ledger.rows.end(), [&](const EnergyRow& row) { return row.action == action; });
  if (found == ledger.rows.end()) throw std::out_of_range(action);
  return *found;
}

TEST(EnergyLedger, TotalIsExactlyTheSumOfItsRows) {
  const Machine machine = load_machine("edge-16");
  for (const std::string& name : technology_names()) {
    EnergyCounts counts = counts_of(some_result(), machine);
    counts.activity = random_activity(0.5);
    const EnergyLedger ledger = energy_ledger(energy_prices(machine, load_cost_table(name)), counts);
    double sum = 0, low = 0, high = 0;
    for (const EnergyRow& row : ledger.rows) {
      EXPECT_EQ(row.energy_uj, row.count * row.pj_each * 1e-6) << row.action;
      EXPECT_GT(row.energy_uj, 0) << row.action;
      EXPECT_FALSE(row.source.empty()) << row.action;
      EXPECT_LE(row.pj_low, row.pj_each);
      EXPECT_LE(row.pj_each, row.pj_high);
      sum += row.energy_uj;
      low += row.count * row.pj_low * 1e-6;
      high += row.count * row.pj_high * 1e-6;
    }
    EXPECT_EQ(ledger.energy_uj, sum);
    EXPECT_EQ(ledger.energy_low_uj, low);
    EXPECT_EQ(ledger.energy_high_uj, high);
    EXPECT_LT(ledger.energy_low_uj, ledger.energy_uj);
    EXPECT_LT(ledger.energy_uj, ledger.energy_high_uj);
  }
}

// Counts and prices written out: 5e6 MACs of 0.3 pJ; 32,000 bytes of 160 pJ; 700 instructions of 70 pJ;
// leakage over 100,000 cycles of 2 ns and 1 us of host.
TEST(EnergyLedger, RowsAreCountsTimesPrices) {
  const Machine machine = load_machine("edge-16");
  const CostTable table = load_cost_table("45nm");
  const EnergyLedger ledger = energy_ledger(machine, table, some_result());
  EXPECT_DOUBLE_EQ(row_of(ledger, "array MACs").energy_uj, 5e6 * 0.3e-6);
  EXPECT_DOUBLE_EQ(row_of(ledger, "DRAM").energy_uj, 32000 * 160e-6);
  EXPECT_DOUBLE_EQ(row_of(ledger, "host instructions").energy_uj, 700 * 70e-6);
  EXPECT_DOUBLE_EQ(row_of(ledger, "leakage of logic").count, 201000);
  const AreaLedger area = area_ledger(machine, table);
  EXPECT_DOUBLE_EQ(row_of(ledger, "leakage of logic").pj_each, area.logic_mm2 * 5.0);
  EXPECT_DOUBLE_EQ(row_of(ledger, "leakage of memories").pj_each, area.memory_mm2 * 2.4);
  EXPECT_DOUBLE_EQ(row_of(ledger, "clock tree").energy_uj, 1e5 * area.logic_mm2 * 15e-6);
}

TEST(EnergyLedger, EveryCountedActionIsPaidFor) {
  const Machine machine = load_machine("edge-16");
  const CostTable table = load_cost_table("45nm");
  const std::vector<EnergyPrice> prices = energy_prices(machine, table);
  const auto paid = [&](auto member) {
    EnergyCounts counts;
    counts.actions.*member = 1000;
    return energy_uj(prices, counts);
  };
  for (auto member :
       {&Actions::macs, &Actions::pe_cycles, &Actions::weight_loads, &Actions::sum_macs, &Actions::vector_macs,
        &Actions::vector_ops, &Actions::requantizations, &Actions::scratchpad_read_bytes,
        &Actions::scratchpad_write_bytes, &Actions::accumulator_read_bytes, &Actions::accumulator_write_bytes,
        &Actions::parameter_read_bytes, &Actions::parameter_write_bytes, &Actions::commands})
    EXPECT_GT(paid(member), 0);
}

TEST(EnergyLedger, RunWithoutActivityPaysForClockAndLeakageAlone) {
  RunResult idle;
  idle.timed = true;
  idle.cycles = 1000;
  for (const std::string& name : technology_names()) {
    const EnergyLedger ledger = energy_ledger(load_machine("edge-16"), load_cost_table(name), idle);
    double rest = ledger.energy_uj;
    for (const char* action : {"clock tree", "leakage of logic", "leakage of memories"}) {
      EXPECT_GT(row_of(ledger, action).energy_uj, 0) << name << " " << action;
      rest -= row_of(ledger, action).energy_uj;
    }
    EXPECT_NEAR(rest, 0, 1e-15) << name;
  }
  idle.cycles = 0;
  EXPECT_EQ(energy_ledger(load_machine("edge-16"), load_cost_table("45nm"), idle).energy_uj, 0);
}

// 5e6 MACs, a quarter of the activations not zero, three tenths of the MACs from or to zero: a tenth of all is non-zero
// after non-zero at 0.3 pJ, six tenths zero after zero at 0.1 pJ, on the fp32 twin 0.9 pJ.
TEST(EnergyLedger, MacsPayByWhatTheActivationAndTheOneBeforeAre) {
  const CostTable table = load_cost_table("45nm");
  EnergyCounts counts = counts_of(some_result(), load_machine("edge-16"));
  counts.activity = {0.25, 0.3};
  const EnergyLedger int8 = energy_ledger(energy_prices(load_machine("edge-16"), table), counts);
  EXPECT_DOUBLE_EQ(row_of(int8, "array MACs").energy_uj, 0.1 * 5e6 * 0.3e-6);
  EXPECT_DOUBLE_EQ(row_of(int8, "array MAC changes").energy_uj,
                   0.3 * 5e6 * table.row("energy.int8_mac_change").value * 1e-6);
  EXPECT_DOUBLE_EQ(row_of(int8, "array MACs of zeros").energy_uj, 0.6 * 5e6 * 0.1e-6);
  const EnergyLedger fp32 = energy_ledger(energy_prices(fp32_twin(load_machine("edge-16")), table), counts);
  EXPECT_DOUBLE_EQ(row_of(fp32, "array MACs of zeros").energy_uj, 0.6 * 5e6 * 0.9e-6);
  for (const std::string& name : technology_names())
    for (const std::string row : {"energy.int8_mac", "energy.fp32_mac", "energy.bf16_mac"}) {
      const CostTable prices = load_cost_table(name);
      EXPECT_LT(prices.row(row + "_idle").value, prices.row(row + "_change").value) << name << row;
      EXPECT_LT(prices.row(row + "_change").value, prices.row(row).value) << name << row;
    }
}

// Zeros at random: d^2, 2d(1-d) and (1-d)^2 of the MACs, so the energy of the array is a parabola through the three
// prices.
TEST(EnergyLedger, EnergyOverDensityIsAParabola) {
  const Machine machine = load_machine("edge-16");
  for (const std::string& name : technology_names()) {
    const CostTable table = load_cost_table(name);
    const std::vector<EnergyPrice> prices = energy_prices(machine, table);
    for (const double d : {0.0, 0.25, 0.5, 0.75, 1.0}) {
      EnergyCounts counts;
      counts.actions.macs = 1000;
      counts.activity = random_activity(d);
      const double expected = d * d * table.row("energy.int8_mac").value +
                              2 * d * (1 - d) * table.row("energy.int8_mac_change").value +
                              (1 - d) * (1 - d) * table.row("energy.int8_mac_idle").value;
      EXPECT_NEAR(energy_uj(prices, counts), expected * 1e-3, 1e-12) << name << d;
    }
  }
}

TEST(EnergyLedger, MissingRowIsAnErrorNotAZero) {
  const CostTable table = load_cost_table("45nm");
  for (const char* missing : {"energy.dram", "energy.sram", "power.leakage_logic", "area.dma", "area.sram"}) {
    std::vector<CostRow> rows = table.rows();
    std::erase_if(rows, [&](const CostRow& row) { return row.name == missing; });
    const CostTable cut("cut", rows, table.sram());
    EXPECT_THROW(energy_ledger(load_machine("edge-16"), cut, some_result()), Error) << missing;
  }
}

TEST(EnergyLedger, RunWithoutTimeIsRefused) {
  RunResult result = some_result();
  result.timed = false;
  EXPECT_THROW(energy_ledger(load_machine("edge-16"), load_cost_table("45nm"), result), InternalError);
}

TEST(EnergyLedger, Fp32TwinPaysFp32PricesAndNoSumColumn) {
  const Machine twin = fp32_twin(load_machine("edge-16"));
  const EnergyLedger ledger = energy_ledger(twin, load_cost_table("45nm"), some_result());
  EXPECT_DOUBLE_EQ(row_of(ledger, "array MACs").pj_each, 4.6);
  EXPECT_DOUBLE_EQ(row_of(ledger, "vector MACs").pj_each, 4.6);
  EXPECT_DOUBLE_EQ(row_of(ledger, "weight loads").pj_each, 4 * 0.05);
  EXPECT_THROW(row_of(ledger, "sum column"), std::out_of_range);
}

TEST(AreaLedger, TotalIsExactlyTheSumOfItsRows) {
  for (const std::string& technology : technology_names())
    for (const std::string& preset : preset_names()) {
      const AreaLedger ledger = area_ledger(load_machine(preset), load_cost_table(technology));
      double sum = 0;
      for (const AreaRow& row : ledger.rows) {
        EXPECT_EQ(row.area_mm2, row.count * row.um2_each * 1e-6) << row.part;
        EXPECT_GT(row.area_mm2, 0) << row.part;
        EXPECT_FALSE(row.source.empty()) << row.part;
        sum += row.area_mm2;
      }
      EXPECT_EQ(ledger.area_mm2, sum);
      EXPECT_LT(ledger.area_low_mm2, ledger.area_mm2);
      EXPECT_LT(ledger.area_mm2, ledger.area_high_mm2);
      EXPECT_NEAR(ledger.logic_mm2 + ledger.memory_mm2, ledger.area_mm2, 1e-9);
    }
}

// edge-16: 256 PEs, 16 sum PEs, 15 psums behind the first of 16 columns and the sums, 8 bits x 120 of skew,
// a table of 256 codes, 4 queues x 4 commands, 8 bytes a cycle from DRAM,
// 2 banks x 512 rows x 17 psums of 4 bytes, 2 halves x 256 records of 16 bytes.
TEST(AreaLedger, CountsThePartsOfEdge16) {
  const AreaLedger ledger = area_ledger(load_machine("edge-16"), load_cost_table("45nm"));
  const auto count = [&](const std::string& part) {
    for (const AreaRow& row : ledger.rows)
      if (row.part == part) return row.count;
    return -1.0;
  };
  EXPECT_EQ(count("array PEs"), 256);
  EXPECT_EQ(count("sum column"), 16);
  EXPECT_EQ(count("array read ports"), 15 * 17);
  EXPECT_EQ(count("array edge"), 32);
  EXPECT_EQ(count("activation crossbar"), -1);
  EXPECT_EQ(count("skew registers"), 120 * 8);
  EXPECT_EQ(count("accumulator adders"), 17);
  EXPECT_EQ(count("vector multipliers"), 64);
  EXPECT_EQ(count("requantizers"), 16);
  EXPECT_EQ(count("input requantizers"), 32);
  EXPECT_EQ(count("vector lanes"), 16);
  EXPECT_EQ(count("vector addresses"), 16);
  EXPECT_EQ(count("lookup table"), 2048);
  EXPECT_EQ(count("softmax unit"), 1);
  EXPECT_EQ(count("command queues"), 16);
  EXPECT_EQ(count("sequencer"), 1);
  EXPECT_EQ(count("dma bytes"), 8);
  EXPECT_EQ(count("scratchpad"), 262144);
  EXPECT_EQ(count("accumulators"), 2 * 512 * 17 * 4);
  EXPECT_EQ(count("parameter memory"), 8192);
}

// Where outputs stay: 8 bits of 16 rows, each by a tree of 15, in multiplexers of 64 bits.
TEST(AreaLedger, CountsTheCrossbarWhereOutputsStay) {
  const Machine machine = load_machine("edge-16", {"array.dataflow=output-stationary"});
  double crossbar = -1;
  for (const AreaRow& row : area_ledger(machine, load_cost_table("45nm")).rows)
    if (row.part == "activation crossbar") crossbar = row.count;
  EXPECT_EQ(crossbar, 16 * 15 * 8 / 64);
}

// Lanes of floats have neither requantizers nor a table; their columns have read ports too, but no sums.
TEST(AreaLedger, Fp32TwinHasReadPortsAndNoRequantizers) {
  std::map<std::string, double> counts;
  for (const AreaRow& row : area_ledger(fp32_twin(load_machine("edge-16")), load_cost_table("45nm")).rows)
    counts[row.part] = row.count;
  EXPECT_EQ(counts.at("array read ports"), 15 * 16);
  EXPECT_EQ(counts.at("skew registers"), 120 * 32);
  EXPECT_EQ(counts.at("vector addresses"), 16);
  for (const char* none : {"sum column", "requantizers", "input requantizers", "lookup table"})
    EXPECT_EQ(counts.count(none), 0u) << none;
}

TEST(AreaLedger, GrowsWithEveryPart) {
  const CostTable table = load_cost_table("45nm");
  const double area = area_ledger(load_machine("edge-16"), table).area_mm2;
  for (const char* larger :
       {"array.rows=32", "array.cols=32", "scratchpad.bytes=512Ki", "accumulator.rows=2048", "parameters.channels=512",
        "vector.lanes=32", "vector.macs_per_lane=8", "queue.depth=8", "dram.bandwidth_gb_per_s=16", "array.pe=fp32"})
    EXPECT_GT(area_ledger(load_machine("edge-16", {larger}), table).area_mm2, area) << larger;
}

class Baselines : public testing::TestWithParam<const char*> {};

TEST_P(Baselines, AreFp32MachinesWithTheMemoriesAndClockOfTheMachine) {
  const Machine machine = load_machine(GetParam());
  const auto machines = baseline_machines(machine, load_cost_table("45nm"));
  ASSERT_EQ(machines.size(), 3u);
  EXPECT_EQ(machines[0].first, "iso_pe");
  EXPECT_EQ(machines[0].second, fp32_twin(machine));
  EXPECT_EQ(machines[1].first, "iso_area");
  EXPECT_EQ(machines[2].first, "scalar_fpu");
  for (const auto& [name, m] : machines) {
    validate(m);
    EXPECT_EQ(m.array_pe, PeKind::kFp32) << name;
    EXPECT_EQ(m.clock_mhz, machine.clock_mhz) << name;
    EXPECT_EQ(m.scratchpad_bytes, machine.scratchpad_bytes) << name;
    EXPECT_EQ(m.dram_bandwidth_gb_per_s, machine.dram_bandwidth_gb_per_s) << name;
    EXPECT_LE(2 * accumulator_shape(m).bytes, 2 * accumulator_shape(machine).bytes) << name;
  }
  const Machine& scalar = machines[2].second;
  EXPECT_EQ(scalar.array_rows * scalar.array_cols * scalar.vector_lanes * scalar.vector_macs_per_lane, 1);
}

TEST_P(Baselines, IsoAreaIsTheLargestThatFits) {
  const Machine machine = load_machine(GetParam());
  for (const std::string& technology : technology_names()) {
    const CostTable table = load_cost_table(technology);
    const double ours = area_ledger(machine, table).area_mm2;
    const Machine best = iso_area_machine(machine, table);
    const std::int64_t side = std::max(best.array_rows, best.array_cols);
    EXPECT_LE(area_ledger(best, table).area_mm2, ours);
    EXPECT_GT(area_ledger(fp32_machine(machine, side + 1), table).area_mm2, ours);
    EXPECT_EQ(best.array_rows, best.array_cols);
    EXPECT_LT(best.array_rows, machine.array_rows);
    std::printf("%s %s: %.3f mm2, iso_area %lldx%lld of %.3f mm2\n", GetParam(), technology.c_str(), ours,
                static_cast<long long>(best.array_rows), static_cast<long long>(best.array_cols),
                area_ledger(best, table).area_mm2);
  }
}

INSTANTIATE_TEST_SUITE_P(Presets, Baselines, testing::Values("tiny-8", "edge-16", "edge-32", "edge-64", "tpu-128"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(BaselineMachines, KeepTheAspectOfTheArray) {
  const CostTable table = load_cost_table("45nm");
  const Machine wide = load_machine("edge-16", {"array.rows=8", "array.cols=64"});
  const Machine best = iso_area_machine(wide, table);
  EXPECT_EQ(best.array_cols, fp32_machine(wide, best.array_cols).array_cols);
  EXPECT_NEAR(static_cast<double>(best.array_cols) / static_cast<double>(best.array_rows), 8, 4);
  const Machine odd = fp32_machine(load_machine("edge-16", {"array.rows=5", "array.cols=12"}), 6);
  EXPECT_EQ(odd.array_cols, 6);
  EXPECT_EQ(odd.array_rows, 3);  // 6 * 5/12 = 2.5, rounded up
}

TEST(BaselineMachines, FallBackToOneMultiplierWhenNothingFits) {
  const Machine tiny =
      load_machine("tiny-8", {"array.rows=1", "array.cols=1", "vector.lanes=1", "vector.macs_per_lane=16"});
  const Machine best = iso_area_machine(tiny, load_cost_table("45nm"));
  EXPECT_EQ(best, scalar_fpu_machine(tiny));
}

}  // namespace
}  // namespace octet
