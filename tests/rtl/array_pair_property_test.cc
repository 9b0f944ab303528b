// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The two forms of the array, flat loops and one module per element, on the same random inputs: what they put out
// is equal in every cycle, and it is the product of the pixels and the weights, whichever of both stays.
// OCTET_TEST_SEED replays a failure.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "rtl/blocks.h"

namespace octet {
namespace {

class Arrays : public testing::TestWithParam<std::pair<int, int>> {
 protected:
  explicit Arrays(Dataflow dataflow) : block_(rows_, cols_, dataflow) {}

  int rows_ = GetParam().first, cols_ = GetParam().second;
  ArrayPairBlock block_;
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
  void expect_equal_forms() {
    for (int t = 0; t < 20000; ++t) {
      const ArrayInputs inputs = random_inputs();
      const ArrayPairBlock::Pair pair = block_.clock(inputs);
      if (inputs.enable) {
        ASSERT_TRUE(pair.loop == pair.generated) << "cycle " << t;
      }
    }
  }
};

class ArrayPair : public Arrays {
 protected:
  ArrayPair() : Arrays(Dataflow::kWeightStationary) {}

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
  expect_equal_forms();
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

// Outputs stay: psums begin anew with an activation whose bank is set.
class OutputArrayPair : public Arrays {
 protected:
  OutputArrayPair() : Arrays(Dataflow::kOutputStationary) {}

  // So that nothing of before the test is left.
  void clear() {
    ArrayInputs inputs = still();
    inputs.banks.assign(inputs.banks.size(), true);
    for (int t = 0; t < rows_ + cols_; ++t) block_.clock(inputs);
  }
};

TEST_P(OutputArrayPair, BothFormsAreEqualInEveryCycle) {
  clear();
  expect_equal_forms();
}

// Folds of `depth` values behind each other, with a gap or without: pixel i meets value k in column j i + j + k cycles
// after the fold begins, and its psum is read in the cycle after its last value.
TEST_P(OutputArrayPair, FoldsLeaveAsProductsOfPixelsAndWeights) {
  clear();
  for (int round = 0; round < 50; ++round) {
    const int depth = rows_ + cols_ + any(8), gap = any(3), interval = depth + gap, folds = 4;
    const auto size = [](int count) { return static_cast<std::size_t>(count); };
    std::vector<std::int8_t> acts(size(folds * rows_ * depth)), weights(size(folds * depth * cols_));
    for (std::int8_t& x : acts) x = any_int8();
    for (std::int8_t& w : weights) w = any_int8();
    for (int t = 0; t < folds * interval + rows_ + cols_; ++t) {
      ArrayInputs inputs = still();
      for (int i = 0; i < rows_; ++i) {
        const int f = t < i ? -1 : (t - i) / interval, k = t < i ? 0 : (t - i) % interval;
        if (f < 0 || f >= folds || k >= depth) continue;
        inputs.acts[size(i)] = acts[size((f * rows_ + i) * depth + k)];
        inputs.banks[size(i)] = k == 0;
      }
      for (int j = 0; j < cols_; ++j) {
        const int f = t < j ? -1 : (t - j) / interval, k = t < j ? 0 : (t - j) % interval;
        inputs.weights[size(j)].value = any_int8();  // met by nothing in a gap
        if (f >= 0 && f < folds && k < depth)
          inputs.weights[size(j)].value = weights[size((f * depth + k) * cols_ + j)];
      }
      // The row whose last value column j has just met.
      std::vector<int> row(size(cols_), -1);
      for (int j = 0; j < cols_; ++j)
        for (int i = 0; i < rows_; ++i)
          if (t - i - j >= depth - 1 && (t - i - j) % interval == depth - 1) row[size(j)] = i;
      for (int j = 0; j < cols_; ++j) inputs.taps[size(j)] = inputs.taps[size(cols_ + j)] = std::max(row[size(j)], 0);
      const ArrayPairBlock::Pair pair = block_.clock(inputs);
      for (int j = 0; j < cols_; ++j) {
        const int i = row[size(j)], f = i < 0 ? 0 : (t - i - j) / interval;
        if (i < 0 || f >= folds) continue;
        std::int32_t expected = 0, sum = 0;
        for (int k = 0; k < depth; ++k) {
          const std::int8_t x = acts[size((f * rows_ + i) * depth + k)];
          expected += x * weights[size((f * depth + k) * cols_ + j)];
          sum += x;
        }
        ASSERT_EQ(pair.loop.psums[size(j)], expected) << "fold " << f << " row " << i << " column " << j;
        ASSERT_EQ(pair.generated.psums[size(cols_ + j)], expected) << "fold " << f << " row " << i << " column " << j;
        if (j == 0) {
          ASSERT_EQ(pair.loop.sums[1], sum);
        }
      }
    }
  }
}

std::string size_of(const testing::TestParamInfo<std::pair<int, int>>& info) {
  return std::to_string(info.param.first) + "x" + std::to_string(info.param.second);
}
INSTANTIATE_TEST_SUITE_P(Sizes, ArrayPair, testing::Values(std::pair{2, 2}, std::pair{3, 5}, std::pair{4, 4}), size_of);
INSTANTIATE_TEST_SUITE_P(Sizes, OutputArrayPair, testing::Values(std::pair{2, 2}, std::pair{3, 5}), size_of);

}  // namespace
}  // namespace octet
