// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Files the importer rejects: each message, word for word.
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "base/error.h"
#include "models/graph.h"
#include "tests/models/support/small_models.h"

namespace octet {
namespace {

using test::TfliteWriter;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    return error.what();
  }
  return "no error";
}

std::string import_message(const std::vector<std::uint8_t>& bytes) {
  return message_of([&] { import_tflite_bytes(bytes, "m"); });
}

struct Damage {
  const char* name;
  std::function<void(TfliteWriter&)> apply;  // to conv_model()
  const char* message;
};

const Damage kDamages[] = {
    {"BufferOutOfRange", [](TfliteWriter& w) { w.tensor(1).buffer = 99; },
     "m: tensor 1 'w': buffer 99, the file has 3"},
    {"BufferTooSmall", [](TfliteWriter& w) { w.buffer_of(1).data.pop_back(); },
     "m: tensor 1 'w': buffer 1 has 35 bytes, int8 of shape 3x3x2x2 needs 36"},
    {"BufferOutsideTheFlatbuffer", [](TfliteWriter& w) { w.buffer_of(1).offset = 4096, w.buffer_of(1).size = 36; },
     "m: tensor 1 'w': buffer 1 lies outside the flatbuffer (offset 4096, 36 bytes), allowed: inside"},
    {"ExternalBuffer", [](TfliteWriter& w) { w.tensor(1).external_buffer = 2; },
     "m: tensor 1 'w': external buffer 2: constants in other files are not read, allowed: 0"},
    {"NegativeDimension", [](TfliteWriter& w) { w.tensor(0).shape[1] = -1; },
     "m: tensor 0 'in': dimension 1 is -1, allowed: 1 or more"},
    {"TooManyElements",
     [](TfliteWriter& w) {
       w.tensor(0).shape = {65536, 65536, 65536, std::numeric_limits<std::int32_t>::max()};
     },
     "m: tensor 0 'in': more than 2147483648 elements (dimension 1 is 65536), allowed: at most 2147483648"},
    {"ScaleCount",
     [](TfliteWriter& w) {
       w.tensor(1).quantization->scale.pop_back();
       w.tensor(1).quantization->zero_point.pop_back();
     },
     "m: tensor 1 'w': 2 scales for shape 3x3x2x2 along dimension 0, allowed: 1 or 3"},
    {"ZeroPointCount", [](TfliteWriter& w) { w.tensor(1).quantization->zero_point.pop_back(); },
     "m: tensor 1 'w': 2 zero points for 3 scales, allowed: as many"},
    {"NegativeScale", [](TfliteWriter& w) { w.tensor(1).quantization->scale[2] = -1; },
     "m: tensor 1 'w': scale 2 is -1, allowed: a finite number, not negative"},
    {"NotANumberAsScale",
     [](TfliteWriter& w) { w.tensor(0).quantization->scale[0] = std::numeric_limits<float>::quiet_NaN(); },
     "m: tensor 0 'in': scale 0 is nan, allowed: a finite number, not negative"},
    {"QuantizedDimension", [](TfliteWriter& w) { w.tensor(1).quantization->quantized_dimension = 4; },
     "m: tensor 1 'w': quantized dimension 4 of a tensor with 4 dimensions, allowed: 0 to 3"},
    {"NameNotUtf8", [](TfliteWriter& w) { w.tensor(1).name = "a\xC0\x80"; }, "m: tensor 1: its name is not UTF-8"},
    {"OperatorCodeOutOfRange", [](TfliteWriter& w) { w.node(0).opcode_index = 7; },
     "m: node 0: operator code 7, the file has 1"},
    {"CustomCodeNotPrintable",
     [](TfliteWriter& w) {
       w.model.operator_codes[0]->builtin_code = tflite::BuiltinOperator::CUSTOM;
       w.model.operator_codes[0]->custom_code = "My\nOperator";
     },
     "m: node 0: byte 0x0a in the custom code of its operator, allowed: printable ASCII"},
    {"InputOutOfRange", [](TfliteWriter& w) { w.node(0).inputs[1] = 4; },
     "m: node 0 CONV_2D: input 1 is tensor 4, allowed: -1 to 3"},
    {"OutputLeftOut", [](TfliteWriter& w) { w.node(0).outputs[0] = -1; },
     "m: node 0 CONV_2D: output 0 is tensor -1, allowed: 0 to 3"},
    {"GraphInputOutOfRange", [](TfliteWriter& w) { w.graph().inputs[0] = -1; },
     "m: graph input 0 is tensor -1, allowed: 0 to 3"},
    {"GraphOutputOutOfRange", [](TfliteWriter& w) { w.graph().outputs[0] = 4; },
     "m: graph output 0 is tensor 4, allowed: 0 to 3"},
    {"ReadBeforeComputed", [](TfliteWriter& w) { w.graph().inputs.clear(); },
     "m: node 0 CONV_2D 'out': reads tensor 0 'in' before any node computes it, allowed: in execution order"},
    {"WrittenTwice",
     [](TfliteWriter& w) {
       w.add_node(tflite::BuiltinOperator::CONV_2D, {0, 1, 2}, {3}, w.node(0).builtin_options);
     },
     "m: node 1 CONV_2D 'out': writes tensor 3 'out', which has a value already, allowed: each tensor once"},
    {"WritesAConstant", [](TfliteWriter& w) { w.node(0).outputs[0] = 2; },
     "m: node 0 CONV_2D 'b': writes tensor 2 'b', which has a value already, allowed: each tensor once"},
    {"ConstantAsGraphInput",
     [](TfliteWriter& w) {
       w.graph().inputs = {0, 2};
     },
     "m: graph input tensor 2 'b' is a constant, a variable or listed twice, allowed: each once"},
    {"OutputNotComputed",
     [](TfliteWriter& w) {
       w.add_tensor("lost", tflite::TensorType::INT8, {1});
       w.graph().outputs = {3, 4};
     },
     "m: graph output tensor 4 'lost' is computed by no node"},
    {"NoNodes", [](TfliteWriter& w) { w.graph().operators.clear(); }, "m: no nodes, allowed: 1 or more"},
    {"NoOutputs", [](TfliteWriter& w) { w.graph().outputs.clear(); }, "m: no graph outputs, allowed: 1 or more"},
    {"NoSubgraphs", [](TfliteWriter& w) { w.model.subgraphs.clear(); },
     "m: no subgraphs, allowed: 1 or more (the first is executed)"},
    {"Version", [](TfliteWriter& w) { w.model.version = 4; }, "m: format version 4, allowed: 3"},
};

class ImportRejects : public ::testing::TestWithParam<Damage> {};

TEST_P(ImportRejects, WithItsMessage) {
  TfliteWriter w = test::conv_model();
  ASSERT_NO_THROW(import_tflite_bytes(w.bytes(), "m"));
  GetParam().apply(w);
  EXPECT_EQ(import_message(w.bytes()), GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(Damaged, ImportRejects, ::testing::ValuesIn(kDamages),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(ImportErrors, NamesWhatIsNotATfliteModel) {
  const std::string text = "just some text";
  EXPECT_EQ(import_message({text.begin(), text.end()}),
            "m: not a TFLite model: 14 bytes without the identifier \"TFL3\" in bytes 4 to 7");
  EXPECT_EQ(import_message({}), "m: not a TFLite model: 0 bytes without the identifier \"TFL3\" in bytes 4 to 7");
}

TEST(ImportErrors, NamesATruncatedFile) {
  auto bytes = test::conv_model().bytes();
  const std::size_t half = bytes.size() / 2;
  bytes.resize(half);
  EXPECT_EQ(import_message(bytes),
            fmt::format("m: damaged: its tables, offsets or vectors do not lie inside its {} bytes", half));
}

TEST(ImportErrors, BoundsWhatTensorsCopyFromSharedBytes) {
  TfliteWriter w = test::conv_model();
  w.model.buffers.push_back(std::make_unique<tflite::BufferT>());
  w.model.buffers.back()->data.assign(1 << 16, 1);
  for (int i = 0; i < 64; ++i) w.tensor(w.add_tensor("t", tflite::TensorType::INT8, {1 << 16})).buffer = 3;
  const std::string message = import_message(w.bytes());
  EXPECT_NE(message.find("m: its tensors and nodes share bytes so often that they hold more than "), std::string::npos)
      << message;
}

TEST(ImportErrors, BoundsTheMacsOfANetwork) {
  TfliteWriter w;  // 2^20 rows x 2^11 channels x 2^11 deep: 2^42 a layer; 2^53 is passed by node 2048
  constexpr int kRows = 1 << 20, kDepth = 1 << 11, kLayers = (1 << 11) + 1;
  w.add_tensor("in", tflite::TensorType::INT8, {kRows, kDepth});
  w.make_constant(w.add_tensor("w", tflite::TensorType::INT8, {kDepth, kDepth}));
  for (int i = 0; i < kLayers; ++i) {
    const int out = w.add_tensor("t", tflite::TensorType::INT8, {kRows, kDepth});
    w.add_node(tflite::BuiltinOperator::FULLY_CONNECTED, {0, 1}, {out});
    w.set_inputs_and_outputs({0}, {out});
  }
  EXPECT_EQ(import_message(w.bytes()),
            "m: node 2048 FULLY_CONNECTED 't': 9011597301252096 MACs up to here, allowed: at most 9007199254740992");
}

TEST(ImportErrors, NamesMissingFilesFoldersAndExtensions) {
  EXPECT_EQ(message_of([] { import_model("absent.tflite"); }), "absent.tflite: no such file");
  EXPECT_EQ(message_of([] { import_tflite(OCTET_SOURCE_DIR); }), OCTET_SOURCE_DIR ": not a regular file");
  EXPECT_EQ(message_of([] { import_model("model.onnx"); }), "model.onnx: extension '.onnx', allowed: .tflite, .csv");
}

TEST(ImportErrors, CutsLongNamesAndHidesControlCharacters) {
  TfliteWriter w = test::conv_model();
  w.tensor(1).name = "a\n" + std::string(100, 'b');
  w.tensor(1).buffer = 99;
  EXPECT_EQ(import_message(w.bytes()), "m: tensor 1 'a?" + std::string(58, 'b') + "...': buffer 99, the file has 3");
}

}  // namespace
}  // namespace octet
