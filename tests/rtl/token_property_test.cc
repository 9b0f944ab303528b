// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A token that overflows halts the machine and names a command that signals it, also where commands that signal
// nothing are done in the same cycle.
#include <gtest/gtest.h>

#include "rtl/backend.h"
#include "rtl/test_machine.h"
#include "sim/fast.h"
#include "tests/rtl/support/equal_runs.h"

namespace octet {
namespace {

using testing::Outcome;
using testing::run_on;

constexpr std::uint8_t kLast = kTokens - 1;
constexpr std::int32_t kLoads = 15;  // as many as a token counts
constexpr std::int32_t kArray = kLoads, kMove = kLoads + 1;

// Loads that fill the last token's counter, then side by side an array command of so many pixels that signals nothing,
// and a move that makes the token overflow.
Program overflow_beside_an_array_command(std::uint16_t pixels) {
  Program p;
  p.machine = rtl_machine();
  p.layers.resize(1);
  p.constants.resize(Machine::kParameterRecordBytes);
  p.constants_bytes = Machine::kParameterRecordBytes;
  LoadCommand load;
  load.target = LoadTarget::kParameters;
  load.t.base = Base::kConstants;
  load.t.run_bytes = Machine::kParameterRecordBytes;
  for (std::int32_t i = 0; i < kLoads; ++i) p.commands.push_back({{.signal = {kLast, kNoToken, kNoToken}}, load});
  p.commands.back().tokens.signal = {kLast, 0, 1};
  ArrayCommand array;
  array.in.out_w = array.in.width = pixels;
  array.in.row_pitch = pixels;
  array.in.channels = 1;
  array.in.pixel_pitch = 1;
  array.n = 1;
  array.weights = static_cast<std::uint32_t>(p.machine.scratchpad_bank_bytes());
  p.commands.push_back({{.wait = {0, kNoToken, kNoToken}}, array});
  MoveCommand move;
  move.in.address = static_cast<std::uint32_t>(2 * p.machine.scratchpad_bank_bytes());
  move.out.address = static_cast<std::uint32_t>(3 * p.machine.scratchpad_bank_bytes());
  p.commands.push_back({{.wait = {1, kNoToken, kNoToken}, .signal = {kLast, 2, kNoToken}}, move});
  p.commands.push_back({{.wait = {2, kNoToken, kNoToken}}, load});  // the segment goes on
  p.layer_of_command.assign(p.commands.size(), 0);
  p.traffic_of_command.assign(p.commands.size(), DramTraffic::kParameter);
  p.segments = {Segment{false, 0, static_cast<std::uint32_t>(p.commands.size()), -1, {}}};
  return p;
}

TEST(TokenOverflow, NamesTheCommandThatSignalsNotAnEarlierOneOfItsCycle) {
  int together = 0;
  for (std::uint16_t pixels = 1; pixels <= 24; ++pixels) {
    const Program program = overflow_beside_an_array_command(pixels);
    const MemoryImage memory = make_memory(program);
    const Outcome fast = run_on(*make_fast_backend(), program, memory);
    const Outcome rtl = run_on(*make_rtl_backend(), program, memory);
    ASSERT_EQ(fast.result.condition, Condition::kTokenOverflow);
    ASSERT_EQ(fast.result.condition_command, kMove);
    together += fast.result.events[kArray].done == fast.result.events[kMove].done;
    testing::expect_equal_timing(program, fast.result, rtl.result);
  }
  EXPECT_EQ(together, 1) << "one number of pixels takes as long as the move";
}

}  // namespace
}  // namespace octet
