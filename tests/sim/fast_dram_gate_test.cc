// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Tight gates of prefetch, loads, stores and grants (docs/timing.md 5) on a DRAM that answers a burst granted at t
// in t+1 (gate_machine). A fetch requested in phase 4 of t is granted at t+1, answered at t+2, dispatched at t+3.
#include "tests/sim/support/backend_fixture.h"

namespace octet::testing {
namespace {

constexpr std::uint32_t bank(std::uint32_t n) { return n * kGateBank; }
constexpr std::uint32_t kBurst = 64, kFarAway = 8192;

class DramGate : public TimingRules {
 protected:
  Machine machine_ = gate_machine();
};
INSTANTIATE_TEST_SUITE_P(Backends, DramGate, ::testing::Values(BackendKind::kFast, BackendKind::kSystemc),
                         backend_label);

TEST_P(DramGate, TwoCommandsArePrefetched) {
  machine_.queue_depth = 8;
  const Command c = move_pixels(bank(0), bank(1), 1);
  const RunResult r = run(machine_, {c, c, c, c, c, c});
  // Requested at 0, granted at 1 and 2; the third when the first is dispatched, and so on.
  const std::int64_t expected[] = {3, 4, 6, 7, 9, 10};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(r.events[i].dispatched, expected[i]) << i;
  EXPECT_EQ(r.sequencer.dispatch, 6);
  EXPECT_EQ(r.sequencer.fetch, 5);  // 0, 1, 2, 5, 8
  EXPECT_EQ(r.dram_read_bytes, 6 * kCommandBytes);
}

TEST_P(DramGate, ABurstIsGrantableTheCycleAfterItsCommandStarts) {
  const RunResult r = run(machine_, {load_bytes(0, bank(0), kBurst)});
  EXPECT_EQ(r.events[0], (Event{3, 4, 7, -1}));  // granted 5, response 6
}

TEST_P(DramGate, OneBurstIsGrantedPerCycle) {
  for (std::uint32_t n = 1; n < 8; ++n) {
    EXPECT_EQ(run(machine_, {store_bytes(0, bank(0), n * kBurst)}).events[0].done, 6 + n);
  }
}

TEST_P(DramGate, AThirdLoadStartsInTheCycleTheFirstIsDone) {
  const Command c = load_bytes(0, bank(0), 64 * kBurst);
  const RunResult r = run(machine_, {c, c, c});
  EXPECT_EQ(r.events[0], (Event{3, 4, 70, -1}));   // granted 5..68
  EXPECT_EQ(r.events[1], (Event{4, 5, 134, -1}));  // granted 69..132: behind the first
  EXPECT_EQ(r.events[2], (Event{6, 70, 198, -1}));
}

TEST_P(DramGate, FetchGoesBeforeStoreAndStoreBeforeLoad) {
  const Command load = load_bytes(0, bank(0), 64 * kBurst), store = store_bytes(kFarAway, bank(4), 8 * kBurst);
  // Store started at 5: granted 6..13. Load: 5, then 14..76.
  RunResult r = run(machine_, {load, store});
  EXPECT_EQ(r.events[1], (Event{4, 5, 15, -1}));
  EXPECT_EQ(r.events[0].done, 78);
  // The fourth fetch takes 5 from the load, the fifth takes 7 from the store.
  const Command move = move_pixels(bank(5), bank(6), 1);
  r = run(machine_, {load, store, move, move, move});
  EXPECT_EQ(r.events[1].done, 16);  // 6, 8..14
  EXPECT_EQ(r.events[0].done, 80);  // 15..78
  EXPECT_EQ(r.events[4].dispatched, 9);
}

TEST_P(DramGate, SixteenBurstsMayBeOutstanding) {
  machine_.dram_latency_ns = 100;  // cycles; the fetch granted at 1 is answered at 102, its command starts at 104
  EXPECT_EQ(run(machine_, {load_bytes(0, bank(0), 16 * kBurst)}).events[0].done, 222);  // granted 105..120
  // The seventeenth is blocked until the first response, at 206, the thirty-third until that of the seventeenth, at
  // 307.
  EXPECT_EQ(run(machine_, {load_bytes(0, bank(0), 17 * kBurst)}).events[0].done, 308);
  EXPECT_EQ(run(machine_, {load_bytes(0, bank(0), 33 * kBurst)}).events[0].done, 409);
}

TEST_P(DramGate, TheBusIsBookedLessThanTwoBurstsAhead) {
  machine_.dram_bandwidth_gb_per_s = 16;  // 4 cycles a burst
  const RunResult r = run(machine_, {load_bytes(0, bank(0), 16 * kBurst), store_bytes(kFarAway, bank(4), kBurst)});
  // Fetches to 9, the load's bursts of 8, 9, 10 book the bus to 21: nothing is granted until 14.
  EXPECT_EQ(r.events[0].started, 7);
  EXPECT_EQ(r.events[1], (Event{10, 11, 26, -1}));  // the store's burst 21..25, before the load's fourth
}

TEST_P(DramGate, APageMissOccupiesItsBank) {
  machine_.dram_miss_ns = 20;
  const RunResult r = run(machine_, {load_bytes(0, bank(0), 2 * kBurst)});
  // Fetch: 1 + 20 + 1 = 22, dispatched at 23. First burst: another bank, granted 25, ready 45, then no miss: 46, 47.
  EXPECT_EQ(r.events[0], (Event{23, 24, 48, -1}));
  EXPECT_EQ(r.dram_row_misses, 2);
}

TEST_P(DramGate, UnlimitedLoadsLastOneCycleAndCountTheirBytes) {
  machine_.dram_unlimited = true;
  const RunResult r = run(machine_, {with_tokens(load_bytes(0, bank(0), 1000), {}, {1}), load_bytes(0, bank(0), 500),
                                     store_bytes(0, bank(1), 300)});
  EXPECT_EQ(r.events[0], (Event{0, 1, 2, 3}));
  EXPECT_EQ(r.events[1], (Event{1, 2, 3, -1}));
  EXPECT_EQ(r.events[2], (Event{2, 3, 4, -1}));
  EXPECT_EQ(r.dram_read_bytes, 1500 + 3 * kCommandBytes);
  EXPECT_EQ(r.dram_write_bytes, 300);
  EXPECT_EQ(r.dram_row_misses, 0);
  EXPECT_EQ(r.layers[0].dram_bytes[static_cast<int>(DramTraffic::kInstruction)], 3 * kCommandBytes);
  EXPECT_EQ(r.layers[0].dram_bytes[static_cast<int>(DramTraffic::kActivation)], 1800);
}

}  // namespace
}  // namespace octet::testing
