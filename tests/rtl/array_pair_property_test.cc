// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The two forms of the array, flat loops and one module per element, on the same random inputs: what they put out
// is equal in every cycle, and it is the product of the pixels and the weights. OCTET_TEST_SEED replays a failure.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "rtl/blocks.h"

namespace octet {
namespace {

class ArrayPair : public testing::TestWithParam<std::pair<int, int>> {
 protected:
  int rows_ = GetParam().first, cols_ = GetParam().second;
  ArrayPairBlock block_{rows_, cols_};
  std::mt19937_64 random_{std::getenv("OCTET_TEST_SEED") ? std::strtoull(std::getenv("OCTET_TEST_SEED"), nullptr, 10)
                                                         : 1};

  int any(int count) { return static_cast<int>(random_() % static_cast<std::uint64_t>(count)); }
  std::int8_t any_int8() { return static_cast<std::int8_t>(random_()); }

  ArrayInputs still() const {
    ArrayInputs inputs;
    inputs.weights.resize(static_cast<std::size_t>(cols_));
    inputs.acts.resize(static_cast<std::size_t>(rows_));
    inputs.banks.resize(static_cast<std::size_t>(rows_));
    inputs.taps.resize(static_cast<std::size_t>(2 * cols_));
    return inputs;
  }
  ArrayInputs random_inputs() {
    ArrayInputs inputs = still();
    for (ArrayInputs::Weight& w : inputs.weights) w = {any(4) == 0, any(2) == 0, any(rows_), any_int8()};
    for (std::int8_t& act : inputs.acts) act = any_int8();
    for (std::size_t i = 0; i < inputs.banks.size(); ++i) inputs.banks[i] = any(2) == 0;
    for (int& tap : inputs.taps) tap = any(rows_);
    inputs.enable = any(5) != 0;
    return inputs;
  }
  // Into both banks, so that nothing of before the test is left.
  void load(const std::vector<std::int8_t>& weights) {
    for (int bank = 0; bank < 2; ++bank)
      for (int i = 0; i < rows_; ++i) {
        ArrayInputs inputs = still();
        for (int j = 0; j < cols_; ++j)
          inputs.weights[static_cast<std::size_t>(j)] = {true, bank == 1, i,
                                                         weights[static_cast<std::size_t>(i * cols_ + j)]};
        block_.clock(inputs);
      }
    for (int t = 0; t < rows_ + cols_; ++t) block_.clock(still());
  }
};

TEST_P(ArrayPair, BothFormsAreEqualInEveryCycle) {
  std::vector<std::int8_t> weights(static_cast<std::size_t>(rows_ * cols_));
  for (std::int8_t& w : weights) w = any_int8();
  load(weights);
  for (int t = 0; t < 20000; ++t) {
    const ArrayInputs inputs = random_inputs();
    const ArrayPairBlock::Pair pair = block_.clock(inputs);
    if (inputs.enable) {
      ASSERT_TRUE(pair.loop == pair.generated) << "cycle " << t;
    }
  }
}

// One pixel of `rows` channels, skewed by a cycle per row: column j's sum leaves the last row rows + j cycles later.
TEST_P(ArrayPair, APixelLeavesAsItsProductWithTheWeights) {
  for (int round = 0; round < 50; ++round) {
    std::vector<std::int8_t> weights(static_cast<std::size_t>(rows_ * cols_)), pixel(static_cast<std::size_t>(rows_));
    for (std::int8_t& w : weights) w = any_int8();
    for (std::int8_t& x : pixel) x = any_int8();
    load(weights);
    std::int32_t sum = 0;
    for (const std::int8_t x : pixel) sum += x;
    for (int t = 0; t < rows_ + cols_; ++t) {
      ArrayInputs inputs = still();
      if (t < rows_) inputs.acts[static_cast<std::size_t>(t)] = pixel[static_cast<std::size_t>(t)];
      for (int& tap : inputs.taps) tap = rows_ - 1;
      const ArrayPairBlock::Pair pair = block_.clock(inputs);
      const int j = t - (rows_ - 1);
      if (j < 0 || j >= cols_) continue;
      std::int32_t expected = 0;
      for (int i = 0; i < rows_; ++i)
        expected += pixel[static_cast<std::size_t>(i)] * weights[static_cast<std::size_t>(i * cols_ + j)];
      EXPECT_EQ(pair.loop.psums[static_cast<std::size_t>(j)], expected) << "column " << j;
      EXPECT_EQ(pair.generated.psums[static_cast<std::size_t>(cols_ + j)], expected) << "column " << j;
      if (j == 0) {
        EXPECT_EQ(pair.loop.sums[1], sum);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ArrayPair, testing::Values(std::pair{2, 2}, std::pair{3, 5}, std::pair{4, 4}),
                         [](const auto& info) {
                           return std::to_string(info.param.first) + "x" + std::to_string(info.param.second);
                         });

}  // namespace
}  // namespace octet
