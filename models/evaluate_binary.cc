// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Two operands of one type, broadcast to the output's shape as in numpy. Integers wrap.
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/broadcast.h"
#include "models/evaluate_host.h"
#include "models/plain_range.h"
#include "models/typed_values.h"

namespace octet {
namespace {

template <class T>
T wrapping(Operator op, T a, T b) {
  using U = std::make_unsigned_t<T>;
  const U x = static_cast<U>(a), y = static_cast<U>(b);
  return static_cast<T>(op == Operator::kAdd ? x + y : op == Operator::kSub ? x - y : x * y);
}

// Integers: the quotient truncated, or for FLOOR_DIV rounded down; the lowest by -1 wraps.
template <class T>
T quotient(const NodeValues& n, T a, T b) {
  if (b == 0) fail(ErrorKind::kModel, "node {} {}: division by zero", n.node.index, n.node.op_name);
  if (b == -1) return wrapping<T>(Operator::kSub, 0, a);
  const T q = a / b;
  return n.node.op == Operator::kFloorDiv && a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

// The second operand of equals and of what cannot be compared.
template <class T>
T smaller(T a, T b) {
  return a < b ? a : b;
}
template <class T>
T larger(T a, T b) {
  return a > b ? a : b;
}

float combine(const NodeValues& n, float a, float b) {
  const Operator op = n.node.op;
  if (op == Operator::kAdd) return a + b;
  if (op == Operator::kSub) return a - b;
  if (op == Operator::kMul) return a * b;
  if (op == Operator::kDiv) return a / b;
  if (op == Operator::kPRelu) return a >= 0 ? a : a * b;
  OCTET_CHECK(op == Operator::kFloorDiv, "{}", n.node.op_name);
  if (b == 0) fail(ErrorKind::kModel, "node {} {}: division by zero", n.node.index, n.node.op_name);
  return static_cast<float>(std::floor(static_cast<double>(a) / static_cast<double>(b)));
}

template <class T>
T combine(const NodeValues& n, T a, T b) {
  const Operator op = n.node.op;
  if (op == Operator::kDiv || op == Operator::kFloorDiv) return quotient(n, a, b);
  return wrapping(op, a, b);
}

// f(a, b) of every pair of elements that the output combines; those side by side in a plain loop.
template <class T, class F>
std::vector<T> pairwise(const NodeValues& n, F&& f) {
  const std::vector<T> a = n.values<T>(0), b = n.values<T>(1);
  const std::vector<std::int64_t>& shape = n.out().shape;
  std::vector<T> result(static_cast<std::size_t>(n.out().elements()));
  std::size_t next = 0;
  if (n.in(0).shape == shape && b.size() == 1)
    for (; next < a.size(); ++next) result[next] = f(a[next], b[0]);
  else if (n.in(0).shape == shape && n.in(1).shape == shape)
    for (; next < a.size(); ++next) result[next] = f(a[next], b[next]);
  else
    for_each_broadcast(shape, n.in(0).shape, n.in(1).shape,
                       [&](std::size_t i, std::size_t j) { result[next++] = f(a[i], b[j]); });
  return result;
}

template <class T>
TensorBytes run(const NodeValues& n) {
  if (n.node.op == Operator::kMinimum) return bytes_of_values(pairwise<T>(n, smaller<T>));
  if (n.node.op == Operator::kMaximum) return bytes_of_values(pairwise<T>(n, larger<T>));
  const auto [low, high] = plain_range<T>(activation_of(n.node.options));
  const bool clamps = std::holds_alternative<BinaryOptions>(n.node.options);
  return bytes_of_values(pairwise<T>(n, [&, low = low, high = high](T a, T b) {
    const T value = combine(n, a, b);
    return clamps ? std::min(std::max(value, low), high) : value;
  }));
}

}  // namespace

TensorBytes evaluate_binary(const NodeValues& n) {
  if (n.out().type == DataType::kFloat32) return run<float>(n);
  if (n.out().type == DataType::kInt64) return run<std::int64_t>(n);
  OCTET_CHECK(n.out().type == DataType::kInt32, "{}", name_of(n.out().type));
  return run<std::int32_t>(n);
}

}  // namespace octet
