// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// LSTM and detection nodes that the importer refuses: each reason, word for word, from a model it accepts.
#include <flatbuffers/flexbuffers.h>
#include <gtest/gtest.h>

#include <functional>

#include "models/graph.h"
#include "tests/models/support/lstm_models.h"

namespace octet {
namespace {

using test::TfliteWriter;
using Type = tflite::TensorType;

struct Change {
  const char* name;
  std::function<void(TfliteWriter&)> apply;
  const char* refusal;
};

// The refusal of the file's only operator: it is the last node but its two assignments, or the only one.
std::string refusal_of(const TfliteWriter& w) {
  for (const Node& node : import_tflite_bytes(w.bytes(), "host").nodes)
    if (!node.refusal.empty()) return node.refusal;
  return "";
}

TfliteWriter lstm() { return test::lstm_model(0).writer; }
TfliteWriter detection() { return test::detection_model(0); }

// Options with these keys alone.
template <class Keys>
void set_option(TfliteWriter& w, Keys&& keys) {
  flexbuffers::Builder builder;
  builder.Map([&] { keys(builder); });
  builder.Finish();
  w.node(0).custom_options = builder.GetBuffer();
}

const Change kLstmChanges[] = {
    {"Peephole", [](TfliteWriter& w) { w.node(0).inputs[9] = 9; }, "input 9 'bias' gives peepholes, allowed: none"},
    {"Projection", [](TfliteWriter& w) { w.node(0).inputs[16] = 5; }, "input 5 'w' gives a projection, allowed: none"},
    {"LayerNormalization", [](TfliteWriter& w) { w.node(0).inputs[20] = 9; },
     "input 12 'bias' gives layer normalization, allowed: none"},
    {"CoupledGates", [](TfliteWriter& w) { w.node(0).inputs[1] = -1; }, "input 1 is left out, allowed: a tensor"},
    {"ConstantState", [](TfliteWriter& w) { w.tensor(13).is_variable = false, w.make_constant(13); },
     "input 18 is not a variable tensor"},
    {"CellScale", [](TfliteWriter& w) { w.tensor(14).quantization->scale = {0.001f}; },
     "input 19 'cell' has scale 0.001, allowed: a power of two from 2^-15 to 2^-9"},
    {"FloatInput", [](TfliteWriter& w) { w.tensor(0).type = Type::FLOAT32; },
     "input 0 'in' has type float32, allowed: int8, uint8"},
    {"NoIntermediates", [](TfliteWriter& w) { w.node(0).intermediates.clear(); }, "0 intermediate tensors, allowed: 5"},
    {"IntermediateBeyond", [](TfliteWriter& w) { w.node(0).intermediates[4] = 99; },
     "intermediate tensor 99, the file has 21"},
    {"HiddenWithoutScale", [](TfliteWriter& w) { w.tensor(w.node(0).intermediates[4]).quantization.reset(); },
     "the hidden state has 0 scales, allowed: 1"},
    {"NineteenInputs", [](TfliteWriter& w) { w.node(0).inputs.resize(19); },
     "19 inputs and 1 outputs, allowed: 20 to 24 and 1"},
    {"NoOptions", [](TfliteWriter& w) { w.node(0).builtin_options.Reset(); },
     "its options are missing, allowed: those of UNIDIRECTIONAL_SEQUENCE_LSTM"},
    {"Diagonal",
     [](TfliteWriter& w) {
       w.node(0).builtin_options.AsUnidirectionalSequenceLSTMOptions()->diagonal_recurrent_tensors = true;
     },
     "diagonal recurrent weights, allowed: matrices"},
    {"SparseWeights",
     [](TfliteWriter& w) { w.tensor(w.node(0).inputs[1]).sparsity = std::make_unique<tflite::SparsityParametersT>(); },
     "input 1 is sparse or quantized by another scheme"},
    {"Activation",
     [](TfliteWriter& w) {
       w.node(0).builtin_options.AsUnidirectionalSequenceLSTMOptions()->fused_activation_function =
           tflite::ActivationFunctionType::RELU;
     },
     "fused activation RELU, allowed: TANH"},
};

const Change kDetectionChanges[] = {
    {"NoOptions", [](TfliteWriter& w) { w.node(0).custom_options.clear(); },
     "it has no options, allowed: a flexbuffer map"},
    {"DamagedOptions", [](TfliteWriter& w) { w.node(0).custom_options.assign(40, 0xff); },
     "its options are damaged, allowed: a flexbuffer map"},
    {"TextForACount", [](TfliteWriter& w) { set_option(w, [](auto& b) { b.String("max_detections", "ten"); }); },
     "option max_detections is not an integer"},
    {"NoScale",
     [](TfliteWriter& w) {
       set_option(w, [](auto& b) {
         b.Int("max_detections", 3), b.Int("max_classes_per_detection", 1), b.Int("num_classes", 2);
         b.Float("nms_score_threshold", 0.5f), b.Float("nms_iou_threshold", 0.5f);
       });
     },
     "option y_scale is not a number"},
    {"NoMap",
     [](TfliteWriter& w) {
       flexbuffers::Builder builder;
       builder.Int(7);
       builder.Finish();
       w.node(0).custom_options = builder.GetBuffer();
     },
     "its options are no flexbuffer map"},
    {"Int8Scores", [](TfliteWriter& w) { w.tensor(1).type = Type::INT8; },
     "input 1 'scores' has type int8, allowed: uint8, float32"},
    {"TwoOutputs",
     [](TfliteWriter& w) {
       w.node(0).outputs = {3, 4};
       w.graph().outputs = {3, 4};
     },
     "2 outputs, allowed: 4"},
};

class LstmRefusal : public ::testing::TestWithParam<Change> {};
class DetectionRefusal : public ::testing::TestWithParam<Change> {};

void expect_refusal(TfliteWriter w, const Change& change) {
  EXPECT_EQ(refusal_of(w), "");
  change.apply(w);
  EXPECT_EQ(refusal_of(w), change.refusal);
}

TEST_P(LstmRefusal, NamesTheConstraint) { expect_refusal(lstm(), GetParam()); }
TEST_P(DetectionRefusal, NamesTheConstraint) { expect_refusal(detection(), GetParam()); }

std::string name_of_change(const ::testing::TestParamInfo<Change>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Changes, LstmRefusal, ::testing::ValuesIn(kLstmChanges), name_of_change);
INSTANTIATE_TEST_SUITE_P(Changes, DetectionRefusal, ::testing::ValuesIn(kDetectionChanges), name_of_change);

}  // namespace
}  // namespace octet
