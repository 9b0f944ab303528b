// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Output extents and pads of sliding windows against counting window positions one by one.
#include <gtest/gtest.h>

#include <random>

#include "models/import_windows.h"

namespace octet {
namespace {

constexpr unsigned kSeed = 20240611;
constexpr int kCases = 2000;

WindowAxis random_axis(std::mt19937& random) {
  const auto draw = [&](int low, int high) { return std::uniform_int_distribution<std::int64_t>(low, high)(random); };
  return {draw(1, 40), draw(1, 9), draw(1, 5), draw(1, 4)};
}

// VALID: as many windows as fit, counted by sliding.
TEST(WindowAxis, ValidCountsTheWindowsThatFit) {
  std::mt19937 random(kSeed);
  for (int i = 0; i < kCases; ++i) {
    const WindowAxis a = random_axis(random);
    std::int64_t windows = 0;
    for (std::int64_t start = 0; start + (a.kernel - 1) * a.dilation < a.input; start += a.stride) ++windows;
    EXPECT_EQ(output_extent(false, a), windows) << "seed " << kSeed << " case " << i;
    EXPECT_EQ(pad_before(false, a), 0);
  }
}

// SAME: one window per started stride; what its first and last window reach beyond the input is split
// with the odd element after, and no padding is added where none is needed.
TEST(WindowAxis, SameSplitsThePaddingWithTheOddElementAfter) {
  std::mt19937 random(kSeed);
  for (int i = 0; i < kCases; ++i) {
    const WindowAxis a = random_axis(random);
    std::int64_t windows = 0;
    for (std::int64_t start = 0; start < a.input; start += a.stride) ++windows;
    EXPECT_EQ(output_extent(true, a), windows) << "seed " << kSeed << " case " << i;
    const std::int64_t before = pad_before(true, a);
    const std::int64_t last_tap = (windows - 1) * a.stride - before + (a.kernel - 1) * a.dilation;
    const std::int64_t after = std::max<std::int64_t>(0, last_tap - (a.input - 1));
    EXPECT_GE(after - before, 0) << "seed " << kSeed << " case " << i;
    EXPECT_LE(after - before, 1) << "seed " << kSeed << " case " << i;
  }
}

}  // namespace
}  // namespace octet
