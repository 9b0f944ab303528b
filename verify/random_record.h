// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random parameter records.
#pragma once
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"
#include "verify/random_source.h"

namespace octet {

// extreme: ties, saturation, shifts to both sides; rare: any bias, multiplier, shift and clamp.
ParameterRecord random_record(RandomSource& random, bool extreme, bool rare);

// Legal parameter records of both halves, then weights: any bytes, or numbers mostly near 1, so that sums round and
// cancel, now and then zero, subnormal, infinite or no number. Records of floats likewise; extreme: narrow bounds;
// rare: any bounds.
std::vector<std::uint8_t> random_constants(RandomSource& random, const Machine& machine, std::int64_t weight_bytes,
                                           bool extreme, bool rare);

}  // namespace octet
