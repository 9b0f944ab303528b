// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The softmax command with a table of exponentials against the layer-wise kernel that computes them: rows at the edges
// of its roundings.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

#include "models/host_operators.h"
#include "sim/functional.h"
#include "tests/sim/functional_random.h"

namespace octet {
namespace {

using Codes = std::vector<std::int8_t>;
constexpr std::uint32_t kOut = 16384, kRecord = 64;

// One row through the machine's command, in scratchpad codes.
Codes on_machine(const Codes& row, const SoftmaxScaling& scaling) {
  const Machine machine = functional_random::machine_of(2, 2);
  OnChip chip(machine);
  MemoryImage memory;
  std::memcpy(chip.scratchpad.data(), row.data(), row.size());
  std::size_t at = kRecord * Machine::kParameterRecordBytes;
  for (const std::int32_t e : softmax_exponentials(scaling))
    for (int bit = 0; bit < 32; bit += 8) chip.parameters.at(at++) = static_cast<std::uint8_t>(e >> bit);
  SoftmaxCommand c;
  c.out.address = kOut;
  c.channels = static_cast<std::uint16_t>(row.size());
  c.parameters = kRecord;
  execute(machine, Command{{}, c}, chip, memory);
  Codes out(row.size());
  std::memcpy(out.data(), chip.scratchpad.data() + kOut, out.size());
  return out;
}

void expect_equal(const Codes& row, const SoftmaxScaling& scaling) {
  const auto depth = static_cast<std::int64_t>(row.size());
  Codes expected(row.size());
  softmax(row.data(), 1, depth, scaling, expected.data());
  ASSERT_EQ(on_machine(row, scaling), expected)
      << depth << " codes, smallest difference " << scaling.smallest_difference;
  // The same codes as uint8 in a file: 128 more, before and after.
  std::vector<std::uint8_t> codes(row.size()), found(row.size());
  for (std::size_t i = 0; i < row.size(); ++i) codes[i] = static_cast<std::uint8_t>(row[i] + 128);
  softmax(codes.data(), 1, depth, scaling, found.data());
  for (std::size_t i = 0; i < row.size(); ++i) ASSERT_EQ(found[i], expected[i] + 128);
}

// From nearly flat to one-hot for neighbours; from 31/255 on differences are cut off.
const float kScales[] = {0.0001f, 0.01f, 0.07f, 0.1f, 0.125f, 0.2f, 0.5f, 0.841f, 1.5f, 8.0f, 31.0f, 100.0f};

TEST(SoftmaxCommand, GivesEveryDifferenceItsShare) {
  for (const float scale : kScales)
    for (int d = 0; d < 256; ++d) {
      expect_equal({127, static_cast<std::int8_t>(127 - d)}, softmax_scaling(1, scale));
      expect_equal({static_cast<std::int8_t>(127 - d), 127, 127}, softmax_scaling(1, scale));
    }
}

TEST(SoftmaxCommand, CutsOffAtTheSmallestDifference) {
  for (const float scale : {0.2f, 0.3f, 0.5f, 1.5f}) {
    const SoftmaxScaling scaling = softmax_scaling(1, scale);
    const auto exponentials = softmax_exponentials(scaling);
    const auto last = static_cast<std::size_t>(-scaling.smallest_difference);
    ASSERT_LT(last, 255u);
    EXPECT_EQ(exponentials.at(last + 1), 0);
    for (int offset = -1; offset < 2; ++offset) {
      const auto low = static_cast<std::int8_t>(100 + scaling.smallest_difference + offset);
      expect_equal({100, low, low, 99}, scaling);
    }
  }
}

// Sums at the edges of the leading zeros, up to 512 codes and beyond, where the last shift exceeds 31.
TEST(SoftmaxCommand, OfEqualCodes) {
  for (const int count : {1, 2, 3, 4, 7, 8, 9, 63, 64, 65, 127, 128, 255, 256, 257, 511, 512, 513, 1001, 4095, 8191})
    expect_equal(Codes(static_cast<std::size_t>(count), -7), softmax_scaling(1, 0.1f));
}

TEST(SoftmaxCommand, OfOneThatIsGreater) {
  for (const std::size_t count : {2u, 10u, 1001u})
    for (const std::size_t place : {std::size_t{0}, count / 2, count - 1})
      for (const float scale : kScales) {
        Codes row(count, -128);
        row[place] = 127;
        expect_equal(row, softmax_scaling(1, scale));
        row.assign(count, 12);
        row[place] = 13;
        expect_equal(row, softmax_scaling(1, scale));
      }
}

TEST(SoftmaxCommand, OfRandomRows) {
  functional_random::Source source(7);
  for (int i = 0; i < 300; ++i) {
    Codes row(static_cast<std::size_t>(source.in(1, source.flag() ? 12 : 1100)));
    const std::int64_t width = source.in(0, 255);
    for (auto& code : row) code = static_cast<std::int8_t>(source.in(-128, width - 128));
    expect_equal(row, softmax_scaling(source.flag() ? 1 : 0.3, kScales[source.in(0, std::ssize(kScales) - 1)]));
  }
}

// A sum of zero modulo 2^32 acts as one: what the RTL's shift by leading zeros makes of it.
TEST(SoftmaxCommand, OfASumThatWrapsToZero) {
  expect_equal(Codes(8192, 3), softmax_scaling(1, 0.1f));
  EXPECT_EQ(on_machine(Codes(8192, 3), softmax_scaling(1, 0.1f)), Codes(8192, 127));
}

}  // namespace
}  // namespace octet
