// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Nodes of the host that the importer refuses: each reason, word for word, from a model that is accepted.
#include <gtest/gtest.h>

#include <functional>

#include "models/graph.h"
#include "tests/models/support/tflite_writer.h"

namespace octet {
namespace {

using test::options_union;
using test::TfliteWriter;
using Code = tflite::BuiltinOperator;
using Type = tflite::TensorType;
using Bytes = std::vector<std::uint8_t>;

// Tensors: 0 "a" 2x3, 1 "b" `second`, 2 "out" `result`.
TfliteWriter model(Code code, Type type, std::vector<std::int32_t> second, std::vector<std::int32_t> result,
                   tflite::BuiltinOptionsUnion options = {}, Type other = Type::INT32, Type out = Type::FLOAT32) {
  TfliteWriter w;
  w.add_tensor("a", type, {2, 3}, {});
  w.add_tensor("b", other, std::move(second), {});
  w.add_tensor("out", out, std::move(result), {});
  w.add_node(code, {0, 1}, {2}, options);
  w.set_inputs_and_outputs({0, 1}, {2});
  return w;
}

TfliteWriter add() {
  return model(Code::ADD, Type::FLOAT32, {3}, {2, 3}, options_union(tflite::AddOptionsT()), Type::FLOAT32);
}
TfliteWriter sum() {
  TfliteWriter w = model(Code::SUM, Type::FLOAT32, {1}, {2}, options_union(tflite::ReducerOptionsT()));
  w.make_constant(1, {1, 0, 0, 0});
  w.set_inputs_and_outputs({0}, {2});
  return w;
}
TfliteWriter arg_max() {
  TfliteWriter w =
      model(Code::ARG_MAX, Type::FLOAT32, {1}, {2}, options_union(tflite::ArgMaxOptionsT()), Type::INT32, Type::INT64);
  w.make_constant(1, {1, 0, 0, 0});
  w.set_inputs_and_outputs({0}, {2});
  return w;
}
TfliteWriter gather() {
  return model(Code::GATHER, Type::FLOAT32, {4}, {4, 3}, options_union(tflite::GatherOptionsT()));
}
TfliteWriter gather_nd() { return model(Code::GATHER_ND, Type::FLOAT32, {4, 2}, {4}); }
TfliteWriter sqrt() {
  TfliteWriter w = model(Code::SQRT, Type::FLOAT32, {1}, {2, 3});
  w.node(0).inputs = {0};
  w.set_inputs_and_outputs({0}, {2});
  return w;
}

struct Change {
  const char* name;
  TfliteWriter (*base)();
  std::function<void(TfliteWriter&)> apply;
  const char* refusal;
};

const Change kChanges[] = {
    {"Broadcast", add, [](TfliteWriter& w) { w.tensor(1).shape = {2}; },
     "input 0 'a' has shape 2x3 and input 1 'b' has 2, allowed: shapes that broadcast"},
    {"MixedTypes", add, [](TfliteWriter& w) { w.tensor(1).type = Type::INT32; },
     "input 1 'b' has type int32 but input 0 'a' has float32, allowed: the same type"},
    {"WrongResult", add,
     [](TfliteWriter& w) {
       w.tensor(2).shape = {3, 3};
     },
     "output 0 'out' has shape 3x3, allowed: 2x3"},
    {"FusedTanh", add,
     [](TfliteWriter& w) {
       w.node(0).builtin_options.AsAddOptions()->fused_activation_function = tflite::ActivationFunctionType::TANH;
     },
     "fused activation TANH, allowed: NONE, RELU, RELU_N1_TO_1, RELU6"},
    {"OneInput", add,
     [](TfliteWriter& w) {
       w.node(0).inputs = {0};
       w.set_inputs_and_outputs({0}, {2});
     },
     "1 inputs, allowed: 2 to 2"},
    {"ComputedAxes", sum,
     [](TfliteWriter& w) {
       w.tensor(1).buffer = 0;
       w.set_inputs_and_outputs({0, 1}, {2});
     },
     "input 1 'b' is computed, allowed: a constant"},
    {"AxisBeyond", sum,
     [](TfliteWriter& w) {
       w.buffer_of(1).data = {2, 0, 0, 0};
     },
     "axis 2 of 2 dimensions, allowed: -2 to 1"},
    {"ReducedShape", sum, [](TfliteWriter& w) { w.tensor(2).shape = {3}; }, "output 0 'out' has shape 3, allowed: 2"},
    {"ArgOfTwoAxes", arg_max, [](TfliteWriter& w) { w.tensor(1).shape = {2}, w.make_constant(1, Bytes(8)); },
     "input 1 'b' has 2 axes, allowed: 1"},
    {"ArgOfInt64", arg_max, [](TfliteWriter& w) { w.tensor(0).type = Type::INT64; },
     "input 0 'a' has type int64, allowed: float32, int8, uint8, int32"},
    {"ArgIntoFloat", arg_max, [](TfliteWriter& w) { w.tensor(2).type = Type::FLOAT32; },
     "output 0 'out' has type float32, allowed: int32, int64"},
    {"GatherBatch", gather, [](TfliteWriter& w) { w.node(0).builtin_options.AsGatherOptions()->batch_dims = 1; },
     "batch_dims 1, allowed: 0"},
    {"GatherByFloat", gather, [](TfliteWriter& w) { w.tensor(1).type = Type::FLOAT32; },
     "input 1 'b' has type float32, allowed: int32, int64"},
    {"GatherNdDepth", gather_nd,
     [](TfliteWriter& w) {
       w.tensor(1).shape = {4, 3};
     },
     "input 1 'b' has shape 4x3, allowed: a last dimension of 1 to 2"},
    {"SqrtOfInt", sqrt, [](TfliteWriter& w) { w.tensor(0).type = w.tensor(2).type = Type::INT32; },
     "input 0 'a' has type int32, allowed: float32"},
};

class HostRefusal : public ::testing::TestWithParam<Change> {};

TEST_P(HostRefusal, NamesTheConstraint) {
  TfliteWriter w = GetParam().base();
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "host").nodes[0].refusal, "");
  GetParam().apply(w);
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "host").nodes[0].refusal, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(Changes, HostRefusal, ::testing::ValuesIn(kChanges),
                         [](const auto& change) { return std::string(change.param.name); });

TEST(FoldedConstants, ADivisionByZeroIsRefused) {
  TfliteWriter w;
  for (const char* name : {"a", "b", "q", "out"}) w.add_tensor(name, Type::INT32, {1}, {});
  w.make_constant(0, {7, 0, 0, 0});
  w.make_constant(1, {0, 0, 0, 0});
  w.add_tensor("in", Type::INT32, {1}, {});
  w.add_node(Code::FLOOR_DIV, {0, 1}, {2});
  w.add_node(Code::ADD, {4, 2}, {3}, options_union(tflite::AddOptionsT()));
  w.set_inputs_and_outputs({4}, {3});
  EXPECT_EQ(import_tflite_bytes(w.bytes(), "fold").nodes[0].refusal, "node 0 FLOOR_DIV: division by zero");
}

}  // namespace
}  // namespace octet
