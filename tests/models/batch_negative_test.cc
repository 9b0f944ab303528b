// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Networks that cannot take several images: the node and the reason, word for word.
#include <gtest/gtest.h>

#include "base/error.h"
#include "models/batch.h"
#include "tests/models/support/host_models.h"
#include "tests/models/support/lstm_models.h"
#include "tests/models/support/probe_parts.h"
#include "tests/models/support/small_models.h"
#include "tests/models/support/streaming_models.h"

namespace octet {
namespace {

using test::options_union;
using test::TfliteWriter;
using Type = tflite::TensorType;
using Code = tflite::BuiltinOperator;
using Shape = std::vector<std::int32_t>;

// What is said of two images, without the first line.
std::string refusal(const TfliteWriter& w, std::int64_t images = 2) {
  try {
    batched(import_tflite_bytes(w.bytes(), "m"), images);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("m: cannot take " + std::to_string(images) + " images in one inference:\n")) << text;
    return text.substr(text.find('\n') + 3);
  }
  return "";
}

// Inputs "in", then constant operands, one output "out".
TfliteWriter node(Code op, const std::vector<Shape>& inputs, const Shape& output, const std::vector<Shape>& numbers,
                  tflite::BuiltinOptionsUnion options = {}) {
  TfliteWriter w;
  Shape operands;
  for (const Shape& s : inputs) operands.push_back(w.add_tensor("in", Type::INT8, s));
  const Shape data = operands;
  const int out = w.add_tensor("out", Type::INT8, output);
  for (const Shape& values : numbers) operands.push_back(test::add_numbers(w, values));
  w.add_node(op, operands, {out}, std::move(options));
  w.set_inputs_and_outputs(data, {out});
  return w;
}

TEST(RefusesBatches, OfNodesThatMoveOrCutDimensionZero) {
  EXPECT_EQ(refusal(node(Code::TRANSPOSE, {{1, 2, 3}}, {2, 1, 3}, {{1, 0, 2}})),
            "node 0 TRANSPOSE 'out': it moves dimension 0, in which the images lie");
  EXPECT_EQ(refusal(node(Code::TRANSPOSE, {{1, 2, 3}}, {1, 3, 2}, {{0, 2, 1}})), "");
  EXPECT_EQ(refusal(node(Code::SLICE, {{3, 2}}, {2, 2}, {{1, 0}, {2, 2}})),
            "node 0 SLICE 'out': it takes a part of dimension 0, in which the images lie");
  EXPECT_EQ(refusal(node(Code::SLICE, {{3, 2}}, {3, 1}, {{0, 1}, {3, 1}})), "");
  EXPECT_EQ(refusal(node(Code::PAD, {{1, 2, 3, 4}}, {2, 2, 3, 4}, {{1, 0, 0, 0, 0, 0, 0, 0}})),
            "node 0 PAD 'out': it pads dimension 0, in which the images lie");
}

TEST(RefusesBatches, OfStates) {
  const std::string state = ": it keeps a state from one inference to the next";
  const std::string variables = refusal(test::shift_register());
  EXPECT_NE(variables.find("node 2 READ_VARIABLE 'old'" + state), std::string::npos) << variables;
  EXPECT_NE(variables.find("node 5 ASSIGN_VARIABLE" + state), std::string::npos) << variables;
  const std::string lstm = refusal(test::lstm_model(0).writer);
  EXPECT_NE(lstm.find("UNIDIRECTIONAL_SEQUENCE_LSTM 'out'" + state), std::string::npos) << lstm;
}

TEST(RefusesBatches, OfDetections) {
  const std::string text = refusal(test::detection_model(0));
  EXPECT_NE(text.find("it takes one image"), std::string::npos) << text;
}

TEST(RefusesBatches, OfOperandsOfOtherRows) {
  const auto add = options_union(tflite::AddOptionsT());
  EXPECT_EQ(refusal(node(Code::ADD, {{1, 4}, {3, 4}}, {3, 4}, {}, add)),
            "node 0 ADD 'out': its input 0 of shape 1x4 is broadcast to 3x4 along dimension 0");
  EXPECT_EQ(refusal(node(Code::ADD, {{3, 4}, {4}}, {3, 4}, {}, add)),
            "node 0 ADD 'out': its input 1 of shape 4 is broadcast to 3x4 along dimension 0");
  EXPECT_EQ(refusal(node(Code::ADD, {{3, 4}, {3, 1}}, {3, 4}, {}, add)), "");
}

TEST(RefusesBatches, OfConstantMatricesForEachRow) {
  TfliteWriter w;
  w.add_tensor("in", Type::INT8, {2, 3, 4});
  w.make_constant(w.add_tensor("w", Type::INT8, {2, 4, 5}));
  w.add_tensor("out", Type::INT8, {2, 3, 5});
  w.add_node(Code::BATCH_MATMUL, {0, 1}, {2}, options_union(tflite::BatchMatMulOptionsT()));
  w.set_inputs_and_outputs({0}, {2});
  EXPECT_EQ(refusal(w), "node 0 BATCH_MATMUL 'out': its constant input 1 has 2 matrices along dimension 0");
}

TEST(RefusesBatches, OfOneDimensionThatIsSummedOver) {
  tflite::SoftmaxOptionsT softmax;
  softmax.beta = 1;
  TfliteWriter w;
  w.add_tensor("in", Type::INT8, {8});
  w.add_tensor("out", Type::INT8, {8}, {1.0f / 256}, {-128});
  w.add_node(Code::SOFTMAX, {0}, {1}, options_union(softmax));
  w.set_inputs_and_outputs({0}, {1});
  EXPECT_EQ(refusal(w), "node 0 SOFTMAX 'out': its only dimension is the one it sums over");
}

TEST(RefusesBatches, OfTensorsTooLargeOrWithoutDimensions) {
  const auto add = options_union(tflite::AddOptionsT());
  EXPECT_EQ(refusal(node(Code::ADD, {{1, 1024, 1024}, {1, 1024, 1024}}, {1, 1024, 1024}, {}, add), 4096),
            "tensor 'in': 4096 images of 1048576 elements, allowed: at most 2147483648 elements\n"
            "  tensor 'in': 4096 images of 1048576 elements, allowed: at most 2147483648 elements\n"
            "  tensor 'out': 4096 images of 1048576 elements, allowed: at most 2147483648 elements");
  EXPECT_EQ(refusal(node(Code::ABS, {{}}, {}, {})),
            "tensor 'in': it has no dimension for images\n  tensor 'out': it has no dimension for images");
}

}  // namespace
}  // namespace octet
