// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// RESIZE_BILINEAR, TRANSPOSE_CONV and BATCH_MATMUL against the oracle, byte for byte.
#include <gtest/gtest.h>

#include "tests/models/support/random_dense.h"

namespace octet::test {
namespace {

void expect_agreement(const std::string& name, std::uint64_t usual, std::uint64_t full,
                      OracleCase (*make)(std::uint64_t)) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> cases;
  const std::uint64_t count = number(usual, full);
  for (std::uint64_t seed = 0; seed < count; ++seed) cases.push_back(make(seed));
  expect_oracle_agrees(OCTET_SOURCE_DIR, name, cases);
}

TEST(OracleDense, InterpolatedImagesGiveItsBytes) { expect_agreement("bilinear", 150, 900, random_resize); }
TEST(OracleDense, TransposedConvolutionsGiveItsBytes) {
  expect_agreement("transpose_conv", 100, 600, random_transpose_conv);
}
TEST(OracleDense, ProductsOfMatricesGiveItsBytes) { expect_agreement("matmul", 60, 300, random_matmul); }
TEST(OracleDense, MatricesMultiplyEveryPairOfCodesAsItDoes) { expect_agreement("matmul_pairs", 4, 20, matmul_pairs); }

}  // namespace
}  // namespace octet::test
