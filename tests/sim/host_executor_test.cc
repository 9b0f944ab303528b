// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Host steps find their tensors in the memory image and touch nothing else.
#include "sim/host_executor.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"

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
  execute_host_step({HostOperator::kQuantize,
                     {port(DataType::kFloat32, {2}, Base::kIo, 3, 0, 0)},
                     {port(DataType::kUint8, {2}, Base::kWorkspace, 5, 0.5, 10)},
                     1},
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
  execute_host_step({HostOperator::kDequantize,
                     {port(DataType::kInt8, {1}, Base::kWorkspace, 0, 0.5, 1)},
                     {port(DataType::kFloat32, {1}, Base::kIo, 8, 0, 0)},
                     1},
                    m.image);
  float value = 0;
  std::memcpy(&value, &m.at(Base::kIo)[8], sizeof value);
  EXPECT_EQ(value, -1.5f);
}

TEST(HostExecutor, TakesSoftmaxAlongTheLastDimension) {
  Memory m;
  const std::int8_t codes[] = {0, 10, 20, 30, -128, 25, 0, 10, 20, 30, -128, 25};
  std::memcpy(m.at(Base::kIo).data(), codes, sizeof codes);
  execute_host_step({HostOperator::kSoftmax,
                     {port(DataType::kInt8, {2, 6}, Base::kIo, 0, 0.1f, 0)},
                     {port(DataType::kInt8, {2, 6}, Base::kIo, 20, 1.0 / 256, -128)},
                     1},
                    m.image);
  // Recorded from the oracle, as in the test of models' softmax.
  const std::int8_t expected[] = {-122, -112, -84, -9, -128, -56, -122, -112, -84, -9, -128, -56};
  EXPECT_EQ(std::memcmp(&m.at(Base::kIo)[20], expected, sizeof expected), 0);
}

TEST(HostExecutor, ChecksItsPorts) {
  Memory m;
  const TensorPort codes = port(DataType::kInt8, {4}, Base::kIo, 0, 0.5, 0);
  const TensorPort floats = port(DataType::kFloat32, {4}, Base::kWorkspace, 0, 0, 0);
  const TensorPort outside = port(DataType::kFloat32, {4}, Base::kWorkspace, 52, 0, 0);
  EXPECT_THROW(execute_host_step({HostOperator::kDequantize, {codes}, {codes}, 1}, m.image), InternalError);
  EXPECT_THROW(execute_host_step({HostOperator::kDequantize, {codes}, {}, 1}, m.image), InternalError);
  EXPECT_THROW(execute_host_step({HostOperator::kDequantize, {codes}, {outside}, 1}, m.image), InternalError);
  EXPECT_THROW(execute_host_step({HostOperator::kSoftmax, {codes}, {floats}, 1}, m.image), InternalError);
  EXPECT_NO_THROW(execute_host_step({HostOperator::kDequantize, {codes}, {floats}, 1}, m.image));
}

}  // namespace
}  // namespace octet
