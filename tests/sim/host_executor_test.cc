// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Host steps find their tensors in the memory image and touch nothing else.
#include "sim/host_executor.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "models/evaluate.h"

namespace octet {
namespace {

TensorPort port(DataType type, std::vector<std::int64_t> shape, Base base, std::uint32_t offset, double scale,
                std::int32_t zero_point) {
  return {"t", type, std::move(shape), base, offset, scale, zero_point};
}

struct Memory {
  MemoryImage image;
  Memory() {
    for (auto& region : image.region) region.assign(64, kPoison);
  }
  std::vector<std::uint8_t>& at(Base base) { return image.region[static_cast<std::size_t>(base)]; }
};

TEST(HostExecutor, QuantizesFromOneRegionToAnother) {
  Memory m;
  const float values[] = {1.0f, -0.75f};
  std::memcpy(&m.at(Base::kIo)[3], values, sizeof values);  // no alignment promised
  const auto io = m.at(Base::kIo);
  execute_host_step({"QUANTIZE",
                     encode_options({}),
                     {port(DataType::kFloat32, {2}, Base::kIo, 3, 0, 0)},
                     {port(DataType::kUint8, {2}, Base::kWorkspace, 5, 0.5, 10)}},
                    m.image);
  EXPECT_EQ(m.at(Base::kIo), io);
  std::vector<std::uint8_t> expected(64, kPoison);
  expected[5] = 12;
  expected[6] = 8;  // -1.5 away from zero
  EXPECT_EQ(m.at(Base::kWorkspace), expected);
}

TEST(HostExecutor, DequantizesInt8) {
  Memory m;
  m.at(Base::kWorkspace)[0] = 0xfe;  // -2
  execute_host_step({"DEQUANTIZE",
                     encode_options({}),
                     {port(DataType::kInt8, {1}, Base::kWorkspace, 0, 0.5, 1)},
                     {port(DataType::kFloat32, {1}, Base::kIo, 8, 0, 0)}},
                    m.image);
  float value = 0;
  std::memcpy(&value, &m.at(Base::kIo)[8], sizeof value);
  EXPECT_EQ(value, -1.5f);
}

TEST(HostExecutor, TakesSoftmaxAlongTheLastDimension) {
  Memory m;
  const std::int8_t codes[] = {0, 10, 20, 30, -128, 25, 0, 10, 20, 30, -128, 25};
  std::memcpy(m.at(Base::kIo).data(), codes, sizeof codes);
  execute_host_step({"SOFTMAX",
                     encode_options(SoftmaxOptions{1}),
                     {port(DataType::kInt8, {2, 6}, Base::kIo, 0, 0.1f, 0)},
                     {port(DataType::kInt8, {2, 6}, Base::kIo, 20, 1.0 / 256, -128)}},
                    m.image);
  // Recorded from the oracle, as in the test of models' softmax.
  const std::int8_t expected[] = {-122, -112, -84, -9, -128, -56, -122, -112, -84, -9, -128, -56};
  EXPECT_EQ(std::memcmp(&m.at(Base::kIo)[20], expected, sizeof expected), 0);
}

TEST(HostExecutor, RefusesStepsThatDoNotFitTheirOperator) {
  Memory m;
  const TensorPort codes = port(DataType::kInt8, {4}, Base::kIo, 0, 0.5, 0);
  const TensorPort floats = port(DataType::kFloat32, {4}, Base::kWorkspace, 0, 0, 0);
  const std::vector<std::uint8_t> none = encode_options({});
  const auto message = [&](const HostStep& step) -> std::string {
    try {
      execute_host_step(step, m.image);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({"DEQUANTIZE", none, {codes}, {floats}}), "");
  EXPECT_EQ(message({"DEQUANTIZE", none, {codes}, {codes}}),
            "host step DEQUANTIZE: output 0 't' has type int8, allowed: float32");
  EXPECT_EQ(message({"DEQUANTIZE", none, {codes}, {}}), "host step DEQUANTIZE: 0 outputs, allowed: 1");
  EXPECT_EQ(message({"DEQUANTIZE", {}, {codes}, {floats}}),
            "host step DEQUANTIZE: options need 1 bytes at byte 0, 0 are left");
  EXPECT_EQ(message({"DEQUANTIZE", {200}, {codes}, {floats}}),
            "host step DEQUANTIZE: options of kind 200, allowed: 0 to 16");
  EXPECT_EQ(message({"DEQUANTIZE", {0, 0}, {codes}, {floats}}), "host step DEQUANTIZE: options have 1 bytes too many");
  EXPECT_EQ(message({"SOFTMAX", none, {codes}, {codes}}),
            "host step SOFTMAX: its options are those of another operator than SOFTMAX");
  EXPECT_EQ(message({"NOTHING", none, {codes}, {codes}}), "host step NOTHING: the host does not run NOTHING");
  TensorPort wide = codes;
  wide.zero_point = 1 << 30;
  EXPECT_EQ(message({"DEQUANTIZE", none, {wide}, {floats}}),
            "host step DEQUANTIZE: input 0 't' has zero point 1073741824, allowed: -128 to 127");
}

TEST(HostExecutor, MovesInsideItsOperandsOnly) {
  Memory m;
  const auto floats = [](std::vector<std::int64_t> shape, std::uint32_t offset) {
    return port(DataType::kFloat32, std::move(shape), Base::kIo, offset, 0, 0);
  };
  const TensorPort in = floats({2, 3}, 0), out = floats({3, 2}, 32), part = floats({1, 2}, 32);
  const auto runs = [&](const char* op, const NodeOptions& options, const TensorPort& to) {
    execute_host_step({op, encode_options(options), {in}, {to}}, m.image);
  };
  EXPECT_NO_THROW(runs("TRANSPOSE", TransposeOptions{{1, 0}}, out));
  EXPECT_THROW(runs("TRANSPOSE", TransposeOptions{{1, 1}}, out), Error);
  EXPECT_THROW(runs("TRANSPOSE", TransposeOptions{{1, 2}}, out), Error);
  EXPECT_NO_THROW(runs("SLICE", SliceOptions{{1, 2}, {1, -1}, {1, 2}}, part));
  EXPECT_THROW(runs("SLICE", SliceOptions{{1, 2}, {1, 1}, {1, 2}}, part), Error);
  EXPECT_THROW(runs("SLICE", SliceOptions{{1}, {1}, {2}}, part), Error);
  EXPECT_THROW(runs("SLICE", SliceOptions{{1, 0}, {1, std::int64_t{1} << 62}, {1, 2}}, part), Error);
  EXPECT_THROW(runs("CONCATENATION", AxisOptions{7}, in), Error);
  EXPECT_THROW(runs("PAD", PadOptions{{0, -1}}, in), Error);
  EXPECT_THROW(runs("TILE", {}, part), Error);
  EXPECT_THROW(runs("RESHAPE", {}, part), Error);
}

// Two pixels of one channel, a kernel of two taps: 1, 2 times 3, 4.
TEST(HostExecutor, ConvolvesFloatsThatFitItsOptions) {
  Memory m;
  const auto floats = [](std::vector<std::int64_t> shape, std::uint32_t offset) {
    return port(DataType::kFloat32, std::move(shape), Base::kIo, offset, 0, 0);
  };
  const TensorPort in = floats({1, 1, 2, 1}, 0), kernel = floats({1, 1, 2, 1}, 8), out = floats({1, 1, 1, 1}, 16);
  const float values[] = {1, 2, 3, 4};
  std::memcpy(m.at(Base::kIo).data(), values, sizeof values);
  const auto message = [&](const char* op, const NodeOptions& options, std::vector<TensorPort> inputs,
                           const TensorPort& to) -> std::string {
    try {
      execute_host_step({op, encode_options(options), std::move(inputs), {to}}, m.image);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message("CONV_2D", ConvOptions{}, {in, kernel}, out), "");
  float sum = 0;
  std::memcpy(&sum, &m.at(Base::kIo)[16], sizeof sum);
  EXPECT_EQ(sum, 11);
  ConvOptions options;
  options.stride_h = 0;
  EXPECT_EQ(message("CONV_2D", options, {in, kernel}, out),
            "host step CONV_2D: stride_h is 0, allowed: 1 to 1073741824");
  options = {};
  options.pad_left = -1;
  EXPECT_EQ(message("DEPTHWISE_CONV_2D", options, {in, kernel}, out),
            "host step DEPTHWISE_CONV_2D: pad_left is -1, allowed: 0 to 1073741824");
  EXPECT_EQ(message("CONV_2D", ConvOptions{}, {in, floats({2, 1, 2, 1}, 0)}, out),
            "host step CONV_2D: output 0 't' has shape 1x1x1x1, allowed: 1x1x1x2");
  EXPECT_EQ(message("CONV_2D", ConvOptions{}, {in, floats({1, 1, 1, 2}, 0)}, out),
            "host step CONV_2D: input 1 't' has shape 1x1x1x2, allowed: 1x1x1x1");
  EXPECT_EQ(message("CONV_2D", ConvOptions{}, {in, kernel, floats({2}, 0)}, out),
            "host step CONV_2D: input 2 't' has 2 elements, allowed: 1");
  EXPECT_EQ(message("TRANSPOSE_CONV", ConvOptions{}, {in, floats({1, 1, 1, 2}, 0), in}, out),
            "host step TRANSPOSE_CONV: input 1 't' has shape 1x1x1x2, allowed: 1x1x1x1");
  EXPECT_EQ(message("FULLY_CONNECTED", FullyConnectedOptions{}, {in, floats({1, 3}, 0)}, out),
            "host step FULLY_CONNECTED: input 0 't' has shape 1x1x2x1 and output 0 't' 1x1x1x1, allowed: rows of 3 and "
            "as many of 1");
  PoolOptions pool;
  pool.kernel_h = 0;
  EXPECT_EQ(message("MAX_POOL_2D", pool, {in}, out), "host step MAX_POOL_2D: kernel_h is 0, allowed: 1 to 1073741824");
  EXPECT_EQ(message("AVERAGE_POOL_2D", PoolOptions{}, {in}, floats({1, 1, 1, 2}, 16)),
            "host step AVERAGE_POOL_2D: output 0 't' has shape 1x1x1x2, allowed: 1x1x1x1");
}

TEST(HostExecutor, ChecksPlaces) {
  Memory m;
  const TensorPort codes = port(DataType::kInt8, {4}, Base::kIo, 0, 0.5, 0);
  const TensorPort outside = port(DataType::kFloat32, {4}, Base::kWorkspace, 52, 0, 0);
  EXPECT_THROW(execute_host_step({"DEQUANTIZE", encode_options({}), {codes}, {outside}}, m.image), InternalError);
}

}  // namespace
}  // namespace octet
