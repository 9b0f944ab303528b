// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The layer-wise reference against the oracle itself, byte for byte: random models, and probes at the
// points where a likely mistake gives another answer. Needs OCTET_PYTHON, which ./dev test sets.
#include <gtest/gtest.h>

#include "tests/compiler/support/random_network.h"
#include "tests/models/support/probes.h"

namespace octet::test {
namespace {

using Type = tflite::TensorType;
constexpr Type kTypes[] = {Type::INT8, Type::UINT8};

OracleCase case_of(const testing::RandomNetwork& network, std::uint64_t seed) {
  return {"seed " + std::to_string(seed) + " " + network.text, network.file, network.inputs};
}

// Probes of both types with seeds 0 to n - 1.
template <class Make>
std::vector<OracleCase> probes(std::uint64_t n, Make&& make) {
  std::vector<OracleCase> cases;
  for (std::uint64_t seed = 0; seed < n; ++seed)
    for (const Type type : kTypes) cases.push_back(make(type, seed));
  return cases;
}

TEST(OracleOperators, RandomOnesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> cases;
  for (std::uint64_t seed = 0; seed < number(400, 1000); ++seed)
    cases.push_back(case_of(testing::random_operator(seed), seed));
  expect_oracle_agrees(OCTET_SOURCE_DIR, "operators", cases);
}

TEST(OracleOperators, RandomNetworksGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> cases;
  for (std::uint64_t seed = 0; seed < number(100, 300); ++seed)
    cases.push_back(case_of(testing::random_network(seed, 2 + static_cast<int>(seed % 11)), seed));
  expect_oracle_agrees(OCTET_SOURCE_DIR, "networks", cases);
}

TEST(OracleOperators, ConvolutionsRoundTiesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "conv_ties", probes(number(40, 200), [](Type type, std::uint64_t seed) {
                         return near_ties(seed % 2 ? Weighted::kConv : Weighted::kDepthwise, type, seed);
                       }));
}

TEST(OracleOperators, ConvolutionsOfFactorsAboveOneWrapAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "wrapping", probes(number(5, 20), wrapping_shifts));
}

TEST(OracleOperators, FullyConnectedLayersRoundTiesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "fully_connected_ties",
                       probes(number(40, 200), [](Type type, std::uint64_t seed) {
                         return near_ties(Weighted::kFullyConnected, type, seed);
                       }));
}

TEST(OracleOperators, AddsEveryPairOfCodesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "sums", probes(number(8, 40), all_sums));
}

TEST(OracleOperators, RoundsProbabilitiesBesideTiesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "softmax_ties", probes(number(10, 50), softmax_ties));
}

TEST(OracleOperators, AveragesEveryPairOfCodesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "means", probes(1, [](Type type, std::uint64_t) { return all_means(type); }));
}

TEST(OracleOperators, RequantizesEveryCodeAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "codes", probes(number(40, 200), [](Type type, std::uint64_t seed) {
                         return all_codes(type, kTypes[seed / 2 % 2], seed);
                       }));
}

TEST(OracleOperators, QuantizesFloatsBesideTiesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "float_ties", probes(number(20, 100), float_ties));
}

TEST(OracleOperators, DequantizesEveryCodeAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "values", probes(number(20, 100), all_values));
}

TEST(OracleOperators, ClampsToTheBoundItDividesInFloat) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "clamps", probes(number(5, 20), clamp_edge));
}

}  // namespace
}  // namespace octet::test
