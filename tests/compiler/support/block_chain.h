// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Networks of any depth: one small residual block again and again.
#pragma once
#include <cstdint>
#include <vector>

namespace octet::testing {

// A .tflite of `blocks` inverted residual blocks over 28 x 28 x 32: a pointwise convolution to 96 channels, a depthwise
// one of 3 x 3, a pointwise one back, and the addition of the block's input. Four layers a block.
std::vector<std::uint8_t> block_chain(int blocks);

}  // namespace octet::testing
