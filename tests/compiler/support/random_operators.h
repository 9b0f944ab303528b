// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Appends random operators to a .tflite file under construction.
#pragma once
#include <string>
#include <vector>

#include "tests/compiler/support/random_network.h"
#include "tests/models/support/tflite_writer.h"
#include "verify/random_source.h"

namespace octet::testing {

// A tensor of the file. Floats have no scale.
struct RandomTensor {
  int number = -1;
  std::vector<std::int32_t> shape;
  tflite::TensorType type = tflite::TensorType::INT8;
  float scale = 1;
  std::int64_t zero_point = 0;

  bool is_float() const { return type == tflite::TensorType::FLOAT32; }
  bool is_uint8() const { return type == tflite::TensorType::UINT8; }
  std::int32_t elements() const;
  // So large that its consumers must stay cheap.
  bool is_large() const { return elements() > 20000 || shape.back() > 64; }
};

class RandomOperators {
 public:
  explicit RandomOperators(std::uint64_t seed) : random_(seed) {}

  RandomSource& random() { return random_; }
  test::TfliteWriter& writer() { return writer_; }
  const std::string& text() const { return text_; }

  // A float value m * 2^e with m in [1, 2) and e in [low, high].
  float positive(int low, int high);
  std::vector<std::int32_t> image_shape(bool large);
  RandomTensor tensor(std::vector<std::int32_t> shape, tflite::TensorType type);
  RandomTensor tensor(std::vector<std::int32_t> shape, tflite::TensorType type, float scale, std::int64_t zero_point);

  // Whether an operator of `kind` can read `in`.
  static bool applies(RandomKind kind, const RandomTensor& in);
  // Appends an operator that reads `in` and returns its output. ADD's second operand is one of `others` that
  // fits, or a new tensor that is added to `inputs`.
  RandomTensor append(RandomKind kind, const RandomTensor& in, const std::vector<RandomTensor>& others,
                      std::vector<RandomTensor>& inputs);

 private:
  struct Axis {
    std::int32_t kernel, stride, dilation, out;
  };
  struct Weights {
    int number, bias;  // bias: -1 if there is none
  };
  Axis axis(std::int32_t input, bool same, bool dilate);
  tflite::ActivationFunctionType activation(const RandomTensor& out);
  float output_scale();
  std::int64_t zero_point(tflite::TensorType type);
  double factor(double reach);
  std::vector<std::uint8_t> codes(std::int64_t count, tflite::TensorType type);
  Weights weights(const RandomTensor& in, const RandomTensor& out, std::vector<std::int32_t> shape, int dimension);
  int bias(const RandomTensor& in, const std::vector<float>& weight_scales, std::int32_t channels, std::int64_t room);
  RandomTensor conv(const RandomTensor& in);
  RandomTensor depthwise(const RandomTensor& in);
  RandomTensor fully_connected(const RandomTensor& in);
  RandomTensor add(const RandomTensor& in, const std::vector<RandomTensor>& others, std::vector<RandomTensor>& inputs);
  RandomTensor average_pool(const RandomTensor& in);
  RandomTensor reshape(const RandomTensor& in);
  RandomTensor quantize(const RandomTensor& in);
  RandomTensor softmax(const RandomTensor& in);
  RandomTensor float_quantize(const RandomTensor& in);
  RandomTensor dequantize(const RandomTensor& in);
  // random_operators_wide.cc
  RandomTensor wide(RandomKind kind, const RandomTensor& in, const std::vector<RandomTensor>& others,
                    std::vector<RandomTensor>& inputs);
  RandomTensor like(const RandomTensor& in, std::vector<std::int32_t> shape);
  int numbers(const std::vector<std::int32_t>& values, std::vector<std::int32_t> shape);
  RandomTensor binary(const RandomTensor& in, const std::vector<RandomTensor>& others,
                      std::vector<RandomTensor>& inputs);
  RandomTensor prelu(const RandomTensor& in);
  RandomTensor table(const RandomTensor& in);
  RandomTensor max_pool(const RandomTensor& in);
  RandomTensor reduce(const RandomTensor& in);
  RandomTensor pad(const RandomTensor& in);
  RandomTensor concatenation(const RandomTensor& in, const std::vector<RandomTensor>& others);
  RandomTensor transpose(const RandomTensor& in);
  RandomTensor split(const RandomTensor& in);
  RandomTensor strided_slice(const RandomTensor& in);
  RandomTensor pack(const RandomTensor& in, const std::vector<RandomTensor>& others);
  RandomTensor unpack(const RandomTensor& in);
  RandomTensor tile(const RandomTensor& in);
  RandomTensor resize_nearest(const RandomTensor& in);
  RandomTensor transpose_conv(const RandomTensor& in);
  RandomTensor resize_bilinear(const RandomTensor& in);
  RandomTensor batch_matmul(const RandomTensor& in, std::vector<RandomTensor>& inputs);
  RandomTensor emit(tflite::BuiltinOperator code, std::vector<std::int32_t> inputs, const RandomTensor& out,
                    tflite::BuiltinOptionsUnion options = {});

  RandomSource random_;
  test::TfliteWriter writer_;
  std::string text_;
};

}  // namespace octet::testing
