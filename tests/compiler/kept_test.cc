// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The static checker on what stays on chip: who may write it, and what `once` segments may touch.
#include <gtest/gtest.h>

#include "compiler/compile.h"
#include "tests/sim/support/kept_program.h"
#include "tests/sim/support/small_program.h"

namespace octet {
namespace {

using testing::gate_machine;
using testing::kept_program;
using testing::kGateBank;

// The first problem of the program with its `command` changed.
template <class Change>
std::string problem(std::size_t command, Change change) {
  Program program = kept_program(gate_machine(), 1, 7, 5);
  EXPECT_TRUE(check_program(program).empty());
  change(program.commands[command].op);
  for (const Segment& s : program.segments) {
    std::vector<Command> piece(program.commands.begin() + s.first_command,
                               program.commands.begin() + s.first_command + s.commands);
    synchronize(piece, program.machine);
    std::copy(piece.begin(), piece.end(), program.commands.begin() + s.first_command);
  }
  const auto problems = check_program(program);
  return problems.empty() ? "none" : problems[0];
}

TEST(KeptChecker, NamesACommandThatOverwritesWhatStays) {
  EXPECT_EQ(problem(2, [](Operation& op) { std::get<LoadCommand>(op).t.local = 7 * kGateBank - 11; }),
            "command 2 overwrites what stays on chip");
  EXPECT_EQ(problem(4, [](Operation& op) { std::get<RequantizeCommand>(op).out.address = 7 * kGateBank + 7; }),
            "command 4 overwrites what stays on chip");
  EXPECT_EQ(problem(2,
                    [](Operation& op) {
                      std::get<LoadCommand>(op).target = LoadTarget::kParameters;
                      std::get<LoadCommand>(op).t = {};
                      std::get<LoadCommand>(op).t.local = 6;
                      std::get<LoadCommand>(op).t.run_bytes = 16;
                    }),
            "command 2 overwrites what stays on chip");
}

TEST(KeptChecker, NamesACommandOutsideTheProgramsMemory) {
  EXPECT_EQ(problem(2, [](Operation& op) { std::get<LoadCommand>(op).t.local = 2 * kGateBank - 11; }),
            "command 2 touches memory outside what the program says it uses");
  EXPECT_EQ(problem(3, [](Operation& op) { std::get<ArrayCommand>(op).weights += 1; }),
            "command 3 touches memory outside what the program says it uses");
  EXPECT_EQ(problem(4, [](Operation& op) { std::get<RequantizeCommand>(op).parameters = 6; }),
            "command 4 touches memory outside what the program says it uses");
}

TEST(KeptChecker, NamesAOnceCommandThatTouchesAnInference) {
  EXPECT_EQ(problem(0, [](Operation& op) { std::get<LoadCommand>(op).t.local = 0; }),
            "command 0 runs once and touches what does not stay on chip");
  EXPECT_EQ(problem(1, [](Operation& op) { std::get<LoadCommand>(op).t.local = 6; }),
            "command 1 runs once and touches what does not stay on chip");
  EXPECT_EQ(problem(0, [](Operation& op) { std::get<LoadCommand>(op).t.base = Base::kIo; }),
            "command 0 runs once and touches the accumulator or bytes of an inference");
}

}  // namespace
}  // namespace octet
