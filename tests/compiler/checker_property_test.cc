// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Token insertion and the static checker on random command streams: hazards as brute force finds them,
// synchronized streams pass, and a stream that lost a token it needs does not.
#include <gtest/gtest.h>

#include <algorithm>

#include "arch/access.h"
#include "compiler/compile.h"
#include "compiler/hazards.h"
#include "verify/random_program.h"

namespace octet {
namespace {

bool conflict(const AccessList& a, const AccessList& b) {
  for (const Access& x : a)
    for (const Access& y : b)
      if (x.space == y.space && (x.write || y.write) && x.begin < y.end && y.begin < x.end) return true;
  return false;
}

Program synchronized(std::uint64_t seed) {
  Program program = random_program(seed, {});
  for (const Segment& segment : program.segments) {
    const auto first = program.commands.begin() + segment.first_command;
    std::vector<Command> commands(first, first + segment.commands);
    synchronize(commands, program.machine);
    std::copy(commands.begin(), commands.end(), first);
  }
  return program;
}

// Every brute-force conflict is found, directly or behind a later command that the map names.
TEST(Hazards, CoverEveryConflictOfRandomStreams) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Program program = random_program(seed, {});
    HazardMap map;
    std::vector<AccessList> lists;
    std::vector<std::vector<char>> behind;  // behind[i][j]: i is ordered after j
    for (std::size_t i = 0; i < program.commands.size(); ++i) {
      lists.push_back(accesses(program.commands[i], program.machine));
      const Queue queue = queue_of(program.commands[i]);
      const QueueIndices found = map.enter(static_cast<std::int32_t>(i), queue, lists[i]);
      behind.emplace_back(i, 0);
      auto follow = [&](std::size_t j) {
        behind[i][j] = 1;
        for (std::size_t k = 0; k < j; ++k) behind[i][k] = static_cast<char>(behind[i][k] | behind[j][k]);
      };
      for (std::size_t j = 0; j < i; ++j) {
        const Queue other = queue_of(program.commands[j]);
        if (other == queue || static_cast<std::int32_t>(j) <= found[static_cast<std::size_t>(other)]) follow(j);
      }
      for (std::size_t j = 0; j < i; ++j) {
        if (!conflict(lists[i], lists[j])) continue;
        EXPECT_TRUE(behind[i][j]) << "seed " << seed << " commands " << j << ", " << i;
      }
    }
  }
}

TEST(Checker, AcceptsSynchronizedRandomStreams) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::vector<std::string> problems = check_program(synchronized(seed));
    EXPECT_TRUE(problems.empty()) << "seed " << seed << ": " << problems.front();
  }
}

// What the checker says of hazards that are known is what it says of those that it finds, whatever token is lost.
TEST(Checker, SaysTheSameOfKnownHazards) {
  int objections = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Program program = random_program(seed, {});
    const Hazards hazards = synchronize(program);
    EXPECT_TRUE(check_program(program, &hazards).empty()) << "seed " << seed;
    for (Command& command : program.commands) {
      const Tokens kept = command.tokens;
      command.tokens.wait = {kNoToken, kNoToken, kNoToken};
      const std::vector<std::string> problems = check_program(program, &hazards);
      EXPECT_EQ(problems, check_program(program)) << "seed " << seed;
      objections += problems.empty() ? 0 : 1;
      command.tokens = kept;
    }
  }
  EXPECT_GT(objections, 100);
}

// The token pass inserts none that is implied, so each one lost leaves two commands unordered.
TEST(Checker, NoticesEveryLostToken) {
  int removed = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Program program = synchronized(seed);
    for (std::size_t i = 0; i < program.commands.size(); ++i) {
      const std::uint8_t token = program.commands[i].tokens.wait[0];
      if (token == kNoToken) continue;
      Program broken = program;
      broken.commands[i].tokens.wait[0] = kNoToken;
      EXPECT_FALSE(check_program(broken).empty()) << "seed " << seed << " command " << i;
      ++removed;
      break;
    }
  }
  EXPECT_GT(removed, 50);
}

// `ahead` loads, then pairs of a move and a load: move k takes the token of load k.
std::string problems_of(int ahead, std::int64_t queue_depth) {
  constexpr int kPairs = 100;
  Program program;
  program.machine.queue_depth = queue_depth;
  Command load = make_command(Opcode::kLoad), move = make_command(Opcode::kMove);
  load.tokens.signal[0] = move.tokens.wait[0] = 0;
  program.commands.assign(static_cast<std::size_t>(ahead), load);
  for (int i = 0; i < kPairs; ++i) program.commands.insert(program.commands.end(), {move, load});
  program.commands.insert(program.commands.end(), static_cast<std::size_t>(ahead), move);
  Segment segment;
  segment.commands = static_cast<std::uint32_t>(program.commands.size());
  program.segments.push_back(segment);
  std::string all;
  for (const std::string& text : check_program(program)) all += text + "\n";
  return all;
}

// When a load is done, `ahead` tokens wait for moves behind it, its own among them, and as many moves as the queue
// holds may not have started: a counter holds 15. With ahead of 11 and four slots that is 15.
TEST(Checker, CountsTheTokensThatMayBeUnderWay) {
  EXPECT_EQ(problems_of(11, 4).find("it holds 15"), std::string::npos);
  EXPECT_NE(problems_of(12, 4).find("counter 0: up to 16 tokens"), std::string::npos);
  EXPECT_EQ(problems_of(1, 14).find("it holds 15"), std::string::npos);
  EXPECT_NE(problems_of(1, 15).find("counter 0: up to 16 tokens"), std::string::npos);
}

// With two counters in turn, of the moves in a queue of 20 every second waits for each.
TEST(Checker, CountsOnlyTheWaitsOfOneCounter) {
  Program program;
  program.machine.queue_depth = 20;
  for (int i = 0; i < 100; ++i) {
    Command load = make_command(Opcode::kLoad), move = make_command(Opcode::kMove);
    load.tokens.signal[0] = move.tokens.wait[0] = static_cast<std::uint8_t>(i % 2);
    program.commands.insert(program.commands.end(), {load, move});
  }
  Segment segment;
  segment.commands = 200;
  program.segments.push_back(segment);
  for (const std::string& text : check_program(program)) EXPECT_EQ(text.find("it holds 15"), std::string::npos) << text;
}

TEST(Checker, NamesAWaitBeforeItsSignalAsADeadlock) {
  Program program = synchronized(3);
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    if (program.commands[i].tokens.wait[0] == kNoToken) continue;
    std::swap(program.commands[0], program.commands[i]);
    std::string all;
    for (const std::string& text : check_program(program)) all += text + "\n";
    EXPECT_NE(all.find("deadlock"), std::string::npos) << all;
    return;
  }
  FAIL() << "the stream has no token";
}

}  // namespace
}  // namespace octet
