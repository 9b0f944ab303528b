// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What lives between hand-made segments, the commands that move it, and what the checker says where they are wrong.
#include "compiler/safe_points.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "compiler/compile.h"
#include "compiler/range_set.h"

namespace octet {
namespace {

// Of tiny-8, which has 64 KiB in 8 banks and 2 * 128 records. Each list is a segment.
Program program_of(const std::vector<std::vector<const char*>>& segments) {
  Program p;
  p.machine = load_machine("tiny-8");
  for (const auto& lines : segments) {
    Segment segment;
    segment.first_command = static_cast<std::uint32_t>(p.commands.size());
    for (const char* line : lines) p.commands.push_back(assemble(line));
    segment.commands = static_cast<std::uint32_t>(lines.size());
    p.segments.push_back(segment);
  }
  p.layer_of_command.assign(p.commands.size(), -1);
  p.traffic_of_command.assign(p.commands.size(), DramTraffic::kActivation);
  p.io_bytes = 65536;
  p.constants_bytes = 4096;
  p.workspace_bytes = 100;
  return p;
}

Program pointed(const std::vector<std::vector<const char*>>& segments) {
  Program p = program_of(segments);
  add_safe_points(p);
  synchronize(p);
  return p;
}

using Ranges = std::vector<LiveRange>;

TEST(LiveStates, AreWrittenBeforeAndReadBehindWithoutAWriteBetween) {
  const Program p =
      program_of({{"load run_bytes=100", "load local=200 run_bytes=50"},
                  {"store local=10 run_bytes=20", "load local=210 run_bytes=10"},
                  {"store local=200 run_bytes=40", "store local=0 run_bytes=5", "store local=300 run_bytes=9"}});
  const std::vector<LiveState> states = live_states(p);
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].segment, 1u);
  EXPECT_EQ(states[0].scratchpad, (Ranges{{0, 5}, {10, 30}, {200, 210}, {220, 240}}));
  EXPECT_EQ(states[1].scratchpad, (Ranges{{0, 5}, {200, 240}}));
  EXPECT_TRUE(states[0].parameters.empty());
}

TEST(LiveStates, AStridedWriteLeavesWhatLiesBetweenItsRuns) {
  const Program p = program_of({{"load run_bytes=64"},
                                {"load run_bytes=4 inner=8 local_inner_pitch=8 dram_inner_pitch=4"},
                                {"store run_bytes=64"}});
  Ranges between;
  for (std::int64_t at = 4; at < 64; at += 8) between.push_back({at, at + 4});
  EXPECT_EQ(live_states(p)[0].scratchpad, between);
  EXPECT_EQ(live_states(p)[1].scratchpad, (Ranges{{0, 64}}));
}

TEST(LiveStates, KeptBytesAreNobodysAndNoInferenceBeginsBehindThem) {
  Program p = program_of({{"load local=0x8000 run_bytes=64 base=constants"},
                          {"load run_bytes=8"},
                          {"store local=0x8000 run_bytes=8", "store run_bytes=8"}});
  p.segments[0].once = true;
  const std::vector<LiveState> states = live_states(p);
  ASSERT_EQ(states.size(), 1u);
  EXPECT_EQ(states[0].segment, 2u);
  EXPECT_EQ(states[0].scratchpad, (Ranges{{0, 8}}));
}

TEST(SafePoint, SavesRowsAsOneTransferBehindTheWorkspace) {
  const Program p = pointed({{"load run_bytes=2000"},
                             {"store local=0x20 run_bytes=100 inner=3 local_inner_pitch=300 dram_inner_pitch=100",
                              "store local=0x400 run_bytes=10"}});
  ASSERT_EQ(p.safe_points.size(), 1u);
  const SafePoint& point = p.safe_points[0];
  EXPECT_EQ(point.scratchpad, (Ranges{{32, 132}, {332, 432}, {632, 732}, {1024, 1034}}));
  ASSERT_EQ(point.save.commands, 2u);
  EXPECT_EQ(point.save.first_command, 3u);
  EXPECT_EQ(point.restore.first_command, 5u);
  // From byte 128 of the workspace on, each transfer at a multiple of 64.
  EXPECT_EQ(p.commands[3].op, assemble("store base=workspace dram_offset=128 local=32 run_bytes=100 inner=3 "
                                       "dram_inner_pitch=100 local_inner_pitch=300")
                                  .op);
  EXPECT_EQ(p.commands[6].op, assemble("load base=workspace dram_offset=448 local=1024 run_bytes=10").op);
  EXPECT_EQ(p.workspace_bytes, 512);
  EXPECT_TRUE(check_program(p).empty());
}

TEST(SafePoint, MovesShortGapsAlong) {
  const Program p = pointed(
      {{"load run_bytes=500"}, {"store run_bytes=10", "store local=73 run_bytes=10", "store local=147 run_bytes=1"}});
  EXPECT_EQ(p.safe_points[0].scratchpad, (Ranges{{0, 10}, {73, 83}, {147, 148}}));
  EXPECT_EQ(p.safe_points[0].save.commands, 2u);  // a gap of 63 bytes, then one of 64
  EXPECT_TRUE(check_program(p).empty());
}

TEST(SafePoint, RecordsAreLoadedAgain) {
  const Program p = pointed({{"load target=parameters base=constants run_bytes=160",
                              "load target=parameters base=constants dram_offset=512 local=4 run_bytes=32",
                              "load target=parameters base=constants dram_offset=1024 local=20 run_bytes=32",
                              "load local=0x2000 run_bytes=64"},
                             {"pool parameters=3 in.address=0x2000 in.channels=8 in.pixel_pitch=8 in.row_pitch=8 "
                              "out.address=0x4000",
                              "pool parameters=5 in.address=0x2000 in.channels=8 in.pixel_pitch=8 in.row_pitch=8 "
                              "out.address=0x4000"}});
  const SafePoint& point = p.safe_points[0];
  EXPECT_EQ(point.parameters, (Ranges{{3, 4}, {5, 6}}));
  ASSERT_EQ(point.restore.commands, 3u);
  EXPECT_EQ(point.save.commands, 1u);
  EXPECT_EQ(p.commands[point.restore.first_command + 1].op, p.commands[0].op);
  EXPECT_EQ(p.commands[point.restore.first_command + 2].op, p.commands[1].op);
  EXPECT_TRUE(check_program(p).empty());
}

TEST(SafePoint, EqualStatesShareTheirCommandsAndNothingTakesNone) {
  const Program p =
      pointed({{"load run_bytes=8"}, {"load local=100 run_bytes=8"}, {"store run_bytes=8"}, {"load run_bytes=8"}});
  ASSERT_EQ(p.safe_points.size(), 3u);
  EXPECT_EQ(p.safe_points[0].save.first_command, p.safe_points[1].save.first_command);
  EXPECT_EQ(p.safe_points[2].save.commands, 0u);
  EXPECT_EQ(p.commands.size(), 6u);
}

TEST(SafePoint, AccumulatorsNeverLiveThere) {
  Program p = program_of({{"array in.channels=8 n=8 weights=0x2000 in.row_pitch=8 in.pixel_pitch=8"},
                          {"requantize n=8 out.address=0x4000"}});
  EXPECT_THROW(add_safe_points(p), InternalError);
}

struct Wrong {
  void (*change)(Program&);
  const char* expected;  // nullptr: it is right
};

// Moves what command 7 saves and 9 brings back.
void save_at(Program& p, std::uint32_t offset) {
  std::get<StoreCommand>(p.commands[6].op).t.dram_offset = offset;
  std::get<LoadCommand>(p.commands[8].op).t.dram_offset = offset;
}

// Commands 5 and 6 save, 7 and 8 bring back, 9 brings the record.
TEST(Checker, NamesWhatASafePointDoesWrong) {
  const Program right = pointed({{"load run_bytes=8", "load local=1000 run_bytes=16",
                                  "load target=parameters base=constants local=2 run_bytes=16"},
                                 {"pool parameters=2 in.channels=8 in.pixel_pitch=8 in.row_pitch=8 out.address=0x4000",
                                  "store local=1000 run_bytes=16"}});
  ASSERT_EQ(right.commands.size(), 10u);
  const std::vector<Wrong> wrong = {
      {[](Program&) {}, nullptr},
      {[](Program& p) { save_at(p, 0); }, nullptr},  // another place is as good
      {[](Program& p) { save_at(p, 128); }, "command 6 saves over what was saved before"},
      {[](Program& p) { --p.safe_points[0].restore.commands; },
       "record 2 of the parameter memory lives and is not brought back"},
      {[](Program& p) { p.safe_points[0].restore.commands = 1; }, "command 6 saves what is not brought back"},
      {[](Program& p) {
         p.safe_points[0].save.commands = 1;
         p.safe_points[0].restore.commands = 1;
       },
       "bytes 1000 to 1015 of the scratchpad live and are not brought back"},
      {[](Program& p) { std::get<LoadCommand>(p.commands[7].op).t.local = 8; },
       "command 7 brings back what was not saved"},
      {[](Program& p) { p.safe_points[0].scratchpad.pop_back(); }, "states other ranges than those that live"},
      {[](Program& p) { std::get<LoadCommand>(p.commands[9].op).t.dram_offset = 16; },
       "record 2 of the parameter memory lives and is not brought back"},
      {[](Program& p) { p.safe_points[0].segment = 0; },
       "safe point before segment 0: an inference has not begun there"},
      {[](Program& p) { std::get<LoadCommand>(p.commands[9].op).t.local = 300; }, "command 9: parameter record 300"},
  };
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    SCOPED_TRACE(i);
    Program p = right;
    wrong[i].change(p);
    const std::vector<std::string> problems = check_program(p);
    EXPECT_EQ(problems.empty(), wrong[i].expected == nullptr);
    const bool named = std::any_of(problems.begin(), problems.end(), [&](const std::string& text) {
      return text.find(wrong[i].expected) != std::string::npos;
    });
    EXPECT_TRUE(problems.empty() || named) << problems[0];
  }
}

TEST(RangeSet, IsASetOfNumbers) {
  std::vector<char> plain(100, 0);
  RangeSet set, odd;
  for (std::int64_t i = 1; i < 100; i += 10) odd.add(i, i + 3);
  std::uint64_t random = 1;
  for (int turn = 0; turn < 3000; ++turn) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const auto begin = static_cast<std::int64_t>(random >> 33) % 95,
               end = begin + 1 + static_cast<std::int64_t>(random >> 60) % 5;
    const auto from = plain.begin() + begin, to = plain.begin() + end;
    EXPECT_EQ(set.contains(begin, end), std::find(from, to, 0) == to);
    EXPECT_EQ(set.meets(begin, end), std::find(from, to, 1) != to);
    const bool adds = (random >> 40 & 1) != 0;
    if (adds)
      set.add(begin, end);
    else
      set.remove(begin, end);
    std::fill(from, to, static_cast<char>(adds));
    std::vector<char> both(100, 0);
    for (const LiveRange& r : set.common(odd)) std::fill(both.begin() + r.begin, both.begin() + r.end, 1);
    for (std::size_t i = 0; i < 100; ++i) ASSERT_EQ(both[i] != 0, plain[i] != 0 && i % 10 >= 1 && i % 10 <= 3);
  }
}

}  // namespace
}  // namespace octet
