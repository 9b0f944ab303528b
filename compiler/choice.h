// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the compiler chose for a layer, in words, for octet run --explain.
#pragma once
#include <cstdint>
#include <string>

#include "arch/machine.h"
#include "compiler/convolution_plan.h"
#include "compiler/layer.h"

namespace octet {

// Dataflow, order of loops, tile, and where the operands are: "weight-stationary; channels outside pixels; tiles of
// 28x28 pixels, 96 of 384 channels; input on chip, weights 2 x 32 KiB, output 2 x 64 KiB".
std::string choice_text(const Layer& layer, const ConvolutionPlan& plan, StreamSize in, StreamSize out,
                        std::int64_t weight_slots, const Machine& machine);

// The order of loops alone, which is what a plan's runner-up differs in.
std::string order_text(bool channels_outer, bool slice_input);

// Of a layer on the vector unit, in tiles of h x w pixels and c input channels.
std::string choice_text(const Layer& layer, std::int64_t h, std::int64_t w, std::int64_t c, StreamSize in,
                        StreamSize out);

}  // namespace octet
