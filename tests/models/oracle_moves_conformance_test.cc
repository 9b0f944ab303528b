// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Operators that move elements, as the layer-wise reference does them, against the oracle, byte for byte.
#include <gtest/gtest.h>

#include "models/strided_copy.h"
#include "tests/models/support/random_moves.h"

namespace octet::test {
namespace {

std::vector<OracleCase> cases_of(std::uint64_t usual, std::uint64_t full) {
  std::vector<OracleCase> cases;
  const std::uint64_t count = kMoveKinds * number(usual, full);
  for (std::uint64_t seed = 0; seed < count; ++seed) cases.push_back(random_move(seed));
  return cases;
}

TEST(OracleMoves, RandomOnesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "moves", cases_of(60, 300));
}

}  // namespace
}  // namespace octet::test
