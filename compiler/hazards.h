// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Hazards: for each command in stream order, the latest earlier command of every queue that it
// conflicts with (common byte, one writing).
#pragma once
#include <array>
#include <cstdint>
#include <map>

#include "arch/access.h"

namespace octet {

using QueueIndices = std::array<std::int32_t, kQueues>;  // command index per queue, -1: none
inline constexpr QueueIndices kNone{-1, -1, -1, -1};

class HazardMap {
 public:
  // Enters command `index` of `queue` and returns its conflicts. Indices must ascend.
  QueueIndices enter(std::int32_t index, Queue queue, const AccessList& list);
  // The latest writers of what `list` touches.
  QueueIndices writers(const AccessList& list) const;

 private:
  struct Cell {
    std::int64_t end;
    QueueIndices writer = kNone, reader = kNone;
  };
  using Cells = std::map<std::int64_t, Cell>;
  void touch(Cells& cells, const Access& access, std::int32_t index, int queue, QueueIndices& found);
  std::array<Cells, kSpaces> spaces_;
};

}  // namespace octet
