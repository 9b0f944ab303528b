// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Windows, pools, products and whole networks in float32 against the oracle, byte for byte: the order of additions is
// the oracle's. Needs OCTET_PYTHON, which ./dev test sets.
#include <gtest/gtest.h>

#include "tests/compiler/support/random_network.h"
#include "tests/models/support/float_models.h"
#include "tests/models/support/random_arithmetic.h"
#include "tests/models/support/random_dense.h"

namespace octet::test {
namespace {

using Code = tflite::BuiltinOperator;

OracleCase case_of(const testing::RandomNetwork& network) { return {network.text, network.file, network.inputs}; }

// The first `usual` or `full` of make(0), make(1), ... that have a form in float32.
template <class Make>
void expect_agreement(const std::string& name, std::size_t usual, std::size_t full, Make&& make) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> cases;
  const std::size_t count = number(usual, full);
  for (std::uint64_t seed = 0; cases.size() < count; ++seed)
    if (OracleCase c = in_floats(make(seed)); !c.file.empty()) cases.push_back(std::move(c));
  expect_oracle_agrees(OCTET_SOURCE_DIR, name, cases);
}

TEST(OracleFloats, RandomOperatorsGiveItsBytes) {
  expect_agreement("float_operators", 150, 400,
                   [](std::uint64_t seed) { return case_of(testing::random_operator(seed)); });
}

TEST(OracleFloats, RandomNetworksGiveItsBytes) {
  expect_agreement("float_networks", 30, 100, [](std::uint64_t seed) {
    return case_of(testing::random_network(seed, 2 + static_cast<int>(seed % 11)));
  });
}

TEST(OracleFloats, PoolsGiveItsBytes) {
  expect_agreement("float_pools", 40, 150, [](std::uint64_t seed) {
    return random_pool(seed % 2 ? Code::MAX_POOL_2D : Code::AVERAGE_POOL_2D, seed);
  });
}

TEST(OracleFloats, TransposedConvolutionsGiveItsBytes) {
  expect_agreement("float_transpose_conv", 40, 150, random_transpose_conv);
}

TEST(OracleFloats, ProductsOfMatricesGiveItsBytes) { expect_agreement("float_matmul", 40, 150, random_matmul); }

}  // namespace
}  // namespace octet::test
