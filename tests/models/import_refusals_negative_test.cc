// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Nodes the importer refuses: each reason, word for word, starting from a model that is accepted.
#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "models/graph.h"
#include "tests/models/support/small_models.h"

namespace octet {
namespace {

using test::TfliteWriter;
using Type = tflite::TensorType;

struct Change {
  const char* name;
  TfliteWriter (*base)();
  std::function<void(TfliteWriter&)> apply;
  int node;
  const char* refusal;
};

TfliteWriter int8_conv() { return test::conv_model(); }
TfliteWriter uint8_conv() { return test::conv_model(Type::UINT8); }

tflite::Conv2DOptionsT& conv(TfliteWriter& w) { return *w.node(0).builtin_options.AsConv2DOptions(); }
tflite::Pool2DOptionsT& pool(TfliteWriter& w) { return *w.node(0).builtin_options.AsPool2DOptions(); }

void make_int16(TfliteWriter& w) { w.tensor(0).type = Type::INT16; }
void make_variable(TfliteWriter& w) {
  w.tensor(0).is_variable = true;
  w.graph().inputs.erase(w.graph().inputs.begin());
}

const Change kOperandChanges[] = {
    {"Unsupported", test::add_model,
     [](TfliteWriter& w) {
       w.model.operator_codes[0]->builtin_code = tflite::BuiltinOperator::SIN;
       w.model.operator_codes[0]->deprecated_builtin_code = 66;
     },
     0, "operator SIN is not supported, allowed: those of `octet list operators`"},
    {"UnknownCode", test::add_model,
     [](TfliteWriter& w) { w.model.operator_codes[0]->builtin_code = static_cast<tflite::BuiltinOperator>(5000); }, 0,
     "operator OPERATOR_5000 is not supported, allowed: those of `octet list operators`"},
    {"Int16Activation", int8_conv, make_int16, 0, "input 0 'in' has type int16, allowed: int8, uint8, float32"},
    {"FloatActivation", int8_conv, [](TfliteWriter& w) { w.tensor(0).type = Type::FLOAT32; }, 0,
     "output 0 'out' has type int8, allowed: float32"},
    {"HybridWeights", int8_conv, [](TfliteWriter& w) { w.tensor(0).type = w.tensor(3).type = Type::FLOAT32; }, 0,
     "input 1 'w' has type int8, allowed: float32"},
    {"ForeignType", int8_conv, [](TfliteWriter& w) { w.tensor(0).type = Type::INT4; }, 0,
     "input 0 'in' has type INT4, allowed: int8, uint8, float32"},
    {"UnknownType", int8_conv, [](TfliteWriter& w) { w.tensor(0).type = static_cast<Type>(77); }, 0,
     "input 0 'in' has type TYPE_77, allowed: int8, uint8, float32"},
    {"HybridOutput", int8_conv, [](TfliteWriter& w) { w.tensor(3).type = Type::FLOAT32; }, 0,
     "output 0 'out' has type float32, allowed: int8, uint8"},
    {"MixedTypes", test::pool_model, [](TfliteWriter& w) { w.tensor(1).type = Type::INT8; }, 0,
     "output 0 'out' has type int8 but input 0 'in' has uint8, allowed: the same type"},
    {"NotQuantized", int8_conv, [](TfliteWriter& w) { w.tensor(0).quantization.reset(); }, 0,
     "input 0 'in' has 0 scales, allowed: 1"},
    {"ZeroScale", int8_conv, [](TfliteWriter& w) { w.tensor(3).quantization->scale[0] = 0; }, 0,
     "output 0 'out' has scale 0, allowed: above 0"},
    {"ZeroPointOfInt8", int8_conv, [](TfliteWriter& w) { w.tensor(0).quantization->zero_point[0] = 128; }, 0,
     "input 0 'in' has zero point 128, allowed: -128 to 127"},
    {"ZeroPointOfUint8", uint8_conv, [](TfliteWriter& w) { w.tensor(1).quantization->zero_point[0] = -1; }, 0,
     "input 1 'w' has zero point -1, allowed: 0 to 255"},
    {"OtherQuantization", int8_conv, [](TfliteWriter& w) { w.tensor(0).quantization->details_type = 2; }, 0,
     "input 0 'in' has custom or blockwise quantization, allowed: scale and zero point"},
    {"VariableInput", test::pool_model, make_variable, 0,
     "input 0 'in' is a variable tensor, allowed: one computed in each inference"},
    {"ConstantInput", int8_conv,
     [](TfliteWriter& w) {
       w.make_constant(0);
       w.graph().inputs.clear();
     },
     0, "input 0 'in' is a constant, allowed: a computed tensor"},
    {"EmptyTensor", test::pool_model,
     [](TfliteWriter& w) {
       w.tensor(0).shape = {1, 0, 4, 2};
     },
     0, "input 0 'in' has shape 1x0x4x2, allowed: dimensions of 1 or more"},
    {"TooFewInputs", int8_conv, [](TfliteWriter& w) { w.node(0).inputs = {0}; }, 0, "1 inputs, allowed: 2 to 3"},
    {"InputLeftOut", int8_conv, [](TfliteWriter& w) { w.node(0).inputs[1] = -1; }, 0,
     "input 1 is left out, allowed: a tensor"},
    {"TwoOutputs", test::add_model,
     [](TfliteWriter& w) { w.node(0).outputs.push_back(w.add_tensor("extra", Type::INT8, {1})); }, 0,
     "2 outputs, allowed: 1"},
    {"NoOptions", int8_conv, [](TfliteWriter& w) { w.node(0).builtin_options.Reset(); }, 0,
     "its options are NONE, allowed: those of CONV_2D"},
    {"OptionsOfAnother", int8_conv,
     [](TfliteWriter& w) { w.node(0).builtin_options = test::options_union(tflite::AddOptionsT()); }, 0,
     "its options are AddOptions, allowed: those of CONV_2D"},
    {"ActivationTanh", test::add_model,
     [](TfliteWriter& w) {
       w.node(0).builtin_options.AsAddOptions()->fused_activation_function = tflite::ActivationFunctionType::TANH;
     },
     0, "fused activation TANH, allowed: NONE, RELU, RELU_N1_TO_1, RELU6"},
    {"ActivationUnknown", test::add_model,
     [](TfliteWriter& w) {
       w.node(0).builtin_options.AsAddOptions()->fused_activation_function =
           static_cast<tflite::ActivationFunctionType>(9);
     },
     0, "fused activation 9, allowed: NONE, RELU, RELU_N1_TO_1, RELU6"},
};

const Change kWeightChanges[] = {
    {"ComputedWeights", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(1).buffer = 0;
       w.graph().inputs = {0, 1};
     },
     0, "input 1 'w' is computed, allowed: a constant"},
    {"SparseWeights", int8_conv,
     [](TfliteWriter& w) { w.tensor(1).sparsity = std::make_unique<tflite::SparsityParametersT>(); }, 0,
     "input 1 'w' is a sparse constant, allowed: a dense one"},
    {"FloatWeights", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(1).type = Type::FLOAT32;
       w.make_constant(1);
     },
     0, "input 1 'w' has type float32, allowed: int8, uint8"},
    {"Uint8WeightsOfInt8", int8_conv, [](TfliteWriter& w) { w.tensor(1).type = Type::UINT8; }, 0,
     "input 1 'w' has type uint8 but input 0 'in' has int8, allowed: the same type"},
    {"WeightsNotQuantized", int8_conv, [](TfliteWriter& w) { w.tensor(1).quantization.reset(); }, 0,
     "input 1 'w' has no scale, allowed: 1 or one per channel"},
    {"PerChannelUint8", uint8_conv,
     [](TfliteWriter& w) {
       w.tensor(1).quantization->scale = {1, 1, 1};
       w.tensor(1).quantization->zero_point = {0, 0, 0};
     },
     0, "input 1 'w' is uint8 with 3 scales, allowed: 1"},
    {"Int8WeightsWithZeroPoint", int8_conv, [](TfliteWriter& w) { w.tensor(1).quantization->zero_point[1] = 4; }, 0,
     "input 1 'w' has zero point 4, allowed: 0 to 0"},
    {"ScalesAlongAnotherDimension", int8_conv,
     [](TfliteWriter& w) { w.tensor(1).quantization->quantized_dimension = 1; }, 0,
     "input 1 'w' has its scales along dimension 1, allowed: 0"},
    {"Grouped", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(1).shape = {3, 3, 2, 1};
       w.make_constant(1);
     },
     0, "grouped convolution: input 1 'w' reads 1 channels of 2, allowed: all"},
    {"BiasElements", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(2).shape = {2};
       w.make_constant(2);
     },
     0, "input 2 'b' has 2 elements, allowed: 3, one per channel"},
    {"BiasType", test::fully_connected_model,
     [](TfliteWriter& w) {
       w.tensor(2).type = Type::INT64;
       w.make_constant(2);
     },
     0, "input 2 'b' has type int64, allowed: int32"},
    {"ConvFactor", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(0).quantization->scale[0] = 65536;
       w.tensor(1).quantization->scale = {65536, 1, 1};
       w.tensor(3).quantization->scale[0] = 1;
     },
     0, "scale factor 4294967296 (input 65536 x weights 65536 / output 1), allowed: below 2^31"},
    {"FullyConnectedFactor", test::fully_connected_model,
     [](TfliteWriter& w) {
       w.tensor(0).quantization->scale[0] = w.tensor(1).quantization->scale[0] = 65536;
       w.tensor(3).quantization->scale[0] = 1;
     },
     0, "scale factor 4294967296 with input 1 'w' of scale 65536, allowed: below 2^31"},
    {"ShuffledWeights", test::fully_connected_model,
     [](TfliteWriter& w) {
       w.node(0).builtin_options.AsFullyConnectedOptions()->weights_format =
           tflite::FullyConnectedOptionsWeightsFormat::SHUFFLED4x16INT8;
     },
     0, "weights format 1, allowed: DEFAULT (0)"},
    {"DepthMultiplier", test::depthwise_model,
     [](TfliteWriter& w) { w.node(0).builtin_options.AsDepthwiseConv2DOptions()->depth_multiplier = 3; }, 0,
     "depth multiplier 3 with 2 input and 4 output channels, allowed: their quotient"},
    {"DepthwiseWeightsShape", test::depthwise_model,
     [](TfliteWriter& w) {
       w.tensor(1).shape = {3, 1, 3, 4};
     },
     0, "input 1 'w' has shape 3x1x3x4, allowed: 1 first"},
};

const Change kShapeChanges[] = {
    {"ConvRank", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(0).shape = {5, 6, 2};
     },
     0, "input 0 'in' has shape 5x6x2, allowed: 4 dimensions"},
    {"ConvOutputShape", int8_conv,
     [](TfliteWriter& w) {
       w.tensor(3).shape = {1, 5, 5, 3};
     },
     0, "output 0 'out' has shape 1x5x5x3, allowed: 1x5x6x3"},
    {"ConvStride", int8_conv, [](TfliteWriter& w) { conv(w).stride_w = 0; }, 0, "stride_w is 0, allowed: 1 or more"},
    {"ConvDilation", int8_conv, [](TfliteWriter& w) { conv(w).dilation_h_factor = -2; }, 0,
     "dilation_h is -2, allowed: 1 or more"},
    {"ConvPadding", int8_conv, [](TfliteWriter& w) { conv(w).padding = static_cast<tflite::Padding>(5); }, 0,
     "padding 5, allowed: SAME (0), VALID (1)"},
    {"KernelTooLarge", int8_conv,
     [](TfliteWriter& w) {
       conv(w).padding = tflite::Padding::VALID;
       conv(w).dilation_h_factor = 3;
     },
     0, "kernel 3x2 does not fit into input 0 'in' of shape 1x5x6x2 without padding"},
    {"PoolScale", test::pool_model, [](TfliteWriter& w) { w.tensor(1).quantization->scale[0] = 0.25f; }, 0,
     "output 0 'out' has scale 0.25 and zero point 0, allowed: those of the input, 0.5 and 0"},
    {"PoolFilter", test::pool_model, [](TfliteWriter& w) { pool(w).filter_height = 0; }, 0,
     "filter_height is 0, allowed: 1 or more"},
    {"PoolOutputShape", test::pool_model,
     [](TfliteWriter& w) {
       w.tensor(1).shape = {1, 3, 2, 3};
     },
     0, "output 0 'out' has shape 1x3x2x3, allowed: 1x3x2x2"},
    {"FullyConnectedDepth", test::fully_connected_model,
     [](TfliteWriter& w) {
       w.tensor(0).shape = {2, 9};
     },
     0, "input 0 'in' has 18 elements, allowed: a multiple of the 4 that input 1 'w' reads"},
    {"FullyConnectedOutput", test::fully_connected_model,
     [](TfliteWriter& w) {
       w.tensor(3).shape = {3, 4};
     },
     0, "output 0 'out' has shape 3x4, allowed: 4 rows of 3"},
    {"Broadcast", test::add_model,
     [](TfliteWriter& w) {
       w.tensor(1).shape = {1, 2, 2, 4};
     },
     0, "input 0 'a' has shape 1x2x3x4 and input 1 'b' has 1x2x2x4, allowed: shapes that broadcast"},
    {"AddOutputShape", test::add_model,
     [](TfliteWriter& w) {
       w.tensor(2).shape = {1, 3, 2, 4};
     },
     0, "output 0 'out' has shape 1x3x2x4, allowed: 1x2x3x4"},
    {"AddOutputScale", test::add_model,
     [](TfliteWriter& w) {
       w.tensor(0).quantization->scale[0] = 1;
       w.tensor(2).quantization->scale[0] = 1.0f / (1 << 20);
     },
     0, "output 0 'out' has scale 9.536743e-07 for inputs of scale 1 and 0.5, allowed: above 2^-19 of the larger"},
    {"ReshapeElements", test::reshape_model,
     [](TfliteWriter& w) {
       w.tensor(2).shape = {1, 25};
     },
     0, "output 0 'out' has 25 elements, allowed: the 24 of input 0 'in'"},
    {"ReshapeTwoOpenDimensions", test::reshape_model, [](TfliteWriter& w) { w.buffer_of(1).data.assign(8, 255); }, 0,
     "the requested shape is -1x-1, allowed: the 1x24 of output 0 'out'"},
    {"ReshapeComputedShape", test::reshape_model,
     [](TfliteWriter& w) {
       w.tensor(1).buffer = 0;
       w.graph().inputs = {0, 1};
     },
     0, "input 1 'shape' is computed, allowed: a constant shape"},
    {"ReshapeShapeType", test::reshape_model,
     [](TfliteWriter& w) {
       w.tensor(1).type = Type::INT64;
       w.make_constant(1);
     },
     0, "input 1 'shape' has type int64, allowed: a dense int32 shape"},
    {"ReshapeOptions", test::reshape_model,
     [](TfliteWriter& w) {
       w.node(0).inputs = {0};
       w.node(0).builtin_options.AsReshapeOptions()->new_shape = {24, 1};
     },
     0, "the requested shape is 24x1, allowed: the 1x24 of output 0 'out'"},
    {"QuantizeShape", test::host_model,
     [](TfliteWriter& w) {
       w.tensor(0).shape = {2, 10};
     },
     0, "output 0 'codes' has shape 1x10, allowed: 2x10"},
    {"QuantizeFactor", test::requantize_model,
     [](TfliteWriter& w) {
       w.tensor(0).quantization->scale[0] = 65536;
       w.tensor(1).quantization->scale[0] = 1.0f / 65536;
     },
     0, "scale factor 4294967296, allowed: below 2^31"},
    {"QuantizeInt32", test::requantize_model, [](TfliteWriter& w) { w.tensor(0).type = Type::INT32; }, 0,
     "input 0 'in' has type int32, allowed: int8, uint8"},
    {"DequantizeHalf", test::host_model, [](TfliteWriter& w) { w.tensor(3).type = Type::FLOAT16; }, 2,
     "output 0 'out' has type FLOAT16, allowed: float32"},
    {"DequantizeShape", test::host_model, [](TfliteWriter& w) { w.tensor(3).shape = {10}; }, 2,
     "output 0 'out' has shape 10, allowed: 1x10"},
    {"SoftmaxScale", test::host_model, [](TfliteWriter& w) { w.tensor(2).quantization->scale[0] = 0.5f; }, 1,
     "output 0 'p' has scale 0.5 and zero point -128, allowed: 1/256 and -128"},
    {"SoftmaxShape", test::host_model,
     [](TfliteWriter& w) {
       w.tensor(2).shape = {10, 1};
     },
     1, "output 0 'p' has shape 10x1 for an input of shape 1x10, allowed: the same, 1 dimension or more"},
    {"SoftmaxBeta", test::host_model, [](TfliteWriter& w) { w.node(1).builtin_options.AsSoftmaxOptions()->beta = 0; },
     1, "beta 0 x input scale 0.1, allowed: above 2^-26"},
};

class ImportRefuses : public ::testing::TestWithParam<Change> {};

TEST_P(ImportRefuses, WithItsReason) {
  TfliteWriter w = GetParam().base();
  ASSERT_NO_THROW(require_supported(import_tflite_bytes(w.bytes(), "m")));
  GetParam().apply(w);
  const Graph graph = import_tflite_bytes(w.bytes(), "m");
  EXPECT_EQ(graph.nodes.at(static_cast<std::size_t>(GetParam().node)).refusal, GetParam().refusal);
}
std::string change_name(const ::testing::TestParamInfo<Change>& instance) { return instance.param.name; }
INSTANTIATE_TEST_SUITE_P(Operands, ImportRefuses, ::testing::ValuesIn(kOperandChanges), change_name);
INSTANTIATE_TEST_SUITE_P(Weights, ImportRefuses, ::testing::ValuesIn(kWeightChanges), change_name);
INSTANTIATE_TEST_SUITE_P(Shapes, ImportRefuses, ::testing::ValuesIn(kShapeChanges), change_name);

std::string supported_message(const TfliteWriter& w) {
  try {
    require_supported(import_tflite_bytes(w.bytes(), "m"));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kModel);
    return error.what();
  }
  return "no error";
}

TEST(RequireSupported, ListsAllRefusedNodesAtOnce) {
  TfliteWriter w = test::host_model();
  w.tensor(2).quantization->scale[0] = 0.5f;
  w.tensor(3).shape = {10};
  EXPECT_EQ(supported_message(w),
            "m: 2 of 3 nodes cannot run:\n"
            "  node 1 SOFTMAX 'p': output 0 'p' has scale 0.5 and zero point -128, allowed: 1/256 and -128\n"
            "  node 2 DEQUANTIZE 'out': output 0 'out' has shape 10, allowed: 1x10");
}

TEST(RequireSupported, RejectsGraphInputsThatHoldNoNumbers) {
  TfliteWriter w = test::add_model();
  w.graph().inputs.push_back(w.add_tensor("text", Type::STRING, {1}, {}));
  EXPECT_EQ(supported_message(w),
            "m: graph input tensor 3 'text' has type STRING and shape 1, allowed: numbers, at least one");
}

TEST(RequireSupported, RejectsGraphOutputsThatNoNodeComputes) {
  TfliteWriter w = test::add_model();
  w.graph().outputs.push_back(0);
  EXPECT_EQ(supported_message(w), "m: graph output tensor 0 'a' is no node's output, allowed: computed tensors");
}

}  // namespace
}  // namespace octet
