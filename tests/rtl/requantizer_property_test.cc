// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// requantizer.sv against base/fixed_point.h: the extremes of every operand with every shift, then ten million random
// elements. OCTET_TEST_SEED replays a failure.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/fixed_point.h"
#include "rtl/blocks.h"

namespace octet {
namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min(), kMax = std::numeric_limits<std::int32_t>::max();
constexpr Rounding kRoundings[] = {Rounding::kDouble, Rounding::kSingle, Rounding::kDoubleLegacy};

// Shifts no record of the compiler has act as the largest that are defined.
std::int8_t expected_code(std::int32_t acc, std::int32_t sum, const ParameterRecord& record, Rounding rounding) {
  const auto value =
      static_cast<std::int32_t>(static_cast<std::uint32_t>(acc) + static_cast<std::uint32_t>(record.bias) -
                                static_cast<std::uint32_t>(record.zero_point_weight) * static_cast<std::uint32_t>(sum));
  const std::int32_t scaled =
      rounding == Rounding::kSingle
          ? multiply_single_rounding(value, record.multiplier, std::min<int>(record.shift, 31))
          : multiply_by_quantized_multiplier(value, static_cast<std::int32_t>(record.multiplier & 0x7fffffff),
                                             std::clamp<int>(record.shift, -31, 31));
  return static_cast<std::int8_t>(offset_and_clamp(scaled, record.zero_point_out, record.clamp_min, record.clamp_max));
}

void expect_equal(RequantizerBlock& block, const std::vector<std::int32_t>& acc, const std::vector<std::int32_t>& sum,
                  const ParameterRecord& record, Rounding rounding) {
  const std::vector<std::int8_t> codes = block.stream(acc, sum, record, rounding);
  ASSERT_EQ(codes.size(), acc.size());
  for (std::size_t i = 0; i < acc.size(); ++i)
    ASSERT_EQ(codes[i], expected_code(acc[i], sum[i], record, rounding))
        << "acc " << acc[i] << " sum " << sum[i] << " bias " << record.bias << " multiplier " << record.multiplier
        << " shift " << int{record.shift} << " zero points " << int{record.zero_point_weight} << " "
        << int{record.zero_point_out} << " clamp " << int{record.clamp_min} << ".." << int{record.clamp_max}
        << " rounding " << static_cast<int>(rounding);
}

// Zero, every power of two and its neighbours, of both signs; the ends of int32.
std::vector<std::int32_t> int32_extremes() {
  std::vector<std::int32_t> values{0, kMin, kMin + 1, kMax};
  for (int bit = 0; bit < 31; ++bit)
    for (int near = -1; near <= 1; ++near) {
      values.push_back((1 << bit) + near);
      values.push_back(-(1 << bit) - near);
    }
  return values;
}

TEST(RequantizerProperty, ExtremesWithEveryShiftEqualTheReference) {
  RequantizerBlock block;
  const std::vector<std::int32_t> acc = int32_extremes(), sum(acc.size(), 0);
  const std::int64_t top31 = std::int64_t{1} << 30, top40 = std::int64_t{1} << 39;
  for (const Rounding rounding : kRoundings)
    for (const std::int64_t multiplier :
         {std::int64_t{0}, std::int64_t{1}, top31, top31 + 1, 2 * top31 - 1, top31 * 3 / 2, top40, top40 + 1,
          2 * top40 - 1, top40 / 2 * 3, std::int64_t{12884901891}})
      for (int shift = -128; shift < 128; ++shift) {
        ParameterRecord record;
        record.multiplier = multiplier;
        record.shift = static_cast<std::int8_t>(shift);
        ASSERT_NO_FATAL_FAILURE(expect_equal(block, acc, sum, record, rounding));
      }
}

// Operands of one product's width below, at and above what saturates.
TEST(RequantizerProperty, SingleRoundingSaturatesWithoutLosingBits) {
  RequantizerBlock block;
  for (int shift = 0; shift <= 31; ++shift) {
    ParameterRecord record;
    record.multiplier = 12884901891;
    record.shift = static_cast<std::int8_t>(shift);
    ASSERT_NO_FATAL_FAILURE(expect_equal(block, {1431655765, 1431655764, 1431655766, -1431655765}, {0, 0, 0, 0}, record,
                                         Rounding::kSingle));
  }
}

class Operands {
 public:
  explicit Operands(std::uint64_t seed) : random_(seed) {}

  // Of every magnitude: uniform bits, then an arithmetic shift.
  std::int32_t any_int32() {
    const auto bits = static_cast<std::int32_t>(static_cast<std::uint32_t>(random_()));
    return bits >> (random_() % 32);
  }
  std::int8_t any_int8() { return static_cast<std::int8_t>(random_() % 8 == 0 ? extreme() : random_()); }
  Rounding any_rounding() { return kRoundings[random_() % std::size(kRoundings)]; }

  ParameterRecord any_record(Rounding rounding) {
    const int bits = rounding == Rounding::kSingle ? 40 : 31;
    const std::int64_t top = std::int64_t{1} << (bits - 1);
    ParameterRecord record;
    record.bias = any_int32();
    record.multiplier = top + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(top));
    if (random_() % 4 == 0) record.multiplier &= -(top >> (random_() % 20));  // low zeros make ties
    record.shift = static_cast<std::int8_t>(static_cast<int>(random_() % 64) - 32);
    const std::int8_t a = any_int8(), b = any_int8();
    record.clamp_min = random_() % 2 == 0 ? std::int8_t{-128} : std::min(a, b);
    record.clamp_max = random_() % 2 == 0 ? std::int8_t{127} : std::max(a, b);
    record.zero_point_out = any_int8();
    record.zero_point_weight = any_int8();
    return record;
  }

 private:
  std::uint64_t extreme() { return random_() % 2 == 0 ? 0x80 : 0x7f; }

  std::mt19937_64 random_;
};

TEST(RequantizerProperty, RandomElementsEqualTheReference) {
  const char* seed = std::getenv("OCTET_TEST_SEED");
  Operands operands(seed ? std::strtoull(seed, nullptr, 10) : 1);
  constexpr std::size_t kBatch = 100;
  constexpr std::size_t kBatches = 10'000'000 / kBatch;
  RequantizerBlock block;
  std::vector<std::int32_t> acc(kBatch), sum(kBatch);
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    const Rounding rounding = operands.any_rounding();
    const ParameterRecord record = operands.any_record(rounding);
    for (std::int32_t& value : acc) value = operands.any_int32();
    for (std::int32_t& value : sum) value = operands.any_int32();
    ASSERT_NO_FATAL_FAILURE(expect_equal(block, acc, sum, record, rounding)) << "batch " << batch;
  }
}

}  // namespace
}  // namespace octet
