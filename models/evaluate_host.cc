// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The dispatch over the host's operators, and those of one input.
#include "models/evaluate_host.h"

#include <algorithm>
#include <cmath>

#include "models/lstm_step.h"
#include "models/typed_values.h"

namespace octet {
namespace {

// TFLite's float LOGISTIC: 1 above, exp(x) below, where float has no better value.
constexpr float kLogisticHigh = 16.619047164916992f, kLogisticLow = -9.0f;

float logistic(float x) {
  if (x > kLogisticHigh) return 1.0f;
  if (x < kLogisticLow) return std::exp(x);
  return 1.0f / (1.0f + std::exp(-x));
}

// To the nearest, ties to even.
float round_to_even(float x) {
  const float below = std::floor(x), difference = x - below;
  const bool even = std::fmod(below, 2.0f) == 0;
  return difference < 0.5f || (difference == 0.5f && even) ? below : below + 1.0f;
}

float hard_swish(float x) { return x * std::min(std::max(0.0f, x + 3.0f), 6.0f) / 6.0f; }

template <class F>
TensorBytes map_floats(const NodeValues& n, F&& f) {
  std::vector<float> values = n.values<float>(0);
  for (float& v : values) v = f(v);
  return bytes_of_values(values);
}

// |x| and -x of any type; the lowest integer stays as it is.
template <class T>
TensorBytes map_sign(const NodeValues& n) {
  std::vector<T> values = n.values<T>(0);
  for (T& v : values) {
    if constexpr (std::is_floating_point_v<T>)
      v = n.node.op == Operator::kAbs ? std::abs(v) : -v;
    else if (n.node.op == Operator::kNeg || v < 0)
      v = static_cast<T>(0 - static_cast<std::uint64_t>(v));
  }
  return bytes_of_values(values);
}

TensorBytes clamp_floats(const NodeValues& n, float low, float high) {
  return map_floats(n, [&](float x) { return x > high ? high : x < low ? low : x; });
}

}  // namespace

TensorBytes evaluate_elementwise(const NodeValues& n) {
  const Operator op = n.node.op;
  if (op == Operator::kAbs || op == Operator::kNeg)
    return with_type_of(n.in(0), [&]<class T>() { return map_sign<T>(n); });
  if (op == Operator::kSqrt) return map_floats(n, [](float x) { return std::sqrt(x); });
  if (op == Operator::kRsqrt) return map_floats(n, [](float x) { return 1.0f / std::sqrt(x); });
  if (op == Operator::kExp) return map_floats(n, [](float x) { return std::exp(x); });
  if (op == Operator::kLog) return map_floats(n, [](float x) { return std::log(x); });
  if (op == Operator::kSquare) return map_floats(n, [](float x) { return x * x; });
  if (op == Operator::kFloor) return map_floats(n, [](float x) { return std::floor(x); });
  if (op == Operator::kRound) return map_floats(n, round_to_even);
  if (op == Operator::kLogistic) return map_floats(n, logistic);
  if (op == Operator::kTanh) return map_floats(n, [](float x) { return std::tanh(x); });
  if (op == Operator::kHardSwish) return map_floats(n, hard_swish);
  if (op == Operator::kRelu) return clamp_floats(n, 0, HUGE_VALF);
  if (op == Operator::kRelu6) return clamp_floats(n, 0, 6);
  if (op == Operator::kReluN1To1) return clamp_floats(n, -1, 1);
  OCTET_CHECK(op == Operator::kLeakyRelu, "{}", n.node.op_name);
  const float alpha = std::get<LeakyReluOptions>(n.node.options).alpha;
  return map_floats(n, [&](float x) { return x > 0 ? x : x * alpha; });
}

TensorBytes evaluate_float_softmax(const NodeValues& n) {
  const float beta = std::get<SoftmaxOptions>(n.node.options).beta;
  std::vector<float> values = n.values<float>(0);
  const auto depth = static_cast<std::size_t>(n.in(0).shape.back());
  for (std::size_t row = 0; row < values.size(); row += depth) {
    float max = std::numeric_limits<float>::lowest(), sum = 0;
    for (std::size_t c = 0; c < depth; ++c) max = std::max(max, values[row + c]);
    for (std::size_t c = 0; c < depth; ++c) {
      values[row + c] = std::exp((values[row + c] - max) * beta);
      sum += values[row + c];
    }
    for (std::size_t c = 0; c < depth; ++c) values[row + c] = values[row + c] / sum;
  }
  return bytes_of_values(values);
}

namespace {

constexpr Operator kElementwise[] = {Operator::kAbs,   Operator::kNeg,      Operator::kSqrt,      Operator::kRsqrt,
                                     Operator::kExp,   Operator::kLog,      Operator::kSquare,    Operator::kFloor,
                                     Operator::kRound, Operator::kLogistic, Operator::kTanh,      Operator::kHardSwish,
                                     Operator::kRelu,  Operator::kRelu6,    Operator::kReluN1To1, Operator::kLeakyRelu};
constexpr Operator kBinary[] = {Operator::kAdd,      Operator::kSub,     Operator::kMul,     Operator::kDiv,
                                Operator::kFloorDiv, Operator::kMinimum, Operator::kMaximum, Operator::kPRelu};
constexpr Operator kReductions[] = {Operator::kSum, Operator::kMean, Operator::kReduceMax, Operator::kReduceMin};
constexpr Operator kAlways[] = {Operator::kArgMax,   Operator::kArgMin,   Operator::kShape,
                                Operator::kGatherNd, Operator::kGather,   Operator::kCast,
                                Operator::kLstm,     Operator::kLstmStep, Operator::kDetectionPostProcess};

template <std::size_t N>
bool contains(const Operator (&list)[N], Operator op) {
  return std::find(std::begin(list), std::end(list), op) != std::end(list);
}

}  // namespace

bool is_elementwise(Operator op) { return contains(kElementwise, op); }
bool is_binary(Operator op) { return contains(kBinary, op); }
bool is_reduction(Operator op) { return contains(kReductions, op); }

namespace {

TensorBytes evaluate_one(const NodeValues& n) {
  const Operator op = n.node.op;
  if (is_elementwise(op)) return evaluate_elementwise(n);
  if (is_binary(op)) return evaluate_binary(n);
  if (is_reduction(op)) return evaluate_reduction(n);
  if (op == Operator::kArgMax || op == Operator::kArgMin) return evaluate_arg(n);
  if (op == Operator::kGather || op == Operator::kGatherNd) return evaluate_gather(n);
  if (op == Operator::kShape) return evaluate_shape(n);
  if (op == Operator::kCast) return evaluate_cast(n);
  OCTET_CHECK(op == Operator::kSoftmax, "{}", n.node.op_name);
  return evaluate_float_softmax(n);
}

}  // namespace

bool is_host_operator(const Graph& graph, const Node& node) {
  if (contains(kAlways, node.op)) return true;
  const bool typed = contains(kElementwise, node.op) || contains(kBinary, node.op) || contains(kReductions, node.op) ||
                     node.op == Operator::kSoftmax;
  if (!typed || node.inputs.empty() || node.inputs[0] < 0) return false;
  const DataType type = graph.tensors.at(static_cast<std::size_t>(node.inputs[0])).type;
  return type == DataType::kFloat32 || type == DataType::kInt32 || type == DataType::kInt64;
}

std::vector<TensorBytes> evaluate_host(const Graph& graph, const Node& node,
                                       const std::vector<const TensorBytes*>& inputs) {
  const NodeValues values{graph, node, inputs};
  if (node.op == Operator::kLstm) return evaluate_lstm(values);
  if (node.op == Operator::kLstmStep) return evaluate_lstm_step(values);
  if (node.op == Operator::kDetectionPostProcess) return evaluate_detection(values);
  return {evaluate_one(values)};
}

}  // namespace octet
