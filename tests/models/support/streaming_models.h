// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A network with a variable: what tests of streaming start from.
#pragma once
#include "tests/models/support/tflite_writer.h"

namespace octet::test {

// A shift register of two codes, at first 7 and 8. Tensors: 0 handle, 1 "in" 1x1, 2 "old" 1x2, 3 "new" 1x2, 4 "out"
// 1x3 = old and in. Nodes: 0 CALL_ONCE, 1 VAR_HANDLE, 2 READ_VARIABLE, 3 CONCATENATION, 4 STRIDED_SLICE (the last
// two of "out"), 5 ASSIGN_VARIABLE.
inline TfliteWriter shift_register() {
  using Code = tflite::BuiltinOperator;
  using Type = tflite::TensorType;
  TfliteWriter w;
  w.add_tensor("handle", Type::RESOURCE, {}, {});
  w.add_tensor("in", Type::INT8, {1, 1});
  w.add_tensor("old", Type::INT8, {1, 2});
  w.add_tensor("new", Type::INT8, {1, 2});
  w.add_tensor("out", Type::INT8, {1, 3});
  const auto pair = [&](const char* name, std::uint8_t a, std::uint8_t b) {
    return w.make_constant(w.add_tensor(name, Type::INT32, {2}, {}), {a, 0, 0, 0, b, 0, 0, 0});
  };
  const int begin = pair("begin", 0, 1), end = pair("end", 1, 3), strides = pair("strides", 1, 1);
  const int first = w.make_constant(w.add_tensor("first", Type::INT8, {1, 2}), {7, 8});
  tflite::CallOnceOptionsT once;
  once.init_subgraph_index = 1;
  tflite::VarHandleOptionsT handle;
  handle.shared_name = "state";
  tflite::ConcatenationOptionsT join;
  join.axis = 1;
  w.add_node(Code::CALL_ONCE, {}, {}, options_union(once));
  w.add_node(Code::VAR_HANDLE, {}, {0}, options_union(handle));
  w.add_node(Code::READ_VARIABLE, {0}, {2});
  w.add_node(Code::CONCATENATION, {2, 1}, {4}, options_union(join));
  w.add_node(Code::STRIDED_SLICE, {4, begin, end, strides}, {3}, options_union(tflite::StridedSliceOptionsT()));
  w.add_node(Code::ASSIGN_VARIABLE, {0, 3}, {});
  w.set_inputs_and_outputs({1}, {4});
  // The second subgraph: its handle, its constant (the first value), the assignment.
  w.add_node(Code::VAR_HANDLE, {}, {0}, options_union(handle));
  w.add_node(Code::ASSIGN_VARIABLE, {0, 1}, {});
  auto once_graph = std::make_unique<tflite::SubGraphT>();
  once_graph->tensors.push_back(std::make_unique<tflite::TensorT>(w.tensor(0)));
  once_graph->tensors.push_back(std::make_unique<tflite::TensorT>(w.tensor(first)));
  for (std::size_t i = 6; i < 8; ++i) once_graph->operators.push_back(std::move(w.graph().operators[i]));
  w.graph().operators.resize(6);
  w.model.subgraphs.push_back(std::move(once_graph));
  return w;
}

// Two states of one element that change places, at first bytes of 1 and of 2; the sum of
// the old second one and "in" is an output, of floats the old first one another. Tensors: 0 and 1 handles, 2 "in", 3
// and 4 the old states, 5 "out".
inline TfliteWriter changing_places(tflite::TensorType type) {
  using Code = tflite::BuiltinOperator;
  TfliteWriter w;
  const bool codes = type == tflite::TensorType::INT8;
  const auto number = [&](const char* name) {
    return w.add_tensor(name, type, {1, 1}, codes ? std::vector<float>{0.5f} : std::vector<float>{});
  };
  const auto handle = [](const char* name) {
    tflite::VarHandleOptionsT o;
    o.shared_name = name;
    return options_union(o);
  };
  for (const char* name : {"first handle", "second handle"}) w.add_tensor(name, tflite::TensorType::RESOURCE, {}, {});
  for (const char* name : {"in", "first", "second", "out"}) number(name);
  const std::size_t bytes = element_bytes(type);
  const int one = w.make_constant(number("one"), std::vector<std::uint8_t>(bytes, 1));
  const int two = w.make_constant(number("two"), std::vector<std::uint8_t>(bytes, 2));
  tflite::CallOnceOptionsT once;
  once.init_subgraph_index = 1;
  w.add_node(Code::CALL_ONCE, {}, {}, options_union(once));
  const auto handles = [&] {
    w.add_node(Code::VAR_HANDLE, {}, {0}, handle("first"));
    w.add_node(Code::VAR_HANDLE, {}, {1}, handle("second"));
  };
  handles();
  w.add_node(Code::READ_VARIABLE, {0}, {3});
  w.add_node(Code::READ_VARIABLE, {1}, {4});
  w.add_node(Code::ADD, {4, 2}, {5}, options_union(tflite::AddOptionsT()));
  w.add_node(Code::ASSIGN_VARIABLE, {0, 4}, {});
  w.add_node(Code::ASSIGN_VARIABLE, {1, 3}, {});
  w.set_inputs_and_outputs({2}, codes ? std::vector<std::int32_t>{5} : std::vector<std::int32_t>{3, 5});
  const std::size_t nodes = w.graph().operators.size();
  handles();
  w.add_node(Code::ASSIGN_VARIABLE, {0, 2}, {});
  w.add_node(Code::ASSIGN_VARIABLE, {1, 3}, {});
  auto first_values = std::make_unique<tflite::SubGraphT>();
  for (const int t : {0, 1, one, two}) first_values->tensors.push_back(std::make_unique<tflite::TensorT>(w.tensor(t)));
  for (std::size_t i = nodes; i < w.graph().operators.size(); ++i)
    first_values->operators.push_back(std::move(w.graph().operators[i]));
  w.graph().operators.resize(nodes);
  w.model.subgraphs.push_back(std::move(first_values));
  return w;
}

}  // namespace octet::test
