// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The values of an array command: an exact int8 matrix product of a window and packed weights,
// accumulated in int32 with wrap-around.
#pragma once
#include <cstdint>
#include <span>

#include "arch/isa.h"
#include "sim/functional_simd.h"

namespace octet {

// rows[(j*M + m)*columns + col] = (or += with `add`) sum_k window(m, k) * weight(k, j*columns + col), for every
// N fold j of `columns` output channels; columns beyond n stay as they are. sums[m] = sum_k window(m, k), M of them.
void multiply(const ArrayCommand& command, std::int64_t columns, std::span<const std::uint8_t> scratchpad,
              std::int32_t* rows, std::int32_t* sums, bool add, Simd simd = best_simd());

}  // namespace octet
