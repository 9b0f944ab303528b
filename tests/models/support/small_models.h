// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One small, valid model per operator: what tests of the importer damage.
#pragma once
#include "tests/models/support/tflite_writer.h"

namespace octet::test {

// Tensors: 0 "in" 1x5x6x2, 1 "w" 3x3x2x2, 2 "b" 3, 3 "out" 1x5x6x3. SAME, stride 1: the kernel is 3 high
// and 2 wide, so one row of padding above and below, and one column after.
inline TfliteWriter conv_model(tflite::TensorType type = tflite::TensorType::INT8) {
  TfliteWriter w;
  const std::int64_t zero = type == tflite::TensorType::INT8 ? -3 : 125;
  w.add_tensor("in", type, {1, 5, 6, 2}, {0.5f}, {zero});
  if (type == tflite::TensorType::INT8) {
    w.make_constant(w.add_tensor("w", type, {3, 3, 2, 2}, {0.1f, 0.2f, 0.3f}, {0, 0, 0}));
  } else {
    w.make_constant(w.add_tensor("w", type, {3, 3, 2, 2}, {0.1f}, {120}));
  }
  w.make_constant(w.add_tensor("b", tflite::TensorType::INT32, {3}, {0.05f}, {0}));
  w.add_tensor("out", type, {1, 5, 6, 3}, {0.25f}, {zero});
  tflite::Conv2DOptionsT options;
  options.stride_h = options.stride_w = 1;
  options.fused_activation_function = tflite::ActivationFunctionType::RELU6;
  w.add_node(tflite::BuiltinOperator::CONV_2D, {0, 1, 2}, {3}, options_union(options));
  w.set_inputs_and_outputs({0}, {3});
  return w;
}

// Tensors: 0 "in" 1x5x6x2, 1 "w" 1x3x3x4, 2 "b" 4, 3 "out" 1x2x2x4. VALID, stride 2, depth multiplier 2.
inline TfliteWriter depthwise_model() {
  TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::INT8, {1, 5, 6, 2});
  w.make_constant(w.add_tensor("w", tflite::TensorType::INT8, {1, 3, 3, 4}, {0.1f, 0.2f, 0.3f, 0.4f}, {0, 0, 0, 0}, 3));
  w.make_constant(w.add_tensor("b", tflite::TensorType::INT32, {4}));
  w.add_tensor("out", tflite::TensorType::INT8, {1, 2, 2, 4});
  tflite::DepthwiseConv2DOptionsT options;
  options.padding = tflite::Padding::VALID;
  options.stride_h = options.stride_w = options.depth_multiplier = 2;
  w.add_node(tflite::BuiltinOperator::DEPTHWISE_CONV_2D, {0, 1, 2}, {3}, options_union(options));
  w.set_inputs_and_outputs({0}, {3});
  return w;
}

// Tensors: 0 "in" 2x8, 1 "w" 3x4, 2 "b" 3, 3 "out" 4x3.
inline TfliteWriter fully_connected_model() {
  TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::INT8, {2, 8});
  w.make_constant(w.add_tensor("w", tflite::TensorType::INT8, {3, 4}));
  w.make_constant(w.add_tensor("b", tflite::TensorType::INT32, {3}));
  w.add_tensor("out", tflite::TensorType::INT8, {4, 3});
  w.add_node(tflite::BuiltinOperator::FULLY_CONNECTED, {0, 1, 2}, {3}, options_union(tflite::FullyConnectedOptionsT()));
  w.set_inputs_and_outputs({0}, {3});
  return w;
}

// Tensors: 0 "a" and 1 "b" 1x2x3x4, 2 "out".
inline TfliteWriter add_model() {
  TfliteWriter w;
  for (const char* name : {"a", "b", "out"}) w.add_tensor(name, tflite::TensorType::INT8, {1, 2, 3, 4});
  w.add_node(tflite::BuiltinOperator::ADD, {0, 1}, {2}, options_union(tflite::AddOptionsT()));
  w.set_inputs_and_outputs({0, 1}, {2});
  return w;
}

// Tensors: 0 "in" 1x6x4x2, 1 "out" 1x3x2x2; 2x2 windows, VALID, stride 2.
inline TfliteWriter pool_model() {
  TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::UINT8, {1, 6, 4, 2});
  w.add_tensor("out", tflite::TensorType::UINT8, {1, 3, 2, 2});
  tflite::Pool2DOptionsT options;
  options.padding = tflite::Padding::VALID;
  options.stride_h = options.stride_w = options.filter_height = options.filter_width = 2;
  w.add_node(tflite::BuiltinOperator::AVERAGE_POOL_2D, {0}, {1}, options_union(options));
  w.set_inputs_and_outputs({0}, {1});
  return w;
}

// Tensors: 0 "in" 1x6x4, 1 "shape" {1, -1}, 2 "out" 1x24.
inline TfliteWriter reshape_model() {
  TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::INT8, {1, 6, 4});
  w.make_constant(w.add_tensor("shape", tflite::TensorType::INT32, {2}, {}), {1, 0, 0, 0, 255, 255, 255, 255});
  w.add_tensor("out", tflite::TensorType::INT8, {1, 24});
  w.add_node(tflite::BuiltinOperator::RESHAPE, {0, 1}, {2}, options_union(tflite::ReshapeOptionsT()));
  w.set_inputs_and_outputs({0}, {2});
  return w;
}

// float32 "in" -> QUANTIZE -> int8 "codes" -> SOFTMAX -> int8 "p" -> DEQUANTIZE -> float32 "out", all 1x10.
inline TfliteWriter host_model() {
  TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::FLOAT32, {1, 10}, {});
  w.add_tensor("codes", tflite::TensorType::INT8, {1, 10}, {0.1f}, {5});
  w.add_tensor("p", tflite::TensorType::INT8, {1, 10}, {1.0f / 256}, {-128});
  w.add_tensor("out", tflite::TensorType::FLOAT32, {1, 10}, {});
  tflite::SoftmaxOptionsT softmax;
  softmax.beta = 1;
  w.add_node(tflite::BuiltinOperator::QUANTIZE, {0}, {1});
  w.add_node(tflite::BuiltinOperator::SOFTMAX, {1}, {2}, options_union(softmax));
  w.add_node(tflite::BuiltinOperator::DEQUANTIZE, {2}, {3});
  w.set_inputs_and_outputs({0}, {3});
  return w;
}

// uint8 "in" -> QUANTIZE -> int8 "out".
inline TfliteWriter requantize_model() {
  TfliteWriter w;
  w.add_tensor("in", tflite::TensorType::UINT8, {4}, {0.5f}, {128});
  w.add_tensor("out", tflite::TensorType::INT8, {4}, {0.5f}, {0});
  w.add_node(tflite::BuiltinOperator::QUANTIZE, {0}, {1});
  w.set_inputs_and_outputs({0}, {1});
  return w;
}

}  // namespace octet::test
