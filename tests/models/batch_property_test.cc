// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Batches of random models of one operator: whatever is accepted gives the bytes of its images alone.
// OCTET_TEST_FULL=1 takes more of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "models/batch.h"
#include "models/layerwise.h"
#include "tests/models/support/batches.h"
#include "tests/models/support/host_models.h"
#include "tests/models/support/random_arithmetic.h"
#include "tests/models/support/random_dense.h"
#include "tests/models/support/random_moves.h"

namespace octet::test {
namespace {

using Code = tflite::BuiltinOperator;
using Images = std::vector<std::vector<TensorBytes>>;

// The sets of the case, then the first with its elements moved by one, by two, ...: all values stay allowed.
Images images_of(const Graph& graph, const OracleCase& c, std::size_t count) {
  Images images = c.inputs;
  images.resize(std::min(images.size(), count));
  while (images.size() < count) {
    images.push_back(images.back());
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
      TensorBytes& bytes = images.back()[i];
      const auto width = bytes_of(graph.tensors[static_cast<std::size_t>(graph.inputs[i])].type);
      std::rotate(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(width), bytes.end());
    }
  }
  return images;
}

struct Count {
  int run = 0, refused = 0;
};

void expect_images_alone(const OracleCase& c, std::size_t count, Count& counted) {
  SCOPED_TRACE(c.text);
  const Graph one = import_tflite_bytes(c.file, "random");
  Graph all;
  try {
    all = batched(one, static_cast<std::int64_t>(count));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    EXPECT_NE(std::string(error.what()).find("images in one inference:\n  "), std::string::npos) << error.what();
    ++counted.refused;
    return;
  }
  const Images images = images_of(one, c, count);
  Images alone;
  for (const auto& image : images) alone.push_back(run_layerwise(one, image));
  EXPECT_TRUE(run_layerwise(all, joined(images)) == joined(alone));
  ++counted.run;
}

// At least `least` of hundred must run, and some be refused where `mixes`.
template <class Make>
void expect_batches(std::uint64_t cases, int least, bool mixes, Make&& make) {
  Count count;
  for (std::uint64_t seed = 0; seed < cases && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_images_alone(make(seed), 2 + seed % 2, count);
  }
  std::printf("%d run, %d refused\n", count.run, count.refused);
  EXPECT_GE(100 * count.run, least * (count.run + count.refused));
  EXPECT_EQ(count.refused > 0, mixes);
}

TEST(Batch, ElementsOfImagesStayApart) {
  constexpr Code kCodes[] = {Code::ABS, Code::SQRT, Code::EXP, Code::FLOOR, Code::RELU6, Code::LEAKY_RELU, Code::TANH};
  expect_batches(number(70, 700), 50, false,
                 [&](std::uint64_t seed) { return elementwise_case(kCodes[seed % std::size(kCodes)], seed); });
}

TEST(Batch, OperandsThatAreBroadcastAreOfTheirImages) {
  constexpr Code kCodes[] = {Code::ADD, Code::SUB, Code::MUL, Code::MINIMUM, Code::MAXIMUM};
  expect_batches(number(100, 1000), 25, true,
                 [&](std::uint64_t seed) { return random_binary(kCodes[seed % std::size(kCodes)], seed); });
  expect_batches(number(40, 400), 90, false, random_prelu);
  expect_batches(number(40, 400), 25, true, [](std::uint64_t seed) { return binary_case(Code::FLOOR_DIV, seed); });
}

TEST(Batch, ReductionsStayInTheirImages) {
  constexpr Code kCodes[] = {Code::SUM, Code::MEAN, Code::REDUCE_MAX, Code::REDUCE_MIN};
  expect_batches(number(80, 800), 20, true,
                 [&](std::uint64_t seed) { return reduction_case(kCodes[seed % std::size(kCodes)], seed); });
  expect_batches(number(40, 400), 20, true, [](std::uint64_t seed) { return arg_case(Code::ARG_MAX, seed); });
  expect_batches(number(20, 200), 50, false, [](std::uint64_t seed) { return random_pool(Code::MAX_POOL_2D, seed); });
  expect_batches(number(20, 200), 50, true, [](std::uint64_t seed) { return float_softmax_case(seed); });
}

TEST(Batch, MovedElementsStayInTheirImages) { expect_batches(kMoveKinds * number(20, 200), 40, true, random_move); }

TEST(Batch, WindowsAndMatricesStayInTheirImages) {
  expect_batches(number(30, 300), 90, false, random_resize);
  expect_batches(number(30, 300), 90, false, random_transpose_conv);
  expect_batches(number(60, 600), 20, true, random_matmul);
}

}  // namespace
}  // namespace octet::test
