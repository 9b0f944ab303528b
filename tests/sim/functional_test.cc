// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Small commands whose results are worked out by hand, and edges that random commands seldom meet.
#include "sim/functional.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include "base/error.h"
#include "sim/array_kernel.h"
#include "sim/vector_kernel.h"
#include "sim/vector_kernel_parts.h"
#include "tests/sim/functional_random.h"

namespace octet {
namespace {

namespace fr = functional_random;
constexpr std::uint32_t kUpper = 32 * 1024;  // first byte of the second scratchpad bank

class FunctionalTest : public ::testing::Test {
 protected:
  Machine machine_ = fr::machine_of(2, 2);
  OnChip chip_{machine_};
  MemoryImage memory_;

  void place(std::uint32_t address, std::initializer_list<int> codes) {
    for (int code : codes) chip_.scratchpad.at(address++) = static_cast<std::uint8_t>(code);
  }
  std::vector<int> codes(std::uint32_t address, int count) const {
    std::vector<int> out;
    for (int i = 0; i < count; ++i)
      out.push_back(static_cast<std::int8_t>(chip_.scratchpad.at(address + static_cast<std::uint32_t>(i))));
    return out;
  }
  void run(Operation op) { execute(machine_, Command{{}, op}, chip_, memory_); }
  // A record that multiplies by 2^shift / 2.
  static ParameterRecord half(int shift) {
    ParameterRecord r;
    r.multiplier = std::int64_t{1} << 30;
    r.shift = static_cast<std::int8_t>(shift);
    return r;
  }
};

TEST_F(FunctionalTest, MemoriesStartAsPoison) {
  EXPECT_EQ(std::count(chip_.scratchpad.begin(), chip_.scratchpad.end(), kPoison), machine_.scratchpad_bytes);
  EXPECT_EQ(std::count(chip_.parameters.begin(), chip_.parameters.end(), kPoison), 2 * 64 * 16);
  EXPECT_EQ(std::count(chip_.accumulator.begin(), chip_.accumulator.end(), 0x5A5A5A5A), 512 * 2);
  EXPECT_EQ(std::count(chip_.sums.begin(), chip_.sums.end(), 0x5A5A5A5A), 512);
}

TEST_F(FunctionalTest, ArrayWritesFoldsOfColumnsAndASumBesideEachRow) {
  place(0, {1, 2, 3, 4});                // two pixels of two channels
  place(kUpper, {1, 10, 2, 20, 5, -1});  // fold 0: K rows (1,10), (2,20); fold 1, one column: 5, -1
  ArrayCommand c;
  c.in = {.pixel_pitch = 2, .channels = 2, .width = 2, .out_w = 2};
  c.n = 3;
  c.weights = kUpper;
  c.acc_row = 4;
  run(c);
  const auto row = [&](std::size_t r) {
    return std::array{chip_.accumulator.at(2 * r), chip_.accumulator.at(2 * r + 1)};
  };
  EXPECT_EQ(row(4), (std::array{1 * 1 + 2 * 2, 1 * 10 + 2 * 20}));
  EXPECT_EQ(row(5), (std::array{3 * 1 + 4 * 2, 3 * 10 + 4 * 20}));
  EXPECT_EQ(row(6), (std::array{1 * 5 - 2, kPoisonAccumulator}));  // the column beyond n keeps its content
  EXPECT_EQ(row(7), (std::array{3 * 5 - 4, kPoisonAccumulator}));
  EXPECT_EQ(std::vector(chip_.sums.begin() + 4, chip_.sums.begin() + 9), (std::vector{3, 7, 3, 7, kPoisonAccumulator}));
}

TEST_F(FunctionalTest, ArrayAccumulatesModulo2To32) {
  place(0, {127});
  place(kUpper, {127, -128});
  ArrayCommand c;
  c.in = {.pixel_pitch = 1, .channels = 1};
  c.n = 2;
  c.weights = kUpper;
  c.accumulate = true;
  chip_.accumulator[0] = std::numeric_limits<std::int32_t>::max();
  chip_.accumulator[1] = std::numeric_limits<std::int32_t>::min();
  chip_.sums[0] = 1;
  run(c);
  EXPECT_EQ(chip_.accumulator[0], std::numeric_limits<std::int32_t>::min() + 127 * 127 - 1);
  EXPECT_EQ(chip_.accumulator[1], std::numeric_limits<std::int32_t>::max() - 127 * 128 + 1);
  EXPECT_EQ(chip_.sums[0], 128);
}

TEST_F(FunctionalTest, ACommittedArrayCommandAddsToWhatTheRowsHoldThen) {
  place(0, {3});
  place(kUpper, {5});
  ArrayCommand c;
  c.in = {.pixel_pitch = 1, .channels = 1};
  c.weights = kUpper;
  c.accumulate = true;
  const Command command{{}, c};
  chip_.accumulator[0] = 100;
  Effect effect = compute(machine_, command, chip_, memory_);
  chip_.accumulator[0] = 1000;
  chip_.sums[0] = 50;
  place(0, {9});  // too late: operands were read
  commit(machine_, command, std::move(effect), chip_, memory_);
  EXPECT_EQ(chip_.accumulator[0], 1015);
  EXPECT_EQ(chip_.sums[0], 53);
}

TEST_F(FunctionalTest, RequantizeSubtractsWeightZeroPointTimesSum) {
  ParameterRecord r = half(0);
  r.bias = 7;
  r.zero_point_weight = -3;
  r.zero_point_out = 10;
  fr::put(chip_, 0, r);
  chip_.accumulator[0] = 100;
  chip_.sums[0] = 5;
  RequantizeCommand c;
  c.out = {.address = 8};
  run(c);
  EXPECT_EQ(codes(8, 1), std::vector{(100 + 15 + 7) / 2 + 10});
}

TEST_F(FunctionalTest, AWideRequantizeWritesTheAccumulatorsThemselves) {
  RequantizeCommand c;
  c.n = 2;
  c.wide = true;
  c.out = {.address = 8};
  fr::put(chip_, 0, half(0));
  chip_.accumulator[0] = 0x7f80fe01;
  chip_.accumulator[1] = -2;
  run(c);
  EXPECT_EQ(codes(8, 8), (std::vector{0x01, 0xfe - 256, 0x80 - 256, 0x7f, -2, -1, -1, -1}));
}

TEST_F(FunctionalTest, OneRoundingDiffersFromTwo) {
  // 1 / 4 rounded once is 0; rounded twice, 1 / 2 is 1 and 1 / 2 is 1 again.
  RequantizeCommand c;
  c.out = {.address = 8};
  chip_.accumulator[0] = 1;
  fr::put(chip_, 0, half(-1));
  for (Rounding rounding : {Rounding::kDouble, Rounding::kDoubleLegacy}) {
    c.rounding = rounding;
    run(c);
    EXPECT_EQ(codes(8, 1), std::vector{1});
  }
  ParameterRecord single = half(-1);
  single.multiplier = std::int64_t{1} << 39;
  fr::put(chip_, 0, single);
  c.rounding = Rounding::kSingle;
  run(c);
  EXPECT_EQ(codes(8, 1), std::vector{0});
}

TEST_F(FunctionalTest, AveragePoolRoundsTheFilesOwnCodes) {
  place(0, {-3, -2});  // sum -5 of 2: int8 rule (-5 - 1) / 2 = -3; uint8 rule floor((-5 + 1) / 2) = -2
  PoolCommand c;
  c.in = {.pixel_pitch = 1, .channels = 1, .width = 2, .kernel_w = 2};
  c.out = {.address = 8};
  ParameterRecord r;
  for (auto [uint8, expected] : {std::pair{false, -3}, {true, -2}}) {
    r.source_uint8 = uint8;
    fr::put(chip_, 0, r);
    run(c);
    EXPECT_EQ(codes(8, 1), std::vector{expected});
  }
}

TEST_F(FunctionalTest, AveragePoolOfNothingIsCodeZeroClamped) {
  PoolCommand c;
  c.in = {.pixel_pitch = 1, .channels = 1, .x0 = 5};
  c.out = {.address = 8};
  ParameterRecord r;
  r.clamp_min = 4;
  fr::put(chip_, 0, r);
  run(c);
  EXPECT_EQ(codes(8, 1), std::vector{4});
}

TEST_F(FunctionalTest, AnAddMayWriteOverItsInput) {
  // Inputs and output at scale 1: (q << 20) / 2 each, the output's factor 2^-19.
  for (int i = 0; i < 2; ++i) fr::put(chip_, i, half(0));
  fr::put(chip_, 2, half(-18));
  place(0, {1, 2, 3, 100});
  place(16, {10, 20, 30, 100});
  BinaryCommand c;
  c.a = c.out = {.address = 0, .row_pitch = 4, .pixel_pitch = 4};
  c.b = {.address = 16, .row_pitch = 4, .pixel_pitch = 4};
  c.channels = 4;
  run(c);
  EXPECT_EQ(codes(0, 4), (std::vector{11, 22, 33, 127}));
}

TEST_F(FunctionalTest, LoadsAndStoresFlipTheTopBit) {
  memory_.region[static_cast<std::size_t>(Base::kIo)] = {0, 128, 255, 0, 0, 0};
  run(LoadCommand{LoadTarget::kScratchpad, {.flip = true, .local = 3, .run_bytes = 3}});
  EXPECT_EQ(codes(3, 3), (std::vector{-128, 0, 127}));
  run(StoreCommand{{.flip = true, .dram_offset = 3, .local = 3, .run_bytes = 3}});
  EXPECT_EQ(memory_.region[static_cast<std::size_t>(Base::kIo)], (std::vector<std::uint8_t>{0, 128, 255, 0, 128, 255}));
}

// Sixteen channels: multiplier edges, each with both extreme output zero points.
constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min(), kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kMultipliers[] = {0, 1, 1 << 30, (1 << 30) + 1, 1518500250, kMax - 1, kMax, 3 << 29};
std::int32_t multiplier_of(int channel) { return kMultipliers[channel % 8]; }
std::int32_t zero_point_of(int channel) { return channel < 8 ? -128 : 127; }

void expect_scalar_codes(const OnChip& chip, Simd simd, std::int32_t value, int shift) {
  const vector_parts::ChannelTable table(chip, 0, 16, Rounding::kDouble);
  const std::int32_t sum = 0;
  std::int32_t acc[16];
  std::fill_n(acc, 16, value);
  std::uint8_t out[16];
  vector_parts::parts_of(simd).requantize(table, 0, 16, {acc, 16, &sum, out, 16, 1});
  for (int i = 0; i < 16; ++i) {
    const std::int32_t scaled = multiply_by_quantized_multiplier(value, multiplier_of(i), shift);
    ASSERT_EQ(static_cast<std::int8_t>(out[i]), offset_and_clamp(scaled, zero_point_of(i), -128, 127))
        << value << " * " << multiplier_of(i) << " shift " << shift << " instructions " << static_cast<int>(simd);
  }
}

TEST(FunctionalRequantize, VectorInstructionsRoundEdgesAsTheScalarArithmetic) {
  std::vector<std::int32_t> values{kMin, kMin + 1, -(1 << 30) - 1, -(1 << 30), 1 << 30, (1 << 30) + 1, kMax - 1, kMax};
  for (int v = -70; v <= 70; ++v) values.push_back(v);
  const Machine machine = fr::machine_of(8, 8);
  OnChip chip(machine);
  for (int shift = -31; shift <= 31; ++shift) {
    for (int i = 0; i < 16; ++i) {
      ParameterRecord r;
      r.multiplier = multiplier_of(i);
      r.shift = static_cast<std::int8_t>(shift);
      r.zero_point_out = static_cast<std::int8_t>(zero_point_of(i));
      fr::put(chip, i, r);
    }
    for (Simd simd : available_simd())
      for (std::int32_t value : values) expect_scalar_codes(chip, simd, value, shift);
  }
}

// A scratchpad whose last byte is followed by memory that may not be touched.
class GuardedScratchpad {
 public:
  GuardedScratchpad() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    void* pages = mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(static_cast<char*>(pages) + page_, page_, PROT_NONE) != 0)
      throw std::runtime_error("no guarded page");
    bytes_ = static_cast<std::uint8_t*>(pages);
    std::fill_n(bytes_, page_, std::uint8_t{1});
  }
  GuardedScratchpad(const GuardedScratchpad&) = delete;
  GuardedScratchpad& operator=(const GuardedScratchpad&) = delete;
  ~GuardedScratchpad() { munmap(bytes_, 2 * page_); }
  std::span<const std::uint8_t> bytes() const { return {bytes_, page_}; }

 private:
  std::size_t page_;
  std::uint8_t* bytes_ = nullptr;
};

TEST(FunctionalArray, PixelsAtTheEndOfTheScratchpadAreReadWithoutPassingIt) {
  const GuardedScratchpad scratchpad;
  for (std::uint16_t channels : {1, 5, 15, 17, 33, 65})
    for (Simd simd : available_simd()) {
      ArrayCommand c;
      c.in.channels = channels;
      c.in.out_w = c.in.width = 3;
      c.in.pixel_pitch = channels;
      c.in.address = static_cast<std::uint32_t>(scratchpad.bytes().size() - 3u * channels);
      c.n = 8;
      std::int32_t rows[3 * 8], sums[3];
      multiply(c, 8, scratchpad.bytes(), rows, sums, false, simd);
      EXPECT_EQ(rows[3 * 8 - 1], channels) << "instructions " << static_cast<int>(simd);  // ones times ones
      EXPECT_EQ(sums[2], channels) << "instructions " << static_cast<int>(simd);
    }
}

}  // namespace
}  // namespace octet
