// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random operators in a row, their inputs, and machines to run them on.
#include "tests/compiler/support/random_network.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/compiler/support/random_operators.h"

namespace octet::testing {
namespace {

using Type = tflite::TensorType;
using Bytes = std::vector<std::uint8_t>;

// Codes all over, few, extreme, or near the zero point.
Bytes input_codes(RandomSource& random, const RandomTensor& t) {
  Bytes bytes(static_cast<std::size_t>(t.elements()));
  const std::int64_t form = random.below(6);
  for (std::uint8_t& b : bytes) {
    std::int64_t code = random.below(256);
    if (form == 0) code = random.pick({0, 255, 128, 127});
    if (form == 1) code = t.zero_point + random.between(-2, 2);
    b = static_cast<std::uint8_t>(code);
  }
  return bytes;
}

// Floats in [-1, 1) on a grid of 2^-k, so that many quotients are ties; some beyond every range.
Bytes input_floats(RandomSource& random, const RandomTensor& t) {
  const int bits = static_cast<int>(random.pick<std::int64_t>({8, 10, 12, 24}));
  Bytes bytes;
  for (std::int32_t i = 0; i < t.elements(); ++i) {
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    float value = std::ldexp(static_cast<float>(random.between(-half, half - 1)), 1 - bits);
    if (random.chance(2)) value *= 1000;
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof value);
    std::memcpy(bytes.data() + at, &value, sizeof value);
  }
  return bytes;
}

RandomNetwork finish(RandomOperators& operators, const std::vector<RandomTensor>& inputs,
                     const std::vector<std::int32_t>& outputs) {
  RandomNetwork network;
  std::vector<std::int32_t> numbers;
  for (const RandomTensor& t : inputs) numbers.push_back(t.number);
  operators.writer().set_inputs_and_outputs(numbers, outputs);
  network.file = operators.writer().bytes();
  network.text = operators.text();
  for (int set = 0; set < 2; ++set) {
    auto& entries = network.inputs.emplace_back();
    for (const RandomTensor& t : inputs)
      entries.push_back(t.is_float() ? input_floats(operators.random(), t) : input_codes(operators.random(), t));
  }
  return network;
}

}  // namespace

RandomNetwork random_operator(std::uint64_t seed) {
  RandomOperators operators(seed);
  RandomSource& random = operators.random();
  const auto kind = static_cast<RandomKind>(seed % kRandomKinds);
  Type type = kind == RandomKind::kFloatQuantize ? Type::FLOAT32 : random.pick({Type::INT8, Type::INT8, Type::UINT8});
  if (kind == RandomKind::kBatchMatMul) type = Type::INT8;
  std::vector<std::int32_t> shape = operators.image_shape(false);
  if (kind == RandomKind::kFullyConnected || kind == RandomKind::kSoftmax)
    shape = {static_cast<std::int32_t>(random.between(1, 4)), static_cast<std::int32_t>(random.between(1, 300))};
  std::vector<RandomTensor> inputs{operators.tensor(shape, type)};
  if (kind == RandomKind::kSoftmax && random.chance(80)) {
    inputs = {operators.tensor(shape, type, operators.positive(-8, 0), 0)};
  }
  const RandomTensor in = inputs[0];
  const RandomTensor out = operators.append(kind, in, {}, inputs);
  return finish(operators, inputs, {out.number});
}

RandomNetwork random_network(std::uint64_t seed, int operators) {
  RandomOperators builder(seed);
  RandomSource& random = builder.random();
  const bool large = random.chance(8);
  const Type type = random.chance(15) ? Type::FLOAT32 : random.pick({Type::INT8, Type::INT8, Type::UINT8});
  std::vector<std::int32_t> shape = builder.image_shape(large);
  if (!large && random.chance(20))
    shape = {static_cast<std::int32_t>(random.between(1, 6)), static_cast<std::int32_t>(random.between(1, 600))};
  std::vector<RandomTensor> inputs{builder.tensor(shape, type)}, made;
  std::vector<std::int32_t> outputs;
  RandomTensor now = inputs[0];
  for (int i = 0; i < operators; ++i) {
    auto kind = static_cast<RandomKind>(random.below(kRandomKinds));
    while (!RandomOperators::applies(kind, now))
      kind = now.is_float() ? RandomKind::kFloatQuantize : static_cast<RandomKind>(random.below(kRandomKinds));
    std::vector<RandomTensor> others = made;
    if (random.chance(50)) others.push_back(inputs[0]);
    now = builder.append(kind, now, others, inputs);
    made.push_back(now);
    if (i + 1 < operators && random.chance(15)) outputs.push_back(now.number);
  }
  outputs.insert(random.chance(50) ? outputs.begin() : outputs.end(), now.number);
  return finish(builder, inputs, outputs);
}

RandomNetwork random_chain(std::uint64_t seed) {
  RandomOperators builder(seed);
  RandomSource& random = builder.random();
  const auto extent = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::int32_t>(random.between(low, high));
  };
  const Type type = random.pick({Type::INT8, Type::INT8, Type::UINT8});
  std::vector<RandomTensor> inputs{builder.tensor({1, extent(24, 64), extent(8, 24), extent(4, 24)}, type)};
  std::vector<RandomTensor> made;
  RandomTensor now = inputs[0];
  for (std::int64_t i = random.between(3, 8); i > 0; --i) {
    auto kind = random.pick({RandomKind::kConv, RandomKind::kConv, RandomKind::kDepthwise, RandomKind::kDepthwise,
                             RandomKind::kAdd, RandomKind::kMaxPool, RandomKind::kTable});
    if (!RandomOperators::applies(kind, now)) kind = RandomKind::kConv;
    if (!RandomOperators::applies(kind, now)) break;
    now = builder.append(kind, now, made, inputs);
    made.push_back(now);
  }
  return finish(builder, inputs, {now.number});
}

Machine random_small_machine(std::uint64_t seed) {
  RandomSource random(seed ^ 0x6d616368696e65);
  if (random.chance(30)) return load_machine(random.pick({"tiny-8", "tiny-8", "edge-16", "edge-32"}));
  Machine m;
  m.array_rows = random.between(1, 40);
  m.array_cols = random.between(1, 40);
  m.array_double_buffer_weights = random.chance(75);
  m.array_skip_empty = random.chance(75);
  m.array_gather_runs = random.pick<std::int64_t>({Machine::kUnlimited, 1, 2, 4});
  m.scratchpad_banks = random.pick({2, 4, 4, 5, 7, 8, 8, 16, 33, 64});
  m.scratchpad_bytes = m.scratchpad_banks * Machine::kSubBanks * m.word_bytes() * random.pick({1, 4, 16, 64, 256});
  m.accumulator_rows = random.pick({2, 6, 16, 64, 256, 1024});
  m.parameters_channels = random.pick({4, 7, 16, 64, 256});
  m.vector_lanes = random.between(1, 24);
  m.vector_macs_per_lane = random.between(1, 4);
  m.queue_depth = random.pick({1, 2, 4, 8});
  m.dram_bandwidth_gb_per_s = random.pick({0.2, 1.0, 4.0, 32.0});
  m.dram_latency_ns = random.pick({0.0, 20.0, 100.0});
  m.dram_burst_bytes = random.pick({16, 64, 256});
  m.dram_banks = random.pick({1, 3, 8});
  m.dram_row_bytes = m.dram_burst_bytes * random.pick({4, 8});
  m.dram_unlimited = random.chance(10);
  if (random.chance(30)) m.array_dataflow = Dataflow::kOutputStationary;
  return m;
}

}  // namespace octet::testing
