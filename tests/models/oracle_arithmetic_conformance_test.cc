// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators on codes against the oracle, byte for byte: random shapes, scales, zero points and broadcasting,
// all pairs of codes, and the points where a likely mistake gives another answer.
#include <gtest/gtest.h>

#include "tests/models/support/random_arithmetic.h"

namespace octet::test {
namespace {

using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;

// `make` of each operator with seeds 0 to n - 1.
template <class Make>
std::vector<OracleCase> cases_of(std::initializer_list<Code> operators, std::uint64_t n, Make&& make) {
  std::vector<OracleCase> cases;
  for (const Code op : operators)
    for (std::uint64_t seed = 0; seed < n; ++seed) cases.push_back(make(op, seed));
  return cases;
}

TEST(OracleArithmetic, RandomSumsProductsAndExtremesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(
      OCTET_SOURCE_DIR, "binary",
      cases_of({Code::ADD, Code::SUB, Code::MUL, Code::MINIMUM, Code::MAXIMUM}, number(60, 400), random_binary));
}

TEST(OracleArithmetic, RandomReductionsGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "reductions",
                       cases_of({Code::MEAN, Code::REDUCE_MAX, Code::REDUCE_MIN}, number(60, 400), random_reduction));
}

TEST(OracleArithmetic, RandomPoolsOfBatchesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "pools",
                       cases_of({Code::MAX_POOL_2D, Code::AVERAGE_POOL_2D}, number(60, 300), random_pool));
}

TEST(OracleArithmetic, CombinesEveryPairOfCodesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "pairs",
                       cases_of({Code::SUB, Code::MUL, Code::PRELU}, number(4, 20), [](Code op, std::uint64_t seed) {
                         return all_pairs(op, seed / 2 % 2 ? Type::UINT8 : Type::INT8, seed);
                       }));
}

TEST(OracleArithmetic, TablesGiveItsBytesForEveryCode) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "tables",
                       cases_of({Code::RELU, Code::RELU6, Code::RELU_N1_TO_1, Code::LEAKY_RELU, Code::HARD_SWISH,
                                 Code::LOGISTIC, Code::TANH, Code::ABS},
                                number(60, 300), all_codes_of));
}

TEST(OracleArithmetic, RandomSlopesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(
      OCTET_SOURCE_DIR, "prelu",
      cases_of({Code::PRELU}, number(60, 400), [](Code, std::uint64_t seed) { return random_prelu(seed); }));
}

TEST(OracleArithmetic, RescalesConcatenatedCodesAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "concatenated",
                       cases_of({Code::CONCATENATION}, number(6, 30),
                                [](Code, std::uint64_t seed) { return concatenated_codes(seed); }));
}

TEST(OracleArithmetic, FoldsTheCountOfAMeanAsItDoes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "mean_ties",
                       cases_of({Code::MEAN}, number(10, 50), [](Code, std::uint64_t seed) {
                         return mean_ties(seed % 2 ? Type::UINT8 : Type::INT8, seed);
                       }));
}

}  // namespace
}  // namespace octet::test
