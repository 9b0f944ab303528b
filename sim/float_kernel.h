// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The values of commands on machines of fp32 or bf16 elements (docs/numerics.md, "Commands of float machines"): every
// product is added by base/float_arithmetic.h's fused multiply-add, in a stated order.
#pragma once
#include <cstdint>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"
#include "sim/onchip.h"
#include "sim/vector_kernel.h"

namespace octet {

// How often psums of an array command leave the array: its K folds, or once where outputs stay.
std::int64_t psum_folds(const Machine& machine, const ArrayCommand& command);

// The psums of the array's chains, as bits: fold after fold, each of `columns` per row j*M + m as the accumulator has
// them. Columns beyond n are 0.
std::vector<std::int32_t> multiply_floats(const Machine& machine, const ArrayCommand& command, const OnChip& chip);
// Adds those folds, in order, to the accumulator; the first replaces what the rows hold unless the command accumulates.
void accumulate_floats(const Machine& machine, const ArrayCommand& command, const std::vector<std::int32_t>& psums,
                       OnChip& chip);

// As in sim/vector_kernel.h, with pitches in bytes.
void requantize_floats(const Machine& machine, const RequantizeCommand& command, const OnChip& chip, OutputPlace out);
void depthwise_floats(const Machine& machine, const DepthwiseCommand& command, const OnChip& chip, OutputPlace out);
void pool_floats(const Machine& machine, const PoolCommand& command, const OnChip& chip, OutputPlace out);
void binary_floats(const Machine& machine, const BinaryCommand& command, const OnChip& chip, OutputPlace out);
void move_floats(const Machine& machine, const MoveCommand& command, const OnChip& chip, OutputPlace out);
void softmax_floats(const Machine& machine, const SoftmaxCommand& command, const OnChip& chip, OutputPlace out);

}  // namespace octet
