// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The numbers of a report, checked against hand counts of the sample run.
#include "reports/report.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "reports/layer_energy.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

TEST(Report, HeadlineIsTheWarmRunAndColdTheFirst) {
  const Report r = sample_report();
  EXPECT_EQ(r.cycles_total, 3500);
  EXPECT_EQ(r.cold.cycles_total, 4000);
  EXPECT_EQ(*r.cold.dram_read_bytes - *r.dram_read_bytes, 6000);
  EXPECT_GT(*r.cold.energy_uj, *r.energy_uj);
  // 3500 cycles at 500 MHz are 7 us; the host's 680 cycles at 500 MHz are 1.36 us.
  EXPECT_DOUBLE_EQ(*r.latency_ms, 0.007 + 0.00136);
  EXPECT_DOUBLE_EQ(*r.host_ms, 0.00136);
  EXPECT_DOUBLE_EQ(*r.cold.latency_ms, 0.008 + 0.00136);
  EXPECT_DOUBLE_EQ(*r.inferences_per_second, 1e3 / *r.latency_ms);
}

// The same run, of four images: rates count images, times and energies are of all four.
TEST(Report, RatesOfABatchCountItsImages) {
  RunIdentity identity = sample_identity();
  identity.batch = 4;
  const Report one = sample_report();
  const Report four = make_report(sample_program(one.arch), sample_result(false), sample_result(true),
                                  load_cost_table("45nm"), identity);
  EXPECT_EQ(four.batch, 4);
  EXPECT_EQ(four.latency_ms, one.latency_ms);
  EXPECT_EQ(four.energy_uj, one.energy_uj);
  EXPECT_DOUBLE_EQ(*four.inferences_per_second, 4 * *one.inferences_per_second);
  EXPECT_DOUBLE_EQ(*four.fps_per_watt, 4 * *one.fps_per_watt);
  EXPECT_DOUBLE_EQ(*four.inferences_per_joule, 4 * *one.inferences_per_joule);
}

TEST(Report, UtilizationIsArrayMacsPerPeAndCycle) {
  const Report r = sample_report();
  EXPECT_EQ(r.macs, 210000);
  EXPECT_EQ(r.array_macs, 200000);
  EXPECT_DOUBLE_EQ(*r.utilization, 200000.0 / (256 * 3500.0));
  EXPECT_DOUBLE_EQ(*r.layers[0].utilization, 200000.0 / (256 * 2000.0));
  EXPECT_EQ(r.layers[1].utilization, 0.0);
}

// conv: max(900, 0, 4000/8) + 32 = 932; depthwise: max(0, 300, ceil(8001/8)) + 32 = 1033; softmax is the host's.
TEST(Report, BoundIsTheSumOfTheLayersLargestTerms) {
  const Report r = sample_report();
  EXPECT_EQ(r.layers[0].bound_cycles, 932);
  EXPECT_EQ(r.layers[1].bound_cycles, 1033);
  EXPECT_FALSE(r.layers[2].bound_cycles.has_value());
  EXPECT_EQ(r.bound_cycles, 932 + 1033);
}

TEST(Report, BoundWithoutDramLimitHasNoDramTerm) {
  const Machine machine = load_machine("edge-16", {"dram.unlimited=true"});
  const Report r = make_report(sample_program(machine), sample_result(false), sample_result(true),
                               load_cost_table("45nm"), sample_identity());
  EXPECT_EQ(r.bound_cycles, 900 + 32 + 300 + 32);
  EXPECT_EQ(r.layers[1].bound, "vector");
}

// conv: 1000 array cycles, 100 vector, 6944 bytes / 8 = 868; depthwise: 400 vector, 11944 bytes / 8 = 1493.
TEST(Report, LayerIsBoundByItsLargestTime) {
  const Report r = sample_report();
  EXPECT_EQ(r.layers[0].bound, "compute");
  EXPECT_EQ(r.layers[1].bound, "dram");
  EXPECT_EQ(r.layers[2].bound, "host");
}

TEST(Report, DramSplitAddsUpToTheTraffic) {
  const Report r = sample_report();
  EXPECT_EQ(*r.dram_instruction_bytes + *r.dram_parameter_bytes + *r.dram_weight_bytes + *r.dram_activation_bytes,
            *r.dram_read_bytes + *r.dram_write_bytes);
  EXPECT_EQ(r.dram_instruction_bytes, 1280);
  EXPECT_EQ(r.dram_activation_bytes, 13000);
  std::int64_t layers = 0;
  for (const LayerReport& layer : r.layers) layers += *layer.dram_bytes;
  EXPECT_EQ(layers, *r.dram_read_bytes + *r.dram_write_bytes);
}

TEST(Report, LayersThatDoNotAddUpToTheTrafficAreAnInternalError) {
  RunResult warm = sample_result(true);
  warm.dram_read_bytes += 64;
  const Program program = sample_program(load_machine("edge-16"));
  EXPECT_THROW(make_report(program, warm, warm, load_cost_table("45nm"), sample_identity()), InternalError);
}

TEST(Report, EnergyOfLayersAddsUpToTheLedger) {
  const Report r = sample_report();
  double ledger = 0, layers = 0;
  for (const EnergyRow& row : r.energy_ledger) ledger += row.energy_uj;
  for (const LayerReport& layer : r.layers) layers += *layer.energy_uj;
  EXPECT_EQ(*r.energy_uj, ledger);
  EXPECT_NEAR(layers, ledger, 1e-12 * ledger);
  // Softmax: 680 instructions of 70 pJ, and the leakage of its 1.36 us of 8.36 us.
  double leakage = 0;
  for (const EnergyRow& row : r.energy_ledger)
    if (row.action.rfind("leakage", 0) == 0) leakage += row.energy_uj;
  EXPECT_GT(leakage, 0);
  EXPECT_NEAR(*r.layers[2].energy_uj, 680 * 70e-6 + leakage * 1.36 / 8.36, 1e-9);
}

TEST(Report, ZerosSaveEnergyOfRunLayersAndColdRun) {
  const Report dense = sample_report();
  RunIdentity identity = sample_identity();
  identity.activity = {0.5, 0};
  const Report r = make_report(sample_program(dense.arch), sample_result(false), sample_result(true),
                               load_cost_table("45nm"), identity);
  double layers = 0;
  for (const LayerReport& layer : r.layers) layers += *layer.energy_uj;
  const double saved = 0.5 * static_cast<double>(sample_result(true).actions.macs) * (0.3 - 0.1) * 1e-6;
  EXPECT_NEAR(*dense.energy_uj - *r.energy_uj, saved, 1e-12);
  EXPECT_NEAR(layers, *r.energy_uj, 1e-9);
  EXPECT_LT(*r.cold.energy_uj, *dense.cold.energy_uj);
  EXPECT_EQ(r.activity.density, 0.5);
}

TEST(Report, LayersWithoutTimeShareEqually) {
  RunResult warm = sample_result(true);
  for (LayerCounters& layer : warm.layers) layer.cycles = 0;
  Program program = sample_program(load_machine("edge-16"));
  program.segments.pop_back();
  const std::vector<EnergyCounts> counts = layer_counts(program, warm, {});
  EXPECT_DOUBLE_EQ(counts[0].cycles, 3500.0 / 3);
  EXPECT_DOUBLE_EQ(counts[2].cycles, 3500.0 / 3);
}

TEST(Report, PowerAndEfficiencyFollowFromEnergyAndLatency) {
  const Report r = sample_report();
  EXPECT_EQ(r.rate, "back to back");
  EXPECT_DOUBLE_EQ(*r.power_mw, *r.energy_uj / *r.latency_ms);
  EXPECT_DOUBLE_EQ(*r.fps_per_watt, *r.inferences_per_second / (*r.power_mw / 1e3));
  EXPECT_NEAR(*r.fps_per_watt, *r.inferences_per_joule, 1e-9 * *r.fps_per_watt);
}

TEST(Report, HostOperatorsAreCharged) {
  const Report r = sample_report();
  ASSERT_EQ(r.host_operators.size(), 1u);
  EXPECT_EQ(r.host_operators[0].name, "prob");
  EXPECT_EQ(r.host_operators[0].elements, 6);
  EXPECT_DOUBLE_EQ(*r.host_operators[0].time_ms, 0.00136);
  EXPECT_DOUBLE_EQ(*r.host_operators[0].energy_uj, 680 * 70e-6);
}

TEST(Report, EngineCyclesHaveOneOwnerEach) {
  const Report r = sample_report();
  ASSERT_EQ(r.engines.size(), 4u);
  for (const EngineReport& e : r.engines)
    EXPECT_EQ(e.busy_cycles + e.token_cycles + e.bank_cycles + e.idle_cycles, *r.cycles_total) << e.name;
  EXPECT_EQ(r.engines[1].name, "array");
}

TEST(Report, RatiosAreBaselineOverThisMachine) {
  const Report r = sample_report();
  ASSERT_EQ(r.baselines.size(), 3u);
  EXPECT_EQ(r.baselines[0].name, "iso_pe");
  EXPECT_EQ(r.baselines[1].name, "iso_area");
  EXPECT_EQ(r.baselines[2].name, "scalar_fpu");
  for (const BaselineReport& b : r.baselines) {
    EXPECT_DOUBLE_EQ(*b.latency_ratio, *b.latency_ms / *r.latency_ms);
    EXPECT_NEAR(*b.latency_ratio, (100 * 0.007 + 0.00136) / 0.00836, 1e-9) << "100 times the cycles";
    EXPECT_DOUBLE_EQ(*b.energy_ratio, *b.energy_uj / *r.energy_uj);
    EXPECT_DOUBLE_EQ(*b.area_ratio, b.area_mm2 / r.area_mm2);
    EXPECT_DOUBLE_EQ(*b.model_bytes_ratio, 4);
  }
  EXPECT_GT(*r.baselines[0].area_ratio, 1);
  EXPECT_LE(*r.baselines[1].area_ratio, 1);
  EXPECT_LT(*r.baselines[2].area_ratio, 1);
}

TEST(Report, ReferenceHasNoTimesAndNoEnergy) {
  const Program program = sample_program(load_machine("edge-16"));
  Report r = make_report(program, untimed_result(), untimed_result(), load_cost_table("45nm"),
                         sample_identity(BackendKind::kReference));
  EXPECT_EQ(r.number_sources.timing, "none");
  EXPECT_FALSE(r.cycles_total || r.latency_ms || r.inferences_per_second || r.utilization || r.energy_uj ||
               r.power_mw || r.fps_per_watt || r.dram_read_bytes || r.cold.cycles_total || r.cold.energy_uj);
  EXPECT_TRUE(r.energy_ledger.empty());
  EXPECT_GT(r.area_mm2, 0);
  EXPECT_EQ(r.bound_cycles, 932 + 1033);
  add_baseline(r, "iso_pe", r);
  EXPECT_FALSE(r.baselines[0].latency_ratio || r.baselines[0].energy_ratio);
  EXPECT_EQ(r.baselines[0].area_ratio, 1.0);
}

TEST(Report, RatioOfNothingIsNull) {
  EXPECT_FALSE(ratio(1.0, 0.0));
  EXPECT_FALSE(ratio(std::nullopt, 1.0));
  EXPECT_FALSE(ratio(1.0, std::nullopt));
  EXPECT_EQ(ratio(6.0, 3.0), 2.0);
}

TEST(Classification, RanksDequantizedValues) {
  const Report r = sample_report();
  ASSERT_EQ(r.classification.size(), 5u);
  EXPECT_TRUE(r.classification_is_probability);
  EXPECT_EQ(r.classification[0].label, "bee");
  EXPECT_DOUBLE_EQ(r.classification[0].value, 200.0 / 256);
  EXPECT_EQ(r.classification[1].label, "elk");
  EXPECT_EQ(r.classification[2].label, "cat") << "the lower index first of equals";
  EXPECT_EQ(r.classification[3].label, "dog");
}

TEST(Classification, ReadsSignedCodesAndFloats) {
  TensorPort port;
  port.shape = {3};
  port.type = DataType::kInt8;
  port.scale = 0.5;
  port.zero_point = -128;
  const std::vector<std::uint8_t> codes{0x80, 0x7f, 0x00};  // -128, 127, 0
  const std::vector<Answer> top = top_k(port, codes, {}, 10);
  ASSERT_EQ(top.size(), 3u);
  EXPECT_EQ(top[0].index, 1);
  EXPECT_DOUBLE_EQ(top[0].value, 127.5);
  EXPECT_DOUBLE_EQ(top[2].value, 0);
  port.type = DataType::kFloat32;
  port.shape = {1};
  EXPECT_DOUBLE_EQ(top_k(port, std::vector<std::uint8_t>{0, 0, 0x20, 0x41}, {}, 1)[0].value, 10);
}

TEST(Classification, IsOfOneRowOnly) {
  EXPECT_TRUE(is_row_of_classes({5}) && is_row_of_classes({1, 1, 1, 5}) && is_row_of_classes({1, 1}));
  EXPECT_FALSE(is_row_of_classes({}) || is_row_of_classes({2, 5}) || is_row_of_classes({1, 5, 1}));
}

TEST(Classification, TooFewLabelsAreAnError) {
  TensorPort port;
  port.shape = {3};
  EXPECT_THROW(top_k(port, std::vector<std::uint8_t>(3), {"a", "b"}, 1), Error);
}

}  // namespace
}  // namespace octet
