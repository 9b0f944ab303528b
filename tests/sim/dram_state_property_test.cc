// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A segment from an equal DRAM state lasts as long, counts the same and leaves an equal state, whenever it starts: what
// repeats a program by what it did before rests on it.
#include <gtest/gtest.h>

#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "verify/random_program.h"
#include "verify/random_source.h"

namespace octet {
namespace {

struct Ran {
  RunResult result;
  std::int64_t cycles = 0;
  DramState left;
};

Ran run(Core& core, const Program& program, const Segment& segment, std::int64_t start) {
  Ran ran;
  core.enter(program);
  ran.cycles = core.run_segment(segment, start, nullptr, ran.result) - start;
  ran.left = core.dram_state(start + ran.cycles).value();
  for (LayerCounters& layer : ran.result.layers)
    if (layer.last_done >= 0) layer.last_done -= start;
  return ran;
}

void expect_equal(const Ran& a, const Ran& b) {
  EXPECT_EQ(a.cycles, b.cycles);
  EXPECT_EQ(a.result.layers, b.result.layers);
  EXPECT_EQ(a.result.engines, b.result.engines);
  EXPECT_EQ(a.result.sequencer, b.result.sequencer);
  EXPECT_EQ(a.result.actions, b.result.actions);
  EXPECT_EQ(a.result.dram_read_bytes, b.result.dram_read_bytes);
  EXPECT_EQ(a.result.dram_write_bytes, b.result.dram_write_bytes);
  EXPECT_EQ(a.result.dram_row_misses, b.result.dram_row_misses);
  EXPECT_EQ(a.left, b.left);
}

// Segments of two programs in random order on one core; each then again elsewhere in time, from the state it met.
// Returns how many lasted longer on a machine that did nothing before.
int expect_repeatable(Backend& backend, std::uint64_t seed) {
  const Machine machine = random_machine(seed);
  RandomProgramOptions options;
  options.machine = machine;
  options.max_commands = 60;
  Program programs[] = {random_program(seed, options), random_program(seed + 1'000'000, options)};
  place_in_turn({&programs[0], &programs[1]});
  RunOptions timing;
  timing.data = false;
  const auto core = backend.make_core(programs[0], timing), other = backend.make_core(programs[0], timing);
  RandomSource random(seed);
  std::int64_t now = random.between(0, 999);
  int longer = 0;
  for (int turn = 0; turn < 6; ++turn) {
    const Program& program = programs[random.below(2)];
    const Segment& segment =
        program.segments[static_cast<std::size_t>(random.below(static_cast<int>(program.segments.size())))];
    const DramState met = core->dram_state(now).value();
    const Ran ran = run(*core, program, segment, now);
    now += ran.cycles + random.pick({0, 0, 7});
    const std::int64_t start = random.between(0, 100'000);
    other->set_dram_state(met, start);
    expect_equal(run(*other, program, segment, start), ran);
    longer += run(*backend.make_core(program, timing), program, segment, start).cycles > ran.cycles;
  }
  return longer;
}

TEST(DramStateOfACore, IsAllOfThePastThatCountsOnFast) {
  int longer = 0;
  const auto backend = make_fast_backend();
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    longer += expect_repeatable(*backend, seed);
    if (HasFailure()) break;
  }
  EXPECT_GT(longer, 20);
}

TEST(DramStateOfACore, IsAllOfThePastThatCountsOnSystemc) {
  const auto backend = make_systemc_backend();
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    expect_repeatable(*backend, seed);
    if (HasFailure()) break;
  }
}

TEST(DramStateOfACore, IsNoneWithoutTime) {
  const Program program = random_program(1);
  const auto core = make_reference_backend()->make_core(program, {});
  EXPECT_EQ(core->dram_state(0), std::nullopt);
  core->set_dram_state({}, 0);
}

}  // namespace
}  // namespace octet
