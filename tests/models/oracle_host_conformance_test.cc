// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Every operator of the host against the oracle, byte for byte: random types, shapes and values. Needs
// OCTET_PYTHON, which ./dev test sets.
#include <gtest/gtest.h>

#include "models/graph.h"
#include "tests/models/support/host_models.h"
#include "tests/models/support/lstm_models.h"

namespace octet::test {
namespace {

using Code = tflite::BuiltinOperator;

// number(20, 120) cases of every code.
template <class Make>
std::vector<OracleCase> cases(std::initializer_list<Code> codes, Make&& make) {
  std::vector<OracleCase> result;
  for (const Code code : codes)
    for (std::uint64_t seed = 0; seed < number(20, 120); ++seed) result.push_back(make(code, seed));
  return result;
}

TEST(OracleHost, OperatorsOfOneInputGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(
      OCTET_SOURCE_DIR, "elementwise",
      cases({Code::ABS, Code::NEG, Code::SQRT, Code::RSQRT, Code::EXP, Code::LOG, Code::SQUARE, Code::FLOOR, Code::RELU,
             Code::RELU6, Code::RELU_N1_TO_1, Code::LEAKY_RELU, Code::LOGISTIC, Code::TANH, Code::HARD_SWISH},
            elementwise_case));
}

TEST(OracleHost, OperatorsOfTwoInputsGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(
      OCTET_SOURCE_DIR, "binary",
      cases({Code::ADD, Code::SUB, Code::MUL, Code::DIV, Code::FLOOR_DIV, Code::MINIMUM, Code::MAXIMUM, Code::PRELU},
            binary_case));
}

TEST(OracleHost, ReductionsGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "reductions",
                       cases({Code::SUM, Code::MEAN, Code::REDUCE_MAX, Code::REDUCE_MIN}, reduction_case));
}

TEST(OracleHost, PositionsOfExtremesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "arg", cases({Code::ARG_MAX, Code::ARG_MIN}, arg_case));
}

TEST(OracleHost, GathersGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "gathers",
                       cases({Code::GATHER, Code::GATHER_ND}, [](Code code, std::uint64_t seed) {
                         return code == Code::GATHER ? gather_case(seed) : gather_nd_case(seed);
                       }));
}

TEST(OracleHost, CastsGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> all;
  for (std::uint64_t seed = 0; seed < 49 * (number(20, 120) / 20); ++seed) all.push_back(cast_case(seed));
  expect_oracle_agrees(OCTET_SOURCE_DIR, "casts", all);
}

TEST(OracleHost, FloatSoftmaxGivesItsBytes) {
  OCTET_REQUIRE_ORACLE();
  expect_oracle_agrees(OCTET_SOURCE_DIR, "float_softmax",
                       cases({Code::SOFTMAX}, [](Code, std::uint64_t seed) { return float_softmax_case(seed); }));
}

TEST(OracleHost, LstmsGiveItsBytesOverThreeInferences) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> all;
  for (std::uint64_t seed = 0; seed < 2 * number(20, 120); ++seed) all.push_back(lstm_case(seed));
  expect_oracle_agrees(OCTET_SOURCE_DIR, "lstms", all);
}

TEST(OracleHost, DetectionsGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  std::vector<OracleCase> all;
  for (std::uint64_t seed = 0; seed < 2 * number(20, 120); ++seed) all.push_back(detection_case(seed));
  expect_oracle_agrees(OCTET_SOURCE_DIR, "detections", all);
}

TEST(OracleHost, FoldedNodesGiveItsBytes) {
  OCTET_REQUIRE_ORACLE();
  const auto all = cases({Code::SHAPE}, [](Code, std::uint64_t seed) { return folded_case(seed); });
  const Graph graph = import_tflite_bytes(all[0].file, "folded");
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) EXPECT_EQ(graph.nodes[i].folded, i < 4) << i;
  expect_oracle_agrees(OCTET_SOURCE_DIR, "folded", all);
}

}  // namespace
}  // namespace octet::test
