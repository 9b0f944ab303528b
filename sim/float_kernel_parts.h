// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the kernels of float machines share: elements in memory, windows, records.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>

#include "arch/float_record.h"
#include "arch/machine.h"
#include "base/float_arithmetic.h"
#include "sim/onchip.h"

namespace octet::float_parts {

inline float float_of(std::int32_t bits) { return std::bit_cast<float>(bits); }
inline std::int32_t bits_of(float x) { return std::bit_cast<std::int32_t>(x); }

inline float sum(float a, float b) { return fused_multiply_add(1.0f, a, b); }
inline float product(float a, float b) { return fused_multiply_add(a, b, -0.0f); }  // keeps the sign of a zero

// fp32 of 4 bytes or bf16 of 2, little-endian.
struct Elements {
  explicit Elements(const Machine& machine) : bytes(machine.element_bytes()) {}
  float load(const std::uint8_t* from) const {
    std::uint32_t bits = 0;
    std::memcpy(&bits, from, static_cast<std::size_t>(bytes));
    return bytes == 4 ? std::bit_cast<float>(bits) : widened(static_cast<std::uint16_t>(bits));
  }
  // To nearest, ties to even.
  void store(std::uint8_t* to, float x) const {
    const std::uint32_t bits = bytes == 4 ? std::bit_cast<std::uint32_t>(x) : narrowed(x);
    std::memcpy(to, &bits, static_cast<std::size_t>(bytes));
  }
  std::int64_t bytes;
};

inline FloatRecord record(const OnChip& chip, std::int64_t index) {
  return decode_float_record(chip.parameters.data() + index * Machine::kParameterRecordBytes);
}
inline float clamped(float x, const FloatRecord& r) { return x < r.low ? r.low : x > r.high ? r.high : x; }
inline float scaled(float x, const FloatRecord& r) { return clamped(fused_multiply_add(x, r.scale, r.bias), r); }

// Calls visit(address of channel 0, or null outside the tensor) for every tap of output pixel m, row by row.
template <class Visit>
void for_each_tap(const Window& in, const OnChip& chip, std::int64_t m, Visit&& visit) {
  const std::int64_t top = in.y0 + m / in.out_w * in.stride_h, left = in.x0 + m % in.out_w * in.stride_w;
  for (int ky = 0; ky < in.kernel_h; ++ky)
    for (int kx = 0; kx < in.kernel_w; ++kx) {
      const std::int64_t y = top + ky * in.dilation_h, x = left + kx * in.dilation_w;
      const bool inside = y >= 0 && y < in.height && x >= 0 && x < in.width;
      visit(inside ? chip.scratchpad.data() + in.address + y * in.row_pitch + x * in.pixel_pitch : nullptr);
    }
}

}  // namespace octet::float_parts
