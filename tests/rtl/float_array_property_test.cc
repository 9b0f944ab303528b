// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array of fp32 and bf16 elements against chains of fused multiply-adds in the order in which it adds, bit by bit:
// down the rows from +0 where weights stay, value by value where outputs stay. OCTET_TEST_SEED replays a failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <random>

#include "base/float_arithmetic.h"
#include "rtl/blocks.h"

namespace octet {
namespace {

constexpr int kRows = 3, kCols = 5;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

// By bits of fraction.
class FloatArrays : public testing::TestWithParam<int> {
 protected:
  int dropped_ = 23 - GetParam();
  std::mt19937_64 random_{std::getenv("OCTET_TEST_SEED") ? std::strtoull(std::getenv("OCTET_TEST_SEED"), nullptr, 10)
                                                         : 1};

  int any(int count) { return static_cast<int>(random_() % static_cast<std::uint64_t>(count)); }
  // Mostly near 1, so that sums round and cancel; now and then zero, subnormal, infinite or no number.
  std::uint32_t any_element() {
    const auto bits = static_cast<std::uint32_t>(random_());
    const std::uint32_t near = (bits & 0x807fffff) | static_cast<std::uint32_t>(120 + any(14)) << 23;
    return (any(200) == 0 ? bits | 0x7f800000 : any(20) == 0 ? bits & 0x807fffff : near) >> dropped_;
  }
  float value(std::uint32_t bits) const { return std::bit_cast<float>(bits << dropped_); }
  std::uint32_t chained(std::uint32_t act, std::uint32_t weight, std::uint32_t psum) const {
    return std::bit_cast<std::uint32_t>(fused_multiply_add(value(act), value(weight), std::bit_cast<float>(psum)));
  }
  static FloatArrayInputs still() {
    FloatArrayInputs inputs;
    inputs.weights.resize(kCols);
    inputs.acts.resize(kRows);
    inputs.banks.resize(kRows);
    inputs.taps.resize(2 * kCols);
    return inputs;
  }
  // A cycle in which nothing moves: all inputs but the taps may be anything.
  void pause(FloatArrayBlock& block, FloatArrayInputs inputs) {
    inputs.enable = false;
    for (std::uint32_t& act : inputs.acts) act = any_element();
    for (auto& weight : inputs.weights) weight.valid = false;
    block.clock(inputs);
  }
};

// Pixel after pixel against the weights of one bank, while the other bank is loaded.
TEST_P(FloatArrays, SumsThatMoveAreChainsDownTheRows) {
  FloatArrayBlock block(GetParam(), Dataflow::kWeightStationary);
  std::vector<std::uint32_t> weights(kRows * kCols), next(kRows * kCols);
  for (int fold = 0; fold < 200; ++fold) {
    weights = next;
    for (std::uint32_t& w : next) w = any_element();
    const bool bank = fold % 2 == 0;
    const int pixels = 1 + any(6);
    std::vector<std::uint32_t> acts(at(pixels * kRows));
    for (std::uint32_t& x : acts) x = any_element();
    for (int t = 0; t < pixels + kRows + kCols + kRows; ++t) {
      FloatArrayInputs inputs = still();
      for (int i = 0; i < kRows; ++i) {
        inputs.banks[at(i)] = bank;
        if (t >= i && t - i < pixels) inputs.acts[at(i)] = acts[at((t - i) * kRows + i)];
      }
      for (int j = 0; j < kCols && t < kRows; ++j) inputs.weights[at(j)] = {true, !bank, t, next[at(t * kCols + j)]};
      for (int& tap : inputs.taps) tap = kRows - 1;
      if (any(4) == 0) pause(block, inputs);
      const std::vector<std::uint32_t> psums = block.clock(inputs);
      for (int j = 0; j < kCols && fold > 0; ++j) {
        const int m = t - (kRows - 1) - j;
        if (m < 0 || m >= pixels) continue;
        std::uint32_t expected = 0;
        for (int i = 0; i < kRows; ++i)
          expected = chained(acts[at(m * kRows + i)], weights[at(i * kCols + j)], expected);
        ASSERT_EQ(psums[at(j)], expected) << "fold " << fold << " pixel " << m << " column " << j;
        ASSERT_EQ(psums[at(kCols + j)], expected);
      }
    }
  }
}

// Folds one behind the other; pixel i meets value k in column j i + j + k cycles after the fold begins.
TEST_P(FloatArrays, SumsThatStayAreChainsOfTheValues) {
  FloatArrayBlock block(GetParam(), Dataflow::kOutputStationary);
  for (int round = 0; round < 100; ++round) {
    const int depth = kRows + kCols + any(8);
    std::vector<std::uint32_t> acts(at(kRows * depth)), weights(at(depth * kCols));
    for (std::uint32_t& x : acts) x = any_element();
    for (std::uint32_t& w : weights) w = any_element();
    for (int t = 0; t < depth + kRows + kCols; ++t) {
      FloatArrayInputs inputs = still();
      for (int i = 0; i < kRows; ++i) {
        if (t < i || t - i >= depth) continue;
        inputs.acts[at(i)] = acts[at(i * depth + t - i)];
        inputs.banks[at(i)] = t == i;
      }
      for (int j = 0; j < kCols; ++j)
        if (t >= j && t - j < depth) inputs.weights[at(j)].value = weights[at((t - j) * kCols + j)];
      for (int j = 0; j < kCols; ++j) inputs.taps[at(j)] = std::clamp(t - j - (depth - 1), 0, kRows - 1);
      if (any(4) == 0) pause(block, inputs);
      const std::vector<std::uint32_t> psums = block.clock(inputs);
      for (int j = 0; j < kCols; ++j) {
        const int i = t - j - (depth - 1);  // the row whose last value column j has just met
        if (i < 0 || i >= kRows) continue;
        std::uint32_t expected = 0;
        for (int k = 0; k < depth; ++k)
          expected = chained(acts[at(i * depth + k)], weights[at(k * kCols + j)], expected);
        ASSERT_EQ(psums[at(j)], expected) << "round " << round << " row " << i << " column " << j;
      }
    }
  }
}

std::string format_of(const testing::TestParamInfo<int>& info) { return info.param == 23 ? "fp32" : "bf16"; }
INSTANTIATE_TEST_SUITE_P(Elements, FloatArrays, testing::Values(23, 7), format_of);

}  // namespace
}  // namespace octet
