// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An inference walked step by step on no core at all: what comes next, where it gives way, and what it has to save.
#include "arch/walk.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace octet {
namespace {

Segment segment_at(std::uint32_t command) {
  Segment segment;
  segment.first_command = command;
  segment.commands = 1;
  return segment;
}

// Command 0 once; 1, a host step, 2 and 3 in every inference. Bytes [10, 20) live before the host step and behind it,
// nothing before command 3; no other place is safe.
Program sample() {
  Program p;
  Segment host;
  host.on_host = true;
  host.host.op = "SOFTMAX";
  p.segments = {segment_at(0), segment_at(1), host, segment_at(2), segment_at(3)};
  p.segments[0].once = true;
  for (const std::uint32_t segment : {2u, 3u}) {
    SafePoint point;
    point.segment = segment;
    point.scratchpad = {{10, 20}};
    point.save = segment_at(4);
    point.restore = segment_at(5);
    p.safe_points.push_back(point);
  }
  p.scratchpad = {30, 100, 200};
  p.parameters = {0, 4, 8};
  return p;
}

// Of bytes below `end`, with what it keeps.
Program other_below(std::int64_t end, std::int64_t kept_begin = 0, std::int64_t kept_end = 0) {
  Program p;
  p.scratchpad = {end, kept_begin, kept_end};
  p.parameters = {0, 0, 0};
  return p;
}

class Walk : public ::testing::Test {
 protected:
  // The commands up to the end, or to `until`; -1: a host step.
  std::vector<int> walk_on(std::size_t until = 100) {
    std::vector<int> commands;
    for (const Segment* s = walk.next(); s && commands.size() < until; s = walk.next()) {
      commands.push_back(s->on_host ? -1 : static_cast<int>(s->first_command));
      walk.advance();
    }
    return commands;
  }
  // Another program runs in between.
  const Segment* interrupt(const Program& other) {
    const Segment* save = walk.give_way(other);
    kept.begin(other);
    walk.enter();
    return save;
  }

  const Program program = sample();
  KeptPrograms kept;
  InferenceWalk walk{program, kept};
};

TEST_F(Walk, RunsSegmentsInOrderAndOnceSegmentsOnce) {
  walk.enter();
  EXPECT_EQ(walk_on(), (std::vector{0, 1, -1, 2, 3}));
  EXPECT_EQ(walk.next(), nullptr);
  EXPECT_THROW(walk.advance(), InternalError);
  InferenceWalk second(program, kept);
  second.enter();
  EXPECT_EQ(second.next(), &program.segments[1]);
}

TEST_F(Walk, GivesWayAtSafePointsAlone) {
  walk.enter();
  const Program other = other_below(30);
  EXPECT_TRUE(walk.may_give_way());
  walk_on(1);  // what is kept: no state of an inference yet
  EXPECT_TRUE(walk.may_give_way());
  EXPECT_EQ(walk.give_way(other), nullptr);
  for (const bool safe : {true, true, false, true}) {
    walk_on(1);
    EXPECT_EQ(walk.may_give_way(), safe);
    if (!safe) {
      EXPECT_THROW(walk.give_way(other), InternalError);
    }
  }
  EXPECT_EQ(walk.give_way(other), nullptr);  // done
}

TEST_F(Walk, SavesOnceAndRestoresBeforeItGoesOn) {
  walk.enter();
  walk_on(2);
  const Program other = other_below(11);
  EXPECT_EQ(walk.give_way(other), &program.safe_points[0].save);
  EXPECT_EQ(walk.give_way(other), nullptr);  // it is saved already
  walk.enter();
  EXPECT_TRUE(walk.may_give_way());  // nor does it have to be again before it came back
  EXPECT_EQ(walk.give_way(other), nullptr);
  EXPECT_EQ(walk_on(1), (std::vector{5}));
  EXPECT_EQ(interrupt(other), &program.safe_points[0].save);
  EXPECT_EQ(walk_on(), (std::vector{5, -1, 2, 3}));
}

TEST_F(Walk, SavesForThoseAloneWhoMayOverwriteWhatLives) {
  walk.enter();
  walk_on(2);
  EXPECT_EQ(interrupt(other_below(10)), nullptr);
  EXPECT_EQ(interrupt(other_below(5, 20, 30)), nullptr);
  EXPECT_EQ(walk_on(1), (std::vector{-1}));
  const Program beside = other_below(5, 19, 20);
  EXPECT_EQ(walk.give_way(beside), &program.safe_points[1].save);
  EXPECT_EQ(walk_on(), (std::vector{5, 2, 3}));
}

TEST_F(Walk, BringsAgainWhatOthersOverwroteOfWhatItKeeps) {
  walk.enter();
  walk_on(2);
  const Program writes_all = other_below(150), writes_little = other_below(15);
  EXPECT_EQ(interrupt(writes_little), &program.safe_points[0].save);
  EXPECT_EQ(walk_on(2), (std::vector{5, -1}));
  EXPECT_EQ(interrupt(writes_all), &program.safe_points[1].save);
  EXPECT_EQ(walk_on(), (std::vector{0, 5, 2, 3}));
}

TEST_F(Walk, AnotherInferenceOfTheSameProgramOverwritesItsState) {
  walk.enter();
  walk_on(2);
  EXPECT_EQ(interrupt(program), &program.safe_points[0].save);
  EXPECT_EQ(walk_on(1), (std::vector{5}));  // what both keep is there
}

TEST_F(Walk, RecordsAreBroughtBackWithoutASave) {
  Program records = sample();
  for (SafePoint& point : records.safe_points) {
    point.scratchpad.clear();
    point.parameters = {{2, 3}};
    point.save.commands = 0;
  }
  InferenceWalk of_records(records, kept);
  of_records.enter();
  of_records.advance();
  of_records.advance();
  Program other = other_below(1000);
  EXPECT_EQ(of_records.give_way(other), nullptr);
  EXPECT_EQ(of_records.next(), &records.segments[2]);
  other.parameters = {3, 0, 0};
  EXPECT_EQ(of_records.give_way(other), nullptr);
  EXPECT_EQ(of_records.next(), &records.safe_points[0].restore);
}

}  // namespace
}  // namespace octet
