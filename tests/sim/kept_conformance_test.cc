// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What `once` segments bring stays on chip from inference to inference, and is brought again after another program
// overwrote it: on the reference, systemc and fast.
#include <gtest/gtest.h>

#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/sim/support/kept_program.h"
#include "tests/sim/support/small_program.h"
#include "tests/sim/systemc_outcome.h"

namespace octet {
namespace {

using testing::expect_equal_events;
using testing::expect_equal_owners;
using testing::gate_machine;
using testing::kept_program;
using testing::kKeptBytes;
using testing::kKeptCommands;
using testing::run_in_turn;
using testing::Turn;

constexpr std::int64_t kOnce = kKeptBytes + kKeptCommands * kCommandBytes;
constexpr std::int64_t kEveryTime = 12 + 4 * kCommandBytes;

// Runs the programs in turn; their DRAM bytes read, which all backends agree on.
std::vector<std::int64_t> expect_agreement(const std::vector<const Program*>& programs) {
  const std::vector<Turn> systemc = run_in_turn(*make_systemc_backend(), programs);
  const std::vector<Turn> fast = run_in_turn(*make_fast_backend(), programs);
  const std::vector<Turn> reference = run_in_turn(*make_reference_backend(), programs);
  std::vector<std::int64_t> bytes;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    SCOPED_TRACE(i);
    expect_equal_events(systemc[i].result, fast[i].result);
    expect_equal_owners(systemc[i].result, fast[i].result);
    EXPECT_EQ(systemc[i].result.cycles, fast[i].result.cycles);
    EXPECT_TRUE(systemc[i].result.layers == fast[i].result.layers);
    EXPECT_EQ(systemc[i].output, reference[i].output);
    EXPECT_EQ(systemc[i].result.dram_read_bytes, fast[i].result.dram_read_bytes);
    EXPECT_EQ(systemc[i].result.dram_read_bytes, reference[i].result.dram_read_bytes);
    // A machine that ran nothing before gives the same: nothing of the past is in it.
    std::vector<const Program*> alone(i + 1, programs[i]);
    EXPECT_EQ(systemc[i].output, run_in_turn(*make_systemc_backend(), alone).back().output);
    bytes.push_back(systemc[i].result.dram_read_bytes);
  }
  return bytes;
}

TEST(Kept, OnceSegmentsRunInTheFirstInferenceOfACore) {
  const Program program = kept_program(gate_machine(), 1, 7, 5);
  EXPECT_EQ(expect_agreement({&program, &program, &program}),
            (std::vector<std::int64_t>{kOnce + kEveryTime, kEveryTime, kEveryTime}));
  const std::vector<Turn> turns = run_in_turn(*make_systemc_backend(), {&program, &program});
  EXPECT_GE(turns[0].result.events[0].done, 0);
  EXPECT_EQ(turns[1].result.events[0], Event{});
  EXPECT_GT(turns[0].result.cycles, turns[1].result.cycles);
  EXPECT_GT(turns[0].result.layers[0].cycles, turns[1].result.layers[0].cycles);
  EXPECT_EQ(turns[0].result.layers[0].dram_bytes[static_cast<std::size_t>(DramTraffic::kWeight)], 8);
  EXPECT_EQ(turns[1].result.layers[0].dram_bytes[static_cast<std::size_t>(DramTraffic::kWeight)], 0);
}

TEST(Kept, AnotherProgramThatMayOverwriteItBringsItBack) {
  const Program a = kept_program(gate_machine(), 1, 7, 5);
  const std::int64_t all = kOnce + kEveryTime;
  const Program same_bytes = kept_program(gate_machine(), 2, 7, 9),
                same_records = kept_program(gate_machine(), 3, 6, 6);
  for (const Program* b : {&same_bytes, &same_records})
    EXPECT_EQ(expect_agreement({&a, &a, b, &a}), (std::vector<std::int64_t>{all, kEveryTime, all, all}));
  Program worker = kept_program(gate_machine(), 4, 6, 9);  // it may overwrite bank 7, whether it does or not
  worker.scratchpad = {};
  EXPECT_EQ(expect_agreement({&a, &worker, &a}), (std::vector<std::int64_t>{all, all, all}));
}

TEST(Kept, ProgramsSideBySideStay) {
  const Program a = kept_program(gate_machine(), 1, 7, 5), b = kept_program(gate_machine(), 2, 6, 7);
  const std::int64_t all = kOnce + kEveryTime;
  EXPECT_EQ(expect_agreement({&a, &b, &a, &b, &b, &a}),
            (std::vector<std::int64_t>{all, all, kEveryTime, kEveryTime, kEveryTime, kEveryTime}));
}

TEST(Kept, OnlyARunToTheEndCounts) {
  Program program = kept_program(gate_machine(), 1, 7, 5);
  Command& array = program.commands[3];
  const auto core = make_reference_backend()->make_core(program, {});
  MemoryImage memory = make_memory(program);
  const auto bytes_of_run = [&](std::uint16_t channels) {
    std::get<ArrayCommand>(array.op).in.channels = channels;  // 0 is illegal
    RunResult result;
    run_program(program, *core, &memory, nullptr, 0, result);
    EXPECT_EQ(result.condition == Condition::kOk, channels != 0);
    return result.dram_read_bytes;
  };
  EXPECT_LT(bytes_of_run(0), kOnce + kEveryTime);
  EXPECT_EQ(bytes_of_run(4), kOnce + kEveryTime);
  EXPECT_EQ(bytes_of_run(4), kEveryTime);
}

}  // namespace
}  // namespace octet
