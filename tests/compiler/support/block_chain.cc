// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/compiler/support/block_chain.h"

#include "tests/models/support/tflite_writer.h"

namespace octet::testing {
namespace {

using tflite::BuiltinOperator;
using tflite::TensorType;

constexpr std::int32_t kExtent = 28, kNarrow = 32, kWide = 96;

class Chain {
 public:
  int value(std::int32_t channels) { return writer_.add_tensor("", TensorType::INT8, {1, kExtent, kExtent, channels}); }
  int constant(TensorType type, std::vector<std::int32_t> shape) {
    return writer_.make_constant(writer_.add_tensor("", type, std::move(shape), {0.5f}));
  }

  int pointwise(int from, std::int32_t channels, std::int32_t filters) {
    const int to = value(filters);
    tflite::Conv2DOptionsT options;
    options.stride_w = options.stride_h = options.dilation_w_factor = options.dilation_h_factor = 1;
    writer_.add_node(BuiltinOperator::CONV_2D,
                     {from, constant(TensorType::INT8, {filters, 1, 1, channels}), bias(filters)}, {to},
                     test::options_union(options));
    return to;
  }

  int depthwise(int from) {
    const int to = value(kWide);
    tflite::DepthwiseConv2DOptionsT options;
    options.stride_w = options.stride_h = options.depth_multiplier = 1;
    options.dilation_w_factor = options.dilation_h_factor = 1;
    writer_.add_node(BuiltinOperator::DEPTHWISE_CONV_2D,
                     {from, constant(TensorType::INT8, {1, 3, 3, kWide}), bias(kWide)}, {to},
                     test::options_union(options));
    return to;
  }

  int add(int a, int b) {
    const int to = value(kNarrow);
    writer_.add_node(BuiltinOperator::ADD, {a, b}, {to}, test::options_union(tflite::AddOptionsT{}));
    return to;
  }

  std::vector<std::uint8_t> bytes(int from, int to) {
    writer_.set_inputs_and_outputs({from}, {to});
    return writer_.bytes();
  }

 private:
  // In the scale of its convolution: that of input times that of weights.
  int bias(std::int32_t channels) {
    return writer_.make_constant(writer_.add_tensor("", TensorType::INT32, {channels}, {0.25f}));
  }

  test::TfliteWriter writer_;
};

}  // namespace

std::vector<std::uint8_t> block_chain(int blocks) {
  Chain chain;
  const int input = chain.value(kNarrow);
  int now = input;
  for (int i = 0; i < blocks; ++i)
    now = chain.add(now, chain.pointwise(chain.depthwise(chain.pointwise(now, kNarrow, kWide)), kWide, kNarrow));
  return chain.bytes(input, now);
}

}  // namespace octet::testing
