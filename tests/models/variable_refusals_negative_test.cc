// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Nodes of variables that the importer refuses: each reason, word for word, from a shift register it accepts.
#include <gtest/gtest.h>

#include <functional>

#include "models/graph.h"
#include "tests/models/support/streaming_models.h"

namespace octet {
namespace {

using test::TfliteWriter;
using Type = tflite::TensorType;

struct Change {
  const char* name;
  std::size_t node;  // the one refused; the rest of the model is damaged by it or not
  std::function<void(TfliteWriter&)> apply;
  const char* refusal;
};

tflite::OperatorT& node_of_second(TfliteWriter& w, std::size_t i) { return *w.model.subgraphs[1]->operators.at(i); }
void forget_options(tflite::OperatorT& node) { node.builtin_options.Reset(); }

const Change kChanges[] = {
    {"NoSubgraph", 0, [](TfliteWriter& w) { w.node(0).builtin_options.AsCallOnceOptions()->init_subgraph_index = 2; },
     "subgraph 2, allowed: 1 to 1"},
    {"ItsOwnSubgraph", 0,
     [](TfliteWriter& w) { w.node(0).builtin_options.AsCallOnceOptions()->init_subgraph_index = 0; },
     "subgraph 0, allowed: 1 to 1"},
    {"CallWithoutOptions", 0, [](TfliteWriter& w) { forget_options(w.node(0)); },
     "it has no options, allowed: those of CALL_ONCE"},
    {"HandleWithoutOptions", 1, [](TfliteWriter& w) { forget_options(w.node(1)); },
     "its options are NONE, allowed: those of VAR_HANDLE"},
    {"HandleOfSecondWithoutOptions", 0, [](TfliteWriter& w) { forget_options(node_of_second(w, 0)); },
     "its options are NONE, allowed: those of VAR_HANDLE"},
    {"FirstValueBeyond", 0, [](TfliteWriter& w) { node_of_second(w, 1).inputs[1] = 9; },
     "its subgraph assigns tensor 9, the subgraph has 2"},
    {"FirstValueComputed", 0, [](TfliteWriter& w) { w.model.subgraphs[1]->tensors[1]->buffer = 0; },
     "its subgraph assigns tensor 1, allowed: a constant"},
    {"FirstValueOfNothing", 0, [](TfliteWriter& w) { node_of_second(w, 1).inputs[0] = 1; },
     "its subgraph assigns to tensor 1, allowed: the output of a VAR_HANDLE"},
    {"SecondReads", 0, [](TfliteWriter& w) { node_of_second(w, 1).opcode_index = w.node(2).opcode_index; },
     "its subgraph has READ_VARIABLE, allowed: VAR_HANDLE and ASSIGN_VARIABLE"},
    {"ReadOfNothing", 2, [](TfliteWriter& w) { w.node(2).inputs = {1}; },
     "input 0 is no handle of a variable, allowed: the output of a VAR_HANDLE"},
    {"ReadOfTwo", 2,
     [](TfliteWriter& w) {
       w.node(2).inputs = {0, 1};
     },
     "2 inputs and 1 outputs, allowed: 1 and 1"},
    {"ReadAsFloats", 2, [](TfliteWriter& w) { w.tensor(2).type = Type::FLOAT32; },
     "variable 'state' starts with 2 bytes, allowed: the 8 of 1x2"},
    {"ReadAsStrings", 2, [](TfliteWriter& w) { w.tensor(2).type = Type::STRING; },
     "'old' has type STRING and shape 1x2, allowed: numbers, at least one"},
    {"AssignedAnotherShape", 5,
     [](TfliteWriter& w) {
       w.tensor(3).shape = {2, 1};
     },
     "'new' has type int8 and shape 2x1 but variable 'state' has int8 and 1x2, allowed: the same"},
};

class VariableRefusal : public ::testing::TestWithParam<Change> {};

std::string refusal_of(const TfliteWriter& w, std::size_t node) {
  return import_tflite_bytes(w.bytes(), "variables").nodes.at(node).refusal;
}

TEST_P(VariableRefusal, NamesTheConstraint) {
  TfliteWriter w = test::shift_register();
  EXPECT_EQ(refusal_of(w, GetParam().node), "");
  GetParam().apply(w);
  EXPECT_EQ(refusal_of(w, GetParam().node), GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(Changes, VariableRefusal, ::testing::ValuesIn(kChanges),
                         [](const auto& change) { return std::string(change.param.name); });

}  // namespace
}  // namespace octet
