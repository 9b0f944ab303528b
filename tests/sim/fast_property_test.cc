// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What holds for every program on the fast backend: owners of cycles, order of events, conservation,
// determinism, independence of the starting cycle; and the burst cursor against arch's bursts().
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "arch/access.h"
#include "arch/timing.h"
#include "sim/fast.h"
#include "sim/fast_burst.h"
#include "tests/sim/support/small_program.h"
#include "verify/random_program.h"
#include "verify/random_source.h"

namespace octet::testing {
namespace {

constexpr std::uint64_t kPrograms = 500;

class FastProperty : public ::testing::Test {
 protected:
  RunResult run(const Program& program, std::int64_t start = 0) { return run_once(*backend_, program, start); }
  std::unique_ptr<Backend> backend_ = make_fast_backend();
};

TEST_F(FastProperty, EveryCycleOfEveryBlockHasOneOwner) {
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const RunResult r = run(random_program(seed), 10);
    ASSERT_EQ(r.condition, Condition::kOk) << r.condition_text;
    for (const EngineCycles& e : r.engines) {
      ASSERT_EQ(e.total(), r.cycles);
      ASSERT_GE(std::min({e.busy, e.token, e.bank, e.idle}), 0);
    }
    ASSERT_EQ(r.sequencer.total(), r.cycles);
    ASSERT_EQ(r.sequencer.dispatch, static_cast<std::int64_t>(r.events.size()));
  }
}

TEST_F(FastProperty, BusyCyclesAreThoseBetweenStartAndDone) {
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    const Program p = random_program(seed);
    const RunResult r = run(p);
    std::array<std::int64_t, kQueues> busy{}, until{};
    for (std::size_t i = 0; i < r.events.size(); ++i) {  // in one queue starts and dones ascend
      const auto q = static_cast<std::size_t>(queue_of(p.commands[i]));
      busy[q] += std::max<std::int64_t>(0, r.events[i].done - std::max(r.events[i].started, until[q]));
      until[q] = std::max(until[q], r.events[i].done);
    }
    for (int q = 0; q < kQueues; ++q) ASSERT_EQ(busy[q], r.engines[q].busy) << "seed " << seed << " queue " << q;
  }
}

TEST_F(FastProperty, EventsAreOrderedAndTokensFollowDone) {
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const Program p = random_program(seed);
    const RunResult r = run(p);
    std::int64_t last = -1;
    for (std::size_t i = 0; i < r.events.size(); ++i) {
      const Event& e = r.events[i];
      const auto& signal = p.commands[i].tokens.signal;
      const bool signals = std::any_of(signal.begin(), signal.end(), [](auto t) { return t != kNoToken; });
      ASSERT_LT(last, e.dispatched);
      ASSERT_LT(e.dispatched, e.started);
      ASSERT_LT(e.started, e.done);
      ASSERT_EQ(e.visible, signals ? e.done + 1 : -1);
      last = e.dispatched;
    }
  }
}

// The data dependencies are real: conflicting commands never overlap, in stream order.
TEST_F(FastProperty, TokensOrderConflictingCommands) {
  std::int64_t pairs = 0;
  for (std::uint64_t seed = 0; seed < kPrograms; seed += 10) {
    const Program p = random_program(seed);
    const RunResult r = run(p);
    for (std::size_t i = 0; i < p.commands.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (queue_of(p.commands[i]) == queue_of(p.commands[j])) continue;
        const AccessList later = accesses(p.commands[i], p.machine), earlier = accesses(p.commands[j], p.machine);
        const bool conflict = std::any_of(later.begin(), later.end(), [&](const Access& a) {
          return std::any_of(earlier.begin(), earlier.end(), [&](const Access& b) {
            return a.space == b.space && (a.write || b.write) && a.begin < b.end && b.begin < a.end;
          });
        });
        if (!conflict) continue;
        ++pairs;
        ASSERT_GT(r.events[i].started, r.events[j].done) << "seed " << seed << " commands " << j << ", " << i;
      }
    }
  }
  EXPECT_GT(pairs, 10000);
}

TEST_F(FastProperty, DramBytesAreThoseOfTheLayers) {
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    const Program p = random_program(seed);
    const RunResult r = run(p);
    std::int64_t bytes = 0, instructions = 0;
    Actions actions;
    for (const LayerCounters& layer : r.layers) {
      bytes += std::accumulate(layer.dram_bytes.begin(), layer.dram_bytes.end(), std::int64_t{0});
      instructions += layer.dram_bytes[static_cast<std::size_t>(DramTraffic::kInstruction)];
      actions += layer.actions;
    }
    ASSERT_EQ(bytes, r.dram_read_bytes + r.dram_write_bytes) << "seed " << seed;
    ASSERT_EQ(instructions, p.code_bytes());
    ASSERT_EQ(actions, r.actions);
    ASSERT_EQ(actions.commands, static_cast<std::int64_t>(p.commands.size()));
  }
}

TEST_F(FastProperty, RunsAreEqualAndShiftWithTheirStart) {
  for (std::uint64_t seed = 0; seed < kPrograms; seed += 5) {
    SCOPED_TRACE(seed);
    const Program p = random_program(seed);
    ASSERT_EQ(p.commands, random_program(seed).commands);
    const RunResult a = run(p), b = run(p), late = run(p, 1000);
    ASSERT_EQ(a.events, b.events);
    ASSERT_EQ(a.layers, b.layers);
    ASSERT_EQ(a.engines, late.engines);
    ASSERT_EQ(a.cycles, late.cycles);
    for (std::size_t i = 0; i < a.events.size(); ++i) {
      ASSERT_EQ(a.events[i].started + 1000, late.events[i].started);
      ASSERT_EQ(a.events[i].done + 1000, late.events[i].done);
    }
  }
}

TEST_F(FastProperty, AWarmRunKeepsTheOpenPages) {
  std::int64_t fewer = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Program p = random_program(seed);
    const auto core = backend_->make_core(p, {});
    RunResult cold, warm;
    const std::int64_t end = run_program(p, *core, nullptr, nullptr, 0, cold);
    const std::int64_t warm_end = run_program(p, *core, nullptr, nullptr, end, warm);
    ASSERT_EQ(end, cold.cycles);
    ASSERT_EQ(warm_end - end, warm.cycles);
    ASSERT_EQ(cold.actions, warm.actions);
    ASSERT_EQ(cold.dram_read_bytes, warm.dram_read_bytes);
    ASSERT_TRUE(warm.events.empty());
    fewer += warm.dram_row_misses < cold.dram_row_misses;
  }
  EXPECT_GT(fewer, 0);
}

// A core that records events runs every command; one that does not goes on as it did before where it can.
TEST_F(FastProperty, ARunLikeAnEarlierOneIsEqualToOneInFull) {
  std::size_t long_ones = 0;
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    SCOPED_TRACE(seed);
    const Program p = random_program(seed);
    long_ones += p.commands.size() > 100;
    RunOptions all;
    all.record_events = true;
    const auto whole = backend_->make_core(p, all), quick = backend_->make_core(p, {});
    std::int64_t now = 0;
    for (int turn = 0; turn < 4; ++turn) {
      RunResult a, b;
      const std::int64_t end = run_program(p, *whole, nullptr, nullptr, now, a);
      ASSERT_EQ(run_program(p, *quick, nullptr, nullptr, now, b), end) << "turn " << turn;
      now = end + static_cast<std::int64_t>(seed % 3);
      ASSERT_EQ(a.cycles, b.cycles);
      ASSERT_EQ(a.engines, b.engines);
      ASSERT_EQ(a.sequencer, b.sequencer);
      ASSERT_EQ(a.layers, b.layers);
      ASSERT_EQ(a.actions, b.actions);
      ASSERT_EQ(a.dram_row_misses, b.dram_row_misses);
      ASSERT_EQ(a.dram_read_bytes, b.dram_read_bytes);
      ASSERT_EQ(a.dram_write_bytes, b.dram_write_bytes);
    }
  }
  EXPECT_GT(long_ones, kPrograms / 10);
}

TEST(BurstCursor, GivesTheBurstsOfArch) {
  RandomSource random(1);
  Machine machine;
  for (int i = 0; i < 5000; ++i) {
    machine.dram_burst_bytes = random.pick({16, 64, 256});
    Transfer t;
    t.dram_offset = static_cast<std::uint32_t>(random.below(1000));
    t.run_bytes = static_cast<std::uint32_t>(random.between(1, 600));
    t.inner = static_cast<std::uint16_t>(random.between(1, 4));
    t.outer = static_cast<std::uint16_t>(random.between(1, 4));
    t.dram_inner_pitch = t.run_bytes + static_cast<std::uint32_t>(random.pick({0, 0, 7, 64}));
    t.dram_outer_pitch = t.run_bytes * t.inner + static_cast<std::uint32_t>(random.pick({0, 0, 9, 300}));
    const std::uint64_t base = static_cast<std::uint64_t>(random.below(100)) * 4096;
    BurstCursor cursor(t, base, machine.dram_burst_bytes);
    for (const Burst& burst : bursts(t, base, machine)) {
      ASSERT_FALSE(cursor.empty()) << i;
      const BurstCursor::Burst mine = cursor.next();
      ASSERT_EQ(mine.address, base + burst.offset) << i;
      ASSERT_EQ(mine.bytes, static_cast<std::int64_t>(burst.bytes)) << i;
    }
    ASSERT_TRUE(cursor.empty()) << i;
  }
}

TEST(RandomProgram, EveryOpcodeAndMachineShapeOccurs) {
  std::array<int, 9> opcodes{};
  std::array<int, 17> rows{};
  int unlimited = 0;
  std::size_t shortest = 1000, longest = 0;
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    const Program p = random_program(seed);
    for (const Command& c : p.commands) ++opcodes[static_cast<std::size_t>(opcode_of(c))];
    ++rows[static_cast<std::size_t>(p.machine.array_rows)];
    unlimited += p.machine.dram_unlimited;
    shortest = std::min(shortest, p.commands.size());
    longest = std::max(longest, p.commands.size());
  }
  for (std::size_t op = 1; op < opcodes.size(); ++op) EXPECT_GT(opcodes[op], 200) << "opcode " << op;
  for (std::size_t r : {2, 3, 8, 16}) EXPECT_GT(rows[r], 50) << r << " rows";
  EXPECT_GT(unlimited, 20);
  EXPECT_LT(shortest, 20u);
  EXPECT_GT(longest, 180u);
}

}  // namespace
}  // namespace octet::testing
