// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// An operator on codes is its dequantized form rounded: on random models both differ by the codes that the roundings of
// the integer kernel may cost. Operators against the oracle: oracle_floats_conformance_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/dequantized.h"
#include "models/layerwise.h"
#include "tests/compiler/support/random_network.h"
#include "tests/models/support/lstm_models.h"
#include "tests/models/support/random_arithmetic.h"
#include "tests/models/support/random_dense.h"
#include "tests/models/support/random_moves.h"

namespace octet::test {
namespace {

using Code = tflite::BuiltinOperator;

const Tensor& output_of(const Graph& graph, std::size_t i) {
  return graph.tensors.at(static_cast<std::size_t>(graph.outputs.at(i)));
}

// The largest difference in codes of the output; what is beyond its range is taken as the last code.
double distance_in_codes(const Tensor& tensor, const TensorBytes& bytes, const std::vector<float>& real) {
  const std::vector<float> values = real_values(tensor, bytes);
  const bool quantized = !tensor.quantization.scales.empty();
  const float scale = quantized ? tensor.quantization.scales[0] : 1;
  const std::vector<float> ends =
      real_values(tensor, tensor.type == DataType::kInt8 ? TensorBytes{0x80, 0x7f} : TensorBytes{0, 0xff});
  double most = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float inside = quantized ? std::clamp(real.at(i), ends[0], ends[1]) : real.at(i);
    most = std::max(most, static_cast<double>(std::abs(values[i] - inside)) / static_cast<double>(scale));
  }
  return most;
}

constexpr double kRounding = 0.8;     // codes: half of one, and a multiplier or a table that is rounded first
constexpr double kInterpolation = 8;  // int8 RESIZE_BILINEAR: places and weights of 10 bits
constexpr double kRecurrent = 2;      // states of 8 and 16 bits

void expect_near(const OracleCase& c, double codes = kRounding) {
  const Graph graph = import_tflite_bytes(c.file, "random");
  const auto outputs = run_layerwise_steps(graph, c.inputs);
  const DequantizedRun real = run_dequantized(graph, c.inputs);
  for (std::size_t step = 0; step < outputs.size(); ++step)
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      const std::vector<float> values = real_values(output_of(real.graph, i), real.outputs[step][i]);
      EXPECT_LE(distance_in_codes(output_of(graph, i), outputs[step][i], values), codes) << c.text << ", step " << step;
    }
}

TEST(Dequantized, RandomOperatorsDifferByTheirRounding) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const testing::RandomNetwork n = testing::random_operator(seed);
    expect_near({n.text, n.file, n.inputs}, n.text.starts_with("RESIZE_BILINEAR") ? kInterpolation : kRounding);
  }
}

TEST(Dequantized, OperatorsOfTwoInputsDifferByTheirRounding) {
  for (const Code op : {Code::ADD, Code::SUB, Code::MUL, Code::MINIMUM, Code::MAXIMUM})
    for (std::uint64_t seed = 0; seed < 30; ++seed) expect_near(random_binary(op, seed));
}

TEST(Dequantized, ReductionsAndPoolsDifferByTheirRounding) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (const Code op : {Code::MEAN, Code::REDUCE_MAX, Code::REDUCE_MIN}) expect_near(random_reduction(op, seed));
    for (const Code op : {Code::MAX_POOL_2D, Code::AVERAGE_POOL_2D}) expect_near(random_pool(op, seed));
  }
}

TEST(Dequantized, FunctionsOfOneInputDifferByTheirRounding) {
  for (const Code op : {Code::RELU, Code::RELU6, Code::RELU_N1_TO_1, Code::LEAKY_RELU, Code::LOGISTIC, Code::TANH,
                        Code::ABS, Code::HARD_SWISH})
    for (std::uint64_t seed = 0; seed < 10; ++seed) expect_near(all_codes_of(op, seed));
  for (std::uint64_t seed = 0; seed < 20; ++seed) expect_near(random_prelu(seed));
}

TEST(Dequantized, ProductsAndInterpolationsDifferByTheirRounding) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    expect_near(random_matmul(seed));
    expect_near(random_transpose_conv(seed));
    expect_near(random_resize(seed), kInterpolation);
  }
}

TEST(Dequantized, MovedElementsAreTheSame) {
  for (std::uint64_t seed = 0; seed < 10 * kMoveKinds; ++seed) expect_near(random_move(seed));
}

// Of the random ones, those whose states have room: 8 and more of the cell, 1 of the hidden state on both sides.
TEST(Dequantized, RecurrentStatesDifferByTheirRounding) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    const OracleCase c = lstm_case(seed);
    const Graph graph = import_tflite_bytes(c.file, "random");
    const Tensor& state = graph.tensors[static_cast<std::size_t>(graph.variables.at(0).tensor)];
    const Tensor& cell = graph.tensors[static_cast<std::size_t>(graph.variables.at(1).tensor)];
    const std::vector<float> ends = real_values(state, {0x80, 0x7f});
    if (cell.quantization.scales[0] < 0x1p-12f || ends[0] > -0.9f || ends[1] < 0.9f) continue;
    ++found;
    expect_near({c.text, c.file, {c.inputs[0]}}, kRecurrent);
  }
  EXPECT_GE(found, 20);
}

}  // namespace
}  // namespace octet::test
