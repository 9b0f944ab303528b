// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Dequantizes an output and ranks it.
#include "reports/classification.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "base/float_arithmetic.h"

namespace octet {
namespace {

template <class T>
double code_at(const std::uint8_t* bytes, std::int64_t index) {
  T code;
  std::memcpy(&code, bytes + index * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return static_cast<double>(code);
}

double raw_value(DataType type, const std::uint8_t* bytes, std::int64_t index) {
  switch (type) {
    case DataType::kInt8:
      return code_at<std::int8_t>(bytes, index);
    case DataType::kUint8:
    case DataType::kBool:
      return code_at<std::uint8_t>(bytes, index);
    case DataType::kInt16:
      return code_at<std::int16_t>(bytes, index);
    case DataType::kInt32:
      return code_at<std::int32_t>(bytes, index);
    case DataType::kInt64:
      return code_at<std::int64_t>(bytes, index);
    case DataType::kFloat32:
      return code_at<float>(bytes, index);
    case DataType::kBfloat16:
      return widened(static_cast<std::uint16_t>(code_at<std::uint16_t>(bytes, index)));
  }
  return 0;
}

double value_at(const TensorPort& port, const std::uint8_t* bytes, std::int64_t index) {
  const double raw = raw_value(port.type, bytes, index);
  const bool quantized = port.type != DataType::kFloat32 && port.type != DataType::kBfloat16 && port.scale > 0;
  return quantized ? (raw - port.zero_point) * port.scale : raw;
}

}  // namespace

bool is_row_of_classes(const std::vector<std::int64_t>& shape) {
  return !shape.empty() && std::all_of(shape.begin(), shape.end() - 1, [](std::int64_t extent) { return extent == 1; });
}

std::vector<Answer> top_k(const TensorPort& port, std::span<const std::uint8_t> bytes,
                          const std::vector<std::string>& labels, std::int64_t count) {
  const std::int64_t elements = port.elements();
  OCTET_CHECK(static_cast<std::int64_t>(bytes.size()) == port.bytes(), "{} bytes for {} of output {}", bytes.size(),
              port.bytes(), port.name);
  if (!labels.empty() && static_cast<std::int64_t>(labels.size()) < elements)
    fail(ErrorKind::kUsage, "labels: {} lines, but output {} has {} classes", labels.size(), port.name, elements);
  std::vector<double> values(elements);
  for (std::int64_t i = 0; i < elements; ++i) values[i] = value_at(port, bytes.data(), i);
  std::vector<std::int64_t> order(elements);
  std::iota(order.begin(), order.end(), 0);
  const std::int64_t kept = std::clamp<std::int64_t>(count, 0, elements);
  std::partial_sort(order.begin(), order.begin() + kept, order.end(), [&](std::int64_t a, std::int64_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  });
  std::vector<Answer> answers;
  for (std::int64_t i = 0; i < kept; ++i)
    answers.push_back({order[i], labels.empty() ? "" : labels[order[i]], values[order[i]]});
  return answers;
}

}  // namespace octet
