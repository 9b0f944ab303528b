// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Random parameter records.
#pragma once
#include "arch/isa.h"
#include "verify/random_source.h"

namespace octet {

// extreme: ties, saturation, shifts to both sides; rare: any bias, multiplier, shift and clamp.
ParameterRecord random_record(RandomSource& random, bool extreme, bool rare);

}  // namespace octet
