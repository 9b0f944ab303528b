// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The reference backend runs segments in stream order, counts actions and stops at an illegal command.
#include "sim/reference.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "tests/sim/functional_random.h"

namespace octet {
namespace {

Segment machine_segment(std::uint32_t first, std::uint32_t commands) {
  Segment segment;
  segment.first_command = first;
  segment.commands = commands;
  return segment;
}

// Load six bytes, move three of them, store the moved ones; one layer each.
Program copy_program() {
  Program p;
  p.machine = functional_random::machine_of(2, 2);
  p.io_bytes = 16;
  MoveCommand move;
  move.in = {.address = 1, .row_pitch = 3, .pixel_pitch = 3};
  move.out = {.address = 100, .row_pitch = 3, .pixel_pitch = 3};
  move.channels = 3;
  p.commands = {{{}, LoadCommand{LoadTarget::kScratchpad, {.flip = true, .run_bytes = 6}}},
                {{}, move},
                {{}, StoreCommand{{.dram_offset = 8, .local = 100, .run_bytes = 3}}}};
  p.layers.resize(3);
  p.layer_of_command = {0, 1, 2};
  p.traffic_of_command = {DramTraffic::kActivation, DramTraffic::kActivation, DramTraffic::kActivation};
  p.segments = {machine_segment(0, 3)};
  return p;
}

MemoryImage memory_of(const Program& p) {
  MemoryImage memory;
  for (std::size_t base = 0; base < kBases; ++base)
    memory.region[base].resize(base == static_cast<std::size_t>(Base::kIo) ? static_cast<std::size_t>(p.io_bytes) : 0);
  for (std::size_t i = 0; i < 6; ++i)
    memory.region[static_cast<std::size_t>(Base::kIo)][i] = static_cast<std::uint8_t>(i);
  return memory;
}

RunResult run(const Program& program, MemoryImage& memory) {
  RunResult result;
  auto core = make_reference_backend()->make_core(program, {});
  EXPECT_EQ(run_program(program, *core, &memory, nullptr, 40, result), 40);
  return result;
}

TEST(Reference, RunsCommandsInStreamOrderWithoutTime) {
  const Program program = copy_program();
  MemoryImage memory = memory_of(program);
  const RunResult result = run(program, memory);
  EXPECT_EQ(result.condition, Condition::kOk);
  EXPECT_FALSE(result.timed);
  EXPECT_EQ(result.cycles, 0);
  const auto& io = memory.region[static_cast<std::size_t>(Base::kIo)];
  EXPECT_EQ(std::vector<std::uint8_t>(io.begin() + 8, io.begin() + 12),
            (std::vector<std::uint8_t>{0x81, 0x82, 0x83, 0}));
}

TEST(Reference, CountsActionsAndBytesForTheRunAndEachLayer) {
  const Program program = copy_program();
  MemoryImage memory = memory_of(program);
  const RunResult result = run(program, memory);
  Actions total;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Actions own = actions(program.commands[i], program.machine);
    EXPECT_EQ(result.layers.at(i).actions, own) << "layer " << i;
    total += own;
  }
  EXPECT_EQ(result.actions, total);
  EXPECT_EQ(result.actions.commands, 3);
  EXPECT_EQ(result.dram_read_bytes, 3 * kCommandBytes + 6);
  EXPECT_EQ(result.dram_write_bytes, 3);
  EXPECT_EQ(result.layers[0].dram_bytes[static_cast<std::size_t>(DramTraffic::kActivation)], 6);
  EXPECT_EQ(result.layers[1].dram_bytes[static_cast<std::size_t>(DramTraffic::kInstruction)], kCommandBytes);
}

TEST(Reference, KeepsOnChipMemoriesFromSegmentToSegment) {
  Program program = copy_program();
  program.segments = {machine_segment(0, 2), machine_segment(2, 1)};
  MemoryImage memory = memory_of(program);
  run(program, memory);
  EXPECT_EQ(memory.region[static_cast<std::size_t>(Base::kIo)][8], 0x81);
}

TEST(Reference, StopsAtTheIllegalCommandAndNamesIt) {
  Program program = copy_program();
  std::get<MoveCommand>(program.commands[1].op).in.address =
      static_cast<std::uint32_t>(program.machine.scratchpad_bytes);
  MemoryImage memory = memory_of(program);
  const RunResult result = run(program, memory);
  EXPECT_EQ(result.condition, Condition::kIllegal);
  EXPECT_EQ(result.condition_command, 1);
  EXPECT_NE(result.condition_text.find("scratchpad byte"), std::string::npos) << result.condition_text;
  EXPECT_EQ(result.actions.commands, 1);
  EXPECT_EQ(memory.region[static_cast<std::size_t>(Base::kIo)][8], 0) << "the store behind it ran";
}

TEST(Reference, TellsRegionsByTheProgramNotByTheMemory) {
  Program program = copy_program();
  program.io_bytes = 10;  // the store needs 11
  MemoryImage memory = memory_of(program);
  memory.region[static_cast<std::size_t>(Base::kIo)].resize(64);
  EXPECT_EQ(run(program, memory).condition_command, 2);
}

TEST(Reference, RefusesProgramsWithoutValues) {
  Program program = copy_program();
  program.machine.array_pe = PeKind::kFp32;
  program.has_values = false;
  auto refusal = [&] {
    try {
      make_reference_backend()->make_core(program, {});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(refusal().find("float machine"), std::string::npos);
  program.machine.array_pe = PeKind::kInt8;
  EXPECT_NE(refusal().find("shapes"), std::string::npos);
}

}  // namespace
}  // namespace octet
