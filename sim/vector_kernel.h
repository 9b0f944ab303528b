// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The values of the vector unit's commands: requantize, depthwise convolution, pools, functions of two inputs,
// move and softmax. All but a wide requantize write one byte per output element; base/fixed_point.h defines every
// rounding.
//
// Records whose fields leave the ranges of fixed_point.h (memory never loaded is poison) mean what their
// bits in range say: the low 31 or 40 bits of the multiplier, the shift clamped to -31..31 (a single
// rounding: at most 31; add and subtract: -31..0), the upper clamp at least the lower one.
#pragma once
#include <cstdint>

#include "arch/isa.h"
#include "sim/functional_simd.h"
#include "sim/onchip.h"

namespace octet {

// Output pixel (y, x), channel ch at bytes + y*row_pitch + x*pixel_pitch + ch. Pixels do not overlap.
struct OutputPlace {
  std::uint8_t* bytes;
  std::int64_t row_pitch, pixel_pitch;
};

// `columns`: C, the width of an accumulator row.
void requantize(const RequantizeCommand& command, std::int64_t columns, const OnChip& chip, OutputPlace out,
                Simd simd = best_simd());
void depthwise(const DepthwiseCommand& command, const OnChip& chip, OutputPlace out, Simd simd = best_simd());
// A window that lies wholly outside the tensor averages nothing, code 0, and has pad_value as its greatest; clamped.
void pool(const PoolCommand& command, const OnChip& chip, OutputPlace out);
void binary(const BinaryCommand& command, const OnChip& chip, OutputPlace out, Simd simd = best_simd());
void move(const MoveCommand& command, const OnChip& chip, OutputPlace out);
// In place, too: a row's elements are read before they are written.
void softmax(const SoftmaxCommand& command, const OnChip& chip, OutputPlace out);

}  // namespace octet
