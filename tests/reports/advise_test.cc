// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Advice from a run of known cycles: what is changed, by how much, in which order, and what is refused.
#include "reports/advise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.h"

namespace octet {
namespace {

// 12000 cycles on 16 lanes, as many fewer as lanes are more; 500 in front that nothing changes; at most 64 banks.
RunResult run(const Machine& machine) {
  validate(machine);
  RunResult result;
  result.cycles = 500 + 12000 * 16 / machine.vector_lanes;
  if (machine.dram_latency_ns < 100) result.cycles -= 5;
  return result;
}

Advice advice_for(const std::vector<std::string>& overrides) {
  return advise(load_machine("edge-16", overrides), load_cost_table("45nm"), run);
}

AdviceRow row(const Advice& advice, const std::string& parameter) {
  const auto found = std::find_if(advice.rows.begin(), advice.rows.end(),
                                  [&](const AdviceRow& r) { return r.parameter == parameter; });
  return found == advice.rows.end() ? AdviceRow{} : *found;
}

TEST(Advise, ChangesEveryParameterAloneByTheFactorTwo) {
  std::map<std::string, double> factors;
  for (const AdviceRow& r : advice_for({}).rows) factors[r.parameter] = *r.to / *r.from;
  const std::map<std::string, double> expected{
      {"array.rows", 2},           {"array.cols", 2},       {"array.gather_runs", 2},       {"scratchpad.bytes", 2},
      {"scratchpad.banks", 2},     {"accumulator.rows", 2}, {"parameters.channels", 2},     {"vector.lanes", 2},
      {"vector.macs_per_lane", 2}, {"queue.depth", 2},      {"dram.bandwidth_gb_per_s", 2}, {"dram.latency_ns", 0.5},
      {"dram.miss_ns", 0.5},       {"clock_mhz", 2}};
  EXPECT_EQ(factors, expected);
}

// The clock halves the latency of equal cycles; twice the lanes leave 6500 of 12500 cycles; a shorter latency 12495.
TEST(Advise, PutsTheLargestGainOfLatencyFirst) {
  const Advice advice = advice_for({});
  EXPECT_EQ(advice.cycles, 12500);
  EXPECT_DOUBLE_EQ(advice.latency_ms, 0.025);
  ASSERT_GE(advice.rows.size(), 4u);
  EXPECT_EQ(advice.rows[0].parameter, "clock_mhz");
  EXPECT_EQ(advice.rows[0].cycles, 12500);
  EXPECT_DOUBLE_EQ(*advice.rows[0].latency_change_percent, -50);
  EXPECT_EQ(advice.rows[1].parameter, "vector.lanes");
  EXPECT_EQ(advice.rows[1].cycles, 6500);
  EXPECT_NEAR(*advice.rows[1].latency_change_percent, -48, 1e-9);
  EXPECT_EQ(advice.rows[2].parameter, "dram.latency_ns");
  EXPECT_EQ(advice.rows[3].parameter, "array.rows") << "of equal gain in the order of the machine";
}

TEST(Advise, SaysWhatAParameterCostsInArea) {
  const Advice advice = advice_for({});
  EXPECT_GT(*row(advice, "array.rows").area_change_mm2, 0.1);
  EXPECT_GT(*row(advice, "scratchpad.bytes").area_change_mm2, 0.1);
  EXPECT_GT(*row(advice, "dram.bandwidth_gb_per_s").area_change_mm2, 0) << "the memory's port is wider";
  EXPECT_DOUBLE_EQ(*row(advice, "dram.latency_ns").area_change_mm2, 0);
}

TEST(Advise, ListsWhatCannotBeLastWithTheReason) {
  const Advice advice = advice_for({"scratchpad.banks=64", "array.gather_runs=unlimited", "dram.miss_ns=0"});
  const std::string banks = "scratchpad.banks is 128, allowed is a whole number from 2 to 64";
  EXPECT_NE(row(advice, "scratchpad.banks").refused.find(banks), std::string::npos);
  EXPECT_EQ(row(advice, "array.gather_runs").refused, "unlimited already");
  EXPECT_EQ(row(advice, "dram.miss_ns").refused, "0 already");
  for (std::size_t i = 0; i < advice.rows.size(); ++i)
    EXPECT_EQ(advice.rows[i].cycles.has_value(), i + 3 < advice.rows.size()) << advice.rows[i].parameter;
  const std::string text = advice_text(advice);
  EXPECT_NE(text.find("scratchpad.banks 64 -> 128 cannot be: "), std::string::npos) << text;
}

TEST(Advise, TakesNoRefusalFromAnErrorOfAnotherKind) {
  const auto halts = [](const Machine& machine) {
    if (machine.array_rows == 32) fail(ErrorKind::kCheck, "the machine halted");
    return run(machine);
  };
  EXPECT_THROW(advise(load_machine("edge-16"), load_cost_table("45nm"), halts), Error);
}

TEST(Advise, TableFitsTheScreen) {
  const std::string text = advice_text(advice_for({"array.rows=512", "scratchpad.bytes=1Gi"}));
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    EXPECT_LE(end - begin, 80u) << text.substr(begin, end - begin);
  EXPECT_NE(text.find("vector.lanes"), std::string::npos);
  EXPECT_NE(text.find("-48.00"), std::string::npos) << text;
}

}  // namespace
}  // namespace octet
