// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Commands on fp32 and bf16 machines: values, orders of addition and roundings worked out by hand.
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <vector>

#include "arch/float_record.h"
#include "base/float_arithmetic.h"
#include "sim/functional.h"
#include "tests/sim/functional_random.h"

namespace octet {
namespace {

namespace fr = functional_random;

constexpr float kTiny = 0x1p-24f;  // half an ulp of 1: 1 + kTiny is 1, kTiny + kTiny + 1 is not
constexpr std::uint32_t kWeights = 32 * 1024, kOut = 1024;

Machine machine_of(PeKind kind, Dataflow dataflow = Dataflow::kWeightStationary) {
  Machine machine = fr::machine_of(2, 2);
  machine.array_pe = kind;
  machine.array_dataflow = dataflow;
  return machine;
}

class FloatMachine {
 public:
  explicit FloatMachine(const Machine& machine) : machine_(machine), chip_(machine) {}

  void place(std::uint32_t address, const std::vector<float>& values) {
    for (const float value : values) {
      const std::uint32_t bits = half() ? narrowed(value) : std::bit_cast<std::uint32_t>(value);
      std::memcpy(chip_.scratchpad.data() + address, &bits, element());
      address += static_cast<std::uint32_t>(element());
    }
  }
  std::vector<float> values(std::uint32_t address, int count) const {
    std::vector<float> out;
    for (int i = 0; i < count; ++i, address += static_cast<std::uint32_t>(element())) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, chip_.scratchpad.data() + address, element());
      out.push_back(half() ? widened(static_cast<std::uint16_t>(bits)) : std::bit_cast<float>(bits));
    }
    return out;
  }
  void put(std::int64_t index, const FloatRecord& record) {
    const auto bytes = encode(record);
    std::memcpy(chip_.parameters.data() + index * 16, bytes.data(), bytes.size());
  }
  float accumulator(std::size_t word) const { return std::bit_cast<float>(chip_.accumulator.at(word)); }
  void run(const Operation& op) { execute(machine_, Command{{}, op}, chip_, memory_); }
  std::uint32_t bytes(std::uint32_t elements) const { return elements * static_cast<std::uint32_t>(element()); }

 private:
  bool half() const { return machine_.array_pe == PeKind::kBf16; }
  std::size_t element() const { return static_cast<std::size_t>(machine_.element_bytes()); }

  Machine machine_;
  OnChip chip_;
  MemoryImage memory_;
};

// One pixel of three values on two rows, one column: ((0 + a) + b) of the first fold, then 0 + c, then their sum.
ArrayCommand three_values() {
  ArrayCommand c;
  c.in.channels = 3;
  c.weights = kWeights;
  return c;
}

TEST(FloatMachine, PsumsOfAFoldAreAddedBeforeTheyMeetTheAccumulator) {
  FloatMachine m(machine_of(PeKind::kFp32));
  m.place(0, {1, kTiny, kTiny});
  m.place(kWeights, {1, 1, 1});
  m.run(three_values());
  EXPECT_EQ(m.accumulator(0), 1.0f);  // 1 + tiny is a tie, to even; and once more
  m.place(0, {kTiny, kTiny, 1});
  m.run(three_values());
  EXPECT_EQ(m.accumulator(0), 1.0f + 2 * kTiny);
  ArrayCommand more = three_values();
  more.accumulate = true;
  m.place(0, {kTiny, 0, kTiny});  // two folds: each is lost alone
  m.run(more);
  EXPECT_EQ(m.accumulator(0), 1.0f + 4 * kTiny);  // (1 + 2 tiny) + tiny ties up to 1 + 4 tiny, + tiny is lost
}

TEST(FloatMachine, PsumsThatStayAreOneChain) {
  FloatMachine m(machine_of(PeKind::kFp32, Dataflow::kOutputStationary));
  m.place(0, {1, kTiny, -1});
  m.place(kWeights, {1, 1, 1});
  m.run(three_values());
  EXPECT_EQ(m.accumulator(0), 0.0f);
  m.place(0, {kTiny, -1, 1});
  m.run(three_values());
  EXPECT_EQ(m.accumulator(0), kTiny);  // kTiny - 1 is exact: numbers below 1 are twice as close
}

TEST(FloatMachine, ProductsAreExactAndBf16SumsAreFp32) {
  FloatMachine m(machine_of(PeKind::kBf16));
  m.place(0, {0x1.02p0f, 1});
  m.place(kWeights, {0x1.02p0f, kTiny});
  ArrayCommand c = three_values();
  c.in.channels = 2;
  m.run(c);
  EXPECT_EQ(m.accumulator(0), 0x1.0404p0f);  // 2^-24 is lost behind 1.02^2
}

TEST(FloatMachine, RequantizeScalesAddsTheBiasAndClamps) {
  for (const PeKind kind : {PeKind::kFp32, PeKind::kBf16}) {
    FloatMachine m(machine_of(kind));
    m.place(0, {3, 0.5});
    m.place(kWeights, {1, 2, 4, 8});  // K rows of two columns: 3 + 2 and 6 + 4
    ArrayCommand array = three_values();
    array.in.channels = 2;
    array.n = 2;
    m.run(array);
    m.put(4, {.bias = 0x1.01p0f, .scale = 2, .low = -10, .high = 20});
    m.put(5, {.bias = 1, .scale = 2, .low = -10, .high = 20});
    RequantizeCommand c;
    c.n = 2;
    c.parameters = 4;
    c.out.address = kOut;
    m.run(c);
    // 11.00390625 needs more than the eight bits of a bf16 number; 21 is above 20.
    EXPECT_EQ(m.values(kOut, 2), (std::vector<float>{kind == PeKind::kFp32 ? 0x1.602p3f : 0x1.6p3f, 20}));
  }
}

TEST(FloatMachine, StoringABf16NumberRoundsTiesToEven) {
  EXPECT_EQ(widened(narrowed(0x1.01p0f)), 1.0f);
  EXPECT_EQ(widened(narrowed(0x1.03p0f)), 0x1.04p0f);
  EXPECT_EQ(widened(narrowed(0x1.010002p0f)), 0x1.02p0f);
  EXPECT_EQ(widened(narrowed(std::numeric_limits<float>::max())), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(widened(narrowed(std::numeric_limits<float>::quiet_NaN()))));
}

TEST(FloatMachine, DepthwiseAddsTapAfterTapAndPadsWithZero) {
  FloatMachine m(machine_of(PeKind::kFp32));
  m.place(0, {kTiny, 1});  // one row of two pixels
  m.place(kWeights, {1, 1, 1});
  DepthwiseCommand c;
  c.in = {.pixel_pitch = 4, .channels = 1, .width = 2, .x0 = -1, .kernel_w = 3, .out_w = 2};
  c.weights = kWeights;
  c.out = {kOut, 0, 4};
  m.put(0, {.bias = kTiny});
  m.run(c);
  // 0, tiny, 1 and the bias; tiny, 1, 0 and the bias: 1 + tiny ties to 1 both times.
  EXPECT_EQ(m.values(kOut, 2), (std::vector<float>{1, 1}));
}

TEST(FloatMachine, PoolsTakeTheTapsInside) {
  FloatMachine m(machine_of(PeKind::kFp32));
  m.place(0, {-3, -1, 4, 8});  // two pixels of two channels
  PoolCommand c;
  c.in = {.pixel_pitch = 8, .channels = 2, .width = 2, .kernel_w = 3, .out_w = 2};
  c.out = {kOut, 0, 8};
  m.put(0, {.high = 6});
  m.run(c);
  EXPECT_EQ(m.values(kOut, 4), (std::vector<float>{0.5f, 3.5f, 4, 6}));
  c.function = PoolFunction::kMax;
  m.run(c);
  EXPECT_EQ(m.values(kOut, 4), (std::vector<float>{4, 6, 4, 6}));
}

TEST(FloatMachine, FunctionsOfTwoInputs) {
  const std::vector<std::pair<BinaryFunction, std::vector<float>>> expected = {
      {BinaryFunction::kAdd, {1, 2.5}},     {BinaryFunction::kSubtract, {-5, 1.5}},
      {BinaryFunction::kMultiply, {-6, 1}}, {BinaryFunction::kMinimum, {-2, 0.5}},
      {BinaryFunction::kMaximum, {3, 2}},   {BinaryFunction::kPrelu, {-6, 2}}};
  for (const PeKind kind : {PeKind::kFp32, PeKind::kBf16})
    for (const auto& [function, values] : expected) {
      FloatMachine m(machine_of(kind));
      m.place(0, {-2, 2});
      m.place(64, {3, 0.5});
      m.put(2, {});
      BinaryCommand c;
      c.b.address = 64;
      c.out.address = kOut;
      c.channels = 2;
      c.function = function;
      m.run(c);
      EXPECT_EQ(m.values(kOut, 2), values) << static_cast<int>(function);
    }
}

TEST(FloatMachine, SoftmaxOfEqualsIsUniformAndLargeValuesDoNotOverflow) {
  FloatMachine m(machine_of(PeKind::kFp32));
  m.place(0, {1000, 1000, 1000, 1000});
  m.put(0, {.scale = 2});
  SoftmaxCommand c;
  c.channels = 4;
  c.out.address = kOut;
  m.run(c);
  EXPECT_EQ(m.values(kOut, 4), (std::vector<float>{0.25f, 0.25f, 0.25f, 0.25f}));
}

TEST(FloatMachine, MovesCopyOrScale) {
  FloatMachine m(machine_of(PeKind::kBf16));
  m.place(0, {1.5f, -2});
  MoveCommand c;
  c.channels = 2;
  c.out.address = kOut;
  m.run(c);
  EXPECT_EQ(m.values(kOut, 2), (std::vector<float>{1.5f, -2}));
  c.mode = MoveMode::kRequantize;
  m.put(0, {.bias = 1, .scale = 2});
  m.run(c);
  EXPECT_EQ(m.values(kOut, 2), (std::vector<float>{4, -3}));
  c.mode = MoveMode::kTable;
  EXPECT_THROW(m.run(c), std::runtime_error);
}

}  // namespace
}  // namespace octet
