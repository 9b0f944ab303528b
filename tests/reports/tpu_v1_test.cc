// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The area model beside the first TPU: 331 mm2, of which the array 24 %, the unified buffer 29 %, the accumulators 6 %
// (N. Jouppi et al., ISCA 2017). The bounds are what docs/results.md explains.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "arch/area.h"

namespace octet {
namespace {

constexpr double kDieMm2 = 331, kArrayShare = 0.24, kBufferShare = 0.29, kAccumulatorShare = 0.06;

TEST(TpuV1, HasThePublishedArrayMemoriesClockAndBandwidth) {
  const Machine tpu = load_machine(OCTET_SOURCE_DIR "/docs/examples/tpu_v1.toml");
  EXPECT_EQ(tpu.array_rows * tpu.array_cols, 65536);
  EXPECT_EQ(tpu.scratchpad_bytes, 24 << 20);
  EXPECT_EQ(tpu.accumulator_rows * tpu.array_cols * 4, 4 << 20);
  EXPECT_EQ(tpu.clock_mhz, 700);
  EXPECT_EQ(tpu.dram_bandwidth_gb_per_s, 34);
  EXPECT_EQ(tpu.technology, "28nm");
}

TEST(TpuV1, BlocksAreSmallerThanPublishedAndTheirSharesNear) {
  const Machine tpu = load_machine(OCTET_SOURCE_DIR "/docs/examples/tpu_v1.toml");
  const CostTable table = load_cost_table(tpu.technology);
  std::map<std::string, double> mm2;
  for (const AreaRow& row : area_ledger(tpu, table).rows) mm2[row.part] = row.area_mm2;
  const double cells = mm2.at("array PEs") + mm2.at("sum column") + mm2.at("skew registers");
  const double array = cells * (1 + table.row("area.placement").value);
  const double buffer = mm2.at("scratchpad"), accumulators = mm2.at("accumulators");
  for (const auto& [predicted, share] :
       {std::pair{array, kArrayShare}, {buffer, kBufferShare}, {accumulators, kAccumulatorShare}}) {
    EXPECT_GT(predicted, 0.25 * share * kDieMm2);
    EXPECT_LT(predicted, share * kDieMm2);
  }
  const double published = kArrayShare / (kArrayShare + kBufferShare + kAccumulatorShare);
  EXPECT_NEAR(array / (array + buffer + accumulators) / published, 1, 0.2);
}

}  // namespace
}  // namespace octet
