// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include <algorithm>
#include <array>

#include "base/softmax.h"
#include "sim/vector_kernel.h"

namespace octet {
namespace {

std::array<std::int32_t, 256> exponentials_of(const SoftmaxCommand& command, const OnChip& chip) {
  const std::uint8_t* at = chip.parameters.data() + std::int64_t{command.parameters} * Machine::kParameterRecordBytes;
  std::array<std::int32_t, 256> words{};
  for (std::int32_t& word : words) {
    word = static_cast<std::int32_t>((at[0] | at[1] << 8 | at[2] << 16 | std::uint32_t{at[3]} << 24) & 0x7fffffff);
    at += 4;
  }
  return words;
}

}  // namespace

void softmax(const SoftmaxCommand& command, const OnChip& chip, OutputPlace out) {
  const auto exponentials = exponentials_of(command, chip);
  const auto* scratchpad = reinterpret_cast<const std::int8_t*>(chip.scratchpad.data());
  for (std::int64_t y = 0; y < command.out_h; ++y)
    for (std::int64_t x = 0; x < command.out_w; ++x) {
      const Target& in = command.in;
      const std::int8_t* from = scratchpad + in.address + y * in.row_pitch + x * in.pixel_pitch;
      std::uint8_t* to = out.bytes + y * out.row_pitch + x * out.pixel_pitch;
      const int greatest = *std::max_element(from, from + command.channels);
      const auto exponential = [&](int c) { return exponentials[static_cast<std::size_t>(greatest - from[c])]; };
      std::uint32_t sum = 0;
      for (int c = 0; c < command.channels; ++c) sum += softmax_term(exponential(c));
      const SoftmaxFactor factor(sum);
      for (int c = 0; c < command.channels; ++c) to[c] = static_cast<std::uint8_t>(factor.step(exponential(c)) - 128);
    }
}

}  // namespace octet
