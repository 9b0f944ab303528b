// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM's data bus carries whole aligned words (docs/timing.md 5): at most one burst is answered in a cycle, and
// the words of a burst fit between the answer before it and its own.
#include "arch/dram.h"

#include <gtest/gtest.h>

#include <random>

namespace octet {
namespace {

// `bytes_per_cycle` at 1 GHz, no latency, no misses.
Machine dram_machine(double bytes_per_cycle) {
  Machine m;
  m.clock_mhz = 1000;
  m.dram_bandwidth_gb_per_s = bytes_per_cycle;
  m.dram_latency_ns = m.dram_miss_ns = 0;
  return m;
}

TEST(Dram, WordIsThePowerOfTwoAboveTheBytesPerCycle) {
  EXPECT_EQ(dram_machine(0.5).dram_word_bytes(), 8);
  EXPECT_EQ(dram_machine(8).dram_word_bytes(), 8);
  EXPECT_EQ(dram_machine(8.1).dram_word_bytes(), 16);
  EXPECT_EQ(dram_machine(48.6).dram_word_bytes(), 64);
  EXPECT_EQ(dram_machine(300).dram_word_bytes(), 512);
}

TEST(Dram, ABurstTakesACycleForEachWordItTouches) {
  const Machine m = dram_machine(16);
  EXPECT_EQ(Dram(m).accept(0, 0, 16, false), 1);
  EXPECT_EQ(Dram(m).accept(0, 8, 16, false), 2);
  EXPECT_EQ(Dram(m).accept(0, 15, 2, true), 2);
  EXPECT_EQ(Dram(m).accept(0, 31, 1, true), 1);
  EXPECT_EQ(Dram(m).accept(0, 1, 255, false), 16);
}

TEST(Dram, ABurstTakesItsBytesAtTheBandwidthWhenThatIsLonger) {
  const Machine m = dram_machine(4);  // words of 8
  EXPECT_EQ(Dram(m).accept(0, 0, 64, false), 16);
  EXPECT_EQ(Dram(m).accept(0, 4, 8, false), 2);
  EXPECT_EQ(Dram(m).accept(0, 7, 2, false), 2);
  EXPECT_EQ(Dram(m).accept(0, 0, 1, false), 1);
}

TEST(Dram, ResponsesLeaveRoomForTheWordsOfTheirBursts) {
  std::mt19937_64 random(1);
  for (const double bytes_per_cycle : {0.3, 5.0, 8.0, 48.57, 64.0, 200.0}) {
    Machine m = dram_machine(bytes_per_cycle);
    m.dram_latency_ns = 3.3;
    m.dram_miss_ns = 2.7;
    Dram dram(m);
    const auto word = static_cast<std::uint64_t>(m.dram_word_bytes());
    std::int64_t cycle = 0, before = 0;
    for (int i = 0; i < 2000; ++i) {
      cycle = dram.next_accept(cycle + static_cast<std::int64_t>(random() % 3));
      const std::uint64_t address = random() % 65536;
      const std::int64_t bytes = 1 + static_cast<std::int64_t>(random() % (256 - address % 256));
      const std::int64_t response = dram.accept(cycle, address, bytes, false);
      const auto words =
          static_cast<std::int64_t>((address + static_cast<std::uint64_t>(bytes) - 1) / word - address / word + 1);
      ASSERT_GE(response, std::max(before, cycle) + words) << bytes_per_cycle << " burst " << i;
      before = response;
    }
  }
}

}  // namespace
}  // namespace octet
