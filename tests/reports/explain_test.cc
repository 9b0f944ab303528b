// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What bounds a layer and where its cycles go, on numbers small enough for a calculation by hand; expected values
// follow docs/timing.md section 11.
#include "reports/explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "arch/timing.h"
#include "reports/text.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

// One layer of 100 pixels, 16 channels to 16, on edge-16: an array command and a requantize command.
Program one_layer() {
  Program p;
  p.machine = load_machine("edge-16");
  ArrayCommand a;
  a.in.channels = 16;
  a.in.out_w = 100;
  a.n = 16;
  RequantizeCommand q;
  q.out_w = 100;
  q.n = 16;
  p.commands = {{{}, a}, {{}, q}};
  p.layer_of_command = {0, 0};
  p.traffic_of_command = {DramTraffic::kActivation, DramTraffic::kActivation};
  p.layers.resize(1);
  p.layers[0].bound_array = 100;
  return p;
}

constexpr std::int64_t kOnce = 32;                       // R + C
constexpr std::int64_t kFill = 46 + 112;                 // R + R+C-2 of the array; 4 + 4 + 100 + 4 of the vector unit
constexpr std::int64_t kBytesPerCycle = 8;               // 4 GB/s at 500 MHz
constexpr std::int64_t kWork = 400, kShort = kWork / 4;  // cycles

LayerExplanation explain_one(std::int64_t cycles, std::int64_t compute, std::int64_t vector, std::int64_t weights,
                             std::int64_t activations) {
  const Program p = one_layer();
  RunResult r;
  r.layers.resize(1);
  r.layers[0].cycles = cycles;
  r.layers[0].compute_cycles = compute;
  r.layers[0].vector_cycles = vector;
  r.layers[0].dram_bytes[static_cast<std::size_t>(DramTraffic::kWeight)] = weights * kBytesPerCycle;
  r.layers[0].dram_bytes[static_cast<std::size_t>(DramTraffic::kActivation)] = activations * kBytesPerCycle;
  const LayerExplanation e = explain(p, r).at(0);
  EXPECT_EQ(e.excess.sum(), cycles - bound_cycles(p.layers[0], p.machine));
  return e;
}

TEST(Explain, TheSampleCommandsFillAndDrainForAsLongAsTheyShould) {
  const Program p = one_layer();
  const Timing array = timing(p.commands[0], p.machine), vector = timing(p.commands[1], p.machine);
  EXPECT_EQ(array.duration - array.occupancy + vector.duration, kFill);
}

TEST(Explain, TheBusiestResourceLimitsALayerWithoutGaps) {
  const std::int64_t t = kWork + kOnce;
  EXPECT_EQ(explain_one(t, kWork, kShort, kShort, kShort).limit, "compute");
  EXPECT_EQ(explain_one(t, kShort, kWork, kShort, kShort).limit, "vector");
  EXPECT_EQ(explain_one(t, kShort, kShort, kWork - 10, 10).limit, "weight bandwidth");
  EXPECT_EQ(explain_one(t, kShort, kShort, 10, kWork - 10).limit, "activation bandwidth");
  EXPECT_EQ(explain_one(t, kWork, kShort, kShort, kShort).excess.compute, kWork - 100);
  EXPECT_EQ(explain_one(t, kShort, kWork, kShort, kShort).excess.vector, kWork - 100);
}

TEST(Explain, BothKindsOfTrafficShareWhatDramTakes) {
  const Excess e = explain_one(kWork + kOnce, 0, 0, 300, 100).excess;
  EXPECT_EQ(e.weight_bandwidth, 225);  // 300 cycles beyond the bound's 100, three to one
  EXPECT_EQ(e.activation_bandwidth, 75);
}

TEST(Explain, ShortGapsAreFillingAndDrainingLongOnesDependency) {
  const LayerExplanation filled = explain_one(100 + kFill, 100, 0, 0, 0);
  EXPECT_EQ(filled.limit, "fill and drain");
  EXPECT_EQ(filled.excess.fill_and_drain, kFill - kOnce);
  EXPECT_EQ(filled.excess.dependency, 0);
  const LayerExplanation waited = explain_one(100 + kFill + 200, 100, 0, 0, 0);
  EXPECT_EQ(waited.limit, "dependency");
  EXPECT_EQ(waited.excess.fill_and_drain, kFill - kOnce);
  EXPECT_EQ(waited.excess.dependency, 200);
}

TEST(Explain, ALayerThatHidesInOthersHasOverlapAndIsLimitedByItsWork) {
  const LayerExplanation e = explain_one(10, 120, 0, 0, 0);
  EXPECT_EQ(e.limit, "compute");
  EXPECT_EQ(e.excess.compute, 20);
  EXPECT_EQ(e.excess.overlap, 10 - 120 - kOnce);
}

// Layer 0 computes for 1000 of 2000 cycles, 100 more than its bound; layer 1 moves 11,944 bytes in 1493 cycles, 492
// more than its bound, a quarter of them for weights.
TEST(Explain, AReportSplitsTheCyclesBeyondTheBound) {
  const Report report = sample_report();
  EXPECT_EQ(report.layers[0].limit, "compute");
  EXPECT_EQ(report.layers[1].limit, "activation bandwidth");
  EXPECT_FALSE(report.layers[2].limit) << "on the host";
  EXPECT_DOUBLE_EQ(*report.layers[0].cycles_over_bound, 2000.0 / 932);
  ASSERT_TRUE(report.excess);
  EXPECT_EQ(report.excess->compute, 100);
  EXPECT_EQ(report.excess->weight_bandwidth, 492 * 368 / 1493);
  EXPECT_EQ(report.excess->activation_bandwidth, 492 - 492 * 368 / 1493);
  EXPECT_EQ(report.excess->dependency, 968);
  EXPECT_EQ(report.excess->overlap, -25);
  EXPECT_EQ(report.excess->sum(), *report.cycles_total - report.bound_cycles);
}

TEST(Explain, TheScreenHasALinePerLayerAndTheSum) {
  Report report = sample_report();
  report.layers[0].choice = "weight-stationary; the whole image";
  report.layers[0].runner_up = "array";
  report.layers[0].runner_up_ratio = 1.5;
  const std::string text = explain_text(report);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
  for (const char* words :
       {"compute", "weight-stationary; ", "x1.5", "host", "= 1535: compute 100, weight bandwidth 121"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
}

}  // namespace
}  // namespace octet
