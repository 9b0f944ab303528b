// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/random_record.h"

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

}  // namespace octet
