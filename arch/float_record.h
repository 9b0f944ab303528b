// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A parameter record of a float machine: the same 16 bytes as arch/isa.h's ParameterRecord, four fp32 words.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>

namespace octet {

// value * scale + bias, then clamped to [low, high].
struct FloatRecord {
  float bias = 0, scale = 1;
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity();
  bool operator==(const FloatRecord&) const = default;
};

inline FloatRecord decode_float_record(const std::uint8_t* bytes) {
  FloatRecord r;
  std::memcpy(&r.bias, bytes, 4);
  std::memcpy(&r.scale, bytes + 4, 4);
  std::memcpy(&r.low, bytes + 8, 4);
  std::memcpy(&r.high, bytes + 12, 4);
  return r;
}
inline std::array<std::uint8_t, 16> encode(const FloatRecord& r) {
  std::array<std::uint8_t, 16> bytes;
  std::memcpy(bytes.data(), &r.bias, 4);
  std::memcpy(bytes.data() + 4, &r.scale, 4);
  std::memcpy(bytes.data() + 8, &r.low, 4);
  std::memcpy(bytes.data() + 12, &r.high, 4);
  return bytes;
}

}  // namespace octet
