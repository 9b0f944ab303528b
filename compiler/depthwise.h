// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Depthwise convolutions on the array: a block of channels is a convolution with block-diagonal weights. What that
// costs beside the vector unit's command, and a block as a layer.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "arch/machine.h"
#include "compiler/layer.h"

namespace octet {

// Estimated cycles of a depthwise layer on either unit, by the timing rules of arch and its bytes from DRAM.
struct DepthwiseCost {
  double vector = 0, array = 0;
  std::int64_t block = 0;  // input channels of a block on the array; 0: no block fits the machine
  // Time alone: for equal cycles the zeros only take energy.
  bool array_pays() const { return block > 0 && array < 0.98 * vector; }
};
// Of the layers of one network on one machine; layers alike are weighed once.
class DepthwiseCosts {
 public:
  explicit DepthwiseCosts(const Machine& machine) : machine_(machine) {}
  // `whole`, `blocks`: elements from and to DRAM when the layer runs whole on the vector unit, in blocks on the array.
  const DepthwiseCost& of(const Layer& layer, std::int64_t whole, std::int64_t blocks);

 private:
  const Machine& machine_;
  std::map<std::array<std::int64_t, 11>, DepthwiseCost> known_;
};

// Which unit was chosen, and both estimates, in words.
std::string unit_text(const DepthwiseCost& cost, bool on_array);

// The bound's term of a depthwise layer on whichever unit: docs/timing.md section 10.
std::int64_t depthwise_bound(const Layer& layer, const Machine& machine);

// Input channels [c0, c0 + c) of a depthwise layer as a convolution on the array. A weight that is not of its own
// channel is the zero point, so that it adds nothing.
Layer depthwise_block(const Layer& layer, std::int64_t c0, std::int64_t c);

}  // namespace octet
