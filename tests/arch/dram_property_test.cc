// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The DRAM against its rules (docs/timing.md 5) written down plainly, burst by burst: runs of equal bursts as transfers
// make them, and bursts of any length between them.
#include <gtest/gtest.h>

#include <cmath>

#include "arch/dram.h"
#include "base/units.h"
#include "verify/random_source.h"

namespace octet {
namespace {

class PlainDram {
 public:
  explicit PlainDram(const Machine& m) : m_(m), open_(banks(), -1), free_(banks(), 0) {}

  std::int64_t accept(std::int64_t cycle, std::int64_t address, std::int64_t bytes) {
    const std::int64_t row = address / m_.dram_row_bytes, word = m_.dram_word_bytes();
    const auto bank = static_cast<std::size_t>(row % m_.dram_banks);
    std::int64_t ready = std::max(cycle * 1024, free_[bank]);
    if (open_[bank] != row) {
      ready += Dram::ticks(m_.dram_miss_ns, m_);
      ++misses;
    }
    open_[bank] = row;
    const std::int64_t words = (address + bytes - 1) / word - address / word + 1;
    const auto ticks_per_kib = std::llround(1024.0 * 1024.0 / m_.dram_bytes_per_cycle());
    bus_ = free_[bank] =
        std::max(bus_, ready) + std::max(words * 1024, ceil_div<std::int64_t>(bytes * ticks_per_kib, 1024));
    return ceil_div<std::int64_t>(bus_ + Dram::ticks(m_.dram_latency_ns, m_), 1024);
  }
  std::int64_t misses = 0;

 private:
  std::size_t banks() const { return static_cast<std::size_t>(m_.dram_banks); }
  const Machine& m_;
  std::vector<std::int64_t> open_, free_;
  std::int64_t bus_ = 0;
};

Machine random_dram(RandomSource& random) {
  Machine m;
  m.clock_mhz = random.pick({200.0, 500.0, 700.0});
  m.dram_bandwidth_gb_per_s = random.pick({0.5, 1.0, 3.7, 8.0, 34.0});
  m.dram_latency_ns = random.pick({0.0, 33.0, 100.0});
  m.dram_miss_ns = random.pick({0.0, 20.0, 55.0});
  m.dram_burst_bytes = random.pick({16, 64, 256});
  m.dram_banks = random.pick({1, 3, 8});
  m.dram_row_bytes = m.dram_burst_bytes * random.pick({1, 4, 8});
  return m;
}

TEST(Dram, AnswersEveryBurstAsItsRulesSay) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSource random(seed);
    const Machine machine = random_dram(random);
    Dram dram(machine);
    PlainDram plain(machine);
    std::int64_t cycle = 0, at = 0;
    for (int burst = 0; burst < 400; ++burst) {
      if (random.chance(10)) at = random.between(0, 20'000);
      const std::int64_t room = machine.dram_burst_bytes - at % machine.dram_burst_bytes;
      const std::int64_t bytes = random.chance(85) ? room : random.between(1, static_cast<int>(room));
      cycle = dram.next_accept(cycle + (random.chance(10) ? random.between(1, 400) : 1));
      ASSERT_EQ(dram.accept(cycle, static_cast<std::uint64_t>(at), bytes, false), plain.accept(cycle, at, bytes));
      at += bytes;
    }
    EXPECT_EQ(dram.row_misses(), plain.misses);
  }
}

// Some bursts from `cycle` on, at most `idle` cycles apart; their responses, from `cycle` on.
std::vector<std::int64_t> some_bursts(Dram& dram, RandomSource random, std::int64_t cycle, int idle) {
  std::vector<std::int64_t> responses;
  std::int64_t now = cycle;
  for (int burst = 0; burst < 30; ++burst) {
    now = dram.next_accept(now + random.between(1, idle));
    const auto address = static_cast<std::uint64_t>(16 * random.below(2000));
    responses.push_back(dram.accept(now, address, 16, random.chance(30)) - cycle);
  }
  return responses;
}

TEST(Dram, ItsStateIsAllThatThePastLeaves) {
  int different = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSource random(seed);
    const Machine machine = random_dram(random);
    Dram dram(machine), other(machine), fresh(machine);
    const std::int64_t cycle = 30 + some_bursts(dram, RandomSource(seed + 1), 0, 4)[29 - random.below(3)];
    const std::int64_t at = random.between(0, 10'000);
    some_bursts(other, RandomSource(seed + 2), 0, 4);
    const DramState state = dram.state(cycle - 60);
    other.set(state, at);
    EXPECT_EQ(other.state(at), state);
    EXPECT_EQ(std::hash<DramState>()(other.state(at)), std::hash<DramState>()(state));
    const std::int64_t misses = dram.row_misses(), others = other.row_misses();
    const auto expected = some_bursts(dram, RandomSource(seed + 3), cycle - 60, 20);
    EXPECT_EQ(some_bursts(other, RandomSource(seed + 3), at, 20), expected);
    EXPECT_EQ(other.row_misses() - others, dram.row_misses() - misses);
    EXPECT_EQ(other.state(at + 700), dram.state(cycle - 60 + 700));
    if (some_bursts(fresh, RandomSource(seed + 3), at, 20) != expected) ++different;
    if (state.bus_free_tick > 0) ++different;
  }
  EXPECT_GT(different, 100);
}

}  // namespace
}  // namespace octet
