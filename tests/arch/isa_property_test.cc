// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random commands through both codecs, and random bytes into the decoder.
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "arch/command_fields.h"
#include "base/error.h"

namespace octet {
namespace {

// Sets every field to its least, greatest or a random value, as `extreme` says: 0, 1, 2.
struct RandomField {
  std::mt19937_64& random;
  int extreme;
  template <class T>
  void operator()(const FieldInfo&, T& member) {
    if constexpr (std::is_enum_v<T>) {
      member = static_cast<T>(pick(0, static_cast<std::int64_t>(names_of(T{}).size()) - 1));
    } else if constexpr (std::is_same_v<T, bool>) {
      member = pick(0, 1) != 0;
    } else {
      member = static_cast<T>(pick(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
  }
  std::int64_t pick(std::int64_t low, std::int64_t high) {
    if (extreme == 0) return low;
    if (extreme == 1) return high;
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  }
};

Command random_command(std::mt19937_64& random, int number) {
  Command command = make_command(static_cast<Opcode>(1 + number % 9));
  RandomField field{random, number / 9 % 3};
  std::visit([&field](auto& fields) { visit_fields(fields, field); }, command.op);
  const auto token = [&] {
    const auto t = std::uniform_int_distribution<int>(0, 90)(random);
    return t < kTokens ? static_cast<std::uint8_t>(t) : kNoToken;
  };
  for (int i = 0; i < 3; ++i) {
    command.tokens.wait[i] = token();
    command.tokens.signal[i] = token();
  }
  return command;
}

TEST(Isa, TenThousandCommandsSurviveBinaryAndText) {
  std::mt19937_64 random(1);
  for (int number = 0; number < 10000; ++number) {
    const Command command = random_command(random, number);
    ASSERT_EQ(decode(encode(command)), command) << "command " << number << ": " << disassemble(command);
    ASSERT_EQ(assemble(disassemble(command)), command) << "command " << number << ": " << disassemble(command);
  }
}

TEST(Isa, WhateverDecodesEncodesToTheSameBytes) {
  std::mt19937_64 random(2);
  int decoded = 0, rejected = 0;
  for (int number = 0; number < 20000; ++number) {
    EncodedCommand bytes{};
    if (number % 2 == 0) {
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    } else {
      bytes = encode(random_command(random, number / 2));
      bytes[random() % kCommandBytes] ^= static_cast<std::uint8_t>(1u << (random() % 8));
    }
    try {
      const Command command = decode(bytes);
      ++decoded;
      ASSERT_EQ(encode(command), bytes) << "case " << number;
    } catch (const Error& error) {
      ++rejected;
      ASSERT_EQ(error.kind(), ErrorKind::kCheck) << error.what();
    }
  }
  EXPECT_GT(decoded, 4000);
  EXPECT_GT(rejected, 10000);
}

TEST(Isa, RandomTextIsAssembledOrRefusedWithAColumn) {
  std::mt19937_64 random(3);
  int refused = 0;
  for (int number = 0; number < 5000; ++number) {
    std::string line = disassemble(random_command(random, number));
    line[random() % line.size()] = static_cast<char>(' ' + random() % 95);
    try {
      assemble(line);
    } catch (const Error& error) {
      ++refused;
      ASSERT_EQ(error.kind(), ErrorKind::kUsage);
      ASSERT_TRUE(std::string(error.what()).starts_with("assembly column ")) << error.what();
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(ParameterRecord, SurvivesItsSixteenBytes) {
  std::mt19937_64 random(4);
  for (int number = 0; number < 10000; ++number) {
    ParameterRecord record;
    record.bias = static_cast<std::int32_t>(random());
    record.multiplier = static_cast<std::int64_t>(random() & ((std::uint64_t{1} << 40) - 1));
    if (number == 0) record.multiplier = (std::int64_t{1} << 40) - 1;
    record.shift = static_cast<std::int8_t>(random());
    record.clamp_min = static_cast<std::int8_t>(random());
    record.clamp_max = static_cast<std::int8_t>(random());
    record.zero_point_out = static_cast<std::int8_t>(random());
    record.zero_point_in = static_cast<std::int8_t>(random());
    record.zero_point_weight = static_cast<std::int8_t>(random());
    record.source_uint8 = random() % 2 == 0;
    ASSERT_EQ(decode_record(encode(record).data()), record) << "case " << number;
  }
}

}  // namespace
}  // namespace octet
