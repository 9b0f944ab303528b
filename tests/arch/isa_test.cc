// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The wire format of commands and records byte by byte, and the messages of decoder and assembler.
#include "arch/isa.h"

#include <gtest/gtest.h>

#include "arch/command_fields.h"
#include "base/error.h"

namespace octet {
namespace {

template <class Action>
std::string message_of(ErrorKind kind, Action action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  return "no error";
}
std::string assembly_error(std::string_view line) {
  return message_of(ErrorKind::kUsage, [line] { assemble(line); });
}
std::string decode_error(int at, std::uint8_t value, EncodedCommand bytes = encode(make_command(Opcode::kArray))) {
  bytes[at] = value;
  return message_of(ErrorKind::kCheck, [&bytes] { decode(bytes); });
}

// Offsets follow from the field list: an 8-byte header, then 4-byte address, row and pixel pitch,
// 2-byte channels, height, width, y0, x0, six single bytes, 2-byte out_h and out_w, pad_value.
TEST(Isa, PutsFieldsOfAnArrayCommandWhereTheListSays) {
  Command command = make_command(Opcode::kArray);
  command.tokens.wait = {3, kNoToken, 63};
  command.tokens.signal[0] = 5;
  auto& array = std::get<ArrayCommand>(command.op);
  array.in.address = 0x01020304;
  array.in.y0 = -1;
  array.in.pad_value = -128;
  array.n = 0x1234;
  array.accumulate = true;
  const EncodedCommand bytes = encode(command);
  EXPECT_EQ(bytes[0], 3);
  EXPECT_EQ(bytes[1], 0);
  EXPECT_EQ((std::array<std::uint8_t, 6>{bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]}),
            (std::array<std::uint8_t, 6>{3, 0xff, 63, 5, 0xff, 0xff}));
  EXPECT_EQ((std::array<std::uint8_t, 4>{bytes[8], bytes[9], bytes[10], bytes[11]}),
            (std::array<std::uint8_t, 4>{4, 3, 2, 1}));
  EXPECT_EQ(bytes[26], 0xff);  // y0: 8 + 3*4 + 3*2
  EXPECT_EQ(bytes[27], 0xff);
  EXPECT_EQ(bytes[40], 0x80);  // pad_value: 8 + 3*4 + 5*2 + 6 + 2*2
  EXPECT_EQ(bytes[41], 0x34);  // n
  EXPECT_EQ(bytes[42], 0x12);
  EXPECT_EQ(bytes[51], 1);  // accumulate: 41 + 2 + 4 + 4
  for (int i = 52; i < kCommandBytes; ++i) EXPECT_EQ(bytes[i], 0) << i;
}

TEST(Isa, LayoutCoversEveryByteOfAllCommandsOnce) {
  for (int i = 1; i <= 9; ++i) {
    int next = kCommandHeaderBytes;
    for (const FieldLayout& field : layout_of(static_cast<Opcode>(i))) {
      EXPECT_EQ(field.offset, next) << field.name;
      EXPECT_FALSE(field.help.empty()) << field.name;
      next += field.bytes;
    }
    EXPECT_LE(next, kCommandBytes);
  }
}

TEST(Isa, DispatchesEveryOpcodeToItsQueue) {
  EXPECT_EQ(queue_of(make_command(Opcode::kLoad)), Queue::kLoad);
  EXPECT_EQ(queue_of(make_command(Opcode::kStore)), Queue::kStore);
  EXPECT_EQ(queue_of(make_command(Opcode::kArray)), Queue::kArray);
  for (Opcode opcode :
       {Opcode::kRequantize, Opcode::kDepthwise, Opcode::kPool, Opcode::kBinary, Opcode::kMove, Opcode::kSoftmax}) {
    EXPECT_EQ(queue_of(make_command(opcode)), Queue::kVector);
    EXPECT_EQ(opcode_of(make_command(opcode)), opcode);
  }
}

TEST(Isa, RefusesBytesThatAreNoCommand) {
  EXPECT_EQ(decode_error(0, 0), "unknown opcode 0, allowed are 1 to 9");
  EXPECT_EQ(decode_error(0, 10), "unknown opcode 10, allowed are 1 to 9");
  EXPECT_EQ(decode_error(1, 1), "array: field reserved is 1, must be 0");
  EXPECT_EQ(decode_error(2, 64), "array: field wait is 64, allowed are 0 to 63 and 255 for none");
  EXPECT_EQ(decode_error(7, 254), "array: field signal is 254, allowed are 0 to 63 and 255 for none");
  EXPECT_EQ(decode_error(51, 2), "array: field accumulate is 2, allowed are 0 to 1");
  EXPECT_EQ(decode_error(63, 7), "array: padding byte 63 is 7, must be 0");
  EXPECT_EQ(decode_error(8, 2, encode(make_command(Opcode::kLoad))), "load: field target is 2, allowed are 0 to 1");
  EXPECT_EQ(decode_error(8, 4, encode(make_command(Opcode::kStore))), "store: field base is 4, allowed are 0 to 3");
  const EncodedCommand pool = encode(make_command(Opcode::kPool)), binary = encode(make_command(Opcode::kBinary));
  EXPECT_EQ(decode_error(55, 2, pool), "pool: field function is 2, allowed are 0 to 1");
  EXPECT_EQ(decode_error(52, 6, binary), "binary: field function is 6, allowed are 0 to 5");
  EXPECT_EQ(decode_error(53, 2, binary), "binary: field broadcast_a is 2, allowed are 0 to 1");
  EXPECT_EQ(decode_error(54, 2, binary), "binary: field broadcast_b is 2, allowed are 0 to 1");
  EXPECT_EQ(decode_error(38, 3, encode(make_command(Opcode::kMove))), "move: field mode is 3, allowed are 0 to 2");
}

TEST(Isa, WritesOnlyWhatDiffersFromTheDefault) {
  EXPECT_EQ(disassemble(make_command(Opcode::kPool)), "pool");
  const std::string line =
      "requantize wait(-,2) signal(0,-,63) acc_row=16 out_w=7 rounding=double-legacy out.address=0x1f0";
  const Command command = assemble("  " + line + "  # a comment");
  EXPECT_EQ(disassemble(command), line);
  EXPECT_EQ(std::get<RequantizeCommand>(command.op).out.address, 0x1f0u);
  EXPECT_EQ(command.tokens.wait[1], 2);
  EXPECT_EQ(
      assemble("requantize out.address=496 signal(0,-,63) wait(-,2,-) rounding=double-legacy out_w=7 acc_row=0x10"),
      command);
}

TEST(Isa, NamesFunctionsAndModesInAssembly) {
  for (const char* line : {"binary function=prelu broadcast_b=true", "binary function=subtract broadcast_a=true",
                           "pool function=max", "move mode=table", "move mode=requantize"})
    EXPECT_EQ(disassemble(assemble(line)), line);
  EXPECT_EQ(std::get<BinaryCommand>(assemble("binary function=maximum").op).function, BinaryFunction::kMaximum);
  EXPECT_EQ(assembly_error("binary function=mul"),
            "assembly column 17: function is \"mul\", allowed are add, subtract, multiply, minimum, maximum, prelu");
}

TEST(Isa, NamesTheColumnOfAMistakeInAssembly) {
  EXPECT_EQ(assembly_error(""), "assembly column 1: no command on this line");
  EXPECT_EQ(assembly_error("aray"), "assembly column 1: unknown command \"aray\"; did you mean \"array\"?");
  EXPECT_EQ(assembly_error("array in.adress=1"),
            "assembly column 7: array has no field \"in.adress\"; did you mean \"in.address\"?");
  EXPECT_EQ(assembly_error("array n=70000"),
            "assembly column 9: n is \"70000\", allowed are whole numbers from 0 to 65535");
  EXPECT_EQ(assembly_error("array n=-1"), "assembly column 9: n is \"-1\", allowed are whole numbers from 0 to 65535");
  EXPECT_EQ(assembly_error("array n="), "assembly column 9: n is \"\", allowed are whole numbers from 0 to 65535");
  EXPECT_EQ(assembly_error("array n=1 n=2"), "assembly column 11: n is given twice");
  EXPECT_EQ(assembly_error("array n"), "assembly column 7: \"n\" is neither wait(), signal() nor field=value");
  EXPECT_EQ(assembly_error("array wait(64)"),
            "assembly column 12: token is \"64\", allowed are 0 to 63 and - for none");
  EXPECT_EQ(assembly_error("array wait(1,2,3,4)"), "assembly column 18: more than 3 tokens");
  EXPECT_EQ(assembly_error("array wait(1"), "assembly column 13: missing ) after tokens");
  EXPECT_EQ(assembly_error("array wait(1) wait(2)"), "assembly column 15: wait is given twice");
  EXPECT_EQ(assembly_error("array accumulate=yes"),
            "assembly column 18: accumulate is \"yes\", allowed are true and false");
  EXPECT_EQ(assembly_error("load target=parameter"),
            "assembly column 13: target is \"parameter\", allowed are scratchpad, parameters; did you mean "
            "\"parameters\"?");
}

TEST(ParameterRecord, LiesInItsBytesAsDocumented) {
  ParameterRecord record;
  record.bias = -2;
  record.multiplier = 0x0102030405;
  record.shift = -7;
  record.clamp_min = -100;
  record.clamp_max = 100;
  record.zero_point_out = 1;
  record.zero_point_in = 2;
  record.zero_point_weight = 3;
  record.source_uint8 = true;
  EXPECT_EQ(encode(record),
            (std::array<std::uint8_t, 16>{0xfe, 0xff, 0xff, 0xff, 5, 4, 3, 2, 1, 0xf9, 0x9c, 100, 1, 2, 3, 1}));
}

TEST(ParameterRecord, HoldsMultipliersBelowTwoToTheForty) {
  ParameterRecord record;
  record.multiplier = (std::int64_t{1} << 40) - 1;
  EXPECT_EQ(decode_record(encode(record).data()).multiplier, record.multiplier);
  record.multiplier += 1;
  EXPECT_THROW(encode(record), InternalError);
  record.multiplier = -1;
  EXPECT_THROW(encode(record), InternalError);
}

}  // namespace
}  // namespace octet
