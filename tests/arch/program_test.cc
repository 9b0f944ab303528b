// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Regions of a program in DRAM and their initial contents.
#include "arch/program.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace octet {
namespace {

Program three_commands() {
  Program program;
  program.commands = {make_command(Opcode::kLoad), make_command(Opcode::kArray), make_command(Opcode::kStore)};
  program.constants = {1, 2, 3};
  program.constants_bytes = 3;
  program.io_bytes = 4096;
  program.workspace_bytes = 2;
  return program;
}

TEST(Program, RegionsFollowEachOtherAtPages) {
  EXPECT_EQ(Program().default_bases(), (std::array<std::uint64_t, kBases>{0, 0, 0, 0}));
  // 192 bytes of code and 3 of constants take a page each, 4096 bytes exactly one.
  EXPECT_EQ(three_commands().default_bases(), (std::array<std::uint64_t, kBases>{0, 4096, 8192, 12288}));
  Program program = three_commands();
  program.io_bytes = 4097;
  EXPECT_EQ(program.default_bases()[3], 16384u);
}

TEST(Program, ProgramsOfAMachineLieOneBehindAnother) {
  Program a = three_commands(), b = three_commands(), c = Program();
  EXPECT_EQ(a.dram_end(), 16384u);
  a.dram_base = 8192;
  place_in_turn({&a, &b, &c});
  EXPECT_EQ(a.default_bases(), (std::array<std::uint64_t, kBases>{8192, 12288, 16384, 20480}));
  EXPECT_EQ(b.default_bases(), (std::array<std::uint64_t, kBases>{24576, 28672, 32768, 36864}));
  EXPECT_EQ(c.dram_base, 40960u);
  EXPECT_EQ(c.dram_end(), c.dram_base);
  a.dram_base = 64;
  EXPECT_THROW(a.default_bases(), InternalError);
}

TEST(Program, MemoryHoldsCodeConstantsAndPoison) {
  const Program program = three_commands();
  const MemoryImage memory = make_memory(program);
  ASSERT_EQ(memory.region[0].size(), 3u * kCommandBytes);
  for (std::size_t i = 0; i < 3; ++i) {
    EncodedCommand bytes;
    std::copy_n(memory.region[0].begin() + static_cast<std::ptrdiff_t>(i * kCommandBytes), kCommandBytes,
                bytes.begin());
    EXPECT_EQ(decode(bytes), program.commands[i]);
  }
  EXPECT_EQ(memory.region[1], program.constants);
  EXPECT_EQ(memory.region[2], std::vector<std::uint8_t>(4096, kPoison));
  EXPECT_EQ(memory.region[3], std::vector<std::uint8_t>(2, kPoison));
}

TEST(Program, MemoryHoldsTheFirstValuesOfStates) {
  Program program = three_commands();
  program.workspace_bytes = 5;
  TensorPort place;
  place.base = Base::kWorkspace;
  place.shape = {2};
  place.offset = 2;
  program.states = {{place, {7, 8}}};
  EXPECT_EQ(make_memory(program).region[3], (std::vector<std::uint8_t>{kPoison, kPoison, 7, 8, kPoison}));
}

TEST(Program, ShapesOnlyProgramsHavePoisonForConstants) {
  Program program = three_commands();
  program.has_values = false;
  program.constants.clear();
  EXPECT_EQ(make_memory(program).region[1], std::vector<std::uint8_t>(3, kPoison));
}

}  // namespace
}  // namespace octet
