// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Names and queues of the commands, and the 16-byte parameter record.
#include "arch/isa.h"

#include "base/error.h"

namespace octet {

Queue queue_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::kLoad:
      return Queue::kLoad;
    case Opcode::kStore:
      return Queue::kStore;
    case Opcode::kArray:
      return Queue::kArray;
    case Opcode::kRequantize:
    case Opcode::kDepthwise:
    case Opcode::kPool:
    case Opcode::kBinary:
    case Opcode::kMove:
    case Opcode::kSoftmax:
      return Queue::kVector;
  }
  OCTET_CHECK(false, "opcode {}", static_cast<int>(opcode));
}

std::string_view name_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::kLoad:
      return "load";
    case Opcode::kStore:
      return "store";
    case Opcode::kArray:
      return "array";
    case Opcode::kRequantize:
      return "requantize";
    case Opcode::kDepthwise:
      return "depthwise";
    case Opcode::kPool:
      return "pool";
    case Opcode::kBinary:
      return "binary";
    case Opcode::kMove:
      return "move";
    case Opcode::kSoftmax:
      return "softmax";
  }
  OCTET_CHECK(false, "opcode {}", static_cast<int>(opcode));
}

std::string_view name_of(Queue queue) {
  switch (queue) {
    case Queue::kLoad:
      return "load";
    case Queue::kArray:
      return "array";
    case Queue::kVector:
      return "vector";
    case Queue::kStore:
      return "store";
  }
  OCTET_CHECK(false, "queue {}", static_cast<int>(queue));
}

std::array<std::uint8_t, 16> encode(const ParameterRecord& record) {
  OCTET_CHECK(record.multiplier >= 0 && record.multiplier < std::int64_t{1} << 40, "multiplier {}", record.multiplier);
  std::array<std::uint8_t, 16> bytes{};
  const auto bias = static_cast<std::uint32_t>(record.bias);
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(bias >> (8 * i));
  for (int i = 0; i < 5; ++i) bytes[4 + i] = static_cast<std::uint8_t>(record.multiplier >> (8 * i));
  bytes[9] = static_cast<std::uint8_t>(record.shift);
  bytes[10] = static_cast<std::uint8_t>(record.clamp_min);
  bytes[11] = static_cast<std::uint8_t>(record.clamp_max);
  bytes[12] = static_cast<std::uint8_t>(record.zero_point_out);
  bytes[13] = static_cast<std::uint8_t>(record.zero_point_in);
  bytes[14] = static_cast<std::uint8_t>(record.zero_point_weight);
  bytes[15] = record.source_uint8 ? 1 : 0;
  return bytes;
}

}  // namespace octet
