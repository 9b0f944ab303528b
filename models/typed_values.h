// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Bytes of tensors as values of their type, and the choice of a type at run time.
#pragma once
#include <cstring>
#include <vector>

#include "base/error.h"
#include "models/evaluate.h"

namespace octet {

template <class T>
std::vector<T> values_of(const TensorBytes& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

template <class T>
TensorBytes bytes_of_values(const std::vector<T>& values) {
  TensorBytes bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// Calls f.template operator()<T>() for the C++ type of an element.
template <class F>
TensorBytes with_type_of(const Tensor& tensor, F&& f) {
  switch (tensor.type) {
    case DataType::kInt8:
      return f.template operator()<std::int8_t>();
    case DataType::kUint8:
    case DataType::kBool:
      return f.template operator()<std::uint8_t>();
    case DataType::kInt16:
      return f.template operator()<std::int16_t>();
    case DataType::kInt32:
      return f.template operator()<std::int32_t>();
    case DataType::kInt64:
      return f.template operator()<std::int64_t>();
    case DataType::kFloat32:
      return f.template operator()<float>();
    case DataType::kBfloat16:  // of machines only
      break;
  }
  OCTET_CHECK(false, "{}: type {}", tensor.name, static_cast<int>(tensor.type));
  return {};
}

// One node under evaluation.
struct NodeValues {
  const Graph& graph;
  const Node& node;
  const std::vector<const TensorBytes*>& inputs;

  bool has(std::size_t i) const { return i < node.inputs.size() && node.inputs[i] >= 0; }
  const Tensor& in(std::size_t i) const { return graph.tensors[static_cast<std::size_t>(node.inputs.at(i))]; }
  const Tensor& out(std::size_t i = 0) const { return graph.tensors[static_cast<std::size_t>(node.outputs.at(i))]; }
  const TensorBytes& bytes(std::size_t i) const {
    OCTET_CHECK(inputs.at(i) && static_cast<std::int64_t>(inputs[i]->size()) == in(i).elements() * bytes_of(in(i).type),
                "node {} {}: input {}", node.index, node.op_name, i);
    return *inputs[i];
  }
  template <class T>
  std::vector<T> values(std::size_t i) const {
    return values_of<T>(bytes(i));
  }
};

}  // namespace octet
