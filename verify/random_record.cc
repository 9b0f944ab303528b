// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/random_record.h"

#include <bit>

#include "arch/float_record.h"

namespace octet {
namespace {

// Multipliers of one bit make ties; 40 bits and left shifts saturate.
void make_extreme(RandomSource& random, ParameterRecord& r) {
  if (random.chance(30)) r.multiplier = std::int64_t{1} << random.between(28, 39);
  if (random.chance(20)) r.multiplier = random.below(std::int64_t{1} << 40);
  if (random.chance(30)) r.shift = static_cast<std::int8_t>(random.between(-9, 9));
  if (random.chance(5)) r.shift = static_cast<std::int8_t>(random.between(-33, 31));
  if (random.chance(30)) r.zero_point_weight = 0;
  if (random.chance(30)) r.clamp_min = -128;
  if (random.chance(30)) r.clamp_max = 127;
}

// Small multipliers make the last bit of an add's inputs count, great ones and biases the full width of the product.
void make_rare(RandomSource& random, ParameterRecord& r) {
  if (random.chance(30))
    r.bias = static_cast<std::int32_t>(random.below(std::int64_t{1} << 32) - (std::int64_t{1} << 31));
  if (random.chance(40)) {
    r.multiplier = std::int64_t{1} << random.between(6, 16);
    r.shift = static_cast<std::int8_t>(random.between(-4, 1));
  }
  if (random.chance(20)) r.multiplier = random.below(std::int64_t{1} << 40);
  if (random.chance(20)) r.shift = static_cast<std::int8_t>(random.between(-40, 40));
  if (random.chance(10)) r.shift = random.pick<std::int8_t>({-128, -33, -32, -31, 31, 32, 33, 127});
  if (random.chance(40)) r.clamp_min = static_cast<std::int8_t>(random.between(-128, 127));
  if (random.chance(40)) r.clamp_max = static_cast<std::int8_t>(random.between(-128, 127));
}

// Bits of an fp32 number.
std::uint32_t random_float(RandomSource& random) {
  const auto bits = static_cast<std::uint32_t>(random.below(std::int64_t{1} << 32));
  if (random.chance(1)) return bits | 0x7f800000;
  if (random.chance(4)) return bits & 0x807fffff;
  if (random.chance(2)) return bits;
  return (bits & 0x807fffff) | static_cast<std::uint32_t>(random.between(120, 133)) << 23;
}

FloatRecord random_float_record(RandomSource& random, bool extreme, bool rare) {
  const auto any = [&] { return std::bit_cast<float>(random_float(random)); };
  FloatRecord r;
  r.bias = any();
  r.scale = any();
  if (extreme && random.chance(60)) {
    r.low = -static_cast<float>(random.between(0, 8));
    r.high = static_cast<float>(random.between(0, 8));
  }
  if (rare && random.chance(40)) r.low = any();
  if (rare && random.chance(40)) r.high = any();
  return r;
}

}  // namespace

ParameterRecord random_record(RandomSource& random, bool extreme, bool rare) {
  ParameterRecord r;
  r.bias = static_cast<std::int32_t>(random.between(-5000, 5000));
  r.multiplier = (std::int64_t{1} << 30) + random.below(std::int64_t{1} << 30);
  r.shift = static_cast<std::int8_t>(random.between(-12, 0));
  r.clamp_min = static_cast<std::int8_t>(random.between(-128, -1));
  r.clamp_max = static_cast<std::int8_t>(random.between(0, 127));
  r.zero_point_out = static_cast<std::int8_t>(random.between(-128, 127));
  r.zero_point_in = static_cast<std::int8_t>(random.between(-128, 127));
  r.zero_point_weight = static_cast<std::int8_t>(random.between(-128, 127));
  r.source_uint8 = random.chance(50);
  if (extreme) make_extreme(random, r);
  if (rare) make_rare(random, r);
  return r;
}

std::vector<std::uint8_t> random_constants(RandomSource& random, const Machine& machine, std::int64_t weight_bytes,
                                           bool extreme, bool rare) {
  std::vector<std::uint8_t> constants;
  const auto put = [&](const auto& bytes) { constants.insert(constants.end(), bytes.begin(), bytes.end()); };
  for (std::int64_t i = 0; i < machine.parameters_channels * Machine::kParameterHalves; ++i) {
    if (machine.floats())
      put(encode(random_float_record(random, extreme, rare)));
    else
      put(encode(random_record(random, extreme, rare)));
  }
  const std::int64_t element = machine.element_bytes();
  for (std::int64_t i = 0; i < weight_bytes / element; ++i) {
    const std::uint32_t bits =
        machine.floats() ? random_float(random) >> (32 - 8 * element) : static_cast<std::uint32_t>(random.below(256));
    for (std::int64_t b = 0; b < element; ++b) constants.push_back(static_cast<std::uint8_t>(bits >> 8 * b));
  }
  return constants;
}

}  // namespace octet
