// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Damaged, truncated and forged program files: refused with Error(kModel), whatever the damage.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "arch/program_file.h"
#include "base/error.h"
#include "tests/arch/support/sample_program.h"

namespace octet {
namespace {

using testing::reseal;
using testing::sample_program;

std::string message_of(const std::vector<std::uint8_t>& file) {
  try {
    deserialize(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel) << error.what();
    return error.what();
  }
  return "no error";
}

TEST(ProgramFile, EveryTruncationIsRefused) {
  const std::vector<std::uint8_t> file = serialize(sample_program());
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes)
    ASSERT_NE(message_of({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes)}), "no error") << bytes;
}

TEST(ProgramFile, EveryFlippedByteIsRefused) {
  const std::vector<std::uint8_t> file = serialize(sample_program());
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::vector<std::uint8_t> damaged = file;
    damaged[at] ^= static_cast<std::uint8_t>(1u << (at % 8));
    ASSERT_NE(message_of(damaged), "no error") << at;
  }
}

// With size and checksum made right again, the damage reaches the parser; what it accepts must be a
// program that can be written again.
TEST(ProgramFile, ForgedChecksumsReachTheParserAndDoNoHarm) {
  const std::vector<std::uint8_t> original = serialize(sample_program());
  std::mt19937_64 random(6);
  int refused = 0;
  for (int number = 0; number < 4000; ++number) {
    std::vector<std::uint8_t> file = original;
    const std::size_t at = kProgramHeaderBytes + random() % (file.size() - kProgramHeaderBytes - kProgramChecksumBytes);
    switch (number % 4) {
      case 0:
        file[at] ^= static_cast<std::uint8_t>(1u << (random() % 8));
        break;
      case 1:
        file[at] = 0xff;
        break;
      case 2:
        file.erase(file.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      default:
        for (std::size_t i = at; i < std::min(at + 8, file.size()); ++i) file[i] = static_cast<std::uint8_t>(random());
    }
    reseal(file);
    if (message_of(file) != "no error")
      ++refused;
    else
      ASSERT_EQ(serialize(deserialize(file)).size(), file.size()) << "case " << number;
  }
  EXPECT_GT(refused, 2000);
  EXPECT_LT(refused, 4000);
}

TEST(ProgramFile, HeaderMistakesAreNamed) {
  std::vector<std::uint8_t> file = serialize(sample_program());
  EXPECT_EQ(message_of({'T', 'F', 'L', '3'}), "program file: not a program, does not begin with OCTP");
  EXPECT_EQ(message_of({'O', 'C', 'T', 'P', 1}), "program file: truncated, has 5 bytes");
  std::vector<std::uint8_t> other = file;
  other[4] = 5;
  EXPECT_EQ(message_of(other), "program file: version 5, this octet reads version 6");
  other = file;
  other[8] ^= 1;
  EXPECT_EQ(message_of(other), "program file: damaged, wrong checksum");
  reseal(other);
  EXPECT_EQ(message_of(other), "program file: bound to another machine than the one it describes");
  other = file;
  other.insert(other.end() - 8, 0);
  reseal(other);
  EXPECT_EQ(message_of(other), "program file: 1 bytes after the last field");
}

TEST(ProgramFile, AbsurdCountsAreRefusedBeforeTheyAllocate) {
  std::vector<std::uint8_t> file = serialize(sample_program());
  // The first field is the machine's text: its count follows the header.
  for (std::size_t i = 0; i < 8; ++i) file[kProgramHeaderBytes + i] = 0xff;
  reseal(file);
  EXPECT_EQ(message_of(file).find("program file: machine has 18446744073709551615 items"), 0u) << message_of(file);
}

struct BadProgram {
  std::function<void(Program&)> change;
  std::string expected;
};

TEST(ProgramFile, ContradictingMembersAreRefused) {
  const std::vector<BadProgram> bad = {
      {[](Program& p) { p.layer_of_command.pop_back(); }, "5 commands, 4 layer indices, 5 kinds of traffic"},
      {[](Program& p) { p.traffic_of_command.clear(); }, "5 commands, 5 layer indices, 0 kinds of traffic"},
      {[](Program& p) { p.layer_of_command[0] = 2; }, "layer 2 of 2 layers"},
      {[](Program& p) { p.layer_of_command[0] = -2; }, "layer -2 of 2 layers"},
      {[](Program& p) { p.segments[1].layer = 7; }, "layer 7 of 2 layers"},
      {[](Program& p) { p.segments[2].first_command = 1; }, "a segment starts at command 1, must start at 2"},
      {[](Program& p) { p.safe_points.clear(); }, "segments hold 3 commands of 5"},
      {[](Program& p) { p.safe_points[0].restore.commands = 2; }, "segments hold 6 commands of 5"},
      {[](Program& p) { p.segments.pop_back(); }, "a safe point before segment 2 of 2, behind one before segment 0"},
      {[](Program& p) { p.safe_points[0].segment = 1; }, "a safe point before segment 1 of 3"},
      {[](Program& p) { p.safe_points.push_back(p.safe_points[0]); },
       "a safe point before segment 2 of 3, behind one before segment 2"},
      {[](Program& p) { p.segments[2].commands = 2; },
       "safe point before segment 2: commands [3, 4), those before end at 4"},
      {[](Program& p) { p.safe_points[0].save.first_command = 4; },
       "safe point before segment 2: commands [4, 5), those before end at 3"},
      {[](Program& p) { p.safe_points[0].restore.once = true; },
       "safe point before segment 2: saves on the host or once"},
      {[](Program& p) { p.safe_points[0].scratchpad[1].end = 65537; },
       "safe point before segment 2: [26, 65537) of the scratchpad lives, must lie in [24, 65536)"},
      {[](Program& p) { p.safe_points[0].scratchpad[1].begin = 23; }, "[23, 28) of the scratchpad lives"},
      {[](Program& p) { p.safe_points[0].scratchpad[0].end = 20; }, "[20, 20) of the scratchpad lives"},
      {[](Program& p) { p.safe_points[0].parameters[0].begin = -1; },
       "[-1, 5) of the parameter memory lives, must lie in [0, 256)"},
      {[](Program& p) { p.segments[1].once = true; }, "a segment that runs once is on the host or behind others"},
      {[](Program& p) { p.segments[2].once = true; }, "a segment that runs once is on the host or behind others"},
      {[](Program& p) { p.scratchpad.kept_end = 65537; },
       "scratchpad: keeps [128, 65537) of 65536, and overwrites [0, 64)"},
      {[](Program& p) { p.scratchpad.work_end = 129; },
       "scratchpad: keeps [128, 256) of 65536, and overwrites [0, 129)"},
      {[](Program& p) { p.parameters.kept_end = 31; }, "parameter memory: uses [0, 16), keeps [32, 31)"},
      {[](Program& p) { p.parameters.work_end = -1; }, "parameter memory: uses [0, -1), keeps [32, 48)"},
      {[](Program& p) { p.segments[1].host.outputs.clear(); }, "a host step QUANTIZE without outputs"},
      {[](Program& p) { p.segments[1].host.op = "SOFTMACS"; }, "a host step of operator 'SOFTMACS', which has no cost"},
      {[](Program& p) {
         p.segments[1].host.inputs[0].shape = {0, 1};
       },
       "tensor logits has a dimension of 0"},
      {[](Program& p) { p.segments[1].host.outputs[0].shape = {0}; }, "tensor codes has a dimension of 0"},
      {[](Program& p) { p.states[0].initial.pop_back(); }, "state state starts with 9 bytes, must be 10"},
      {[](Program& p) { p.states[0].place.base = Base::kIo; }, "state state lies outside the workspace"},
      {[](Program& p) { p.states[0].place.offset = 39; }, "tensor state ends at byte 49 of a region of 48"},
      {[](Program& p) { p.constants.pop_back(); }, "has 4 bytes of constants, must be 5"},
      {[](Program& p) { p.has_values = false; }, "has 5 bytes of constants, must be 0"},
      {[](Program& p) { p.io_bytes = -1; }, "a region of -1 bytes, allowed are 0 to 4294967296"},
      {[](Program& p) { p.workspace_bytes = (std::int64_t{1} << 32) + 1; }, "a region of 4294967297 bytes"},
      {[](Program& p) { p.workspace_bytes = 47; }, "tensor logits ends at byte 48 of a region of 47"},
      {[](Program& p) { p.inputs[0].offset = 55; }, "tensor in ends at byte 65 of a region of 64"},
      {[](Program& p) { p.outputs[0].shape = {0}; }, "tensor codes has a dimension of 0"},
      {[](Program& p) {
         p.outputs[0].shape = {65536, 65536, 65536};
       },
       "tensor codes has a dimension of 65536"},
      {[](Program& p) { p.outputs[0].shape = {std::numeric_limits<std::int64_t>::max()}; },
       "tensor codes has a dimension"},
      {[](Program& p) { p.inputs[0].scale = -1; }, "tensor in has scale -1"},
      {[](Program& p) { p.machine.array_rows = 0; }, "array.rows is 0, allowed is a whole number from 1 to 1024"},
      {[](Program& p) { p.commands[0].tokens.wait[0] = 64; }, "illegal command: load: field wait is 64"},
  };
  for (const BadProgram& item : bad) {
    Program program = sample_program();
    item.change(program);
    const std::string message = message_of(serialize(program));
    EXPECT_NE(message.find(item.expected), std::string::npos)
        << "expected: " << item.expected << "\nmessage: " << message;
  }
}

}  // namespace
}  // namespace octet
